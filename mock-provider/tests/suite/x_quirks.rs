//! X's peculiarities, one test for each.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use mock_provider::{
    MockProvider, Provider,
    config::{Client, ClientKind, Config, LowerCaseS256},
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{
        App, NOW, REDIRECT_URI, SECRET, VERIFIER, client, client_id, json, names, start, start_with, text,
        value,
    },
};

const OFFLINE: &str = "users.read tweet.read offline.access";

fn app(provider: &MockProvider) -> (App<'_>, Browser) {
    (App::new(provider, Provider::X), Browser::new(provider, "b-1"))
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
async fn the_response_has_state_and_code_in_this_order() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    assert_eq!(
        names(&app.sign_in(&browser, "alice", &[]).await),
        ["state", "code"]
    );
}

#[tokio::test]
async fn codes_and_tokens_carry_the_moment_of_their_making_by_the_providers_clock() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let code = app.code(&browser, "alice", &[("scope", OFFLINE)]).await;
    provider.clock().advance(std::time::Duration::from_secs(2));
    let tokens = json(app.token(&code, &[]).await).await;
    for (secret, kind, at) in [
        (code.as_str(), "ac", NOW * 1_000),
        (text(&tokens, "access_token"), "at", (NOW + 2) * 1_000),
        (text(&tokens, "refresh_token"), "rt", (NOW + 2) * 1_000),
    ] {
        assert_eq!(secret.len(), 91, "{kind}");
        let decoded = String::from_utf8(URL_SAFE_NO_PAD.decode(secret).expect("base64url")).expect("ASCII");
        assert!(decoded.ends_with(&format!(":{at}:1:1:{kind}:1")), "{decoded}");
    }
}

#[tokio::test]
async fn the_token_response_has_its_members_in_order_and_a_refresh_token_with_offline_access_only() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let plain = app.tokens(&browser, "alice", &[]).await;
    assert_eq!(
        keys(&plain),
        ["token_type", "expires_in", "access_token", "scope"]
    );
    assert_eq!(
        (&plain["token_type"], &plain["expires_in"]),
        (&json!("bearer"), &json!(7200))
    );
    let offline = app.tokens(&browser, "alice", &[("scope", OFFLINE)]).await;
    assert_eq!(
        keys(&offline),
        [
            "token_type",
            "expires_in",
            "access_token",
            "scope",
            "refresh_token"
        ]
    );
    assert_eq!(offline["scope"], OFFLINE);
}

#[tokio::test]
async fn refresh_tokens_rotate() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let first = app.tokens(&browser, "alice", &[("scope", OFFLINE)]).await;
    let refresh = async |token: &str| {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("client_id", client_id(Provider::X)),
            ("client_secret", SECRET),
        ];
        json(app.token_form(&form, "application/json").await).await
    };
    let second = refresh(text(&first, "refresh_token")).await;
    assert_eq!(
        app.profile(text(&second, "access_token")).await["data"]["username"],
        "alice_archer"
    );
    let expected = json!({
        "error": "invalid_request",
        "error_description": "Value passed for the token was invalid.",
    });
    assert_eq!(refresh(text(&first, "refresh_token")).await, expected);
    assert_eq!(refresh(text(&second, "refresh_token")).await["scope"], OFFLINE);
}

#[tokio::test]
async fn plain_challenges_may_be_short_and_s256_works_as_ever() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let plain = [
        ("code_challenge", "challenge"),
        ("code_challenge_method", "plain"),
    ];
    let code = app.code(&browser, "alice", &plain).await;
    assert_eq!(
        app.token(&code, &[("code_verifier", "challenge")]).await.status(),
        200
    );
    let code = app.code(&browser, "alice", &[]).await;
    assert_eq!(app.token(&code, &[]).await.status(), 200);
}

#[tokio::test]
async fn s256_in_small_letters_is_not_recognised_unless_switched() {
    for (read, status) in [(LowerCaseS256::Plain, 400), (LowerCaseS256::S256, 200)] {
        let mut config = Config::default();
        config.x.lower_case_s256 = read;
        let provider = start_with(config).await;
        let (app, browser) = app(&provider);
        let code = app
            .code(&browser, "alice", &[("code_challenge_method", "s256")])
            .await;
        let response = app.token(&code, &[]).await;
        assert_eq!(response.status(), status, "{read:?}");
        let body = json(response).await;
        if status == 400 {
            assert_eq!(
                body["error_description"],
                "Value passed for the code verifier did not match the code challenge."
            );
        }
    }
}

#[tokio::test]
async fn public_clients_name_themselves_in_the_body_and_have_no_secret() {
    let provider = start().await;
    for kind in [ClientKind::NativeApp, ClientKind::SinglePageApp] {
        provider.put_client(Client {
            kind: Some(kind),
            client_secret: String::new(),
            ..client(Provider::X)
        });
        let (app, browser) = app(&provider);
        let code = app.code(&browser, "alice", &[("scope", OFFLINE)]).await;
        let id = ("client_id", client_id(Provider::X));
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
            id,
        ];
        let (status, tokens) = app.post("/api/2/oauth2/token", &form).await;
        assert_eq!(status, 200, "{tokens}");
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", text(&tokens, "refresh_token")),
            id,
        ];
        let (status, tokens) = app.post("/api/2/oauth2/token", &form).await;
        assert_eq!(status, 200, "{tokens}");
        let form = [("token", text(&tokens, "access_token")), id];
        let (status, revoked) = app.post("/api/2/oauth2/revoke", &form).await;
        assert_eq!((status, revoked), (200, json!({"revoked": true})));
    }
}

#[tokio::test]
async fn wrong_credentials_are_an_unauthorized_client_in_exact_words() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    let response = app.token(&code, &[("client_secret", "wrong")]).await;
    assert_eq!(response.status(), 401);
    assert_eq!(
        json(response).await.to_string(),
        r#"{"error":"unauthorized_client","error_description":"Missing valid authorization header"}"#
    );
    let used = {
        app.token(&code, &[]).await;
        json(app.token(&code, &[]).await).await
    };
    assert_eq!(
        used["error_description"],
        "Value passed for the authorization code was invalid."
    );
}

#[tokio::test]
async fn revoking_a_refresh_token_kills_the_pair() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[("scope", OFFLINE)]).await;
    let form = [
        ("token", text(&tokens, "refresh_token")),
        ("client_id", client_id(Provider::X)),
        ("client_secret", SECRET),
    ];
    let request = app.as_client(app.http().post(app.url("/api/2/oauth2/revoke")), &form);
    let response = request.send().await.expect("an answer");
    assert_eq!(json(response).await, json!({"revoked": true}));
    let response = app.get("/api/2/users/me", text(&tokens, "access_token")).await;
    assert_eq!(response.status(), 401);
}

#[tokio::test]
async fn the_profile_has_three_members_and_more_on_request() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let plain = app.profile(token).await;
    let expected = json!({"data": {"id": "783214001", "name": "Alice Archer", "username": "alice_archer"}});
    assert_eq!(plain.to_string(), expected.to_string());
    let path = "/api/2/users/me?user.fields=profile_image_url,created_at,verified,verified_type,description,location,protected,url,entities,public_metrics,pinned_tweet_id,withheld";
    let full = json(app.get(path, token).await).await;
    assert_eq!(
        keys(&full["data"]),
        [
            "id",
            "name",
            "username",
            "profile_image_url",
            "created_at",
            "verified",
            "verified_type",
            "description",
            "location",
            "protected",
            "url",
            "public_metrics"
        ]
    );
    assert_eq!(
        (&full["data"]["verified_type"], full.get("errors")),
        (&json!("blue"), None)
    );
}

#[tokio::test]
async fn the_address_needs_the_scope_and_the_field_and_the_apps_switch() {
    let provider = start().await;
    provider.put_client(Client {
        request_email: true,
        ..client(Provider::X)
    });
    let (app, browser) = app(&provider);
    let path = "/api/2/users/me?user.fields=confirmed_email";
    let with = app
        .tokens(
            &browser,
            "alice",
            &[("scope", "users.read tweet.read users.email")],
        )
        .await;
    let token = text(&with, "access_token");
    let told = json(app.get(path, token).await).await;
    assert_eq!(told["data"]["confirmed_email"], "alice.archer@gmail.com");
    assert_eq!(
        app.profile(token).await["data"].get("confirmed_email"),
        None,
        "only on request"
    );

    let without = app.tokens(&browser, "alice", &[]).await;
    let response = app.get(path, text(&without, "access_token")).await;
    assert_eq!(response.status(), 200, "a partial error leaves the data");
    let body = json(response).await;
    assert_eq!(
        (&body["data"]["username"], body["data"].get("confirmed_email")),
        (&json!("alice_archer"), None)
    );
    assert_eq!(
        (&body["errors"][0]["title"], &body["errors"][0]["field"]),
        (&json!("Field Authorization Error"), &json!("confirmed_email"))
    );
}

#[tokio::test]
async fn errors_of_the_api_are_problems() {
    let provider = start().await;
    let app = App::new(&provider, Provider::X);
    let response = app.get("/api/2/users/me", "x").await;
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    assert_eq!(
        json(response).await.to_string(),
        r#"{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}"#
    );
}

#[tokio::test]
async fn the_headers_tell_the_limit_of_fifteen_minutes() {
    let mut config = Config::default();
    config.x.rate_limit = 2;
    let provider = start_with(config).await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let call = async || {
        let response = app.get("/api/2/users/me", text(&tokens, "access_token")).await;
        let header = |name: &str| {
            let value = response.headers()[name].to_str().expect("ASCII");
            value.parse::<i64>().expect("a number")
        };
        (
            response.status().as_u16(),
            header("x-rate-limit-limit"),
            header("x-rate-limit-remaining"),
            header("x-rate-limit-reset"),
        )
    };
    assert_eq!(call().await, (200, 2, 1, NOW + 900));
    assert_eq!(call().await, (200, 2, 0, NOW + 900));
    assert_eq!(call().await, (429, 2, 0, NOW + 900));
    provider.clock().advance(std::time::Duration::from_secs(900));
    assert_eq!(call().await, (200, 2, 1, NOW + 1_800));
}

#[tokio::test]
async fn a_state_of_five_hundred_characters_comes_back_whole() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let state = "é".repeat(500);
    let response = app.sign_in(&browser, "alice", &[("state", &state)]).await;
    assert_eq!(value(&response, "state"), Some(state.as_str()));
}
