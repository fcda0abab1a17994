//! Facebook: the facts of its wire that no other test is about.

use std::time::Duration;

use mock_provider::{MockProvider, Provider, config::Config};
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    providers::error_word,
    setup::{App, NOW, SECRET, client_id, json, names, start, text},
};

fn app(provider: &MockProvider) -> (App<'_>, Browser) {
    (
        App::new(provider, Provider::Facebook),
        Browser::new(provider, "b-1"),
    )
}

async fn get(app: &App<'_>, path: &str) -> (u16, Value) {
    let response = app.http().get(app.url(path)).send().await.expect("an answer");
    (response.status().as_u16(), json(response).await)
}

#[tokio::test]
async fn facebook_reads_a_missing_response_type_as_code() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let response = app.sign_in(&browser, "alice", &[("response_type", "")]).await;
    assert_eq!(names(&response), ["code", "state"]);
}

#[tokio::test]
async fn facebook_takes_display_and_config_id_and_sends_long_codes() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let asked = [("display", "popup"), ("config_id", "1234567890")];
    let code = app.code(&browser, "alice", &asked).await;
    assert!(code.len() > 100, "{code}");
    assert_eq!(app.token(&code, &[]).await.status(), 200);
}

#[tokio::test]
async fn facebook_asks_for_consent_again_on_reauthorize() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    app.sign_in(&browser, "alice", &[]).await;
    let usual = browser.go(&app.authorize_url(&[])).await;
    assert!(matches!(usual, Page::Left(_)), "{usual:?}");
    let again = browser
        .go(&app.authorize_url(&[("auth_type", "reauthorize")]))
        .await;
    assert!(again.html().contains("mock-approve"));
}

#[tokio::test]
async fn facebook_ignores_pkce() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    for changes in [
        [("code_challenge", "short"), ("code_challenge_method", "S512")],
        [("code_challenge", ""), ("code_challenge_method", "")],
    ] {
        let code = app.code(&browser, "alice", &changes).await;
        let response = app.token(&code, &[("code_verifier", "another")]).await;
        assert_eq!(response.status(), 200, "{changes:?}");
    }
}

#[tokio::test]
async fn facebook_takes_the_token_in_the_header_and_as_a_parameter() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let header = json(app.get("/graph/v24.0/me", token).await).await;
    let parameter = get(&app, &format!("/graph/v24.0/me?access_token={token}")).await;
    assert_eq!(parameter, (200, header.clone()));
    // Neither `fields` nor a field: the id and the name.
    let names: Vec<&String> = header.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["name", "id"]);
    assert!(text(&header, "id").bytes().all(|byte| byte.is_ascii_digit()));
}

#[tokio::test]
async fn facebook_wraps_a_picture_in_data_with_four_members() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let (_, profile) = get(&app, &format!("/graph/me?fields=picture&access_token={token}")).await;
    let url = "https://scontent.xx.fbcdn.net/v/t39.30808-1/alice.jpg";
    let expected = json!({"data": {"height": 50, "is_silhouette": false, "url": url, "width": 50}});
    assert_eq!(profile["picture"].to_string(), expected.to_string());
}

#[tokio::test]
async fn facebook_kills_tokens_when_the_password_changes_with_subcode_460() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    assert_eq!(app.get("/graph/me", token).await.status(), 200);

    provider.clock().advance(Duration::from_secs(60));
    let mut alice = Config::default().personas.into_iter().next().expect("alice");
    if let Some(account) = &mut alice.facebook {
        account.password_changed_at = jiff::Timestamp::from_second(NOW + 60).ok();
    }
    provider.put_persona(alice);
    let response = app.get("/graph/me", token).await;
    assert_eq!(response.status(), 400);
    let refused = json(response).await;
    assert_eq!(
        (error_word(&refused).as_str(), text(&refused["error"], "type")),
        ("190/460", "OAuthException")
    );

    let own: String = format!("{}|{SECRET}", client_id(Provider::Facebook));
    let own: String = url::form_urlencoded::byte_serialize(own.as_bytes()).collect();
    let debug = format!("/graph/debug_token?input_token={token}&access_token={own}");
    let (_, told) = get(&app, &debug).await;
    assert_eq!(
        (&told["data"]["is_valid"], &told["data"]["error"]["subcode"]),
        (&json!(false), &json!(460))
    );
    let exchange = [
        ("grant_type", "fb_exchange_token"),
        ("client_id", client_id(Provider::Facebook)),
        ("client_secret", SECRET),
        ("fb_exchange_token", token),
    ];
    let (status, refused) = app.post("/graph/oauth/access_token", &exchange).await;
    assert_eq!((status, error_word(&refused).as_str()), (400, "190"));

    let since = app.tokens(&browser, "alice", &[]).await;
    assert_eq!(
        app.profile(text(&since, "access_token")).await["name"],
        "Alice Archer"
    );
}

#[tokio::test]
async fn facebook_debug_token_has_its_members_in_order() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let own: String = format!("{}|{SECRET}", client_id(Provider::Facebook));
    let own: String = url::form_urlencoded::byte_serialize(own.as_bytes()).collect();
    let token = text(&tokens, "access_token");
    let (_, body) = get(
        &app,
        &format!("/graph/debug_token?input_token={token}&access_token={own}"),
    )
    .await;
    let members: Vec<&String> = body["data"].as_object().expect("an object").keys().collect();
    assert_eq!(
        members,
        [
            "app_id",
            "type",
            "application",
            "data_access_expires_at",
            "expires_at",
            "is_valid",
            "issued_at",
            "scopes",
            "user_id"
        ]
    );
}
