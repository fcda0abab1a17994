//! Google's device flow (fact sheet 1.15).

use std::time::Duration;

use mock_provider::{
    MockProvider, Provider,
    config::{Client, ClientKind, Config},
};
use serde_json::{Value, json};

use super::pair;
use crate::setup::{App, SECRET, client, client_id, start_with, text};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

async fn with_television(config: Config) -> MockProvider {
    let provider = start_with(config).await;
    provider.put_client(Client {
        kind: Some(ClientKind::LimitedInput),
        ..client(Provider::Google)
    });
    provider
}

async fn ask(app: &App<'_>, scope: &str) -> (u16, Value) {
    let form = [("client_id", client_id(Provider::Google)), ("scope", scope)];
    app.post("/device/code", &form).await
}

async fn poll(app: &App<'_>, code: &str) -> (u16, Value) {
    let form = [
        ("grant_type", GRANT),
        ("device_code", code),
        ("client_id", client_id(Provider::Google)),
        ("client_secret", SECRET),
    ];
    app.post("/token", &form).await
}

#[tokio::test]
async fn each_answer_to_a_poll_has_its_status_error_and_description() {
    let provider = with_television(Config::default()).await;
    let (app, browser) = pair(&provider);
    let said = |error: &str, description: &str| json!({"error": error, "error_description": description});
    let (_, issued) = ask(&app, "openid").await;
    let code = text(&issued, "device_code");
    assert_eq!(
        poll(&app, code).await,
        (428, said("authorization_pending", "Precondition Required"))
    );
    assert_eq!(poll(&app, code).await, (403, said("slow_down", "Forbidden")));
    let typed = [("user_code", text(&issued, "user_code"))];
    let page = browser.post(&app.url("/device"), &typed).await;
    let page = browser.submit(&page, &[("identifier", "alice")]).await;
    browser.submit(&page, &[("decision", "deny")]).await;
    provider.clock().advance(Duration::from_secs(10));
    assert_eq!(poll(&app, code).await, (403, said("access_denied", "Forbidden")));
    assert_eq!(
        poll(&app, "AH-1Ngx").await,
        (400, said("invalid_grant", "Bad Request"))
    );
    let (_, old) = ask(&app, "openid").await;
    provider.clock().advance(Duration::from_secs(1_800));
    let late = poll(&app, text(&old, "device_code")).await;
    assert_eq!(late, (400, said("expired_token", "Bad Request")));
}

#[tokio::test]
async fn devices_may_ask_for_identity_files_of_their_own_and_videos() {
    let provider = with_television(Config::default()).await;
    let (app, _) = pair(&provider);
    for (scope, status) in [
        ("openid", 200),
        ("email profile", 200),
        ("https://www.googleapis.com/auth/drive.file", 200),
        ("https://www.googleapis.com/auth/youtube", 200),
        ("https://www.googleapis.com/auth/drive", 400),
        ("openid https://www.googleapis.com/auth/calendar", 400),
    ] {
        let (found, body) = ask(&app, scope).await;
        assert_eq!(found, status, "{scope}");
        if status == 400 {
            assert_eq!(body["error"], "invalid_scope", "{scope}");
            continue;
        }
        let user_code = text(&body, "user_code");
        let halves: Vec<&str> = user_code.split('-').collect();
        assert!(
            matches!(halves[..], [first, second] if first.len() == 4 && second.len() == 4)
                && user_code.bytes().all(|b| b.is_ascii_uppercase() || b == b'-'),
            "{user_code}"
        );
    }
}

#[tokio::test]
async fn beyond_the_quota_there_is_an_error_code_and_nothing_else() {
    for exceeded in [false, true] {
        let mut config = Config::default();
        config.google.device_code_quota_exceeded = exceeded;
        let provider = with_television(config).await;
        let answer = ask(&pair(&provider).0, "openid").await;
        if exceeded {
            assert_eq!(answer, (403, json!({"error_code": "rate_limit_exceeded"})));
        } else {
            assert_eq!(answer.0, 200);
        }
    }
}
