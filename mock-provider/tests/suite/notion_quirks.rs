//! Notion's peculiarities, one test for each.

use mock_provider::{
    MockProvider, Provider,
    config::{Client, Config, UserInformation},
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, NOW, REDIRECT_URI, SECRET, client, client_id, json, names, start, start_with, text},
};

fn app(provider: &MockProvider) -> (App<'_>, Browser) {
    (
        App::new(provider, Provider::Notion),
        Browser::new(provider, "b-1"),
    )
}

fn is_uuid(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.len() == 36 && text.matches('-').count() == 4)
}

/// A JSON body from the integration itself.
async fn ask(app: &App<'_>, path: &str, body: &Value) -> (u16, Value) {
    let secret: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let request = app
        .http()
        .post(app.url(path))
        .basic_auth(client_id(Provider::Notion), Some(secret));
    let response = request.json(body).send().await.expect("an answer");
    (response.status().as_u16(), json(response).await)
}

#[tokio::test]
async fn the_consent_page_names_the_workspace_and_appears_each_time() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("identifier", "bob")]).await;
    assert!(page.html().contains("Workspace: Brickworks."), "{}", page.html());
    let done = browser.submit(&page, &[("decision", "approve")]).await;
    assert_eq!(names(&crate::setup::query(done.left())), ["code", "state"]);
    let again = browser.go(&app.authorize_url(&[])).await;
    assert!(again.html().contains("mock-approve"));
}

#[tokio::test]
async fn there_are_no_scopes_and_no_pkce() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let asked = [
        ("scope", "email"),
        ("code_challenge_method", "nonsense"),
        ("prompt", "none"),
    ];
    let code = app.code(&browser, "alice", &asked).await;
    assert!(is_uuid(&json!(code)), "{code}");
    let tokens = json(app.token(&code, &[("code_verifier", "")]).await).await;
    assert_eq!((tokens.get("scope"), tokens.get("expires_in")), (None, None));
}

#[tokio::test]
async fn the_token_response_tells_the_owner_and_the_workspace() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let mut tokens = app.tokens(&browser, "bob", &[]).await;
    assert!(text(&tokens, "access_token").starts_with("ntn_"));
    assert!(text(&tokens, "refresh_token").starts_with("nrt_"));
    for member in ["bot_id", "workspace_id", "request_id"] {
        assert!(is_uuid(&tokens[member]), "{member} in {tokens}");
    }
    let bot_id = tokens["bot_id"].clone();
    for member in [
        "access_token",
        "refresh_token",
        "bot_id",
        "workspace_id",
        "request_id",
    ] {
        tokens[member] = Value::Null;
    }
    let id = tokens["owner"]["user"]["id"].take();
    assert!(is_uuid(&id));
    let expected = json!({
        "access_token": null, "token_type": "bearer", "refresh_token": null, "bot_id": null,
        "workspace_icon": "🧱", "workspace_name": "Brickworks", "workspace_id": null,
        "owner": {"type": "user", "user": {
            "object": "user", "id": null, "type": "person", "name": "Bob Baker", "avatar_url": null,
            "person": {"email": "bob@brickworks.example"},
        }},
        "duplicated_template_id": null, "request_id": null,
    });
    assert_eq!(tokens.to_string(), expected.to_string());
    let again = app.tokens(&browser, "bob", &[]).await;
    assert_eq!(again["bot_id"], bot_id, "allowing it again gives the same bot");
}

#[tokio::test]
async fn the_body_may_be_json_or_a_form() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    let body = json!({
        "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI,
        "external_account": {"key": "k", "name": "n"},
    });
    let (status, tokens) = ask(&app, "/v1/oauth/token", &body).await;
    assert_eq!(status, 200, "{tokens}");
    // The other tests of the suite send forms.
    let request = app
        .http()
        .post(app.url("/v1/oauth/token"))
        .header("content-type", "application/json");
    let response = request.body("grant_type=x").send().await.expect("an answer");
    assert_eq!(response.status(), 400);
    let body = json(response).await;
    assert_eq!(
        (&body["object"], &body["code"]),
        (&json!("error"), &json!("invalid_json"))
    );
}

#[tokio::test]
async fn the_redirect_uri_may_be_left_out_where_one_is_registered_and_then_in_both_requests() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let code = app.code(&browser, "alice", &[("redirect_uri", "")]).await;
    assert_eq!(app.token(&code, &[("redirect_uri", "")]).await.status(), 200);
}

#[tokio::test]
async fn a_refresh_gives_a_new_pair_and_the_old_refresh_token_dies() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let first = app.tokens(&browser, "alice", &[]).await;
    let refresh = |token: &str| json!({"grant_type": "refresh_token", "refresh_token": token});
    let (status, second) = ask(&app, "/v1/oauth/token", &refresh(text(&first, "refresh_token"))).await;
    assert_eq!((status, &second["bot_id"]), (200, &first["bot_id"]));
    assert_ne!(second["access_token"], first["access_token"]);
    let (status, dead) = ask(&app, "/v1/oauth/token", &refresh(text(&first, "refresh_token"))).await;
    assert_eq!((status, &dead["error"]), (400, &json!("invalid_grant")));
    assert!(is_uuid(&dead["request_id"]), "{dead}");
    assert_eq!(app.profile(text(&second, "access_token")).await["type"], "bot");
}

#[tokio::test]
async fn refresh_tokens_can_be_null_and_access_tokens_can_have_the_old_prefix() {
    let mut config = Config::default();
    config.notion.refresh_tokens = false;
    config.notion.access_token_prefix = "secret_".to_owned();
    let provider = start_with(config).await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    assert_eq!(tokens.get("refresh_token"), Some(&Value::Null));
    assert!(text(&tokens, "access_token").starts_with("secret_"));
}

#[tokio::test]
async fn a_token_can_be_introspected_and_revoked() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = json!({"token": tokens["access_token"]});
    let (status, mut active) = ask(&app, "/v1/oauth/introspect", &token).await;
    assert!(is_uuid(&active["request_id"].take()));
    let expected = json!({
        "active": true,
        "scope": "read_content update_content insert_content read_user_with_email",
        "iat": NOW,
        "request_id": null,
    });
    assert_eq!((status, active.to_string()), (200, expected.to_string()));
    let (status, revoked) = ask(&app, "/v1/oauth/revoke", &token).await;
    assert_eq!(status, 200);
    assert_eq!(
        revoked.as_object().expect("an object").keys().collect::<Vec<_>>(),
        ["request_id"]
    );
    let (_, dead) = ask(&app, "/v1/oauth/introspect", &token).await;
    assert_eq!(dead["active"], false);
    let response = app.get("/v1/users/me", text(&tokens, "access_token")).await;
    assert_eq!(response.status(), 401);
    let (_, refresh) = ask(
        &app,
        "/v1/oauth/introspect",
        &json!({"token": tokens["refresh_token"]}),
    )
    .await;
    assert_eq!(refresh["active"], false, "the pair dies together");
}

#[tokio::test]
async fn me_is_a_bot_with_an_owner() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let me = app.profile(text(&tokens, "access_token")).await;
    assert_eq!(
        (&me["object"], &me["type"], &me["name"], &me["id"]),
        (&json!("user"), &json!("bot"), &json!("Suite"), &tokens["bot_id"])
    );
    assert_eq!(me["bot"]["owner"], tokens["owner"]);
    assert_eq!(me["bot"]["workspace_name"], "Alice's space");
    assert!(me["bot"]["workspace_limits"]["max_file_upload_size_in_bytes"].is_u64());
    assert_eq!(me.get("person"), None);
}

#[tokio::test]
async fn every_version_of_the_api_is_taken() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    for version in ["2021-08-16", "2022-06-28", "2025-09-03"] {
        let request = app
            .http()
            .get(app.url("/v1/users/me"))
            .bearer_auth(text(&tokens, "access_token"));
        let response = request.header("notion-version", version).send().await;
        assert_eq!(response.expect("an answer").status(), 200, "{version}");
    }
}

#[tokio::test]
async fn the_workspace_is_listed_in_pages() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "bob", &[]).await;
    let token = text(&tokens, "access_token");
    let all = json(app.get("/v1/users", token).await).await;
    let name = |user: &Value| text(user, "name").to_owned();
    let found: Vec<String> = all["results"]
        .as_array()
        .expect("a list")
        .iter()
        .map(name)
        .collect();
    assert_eq!(
        found,
        ["Bob Baker", "Carol", "Suite"],
        "people of other workspaces are not there"
    );
    assert_eq!(
        (&all["has_more"], &all["next_cursor"]),
        (&json!(false), &Value::Null)
    );
    let mut paged = Vec::new();
    let mut path = "/v1/users?page_size=2".to_owned();
    loop {
        let page = json(app.get(&path, token).await).await;
        paged.extend(page["results"].as_array().expect("a list").iter().map(name));
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("/v1/users?page_size=2&start_cursor={cursor}");
    }
    assert_eq!(paged, found);
    let carol = &all["results"][1];
    let one = json(app.get(&format!("/v1/users/{}", text(carol, "id")), token).await).await;
    assert_eq!(one["person"]["email"], "carol@carol.example");
}

#[tokio::test]
async fn the_integrations_capability_hides_the_address_or_all_but_the_id() {
    for (known, expected) in [
        (
            UserInformation::WithoutEmail,
            &["object", "id", "type", "name", "avatar_url", "person"][..],
        ),
        (UserInformation::None, &["object", "id"][..]),
    ] {
        let provider = start().await;
        provider.put_client(Client {
            user_information: known,
            ..client(Provider::Notion)
        });
        let (app, browser) = app(&provider);
        let tokens = app.tokens(&browser, "alice", &[]).await;
        let user = &tokens["owner"]["user"];
        let found: Vec<&String> = user.as_object().expect("an object").keys().collect();
        assert_eq!(found, expected, "{known:?}");
        assert!(!user.to_string().contains("gmail"), "{user}");
        let me = app.profile(text(&tokens, "access_token")).await;
        assert_eq!(&me["bot"]["owner"]["user"], user, "{known:?}");
    }
}

#[tokio::test]
async fn errors_are_objects_with_the_id_of_the_request() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Notion);
    let response = app.get("/v1/users/me", "ntn_x").await;
    assert_eq!(response.status(), 401);
    let mut body = json(response).await;
    assert!(is_uuid(&body["request_id"].take()));
    let expected = json!({
        "object": "error", "status": 401, "code": "unauthorized", "message": "API token is invalid.",
        "request_id": null,
    });
    assert_eq!(body.to_string(), expected.to_string());
}

#[tokio::test]
async fn a_limit_that_is_reached_says_when_to_come_back() {
    let mut config = Config::default();
    config.notion.rate_limited = true;
    let provider = start_with(config).await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let response = app.get("/v1/users/me", text(&tokens, "access_token")).await;
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "1");
}
