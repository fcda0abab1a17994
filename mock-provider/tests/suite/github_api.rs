//! GitHub's REST API, each test named after the fact.

use std::time::Duration;

use mock_provider::{
    MockProvider, Provider,
    config::{Client, Config, GitHubAccount, GitHubEmail, Persona},
    journal::Filter,
};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    browser::Browser,
    setup::{App, REDIRECT_URI, SECRET, client, client_id, json, start, start_with, text},
};

fn pair(provider: &MockProvider) -> (App<'_>, Browser) {
    (
        App::new(provider, Provider::GitHub),
        Browser::new(provider, "b-1"),
    )
}

/// A request of the app itself, which proves itself with its id and secret.
async fn as_app(app: &App<'_>, method: Method, what: &str, secret: &str, body: &Value) -> Response {
    let id = client_id(Provider::GitHub);
    let url = app.url(&format!("/api/applications/{id}/{what}"));
    let request = app.http().request(method, url).basic_auth(id, Some(secret));
    request.json(body).send().await.expect("an answer")
}

async fn status(app: &App<'_>, token: &str) -> u16 {
    app.get("/api/user", token).await.status().as_u16()
}

#[tokio::test]
async fn an_app_can_check_a_token_of_its_own() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app
        .tokens(&browser, "alice", &[("scope", "gist user:email")])
        .await;
    let token = text(&tokens, "access_token");
    let body = json!({"access_token": token});
    let response = as_app(&app, Method::POST, "token", SECRET, &body).await;
    assert_eq!(response.status(), 200);
    let record = json(response).await;
    let hash: String = Sha256::digest(token.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        (
            text(&record, "token"),
            text(&record, "token_last_eight"),
            text(&record, "hashed_token")
        ),
        (token, &token[32..], hash.as_str())
    );
    assert_eq!(
        (&record["scopes"], &record["expires_at"], &record["created_at"]),
        (
            &json!(["gist", "user:email"]),
            &Value::Null,
            &json!("2026-01-31T12:00:00Z")
        )
    );
    assert_eq!(record["app"]["client_id"], client_id(Provider::GitHub));
    assert_eq!(record["app"]["url"], REDIRECT_URI);
    assert_eq!(record["user"]["login"], "alice-archer");
    assert_eq!(
        text(&record, "url"),
        format!(
            "{}/api/authorizations/{}",
            provider.base_str(Provider::GitHub),
            record["id"]
        )
    );
    let last = provider.journal().exchanges(&Filter {
        endpoint: Some("app-token".to_owned()),
        ..Filter::default()
    });
    assert_eq!(last[0].persona.as_deref(), Some("alice"));
}

#[tokio::test]
async fn a_reset_gives_a_new_token_and_kills_the_old_one() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let old = text(&tokens, "access_token");
    let answer = as_app(
        &app,
        Method::PATCH,
        "token",
        SECRET,
        &json!({"access_token": old}),
    )
    .await;
    let record = json(answer).await;
    let new = text(&record, "token");
    assert!(new.starts_with("gho_") && new != old);
    assert_eq!((status(&app, old).await, status(&app, new).await), (401, 200));
    let again = as_app(
        &app,
        Method::PATCH,
        "token",
        SECRET,
        &json!({"access_token": old}),
    )
    .await;
    assert_eq!(again.status(), 404);
}

#[tokio::test]
async fn deleting_a_token_leaves_the_others_and_deleting_the_grant_does_not() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let mut issued = Vec::new();
    for persona in ["alice", "alice", "alice"] {
        issued.push(text(&app.tokens(&browser, persona, &[]).await, "access_token").to_owned());
    }
    let bob = app.tokens(&Browser::new(&provider, "b-2"), "bob", &[]).await;
    let bob = text(&bob, "access_token");
    let body = |token: &str| json!({"access_token": token});
    let deleted = as_app(&app, Method::DELETE, "token", SECRET, &body(&issued[0])).await;
    assert_eq!(deleted.status(), 204);
    assert_eq!(
        (status(&app, &issued[0]).await, status(&app, &issued[1]).await),
        (401, 200)
    );
    // No page: the grant is still there.
    assert!(
        browser
            .go(&app.authorize_url(&[]))
            .await
            .html_if_shown()
            .is_none()
    );

    let deleted = as_app(&app, Method::DELETE, "grant", SECRET, &body(&issued[1])).await;
    assert_eq!(deleted.status(), 204);
    assert_eq!(
        (status(&app, &issued[1]).await, status(&app, &issued[2]).await),
        (401, 401)
    );
    assert_eq!(status(&app, bob).await, 200);
    assert!(
        browser
            .go(&app.authorize_url(&[]))
            .await
            .html()
            .contains("mock-approve")
    );
}

#[tokio::test]
async fn organisations_need_read_org_or_user() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    for (scope, allowed) in [
        ("user:email", false),
        ("read:org", true),
        ("user", true),
        ("write:org", true),
    ] {
        let tokens = app.tokens(&browser, "bob", &[("scope", scope)]).await;
        let response = app.get("/api/user/orgs", text(&tokens, "access_token")).await;
        assert_eq!(response.status(), if allowed { 200 } else { 403 }, "{scope}");
        if allowed {
            let list = json(response).await;
            assert_eq!(
                (&list[0]["login"], &list[0]["id"], &list[0]["description"]),
                (&json!("brickworks"), &json!(9_919_001), &json!("We make bricks"))
            );
            assert!(text(&list[0], "members_url").ends_with("/orgs/brickworks/members{/member}"));
        }
    }
}

#[tokio::test]
async fn addresses_come_in_pages_with_links() {
    let provider = start().await;
    let entry = |number: u32| GitHubEmail {
        email: format!("n{number}@many.example"),
        primary: number == 0,
        verified: true,
        visibility: number.is_multiple_of(2).then(|| "public".to_owned()),
    };
    provider.put_persona(Persona {
        id: "many".to_owned(),
        github: Some(GitHubAccount {
            emails: (0..35).map(entry).collect(),
            ..GitHubAccount::new(777, "many", "x@many.example")
        }),
        ..Persona::default()
    });
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "many", &[]).await;
    let token = text(&tokens, "access_token");
    let first = app.get("/api/user/emails", token).await;
    let base = provider.base_str(Provider::GitHub);
    assert_eq!(
        first.headers()["link"].to_str().expect("ASCII"),
        format!(
            "<{base}/api/user/emails?page=2>; rel=\"next\", <{base}/api/user/emails?page=2>; rel=\"last\""
        )
    );
    assert_eq!(json(first).await.as_array().map(Vec::len), Some(30));
    let second = app.get("/api/user/emails?page=2", token).await;
    assert!(
        second.headers()["link"]
            .to_str()
            .expect("ASCII")
            .contains("rel=\"prev\"")
    );
    assert_eq!(json(second).await[4]["email"], "n34@many.example");
    let all = app.get("/api/user/emails?per_page=100", token).await;
    assert!(all.headers().get("link").is_none());
    let public = json(app.get("/api/user/public_emails", token).await).await;
    assert_eq!(public.as_array().map(Vec::len), Some(18));
}

#[tokio::test]
async fn a_known_entity_tag_is_answered_304_and_costs_no_call() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let first = app.get("/api/user", token).await;
    let tag = first.headers()["etag"].to_str().expect("ASCII").to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    let ask = |tag: &str| {
        let request = app.http().get(app.url("/api/user")).bearer_auth(token);
        request.header("if-none-match", tag).send()
    };
    let strong = tag.trim_start_matches("W/").to_owned();
    for known in [tag.clone(), strong, format!("\"x\", {tag}")] {
        let response = ask(&known).await.expect("an answer");
        assert_eq!(response.status(), 304, "{known}");
        assert_eq!(response.headers()["x-ratelimit-used"], "1");
        assert_eq!(response.text().await.expect("a body"), "");
    }
    assert_eq!(ask("\"x\"").await.expect("an answer").status(), 200);
    provider.put_persona(Persona {
        id: "alice".to_owned(),
        github: Some(GitHubAccount::new(583_231, "alice-renamed", "a@b.example")),
        ..Persona::default()
    });
    assert_eq!(ask(&tag).await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn beyond_the_hourly_limit_calls_are_refused_until_it_is_over() {
    for code in [403, 429] {
        let mut config = Config::default();
        config.github.rate_limit = 2;
        config.github.rate_limit_status = code;
        let provider = start_with(config).await;
        let (app, browser) = pair(&provider);
        let tokens = app.tokens(&browser, "alice", &[]).await;
        let token = text(&tokens, "access_token");
        for (used, remaining) in [("1", "1"), ("2", "0")] {
            let response = app.get("/api/user", token).await;
            assert_eq!(
                (
                    &response.headers()["x-ratelimit-used"],
                    &response.headers()["x-ratelimit-remaining"]
                ),
                (
                    &used.parse().expect("a value"),
                    &remaining.parse().expect("a value")
                )
            );
        }
        // The limit is the person's, through all apps together.
        let other = Client {
            client_id: "Ov23liOtherOtherOthe".to_owned(),
            ..client(Provider::GitHub)
        };
        provider.put_client(other);
        let exceeded = app.get("/api/user", token).await;
        assert_eq!(exceeded.status().as_u16(), code);
        assert_eq!(exceeded.headers()["x-ratelimit-remaining"], "0");
        assert_eq!(exceeded.headers()["x-ratelimit-limit"], "2");
        let code = app
            .code(&browser, "alice", &[("client_id", "Ov23liOtherOtherOthe")])
            .await;
        let again = json(app.token(&code, &[("client_id", "Ov23liOtherOtherOthe")]).await).await;
        assert_ne!(status(&app, text(&again, "access_token")).await, 200);
        provider.clock().advance(Duration::from_secs(3600));
        assert_eq!(status(&app, token).await, 200);
    }
}

#[tokio::test]
async fn a_path_with_a_slash_at_its_end_is_not_found() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let response = app.get("/api/user/", text(&tokens, "access_token")).await;
    assert_eq!(response.status(), 404);
    assert_eq!(
        json(response).await,
        json!({"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"})
    );
}

#[tokio::test]
async fn the_version_of_the_api_is_told() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    for (asked, told) in [(None, "2022-11-28"), (Some("2026-03-10"), "2026-03-10")] {
        let mut request = app
            .http()
            .get(app.url("/api/user"))
            .bearer_auth(text(&tokens, "access_token"));
        if let Some(version) = asked {
            request = request.header("x-github-api-version", version);
        }
        let response = request.send().await.expect("an answer");
        assert_eq!(response.headers()["x-github-api-version-selected"], told);
    }
}

#[tokio::test]
async fn a_user_is_found_by_the_durable_id_with_and_without_a_token() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let id = Config::default().personas[1]
        .github
        .as_ref()
        .expect("an account")
        .id;
    let anonymous = app
        .http()
        .get(app.url(&format!("/api/user/{id}")))
        .send()
        .await
        .expect("an answer");
    assert_eq!(anonymous.status(), 200);
    let body = json(anonymous).await;
    assert_eq!(
        (&body["id"], &body["user_view_type"], body.get("plan")),
        (&json!(id), &json!("public"), None)
    );
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    assert_eq!(
        json(app.get(&format!("/api/user/{id}"), token).await).await["id"],
        json!(id)
    );
    assert_eq!(app.get("/api/user/1", token).await.status(), 404);
    assert_eq!(
        app.get(&format!("/api/user/{id}"), "gho_wrong").await.status(),
        401
    );
}

#[tokio::test]
async fn credentials_that_leaked_are_revoked_by_whoever_found_them() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let send = async |body: Value| {
        let request = app.http().post(app.url("/api/credentials/revoke")).json(&body);
        request.send().await.expect("an answer").status().as_u16()
    };
    assert_eq!(send(json!({"credentials": []})).await, 422);
    assert_eq!(send(json!({"credentials": vec!["x"; 1_001]})).await, 422);
    assert_eq!(status(&app, token).await, 200);
    assert_eq!(send(json!({"credentials": ["gho_unknown", token]})).await, 202);
    assert_eq!(status(&app, token).await, 401);
}

#[tokio::test]
async fn the_eleventh_token_of_an_hour_asks_the_person_again() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    for _ in 0..10 {
        app.tokens(&browser, "alice", &[]).await;
    }
    let page = browser.go(&app.authorize_url(&[])).await;
    assert!(page.html().contains("mock-approve"), "asked again");
    app.walk(&browser, page, "alice").await;
    provider.clock().advance(Duration::from_secs(3_601));
    let page = browser.go(&app.authorize_url(&[])).await;
    assert!(page.left().contains("code="), "after an hour nobody is asked");
}
