//! The journal as server-sent events.

use mock_provider::{MockProvider, Provider};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, start},
};

/// An event stream as a client reads it.
struct Stream {
    response: reqwest::Response,
    text: String,
}

/// One block of a stream.
#[derive(Debug, PartialEq)]
enum Block {
    Comment(String),
    Event { id: u64, name: String, data: Value },
}

impl Stream {
    async fn open(provider: &MockProvider, query: &str, last: Option<u64>) -> Self {
        let url = format!("{}_mock/api/journal/events{query}", provider.url());
        let mut request = reqwest::Client::new().get(url);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = Self {
            response,
            text: String::new(),
        };
        assert_eq!(stream.next().await, Some(Block::Comment("connected".to_owned())));
        stream
    }

    /// The next block; absent at the end.
    async fn next(&mut self) -> Option<Block> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let block = read(block);
                self.text = rest.to_owned();
                return Some(block);
            }
            let chunk = self.response.chunk().await.expect("readable")?;
            self.text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
    }

    async fn event(&mut self) -> (u64, String, Value) {
        match self.next().await {
            Some(Block::Event { id, name, data }) => (id, name, data),
            other => panic!("no event but {other:?}"),
        }
    }
}

fn read(block: &str) -> Block {
    if let Some(comment) = block.strip_prefix(": ").or(block.strip_prefix(':')) {
        return Block::Comment(comment.trim().to_owned());
    }
    let field = |name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {block}"))
            .trim()
            .to_owned()
    };
    Block::Event {
        id: field("id:").parse().expect("a number"),
        name: field("event:"),
        data: serde_json::from_str(&field("data:")).expect("JSON"),
    }
}

#[tokio::test]
async fn exchanges_and_flows_are_told_as_they_happen_and_a_reader_goes_on_where_it_stopped() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Google);
    app.tokens(&Browser::new(&provider, "before"), "alice", &[]).await;

    // Without an id the stream begins now.
    let mut stream = Stream::open(&provider, "", None).await;
    app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let (first, name, flow) = stream.event().await;
    assert_eq!(
        (name.as_str(), &flow["browser"], &flow["id"]),
        ("flow", &json!("b-1"), &json!(2))
    );
    let mut last = first;
    let mut endpoints = Vec::new();
    let mut outcome = flow["outcome"].clone();
    while outcome != "exchanged" || !endpoints.contains(&json!("token")) {
        let (id, name, data) = stream.event().await;
        assert!(id > last, "{id} after {last}");
        last = id;
        match name.as_str() {
            "exchange" => endpoints.push(data["endpoint"].clone()),
            "flow" => outcome = data["outcome"].clone(),
            other => panic!("{other}"),
        }
    }
    assert_eq!(endpoints, ["authorize", "sign-in", "sign-in", "token"]);

    // Another one that knew the first event is told the rest of what is remembered, and nothing twice.
    let mut again = Stream::open(&provider, "", Some(last - 1)).await;
    assert_eq!(again.event().await.0, last);
    let mut whole = Stream::open(&provider, "?last_event_id=0&endpoint=token", None).await;
    let tokens = loop {
        let (_, name, data) = whole.event().await;
        if name == "exchange" {
            break data;
        }
    };
    assert_eq!(
        (&tokens["endpoint"], &tokens["flow"]),
        (&json!("token"), &json!(1))
    );
}

#[tokio::test]
async fn a_stream_can_be_filtered_and_tells_of_a_reset_and_of_what_was_lost() {
    let mut config = mock_provider::config::Config::default();
    config.journal.exchanges = 2;
    let provider = crate::setup::start_with(config).await;
    let app = App::new(&provider, Provider::Google);
    let mut stream = Stream::open(&provider, "?browser=mine", None).await;
    app.tokens(&Browser::new(&provider, "other"), "alice", &[]).await;
    provider.reset();
    provider.put_client(crate::setup::client(Provider::Google));
    let (cleared, name, _) = stream.event().await;
    assert_eq!(name, "cleared");
    app.tokens(&Browser::new(&provider, "mine"), "bob", &[]).await;
    assert_eq!(stream.event().await.2["browser"], "mine");

    // Of four exchanges two are remembered.
    let mut late = Stream::open(&provider, "", Some(cleared)).await;
    let (_, name, lost) = late.event().await;
    assert_eq!((name.as_str(), &lost["from"]), ("lost", &json!(cleared + 1)));
    assert!(lost["to"].as_u64() > Some(cleared), "{lost}");
    let mut exchanges = 0;
    while exchanges < 2 {
        let (_, name, data) = late.event().await;
        if name == "exchange" {
            exchanges += 1;
            assert!(data["id"].as_u64() > Some(6), "{data}");
        }
    }
}

#[tokio::test]
async fn a_stream_ends_with_the_server_and_refuses_what_is_no_event() {
    let provider = start().await;
    let url = format!("{}_mock/api/journal/events", provider.url());
    let request = reqwest::Client::new().get(&url).header("last-event-id", "x");
    assert_eq!(request.send().await.expect("an answer").status(), 422);
    let mut stream = Stream::open(&provider, "", None).await;
    provider.stop();
    assert_eq!(stream.next().await, None);
}
