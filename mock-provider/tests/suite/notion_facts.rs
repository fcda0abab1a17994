//! Notion: the facts of its wire that no other test is about.

use mock_provider::{
    MockProvider, Provider,
    config::{ApiError, Config, TokenOwner},
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, REDIRECT_URI, SECRET, client_id, json, start, start_with, text},
};

fn app(provider: &MockProvider) -> (App<'_>, Browser) {
    (
        App::new(provider, Provider::Notion),
        Browser::new(provider, "b-1"),
    )
}

fn keys(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}

#[tokio::test]
async fn notion_sends_error_and_state_when_somebody_says_no() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("identifier", "alice")]).await;
    let denied = browser.submit(&page, &[("decision", "deny")]).await;
    let expected = format!("{REDIRECT_URI}?error=access_denied&state=st%2Fate%2B+%25");
    assert_eq!(denied.left(), expected);
}

#[tokio::test]
async fn notion_tokens_can_belong_to_a_workspace() {
    for (owner, expected) in [
        (TokenOwner::User, "user"),
        (TokenOwner::Workspace, r#"{"type":"workspace","workspace":true}"#),
    ] {
        let mut config = Config::default();
        config.notion.token_owner = owner;
        let provider = start_with(config).await;
        let (app, browser) = app(&provider);
        let tokens = app.tokens(&browser, "alice", &[]).await;
        let told = &tokens["owner"];
        if owner == TokenOwner::User {
            assert_eq!(text(told, "type"), expected);
        } else {
            assert_eq!(told.to_string(), expected);
        }
        let me = app.profile(text(&tokens, "access_token")).await;
        assert_eq!(&me["bot"]["owner"], told);
    }
}

#[tokio::test]
async fn notion_refreshes_by_form_too_and_both_new_tokens_have_their_prefix() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let first = app.tokens(&browser, "alice", &[]).await;
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(&first, "refresh_token")),
        ("client_id", client_id(Provider::Notion)),
        ("client_secret", SECRET),
    ];
    let second = json(app.token_form(&form, "application/json").await).await;
    for (member, prefix) in [("access_token", "ntn_"), ("refresh_token", "nrt_")] {
        assert!(text(&second, member).starts_with(prefix), "{second}");
        assert_ne!(second[member], first[member]);
    }
    assert_eq!(keys(&second), keys(&first));
    assert_eq!(
        (second.get("expires_in"), second.get("scope")),
        (None, None),
        "nobody says how long it lives"
    );
}

#[tokio::test]
async fn notion_describes_a_bot_in_order() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let me = app.profile(text(&tokens, "access_token")).await;
    assert_eq!(
        keys(&me),
        ["object", "id", "type", "name", "avatar_url", "bot", "request_id"]
    );
    assert_eq!(
        keys(&me["bot"]),
        ["owner", "workspace_id", "workspace_name", "workspace_limits"]
    );
    let person = json!({
        "object": "user",
        "id": "89a14a05-67d2-421b-ae03-d1ceab71dc6f",
        "type": "person",
        "name": "Alice Archer",
        "avatar_url": "https://lh3.googleusercontent.com/a/ACg8ocAlice=s100",
        "person": {"email": "alice.archer@gmail.com"},
    });
    assert_eq!(me["bot"]["owner"]["user"].to_string(), person.to_string());
    assert!(
        !me.to_string().contains("verified"),
        "nothing says whether the address was checked"
    );
}

#[tokio::test]
async fn notion_lists_users_as_an_object_of_the_type_list() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let list = json(app.get("/v1/users", text(&tokens, "access_token")).await).await;
    assert_eq!(keys(&list)[..4], ["object", "results", "next_cursor", "has_more"]);
    assert_eq!(
        (&list["object"], &list["next_cursor"], &list["has_more"]),
        (&json!("list"), &Value::Null, &json!(false))
    );
}

#[tokio::test]
async fn notion_has_errors_that_no_request_provokes() {
    for (error, status) in [
        (ApiError::InvalidRequest, 400),
        (ApiError::ConflictError, 409),
        (ApiError::InternalServerError, 500),
        (ApiError::ServiceUnavailable, 503),
        (ApiError::GatewayTimeout, 504),
    ] {
        let mut config = Config::default();
        config.notion.api_error = Some(error);
        let provider = start_with(config).await;
        let (app, browser) = app(&provider);
        let tokens = app.tokens(&browser, "alice", &[]).await;
        let response = app.get("/v1/users/me", text(&tokens, "access_token")).await;
        assert_eq!(response.status(), status, "{error:?}");
        let body = json(response).await;
        assert_eq!(keys(&body), ["object", "status", "code", "message", "request_id"]);
        assert_eq!(
            (text(&body, "code"), &body["status"]),
            (error.word(), &json!(status))
        );
    }
}

#[tokio::test]
async fn notion_takes_a_name_of_the_account_at_the_app_and_needs_nothing_else() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let secret: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    for external in [Value::Null, json!({"key": "k-1", "name": "Alice at the app"})] {
        let code = app.code(&browser, "alice", &[]).await;
        let mut body =
            json!({"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI});
        if external.is_object() {
            body["external_account"] = external;
        }
        let request = app.http().post(app.token_url()).json(&body);
        let request = request.basic_auth(client_id(Provider::Notion), Some(&secret));
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{body}");
    }
}
