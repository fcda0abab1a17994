//! What an app may do with a token of its own (fact sheet 2.12).

use mock_provider::Provider;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::{pair, sorted};
use crate::setup::{App, SECRET, client_id, json, start, text};

async fn as_app(app: &App<'_>, method: Method, what: &str, secret: &str, body: &Value) -> Response {
    let id = client_id(Provider::GitHub);
    let url = app.url(&format!("/api/applications/{id}/{what}"));
    let request = app.http().request(method, url).basic_auth(id, Some(secret));
    request.json(body).send().await.expect("an answer")
}

#[tokio::test]
async fn what_an_app_is_told_about_a_token_has_exactly_these_members() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app
        .tokens(&browser, "alice", &[("scope", "gist offline_access")])
        .await;
    let body = json!({"access_token": tokens["access_token"]});
    for method in [Method::POST, Method::PATCH] {
        let record = json(as_app(&app, method.clone(), "token", SECRET, &body).await).await;
        assert_eq!(
            sorted(&record),
            [
                "app",
                "created_at",
                "expires_at",
                "fingerprint",
                "hashed_token",
                "id",
                "installation",
                "note",
                "note_url",
                "scopes",
                "token",
                "token_last_eight",
                "updated_at",
                "url",
                "user"
            ],
            "{method}"
        );
        assert_eq!(sorted(&record["app"]), ["client_id", "name", "url"], "{method}");
        assert_eq!(record["expires_at"], "2026-01-31T20:00:00Z", "{method}");
        for absent in ["note", "note_url", "fingerprint", "installation"] {
            assert_eq!(record[absent], Value::Null, "{method} {absent}");
        }
        let hash = text(&record, "hashed_token");
        assert!(
            hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()),
            "{hash}"
        );
    }
}

#[tokio::test]
async fn an_app_that_asks_wrongly_is_answered_401_404_or_422() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let good = json!({"access_token": tokens["access_token"]});
    for (fact, method, what, secret, body, status, message) in [
        (
            "wrong secret",
            Method::POST,
            "token",
            "wrong",
            good.clone(),
            401,
            "Bad credentials",
        ),
        (
            "unknown token",
            Method::POST,
            "token",
            SECRET,
            json!({"access_token": "gho_x"}),
            404,
            "Not Found",
        ),
        (
            "bad body",
            Method::POST,
            "token",
            SECRET,
            json!([]),
            422,
            "Validation Failed",
        ),
        (
            "bad body",
            Method::DELETE,
            "token",
            SECRET,
            json!({}),
            422,
            "Validation Failed",
        ),
        (
            "bad body",
            Method::DELETE,
            "grant",
            SECRET,
            json!({}),
            422,
            "Validation Failed",
        ),
    ] {
        let response = as_app(&app, method, what, secret, &body).await;
        assert_eq!(response.status(), status, "{fact} {what}");
        let said = json(response).await;
        assert_eq!(
            (&said["message"], &said["status"]),
            (&json!(message), &json!(status.to_string())),
            "{fact}"
        );
    }
    let left = app.get("/api/user", text(&tokens, "access_token")).await;
    assert_eq!(left.status(), 200, "nothing was deleted");
}

#[tokio::test]
async fn a_token_that_nobody_used_for_a_year_is_unknown_to_its_app_too() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let body = json!({"access_token": tokens["access_token"]});
    provider
        .clock()
        .advance(std::time::Duration::from_secs(364 * 86_400));
    assert_eq!(
        as_app(&app, Method::POST, "token", SECRET, &body).await.status(),
        200
    );
    provider.clock().advance(std::time::Duration::from_secs(86_400));
    assert_eq!(
        as_app(&app, Method::POST, "token", SECRET, &body).await.status(),
        404
    );
}
