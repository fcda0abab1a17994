//! Right answers that do not arrive as they should.

use mock_provider::{
    MockProvider, Provider,
    faults::{Change, Fault, PADDING, Scope},
    journal::{Exchange, Filter},
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, start, text},
};

/// Arms it for what bob asks UserInfo.
fn arm(provider: &MockProvider, manner: &str) -> String {
    let change = json!({"delivery": {"endpoint": "userinfo", "manner": manner}});
    let change: Change = serde_json::from_value(change).expect("a change");
    provider.arm(Fault {
        name: manner.to_owned(),
        scope: Scope {
            persona: Some("bob".to_owned()),
            ..Scope::default()
        },
        times: None,
        change,
    })
}

async fn token(app: &App<'_>, persona: &str) -> String {
    let browser = Browser::new(app.provider, persona);
    let tokens = app.tokens(&browser, persona, &[]).await;
    text(&tokens, "access_token").to_owned()
}

fn last(provider: &MockProvider) -> Exchange {
    let filter = Filter {
        endpoint: Some("userinfo".to_owned()),
        ..Filter::default()
    };
    let exchange = provider.journal().exchanges(&filter).pop();
    exchange.expect("an exchange")
}

#[tokio::test]
async fn a_connection_ends_before_the_answer_and_the_journal_has_it() {
    let provider = start().await;
    arm(&provider, "dropped");
    let app = App::new(&provider, Provider::Google);
    let [of_bob, of_alice] = [token(&app, "bob").await, token(&app, "alice").await];
    let asked = app.http().get(app.url("/v1/userinfo")).bearer_auth(of_bob);
    let error = asked.send().await.expect_err("no answer");
    assert!(error.is_request() && error.status().is_none(), "{error:?}");
    let exchange = last(&provider);
    assert_eq!(exchange.fault.as_deref(), Some("dropped"));
    assert!(
        exchange.response_body.contains("\"sub\""),
        "{}",
        exchange.response_body
    );
    assert_eq!(app.get("/v1/userinfo", &of_alice).await.status(), 200);
}

#[tokio::test]
async fn an_answer_drips_until_its_fault_is_disarmed() {
    let provider = start().await;
    let id = arm(&provider, "dripping");
    let app = App::new(&provider, Provider::Google);
    let token = token(&app, "bob").await;
    let mut answer = app.get("/v1/userinfo", &token).await;
    assert_eq!(answer.status(), 200);
    let first = answer.chunk().await.expect("a piece").expect("not the end");
    assert_eq!(first.len(), 1);
    assert!(provider.disarm(&id));
    let mut all = first.to_vec();
    while let Some(piece) = answer.chunk().await.expect("a piece") {
        all.extend_from_slice(&piece);
    }
    assert_eq!(String::from_utf8_lossy(&all), last(&provider).response_body);
}

#[tokio::test]
async fn it_is_known_how_much_of_an_endless_answer_was_taken() {
    let provider = start().await;
    let id = arm(&provider, "endless");
    let app = App::new(&provider, Provider::Google);
    let token = token(&app, "bob").await;
    let mut cut = app.get("/v1/userinfo", &token).await;
    assert!(cut.chunk().await.expect("a piece").is_some());
    drop(cut);
    let taken = provider.taken(&id);
    assert!(taken < PADDING, "{taken}");
    let whole = app.get("/v1/userinfo", &token).await;
    let whole = whole.bytes().await.expect("all of it");
    let told: Value = serde_json::from_slice(&whole).expect("JSON, with white space behind it");
    assert!(told["sub"].is_string() && whole.len() > PADDING);
    assert!(provider.taken(&id) >= PADDING);
    provider.disarm(&id);
    assert_eq!(provider.taken(&id), 0, "nothing is kept of what is disarmed");
}
