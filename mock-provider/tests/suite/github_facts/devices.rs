//! GitHub's device flow (fact sheet 2.8).

use std::time::Duration;

use mock_provider::{
    MockProvider, Provider,
    config::{Client, Config},
    journal::Filter,
};
use serde_json::{Value, json};

use super::pair;
use crate::{
    browser::Page,
    setup::{App, client, client_id, start_with, text},
};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const OTHER: &str = "Ov23liOtherOtherOthe";

async fn with_devices() -> MockProvider {
    let provider = start_with(Config::default()).await;
    for client_id in [client_id(Provider::GitHub), OTHER] {
        provider.put_client(Client {
            client_id: client_id.to_owned(),
            device_flow: true,
            ..client(Provider::GitHub)
        });
    }
    provider
}

async fn ask(app: &App<'_>, client_id: &str) -> Value {
    let form = [("client_id", client_id), ("scope", "gist")];
    app.post("/login/device/code", &form).await.1
}

async fn poll(app: &App<'_>, code: &str) -> (u16, Value) {
    let form = [
        ("grant_type", GRANT),
        ("device_code", code),
        ("client_id", client_id(Provider::GitHub)),
    ];
    app.post("/login/oauth/access_token", &form).await
}

#[tokio::test]
async fn github_allows_fifty_device_codes_an_hour() {
    let provider = with_devices().await;
    let (app, browser) = pair(&provider);
    let type_one = async |client_id: &str| -> Page {
        let issued = ask(&app, client_id).await;
        let typed = [("user_code", text(&issued, "user_code"))];
        browser.post(&app.url("/login/device"), &typed).await
    };
    for number in 1..=50 {
        let page = type_one(client_id(Provider::GitHub)).await;
        assert!(
            page.html().contains("mock-identifier"),
            "{number}: {}",
            page.html()
        );
    }
    let page = type_one(client_id(Provider::GitHub)).await;
    assert!(page.html().contains("role=\"alert\""), "{}", page.html());
    assert!(page.html().contains("Too many codes"), "{}", page.html());
    let refused = provider.journal().exchanges(&Filter {
        endpoint: Some("device".to_owned()),
        ..Filter::default()
    });
    let refusal = refused.last().and_then(|exchange| exchange.refusal.clone());
    assert_eq!(refusal.expect("a refusal").rule, "user-code-quota");
    // The limit is the app's own, and it ends.
    let page = type_one(OTHER).await;
    assert!(page.html().contains("mock-identifier"), "{}", page.html());
    provider.clock().advance(Duration::from_secs(3_600));
    let page = type_one(client_id(Provider::GitHub)).await;
    assert!(page.html().contains("mock-identifier"), "{}", page.html());
}

#[tokio::test]
async fn the_device_code_comes_as_xml_where_xml_is_asked_and_a_form_where_nothing_is() {
    let provider = with_devices().await;
    let (app, _) = pair(&provider);
    let form = [("client_id", client_id(Provider::GitHub))];
    for (accept, begins) in [
        (
            "application/xml",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OAuth><device_code>",
        ),
        ("application/json", "{\"device_code\":"),
        ("*/*", "device_code="),
    ] {
        let request = app.http().post(app.url("/login/device/code")).form(&form);
        let response = request.header("accept", accept).send().await.expect("an answer");
        let body = response.text().await.expect("a body");
        assert!(body.starts_with(begins), "{accept}: {body}");
    }
    let issued = ask(&app, client_id(Provider::GitHub)).await;
    let user_code = text(&issued, "user_code");
    assert!(
        user_code.len() == 9 && user_code.as_bytes()[4] == b'-',
        "{user_code}"
    );
    let lower = text(&issued, "device_code")
        .bytes()
        .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    assert!(lower && text(&issued, "device_code").len() == 40, "{issued}");
}

#[tokio::test]
async fn each_answer_to_a_poll_has_status_200_and_its_error() {
    let provider = with_devices().await;
    let (app, browser) = pair(&provider);
    let error = |(status, body): (u16, Value)| (status, text(&body, "error").to_owned());
    let said = |error: &str| (200, error.to_owned());
    let issued = ask(&app, client_id(Provider::GitHub)).await;
    let code = text(&issued, "device_code");
    assert_eq!(error(poll(&app, code).await), said("authorization_pending"));
    let (status, slow) = poll(&app, code).await;
    assert_eq!(
        (status, &slow["error"], &slow["interval"]),
        (200, &json!("slow_down"), &json!(10))
    );
    assert_eq!(error(poll(&app, "x").await), said("incorrect_device_code"));
    let typed = [("user_code", text(&issued, "user_code"))];
    let page = browser.post(&app.url("/login/device"), &typed).await;
    let page = browser.submit(&page, &[("identifier", "alice")]).await;
    browser.submit(&page, &[("decision", "deny")]).await;
    provider.clock().advance(Duration::from_secs(15));
    assert_eq!(error(poll(&app, code).await), said("access_denied"));
    let old = ask(&app, client_id(Provider::GitHub)).await;
    provider.clock().advance(Duration::from_secs(900));
    // Not `token_expired`, which the documentation's text has beside it.
    assert_eq!(
        error(poll(&app, text(&old, "device_code")).await),
        said("expired_token")
    );
}
