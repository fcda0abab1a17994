//! `mock-provider flows`

use clap::Args;
use url::form_urlencoded::Serializer;

use super::{
    Exit, flow_line,
    instance::{Failure, Instance, end},
    print,
    sse::Events,
};
use crate::{
    Provider,
    journal::{Flow, Outcome},
};

/// Which flows, and how to print them.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    instance: Instance,
    /// Go on printing each flow that begins or changes, until Ctrl-C or until the instance stops
    #[arg(long, short)]
    follow: bool,
    /// Print JSON, a flow a line
    #[arg(long)]
    json: bool,
    /// Only at this provider
    #[arg(long)]
    provider: Option<Provider>,
    /// Only of this browser
    #[arg(long, value_name = "NAME")]
    browser: Option<String>,
    /// Only of this person
    #[arg(long, value_name = "ID")]
    persona: Option<String>,
    /// Only for this client
    #[arg(long, value_name = "CLIENT_ID")]
    client: Option<String>,
    /// Only those that have come so far
    #[arg(long, value_parser = outcome, value_name = "open|code-issued|denied|refused|exchanged")]
    outcome: Option<Outcome>,
    /// Only those in which a request was refused
    #[arg(long)]
    refused: bool,
}

pub(super) async fn run(options: &Options) -> Exit {
    if options.follow {
        return match follow(options).await {
            Ok(()) => Exit::Ok,
            Err(failure) => failure.report(),
        };
    }
    let flows: Result<Vec<Flow>, _> = options
        .instance
        .get(&format!("/journal/flows?{}", query(options)))
        .await;
    end(flows, |flows| {
        if flows.is_empty() && !options.json {
            print::note("no flow matches");
        }
        flows.iter().for_each(|flow| show(flow, options.json));
    })
}

/// What is remembered, and then what happens.
async fn follow(options: &Options) -> Result<(), Failure> {
    let path = format!("/journal/events?last_event_id=0&{}", query(options));
    let mut events = Events::new(options.instance.stream(&path).await?);
    while let Some(event) = events.next().await {
        match event.name.as_str() {
            "flow" => match serde_json::from_str(&event.data) {
                Ok(flow) => show(&flow, options.json),
                Err(error) => print::warning(&format!("a flow cannot be read: {error}")),
            },
            "cleared" => print::note("the journal was cleared"),
            "lost" => print::warning(&format!("some events are forgotten: {}", event.data)),
            _ => {}
        }
    }
    print::note(&format!("{} ended the stream", options.instance.url()));
    Ok(())
}

fn query(options: &Options) -> String {
    let mut query = Serializer::new(String::new());
    let mut add = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    };
    add("provider", options.provider.map(Provider::slug));
    add("browser", options.browser.as_deref());
    add("persona", options.persona.as_deref());
    add("client_id", options.client.as_deref());
    add("outcome", options.outcome.map(Outcome::word));
    add("refused", options.refused.then_some("true"));
    query.finish()
}

fn show(flow: &Flow, json: bool) {
    if json {
        print::data(&serde_json::to_string(flow).unwrap_or_default());
    } else {
        print::data(&flow_line(flow));
    }
}

fn outcome(word: &str) -> Result<Outcome, String> {
    Outcome::ALL
        .into_iter()
        .find(|outcome| outcome.word() == word)
        .ok_or_else(|| format!("expected one of {}", Outcome::ALL.map(Outcome::word).join(", ")))
}
