//! How GitHub's REST API refuses (fact sheet 2.13).

use mock_provider::config::Config;
use serde_json::json;

use super::pair;
use crate::setup::{json, start, start_with, text};

#[tokio::test]
async fn a_missing_and_a_bad_token_are_told_apart_in_githubs_words() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let said = |message: &str| {
        json!({
            "message": message,
            "documentation_url": "https://docs.github.com/rest",
            "status": "401",
        })
    };
    let missing = app
        .http()
        .get(app.url("/api/user"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(missing.status(), 401);
    assert_eq!(json(missing).await, said("Requires authentication"));
    let tokens = app
        .tokens(&browser, "alice", &[("scope", "gist offline_access")])
        .await;
    provider.clock().advance(std::time::Duration::from_secs(28_800));
    for bad in ["nonsense", text(&tokens, "access_token")] {
        let refused = app.get("/api/user", bad).await;
        assert_eq!(refused.status(), 401);
        assert_eq!(json(refused).await, said("Bad credentials"));
    }
}

#[tokio::test]
async fn a_request_without_a_user_agent_is_forbidden_in_plain_text() {
    let provider = start().await;
    let (app, _) = pair(&provider);
    let silent = reqwest::Client::new();
    let response = silent.get(app.url("/api/user")).send().await.expect("an answer");
    assert_eq!(response.status(), 403);
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    let body = response.text().await.expect("a body");
    assert!(
        body.trim_start()
            .starts_with("Request forbidden by administrative rules."),
        "{body}"
    );
}

#[tokio::test]
async fn a_version_that_does_not_exist_is_refused_and_media_types_are_not() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let ask = async |name: &str, value: &str| {
        let request = app.http().get(app.url("/api/user"));
        let request = request
            .bearer_auth(text(&tokens, "access_token"))
            .header(name, value);
        request.send().await.expect("an answer").status().as_u16()
    };
    for version in ["2022-11-28", "2026-03-10"] {
        assert_eq!(ask("x-github-api-version", version).await, 200, "{version}");
    }
    assert_eq!(ask("x-github-api-version", "2021-01-01").await, 400);
    for accept in ["application/vnd.github+json", "application/json", "*/*"] {
        assert_eq!(ask("accept", accept).await, 200, "{accept}");
    }
}

#[tokio::test]
async fn sixty_calls_an_hour_are_free_to_those_without_a_token() {
    assert_eq!(Config::default().github.anonymous_rate_limit, 60);
    let mut config = Config::default();
    config.github.anonymous_rate_limit = 2;
    let provider = start_with(config).await;
    let (app, browser) = pair(&provider);
    let ask = async || {
        let request = app.http().get(app.url("/api/user/583231"));
        request.send().await.expect("an answer")
    };
    for (status, used, remaining) in [(200, "1", "1"), (200, "2", "0"), (403, "2", "0")] {
        let response = ask().await;
        assert_eq!(response.status(), status);
        for (name, expected) in [
            ("x-ratelimit-limit", "2"),
            ("x-ratelimit-used", used),
            ("x-ratelimit-remaining", remaining),
        ] {
            assert_eq!(response.headers()[name], expected, "{name}");
        }
    }
    // Whoever has a token has a limit of their own.
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let mine = app.get("/api/user/583231", text(&tokens, "access_token")).await;
    assert_eq!(
        (mine.status().as_u16(), &mine.headers()["x-ratelimit-limit"]),
        (200, &"5000".parse().expect("a value"))
    );
    provider.clock().advance(std::time::Duration::from_secs(3_600));
    assert_eq!(ask().await.status(), 200);
}
