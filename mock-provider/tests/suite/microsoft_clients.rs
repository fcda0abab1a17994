//! Microsoft's clients and what they do beside signing people in: errors, public clients, devices, Graph, signing out.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use mock_provider::{
    MockProvider, Provider,
    config::{Client, ClientKind},
};
use reqwest::header;
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    setup::{
        App, NOW, REDIRECT_URI, SECRET, VERIFIER, client, client_id, json as body, query, start, text, value,
    },
};

const ME: &str = "/graph/v1.0/me";
const PHOTO: &str = "/graph/v1.0/me/photos/48x48/$value";

fn register(provider: &MockProvider, kind: ClientKind) {
    provider.put_client(Client {
        kind: Some(kind),
        client_secret: String::new(),
        ..client(Provider::Microsoft)
    });
}

/// A token request from a page of `origin`, without a secret.
async fn from(app: &App<'_>, origin: &str, form: &[(&str, &str)]) -> (u16, Value) {
    let mut form = form.to_vec();
    form.push(("client_id", client_id(Provider::Microsoft)));
    let mut request = app.http().post(app.token_url()).form(&form);
    if !origin.is_empty() {
        request = request.header(header::ORIGIN, origin);
    }
    let response = request.send().await.expect("an answer");
    if !origin.is_empty() {
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
    }
    (response.status().as_u16(), body(response).await)
}

fn redemption(code: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ]
}

#[tokio::test]
async fn an_error_has_a_number_an_hour_and_the_ids_that_support_asks_for() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Microsoft);
    let sent = "3b9e2c14-7a60-4d8f-9c51-aa0b1c2d3e4f";
    let response = app
        .http()
        .post(app.token_url())
        .header("client-request-id", sent)
        .form(&[
            ("grant_type", "refresh_token"),
            ("client_id", client_id(Provider::Microsoft)),
            ("client_secret", "wrong"),
        ])
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), 401);
    let error = body(response).await;
    let members: Vec<&String> = error.as_object().expect("an object").keys().collect();
    assert_eq!(
        members,
        [
            "error",
            "error_description",
            "error_codes",
            "timestamp",
            "trace_id",
            "correlation_id",
            "error_uri"
        ]
    );
    assert_eq!(error["error_codes"], json!([7_000_215]));
    assert_eq!(error["timestamp"], "2026-01-31 12:00:00Z");
    assert_eq!(error["correlation_id"], sent);
    let description = text(&error, "error_description");
    assert!(description.starts_with("AADSTS7000215: Invalid client secret provided."));
    let trace = format!(
        "Trace ID: {} Correlation ID: {sent} Timestamp: 2026-01-31 12:00:00Z",
        text(&error, "trace_id")
    );
    assert!(description.ends_with(&trace), "{description}");
}

#[tokio::test]
async fn a_denial_has_a_description_a_uri_and_a_subcode() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    let page = browser.submit(&page, &[("decision", "deny")]).await;
    let response = query(page.left());
    assert!(value(&response, "error_description").is_some_and(|text| text.starts_with("AADSTS65004: ")));
    assert_eq!(value(&response, "error_subcode"), Some("cancel"));
    assert_eq!(
        value(&response, "error_uri"),
        Some("https://login.microsoftonline.com/error?code=65004")
    );
}

#[tokio::test]
async fn a_single_page_application_redeems_from_a_browser_with_pkce_and_without_a_secret() {
    let provider = start().await;
    register(&provider, ClientKind::Spa);
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let scope = ("scope", "openid offline_access");
    let code = app.code(&browser, "alice", &[scope]).await;
    let (status, error) = from(&app, "", &redemption(&code)).await;
    assert_eq!((status, &error["error_codes"]), (400, &json!([9_002_327])));
    let (status, tokens) = from(&app, "https://spa.test", &redemption(&code)).await;
    assert_eq!(
        (status, &tokens["refresh_token_expires_in"]),
        (200, &json!(86_400)),
        "{tokens}"
    );

    let plain = [scope, ("code_challenge", ""), ("code_challenge_method", "")];
    let code = app.code(&browser, "alice", &plain).await;
    let (_, error) = from(&app, "https://spa.test", &redemption(&code)[..3]).await;
    assert_eq!(error["error_codes"], json!([9_002_325]));
}

#[tokio::test]
async fn the_day_of_a_single_page_applications_refresh_token_cannot_be_extended() {
    let provider = start().await;
    register(&provider, ClientKind::Spa);
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let code = app
        .code(&browser, "alice", &[("scope", "openid offline_access")])
        .await;
    let (_, tokens) = from(&app, "https://spa.test", &redemption(&code)).await;
    provider.clock().advance(Duration::from_secs(50_000));
    let refresh = async |token: &str| {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        from(&app, "https://spa.test", &form).await
    };
    let (status, second) = refresh(text(&tokens, "refresh_token")).await;
    assert_eq!(
        (status, &second["refresh_token_expires_in"]),
        (200, &json!(36_400)),
        "{second}"
    );
    provider.clock().advance(Duration::from_secs(36_400));
    let (status, third) = refresh(text(&second, "refresh_token")).await;
    assert_eq!((status, &third["error_codes"]), (400, &json!([700_084])));
}

#[tokio::test]
async fn other_clients_do_not_redeem_from_a_browser_and_public_ones_present_no_secret() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let code = app.code(&browser, "alice", &[]).await;
    let mut form = redemption(&code).to_vec();
    form.push(("client_secret", SECRET));
    let (status, error) = from(&app, "https://spa.test", &form).await;
    assert_eq!((status, &error["error_codes"]), (400, &json!([9_002_326])));

    register(&provider, ClientKind::PublicClient);
    let (status, error) = from(&app, "", &form).await;
    assert_eq!((status, &error["error_codes"]), (401, &json!([700_025])));
    let (status, _) = from(&app, "", &redemption(&code)).await;
    assert_eq!(status, 200);
}

/// The public half of a key whose private half is a fixture.
async fn registered_key(provider: &MockProvider) -> Value {
    let app = App::new(provider, Provider::Google);
    let set = body(app.get("/oauth2/v3/certs", "").await).await;
    json!({"keys": [set["keys"][1].clone()]})
}

#[tokio::test]
async fn a_client_may_prove_itself_by_basic_or_by_an_assertion() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let code = app.code(&browser, "alice", &[]).await;
    let request = app
        .http()
        .post(app.token_url())
        .basic_auth(
            client_id(Provider::Microsoft),
            Some("a%20secret%20with%20%2B%20and%20%26%20in%20it"),
        )
        .form(&redemption(&code));
    assert_eq!(request.send().await.expect("an answer").status(), 200);

    let jwks = registered_key(&provider).await;
    let kid = text(&jwks["keys"][0], "kid").to_owned();
    provider.put_client(Client {
        jwks: Some(jwks),
        client_secret: String::new(),
        ..client(Provider::Microsoft)
    });
    let assertion = |audience: &str, lifetime: i64| {
        let header = Header {
            kid: Some(kid.clone()),
            ..Header::new(Algorithm::RS256)
        };
        let id = client_id(Provider::Microsoft);
        let claims = json!({"iss": id, "sub": id, "aud": audience, "jti": format!("{audience}{lifetime}"), "iat": NOW, "exp": NOW + lifetime});
        let pem = include_bytes!("../../../fixtures/keys/google-next.test-key.pem");
        let key = EncodingKey::from_rsa_pem(pem).expect("a key");
        jsonwebtoken::encode(&header, &claims, &key).expect("signed")
    };
    let right = app.token_url();
    for (audience, lifetime, code_or_status) in [
        (
            "https://login.microsoftonline.com/common/oauth2/v2.0/token",
            300,
            200,
        ),
        (right.as_str(), 300, 200),
        ("https://elsewhere.test/token", 300, 700_023),
        (right.as_str(), -1, 700_024),
    ] {
        let code = app.code(&browser, "alice", &[]).await;
        let assertion = assertion(audience, lifetime);
        let mut form = redemption(&code).to_vec();
        form.push((
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ));
        form.push(("client_assertion", &assertion));
        let (status, answer) = from(&app, "", &form).await;
        if code_or_status == 200 {
            assert_eq!(status, 200, "{answer}");
        } else {
            assert_eq!((status, &answer["error_codes"]), (401, &json!([code_or_status])));
        }
    }
}

#[tokio::test]
async fn a_device_gets_a_sentence_to_show_and_tokens_once_its_code_was_typed() {
    let provider = start().await;
    provider.put_client(Client {
        device_flow: true,
        ..client(Provider::Microsoft)
    });
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let id = ("client_id", client_id(Provider::Microsoft));
    let (status, device) = app
        .post(
            "/common/oauth2/v2.0/devicecode",
            &[id, ("scope", "openid offline_access")],
        )
        .await;
    assert_eq!(status, 200);
    let members: Vec<&String> = device.as_object().expect("an object").keys().collect();
    assert_eq!(
        members,
        [
            "user_code",
            "device_code",
            "verification_uri",
            "expires_in",
            "interval",
            "message"
        ]
    );
    let (user_code, page) = (text(&device, "user_code"), text(&device, "verification_uri"));
    assert!(user_code.len() == 9 && text(&device, "message").contains(user_code));
    let poll = async || {
        let form = [
            id,
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", text(&device, "device_code")),
        ];
        app.post("/common/oauth2/v2.0/token", &form).await
    };
    let (status, pending) = poll().await;
    assert_eq!(
        (status, &pending["error"]),
        (400, &json!("authorization_pending"))
    );
    // Polling too fast is told the same.
    assert_eq!(poll().await.1["error_codes"], json!([70_016]));
    let shown = browser.post(page, &[("user_code", user_code)]).await;
    let shown = browser.submit(&shown, &[("persona", "bob")]).await;
    let done = browser.submit(&shown, &[("decision", "approve")]).await;
    assert!(done.html().contains("mock-device-done"));
    provider.clock().advance(Duration::from_secs(30));
    let (status, tokens) = poll().await;
    assert_eq!(status, 200, "{tokens}");
    assert!(tokens["refresh_token"].is_string() && tokens["id_token"].is_string());
}

#[tokio::test]
async fn a_device_learns_that_the_person_said_no_or_was_too_late() {
    let provider = start().await;
    provider.put_client(Client {
        device_flow: true,
        ..client(Provider::Microsoft)
    });
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let id = ("client_id", client_id(Provider::Microsoft));
    let begin = async || {
        let form = [id, ("scope", "openid")];
        app.post("/common/oauth2/v2.0/devicecode", &form).await.1
    };
    let poll = async |code: &str| {
        let form = [
            id,
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", code),
        ];
        app.post("/common/oauth2/v2.0/token", &form).await.1["error"].clone()
    };
    let device = begin().await;
    let page = browser
        .post(
            text(&device, "verification_uri"),
            &[("user_code", text(&device, "user_code"))],
        )
        .await;
    let page = browser.submit(&page, &[("persona", "bob")]).await;
    browser.submit(&page, &[("decision", "deny")]).await;
    assert_eq!(poll(text(&device, "device_code")).await, "authorization_declined");
    let device = begin().await;
    provider.clock().advance(Duration::from_secs(900));
    assert_eq!(poll(text(&device, "device_code")).await, "expired_token");
    assert_eq!(poll("nonsense").await, "bad_verification_code");
}

#[tokio::test]
async fn graph_tells_the_profile_in_its_own_words() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Microsoft);
    for (persona, id, mail) in [
        ("alice", "4a1ce0b5d2f37a91", Value::Null),
        (
            "bob",
            "c2a94e17-6d3b-4f58-a1c0-7e92b84d5f36",
            json!("bob@brickworks.example"),
        ),
    ] {
        let tokens = app.tokens(&Browser::new(&provider, persona), persona, &[]).await;
        let response = app.get(ME, text(&tokens, "access_token")).await;
        assert_eq!(response.status(), 200);
        let me = body(response).await;
        assert_eq!((&me["id"], &me["mail"]), (&json!(id), &mail));
        assert!(text(&me, "@odata.context").ends_with("/v1.0/$metadata#users/$entity"));
        assert!(me["userPrincipalName"].is_string() && me["businessPhones"] == json!([]));
    }
}

#[tokio::test]
async fn a_photo_is_a_png_or_an_error_object() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Microsoft);
    let tokens = app.tokens(&Browser::new(&provider, "a"), "alice", &[]).await;
    let response = app.get(PHOTO, text(&tokens, "access_token")).await;
    assert_eq!(response.headers()["content-type"], "image/png");
    let bytes = response.bytes().await.expect("a body");
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.ends_with(b"IEND\xaeB`\x82"));
    let tokens = app.tokens(&Browser::new(&provider, "c"), "carol", &[]).await;
    let response = app.get(PHOTO, text(&tokens, "access_token")).await;
    assert_eq!(response.status(), 404);
    assert_eq!(body(response).await["error"]["code"], "ImageNotFound");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_returns_to_registered_addresses_only() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let out = |uri: &str| {
        let url = app.url("/common/oauth2/v2.0/logout");
        let parameters = [("post_logout_redirect_uri", uri), ("state", "s 1")];
        String::from(url::Url::parse_with_params(&url, parameters).expect("a URL"))
    };
    app.sign_in(&browser, "alice", &[]).await;
    let signed_in = async || browser.go(&app.authorize_url(&[])).await.answer().is_some();
    assert!(signed_in().await);
    let page = browser.go(&out("http://evil.test/")).await;
    assert!(page.html().contains("mock-signed-out"));
    assert!(!signed_in().await, "signed out all the same");

    app.sign_in(&browser, "alice", &[]).await;
    let page = browser.go(&out(REDIRECT_URI)).await;
    assert!(matches!(&page, Page::Left(url) if url == "http://localhost:3000/callback?state=s+1"));
    assert!(!signed_in().await);
}
