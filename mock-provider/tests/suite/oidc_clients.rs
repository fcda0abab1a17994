//! What programs ask of an issuer: how clients prove themselves, pushed requests, introspection, revocation.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use mock_provider::{MockProvider, config::Client, journal::Filter, protocol::client_auth::AuthMethod};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    providers::OIDC,
    setup::{App, NOW, REDIRECT_URI, SECRET, VERIFIER, client, json, query, start, text, value},
};

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The app's private keys, one for each algorithm that signs assertions.
pub(crate) const KEYS: [(Algorithm, &str); 4] = [
    (
        Algorithm::RS256,
        include_str!("../../../fixtures/keys/oidc-rs256-next.test-key.pem"),
    ),
    (
        Algorithm::PS256,
        include_str!("../../../fixtures/keys/oidc-ps256-next.test-key.pem"),
    ),
    (
        Algorithm::ES256,
        include_str!("../../../fixtures/keys/oidc-es256-next.test-key.pem"),
    ),
    (
        Algorithm::EdDSA,
        include_str!("../../../fixtures/keys/oidc-eddsa-next.test-key.pem"),
    ),
];

fn key(algorithm: Algorithm) -> EncodingKey {
    if algorithm == Algorithm::HS256 {
        return EncodingKey::from_secret(SECRET.as_bytes());
    }
    let (_, pem) = KEYS.iter().find(|(known, _)| *known == algorithm).expect("a key");
    let pem = pem.as_bytes();
    match algorithm {
        Algorithm::ES256 => EncodingKey::from_ec_pem(pem),
        Algorithm::EdDSA => EncodingKey::from_ed_pem(pem),
        _ => EncodingKey::from_rsa_pem(pem),
    }
    .expect("a key")
}

/// An assertion of the client `suite`, with some claims replaced (`null` removes one).
pub(crate) fn assertion(provider: &MockProvider, algorithm: Algorithm, changes: &Value) -> String {
    let mut claims = json!({
        "iss": "suite", "sub": "suite", "aud": provider.issuer(OIDC), "exp": NOW + 60, "iat": NOW, "jti": "j-1",
    });
    for (name, value) in changes.as_object().expect("an object") {
        claims[name] = value.clone();
    }
    encode(&Header::new(algorithm), &claims, &key(algorithm)).expect("encoded")
}

/// The published keys of the issuer are the app's too: two of each algorithm, of which the app has the second.
async fn jwks(provider: &MockProvider) -> Value {
    let app = App::new(provider, OIDC);
    let mut jwks = json(app.get("/jwks", "").await).await;
    for key in jwks["keys"].as_array_mut().expect("a list") {
        key.as_object_mut().expect("an object").remove("kid");
    }
    jwks
}

fn put(provider: &MockProvider, method: AuthMethod, change: impl FnOnce(&mut Client)) {
    let mut client = Client {
        token_endpoint_auth_method: Some(method),
        ..client(OIDC)
    };
    change(&mut client);
    provider.put_client(client);
}

async fn exchange(app: &App<'_>, code: &str, assertion: &str) -> (u16, Value) {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
        ("client_assertion", assertion),
        ("client_assertion_type", JWT_BEARER),
    ];
    app.post("/token", &form).await
}

fn last_rule(provider: &MockProvider) -> Option<String> {
    let exchanges = provider.journal().exchanges(&Filter::default());
    exchanges
        .last()?
        .refusal
        .as_ref()
        .map(|refusal| refusal.rule.clone())
}

#[tokio::test]
async fn a_private_key_proves_the_client_by_each_algorithm_and_for_both_audiences() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let jwks = jwks(&provider).await;
    put(&provider, AuthMethod::PrivateKeyJwt, |client| {
        client.client_secret = String::new();
        client.jwks = Some(jwks);
    });
    for (index, (algorithm, _)) in KEYS.iter().enumerate() {
        for (place, aud) in [provider.issuer(OIDC), app.url("/token")].into_iter().enumerate() {
            let code = app.code(&browser, "alice", &[]).await;
            let changes = json!({"aud": aud, "jti": format!("{index}-{place}")});
            let (status, body) = exchange(&app, &code, &assertion(&provider, *algorithm, &changes)).await;
            assert_eq!(status, 200, "{algorithm:?} {aud} {body}");
        }
    }
}

#[tokio::test]
async fn public_keys_may_be_pem_files_and_another_key_opens_nothing() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let pem = |public: &str| format!("-----BEGIN PUBLIC KEY-----\n{public}\n-----END PUBLIC KEY-----\n");
    // The public halves of the current Ed25519 key, and then of the next one.
    for (public, status) in [
        (
            "MCowBQYDK2VwAyEAz6VartukQiNuGVXEHGeEPo4U9sFyLcRJkbtzsbnf6Q4=",
            401,
        ),
        (
            "MCowBQYDK2VwAyEAjTKFgbtrfaukeqtfR/0VDdRbUQXbM5ZwJ+AnasJs9TY=",
            200,
        ),
    ] {
        put(&provider, AuthMethod::PrivateKeyJwt, |client| {
            client.public_keys = vec![pem(public)];
        });
        let code = app.code(&browser, "alice", &[]).await;
        let signed = assertion(&provider, Algorithm::EdDSA, &json!({}));
        let (found, body) = exchange(&app, &code, &signed).await;
        assert_eq!(found, status, "{body}");
        if status == 401 {
            assert_eq!(last_rule(&provider).as_deref(), Some("assertion-signature"));
        }
    }
}

#[tokio::test]
async fn the_secret_may_authenticate_an_assertion_which_works_once() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    put(&provider, AuthMethod::ClientSecretJwt, |_| {});
    let code = app.code(&browser, "alice", &[]).await;
    let signed = assertion(&provider, Algorithm::HS256, &json!({}));
    assert_eq!(exchange(&app, &code, &signed).await.0, 200);
    let code = app.code(&browser, "alice", &[]).await;
    let (status, body) = exchange(&app, &code, &signed).await;
    assert_eq!((status, &body["error"]), (401, &json!("invalid_client")));
    assert_eq!(last_rule(&provider).as_deref(), Some("assertion-once"));
    // Each assertion that is refused leaves the code alone.
    for (changes, rule) in [
        (json!({"iss": "other"}), "assertion-iss"),
        (json!({"sub": "other"}), "assertion-sub"),
        (json!({"aud": "https://other.test"}), "assertion-aud"),
        (json!({"exp": NOW}), "assertion-alive"),
        (json!({"exp": NOW + 90_000}), "assertion-lifetime"),
        (json!({"iat": NOW + 600}), "assertion-not-from-the-future"),
        (json!({"jti": null}), "assertion-jti"),
    ] {
        let signed = assertion(&provider, Algorithm::HS256, &changes);
        let mut form = vec![
            ("client_assertion", signed.as_str()),
            ("client_assertion_type", JWT_BEARER),
        ];
        form.extend([
            ("client_id", "suite"),
            ("grant_type", "authorization_code"),
            ("code", &*code),
        ]);
        let (status, body) = app.post("/token", &form).await;
        assert_eq!(
            (status, &body["error"]),
            (401, &json!("invalid_client")),
            "{changes}"
        );
        assert_eq!(last_rule(&provider).as_deref(), Some(rule));
    }
    let fresh = assertion(&provider, Algorithm::HS256, &json!({"jti": "j-2"}));
    assert_eq!(exchange(&app, &code, &fresh).await.0, 200);
}

#[tokio::test]
async fn a_client_proves_itself_as_it_registered_and_in_one_way_only() {
    let provider = start().await;
    let app = App::new(&provider, OIDC);
    let signed = assertion(&provider, Algorithm::HS256, &json!({}));
    let body = [("client_id", "suite"), ("client_secret", SECRET)];
    let jwt = [
        ("client_assertion", signed.as_str()),
        ("client_assertion_type", JWT_BEARER),
    ];
    // What each method sends in the body.
    let cases = [
        (AuthMethod::ClientSecretBasic, vec![]),
        (AuthMethod::ClientSecretPost, body.to_vec()),
        (AuthMethod::ClientSecretJwt, jwt.to_vec()),
    ];
    for registered in [
        AuthMethod::ClientSecretBasic,
        AuthMethod::ClientSecretPost,
        AuthMethod::ClientSecretJwt,
        AuthMethod::None,
    ] {
        put(&provider, registered, |_| {});
        for (used, form) in cases.clone() {
            let mut request = app.http().post(app.url("/token"));
            if used == AuthMethod::ClientSecretBasic {
                let secret: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
                request = request.basic_auth("suite", Some(secret));
            }
            let form = [&form[..], &[("grant_type", "refresh_token")]].concat();
            let answer = json(request.form(&form).send().await.expect("an answer")).await;
            let right = registered == used;
            let expected = if right {
                "invalid_request"
            } else {
                "invalid_client"
            };
            assert_eq!(answer["error"], expected, "{registered:?} {used:?}");
            let rule = if right {
                "refresh-token-present"
            } else {
                "client-authentication-method"
            };
            assert_eq!(
                last_rule(&provider).as_deref(),
                Some(rule),
                "{registered:?} {used:?}"
            );
        }
    }
    let other = [("client_id", "other"), ("grant_type", "refresh_token")];
    let mixed = app.http().post(app.url("/token")).basic_auth("suite", Some("x"));
    let answer = json(mixed.form(&other).send().await.expect("an answer")).await;
    assert_eq!(answer["error"], "invalid_request");
    assert_eq!(last_rule(&provider).as_deref(), Some("client-id-consistent"));
    let both = app.http().post(app.url("/token")).basic_auth("suite", Some("x"));
    let answer = json(both.form(&body).send().await.expect("an answer")).await;
    assert_eq!(answer["error"], "invalid_request");
    assert_eq!(
        last_rule(&provider).as_deref(),
        Some("client-authentication-once")
    );
}

/// Pushes an ordinary request with some parameters replaced or (empty) removed.
async fn push(app: &App<'_>, changes: &[(&str, &str)]) -> (u16, Value) {
    let mut form = query(&app.authorize_url(changes));
    form.push(("client_secret".to_owned(), SECRET.to_owned()));
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    app.post("/par", &form).await
}

fn by_reference(app: &App<'_>, client_id: &str, request_uri: &str) -> String {
    let parameters = [("client_id", client_id), ("request_uri", request_uri)];
    let url = url::Url::parse_with_params(&app.url("/authorize"), parameters);
    url.expect("a URL").into()
}

#[tokio::test]
async fn a_pushed_request_is_used_once_by_its_client_and_in_time() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let (status, pushed) = push(&app, &[("scope", "openid")]).await;
    assert_eq!((status, &pushed["expires_in"]), (201, &json!(90)));
    let request_uri = text(&pushed, "request_uri");
    let page = browser.go(&by_reference(&app, "suite", request_uri)).await;
    let response = app.walk(&browser, page, "alice").await;
    assert_eq!(value(&response, "state"), Some("st/ate+ %"));
    let tokens = json(app.token(value(&response, "code").expect("a code"), &[]).await).await;
    assert_eq!(tokens["scope"], "openid");
    let again = browser.go(&by_reference(&app, "suite", request_uri)).await;
    assert_eq!(again.error(), (400, "invalid_request_uri"));

    let (_, pushed) = push(&app, &[]).await;
    provider.put_client(Client {
        client_id: "other".to_owned(),
        ..client(OIDC)
    });
    let stolen = browser
        .go(&by_reference(&app, "other", text(&pushed, "request_uri")))
        .await;
    assert_eq!(stolen.error(), (400, "invalid_request_uri"));
    provider.clock().advance(Duration::from_secs(90));
    let late = browser
        .go(&by_reference(&app, "suite", text(&pushed, "request_uri")))
        .await;
    assert_eq!(late.error(), (400, "invalid_request_uri"));
    let foreign = browser
        .go(&by_reference(&app, "suite", "https://app.test/request.jwt"))
        .await;
    assert_eq!(foreign.error(), (400, "request_uri_not_supported"));
}

#[tokio::test]
async fn a_wrong_request_is_refused_where_it_is_pushed() {
    let provider = start().await;
    let app = App::new(&provider, OIDC);
    for (changes, error, rule) in [
        (
            ("redirect_uri", "http://evil.test/"),
            "invalid_request",
            "redirect-uri-registered",
        ),
        (
            ("response_type", "token"),
            "unsupported_response_type",
            "response-type-supported",
        ),
        (
            ("request_uri", "urn:x"),
            "request_uri_not_supported",
            "request-uri-supported",
        ),
        (("claims", "{"), "invalid_request", "claims-well-formed"),
        (("id_token_hint", "abc"), "invalid_request", "id-token-hint-valid"),
        (("client_id", "nobody"), "invalid_client", "client-registered"),
    ] {
        let (status, body) = push(&app, &[changes]).await;
        assert!(status == 400 || status == 401, "{status}");
        assert_eq!(body["error"], error, "{changes:?}");
        assert_eq!(last_rule(&provider).as_deref(), Some(rule), "{changes:?}");
    }
}

#[tokio::test]
async fn a_client_that_must_push_is_refused_without() {
    let provider = start().await;
    let mut must = client(OIDC);
    must.oidc.require_pushed_authorization_requests = true;
    provider.put_client(must);
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let page = browser.go(&app.authorize_url(&[])).await;
    assert_eq!(value(&query(page.left()), "error"), Some("invalid_request"));
    assert_eq!(last_rule(&provider).as_deref(), Some("request-pushed"));
    let (_, pushed) = push(&app, &[]).await;
    let page = browser
        .go(&by_reference(&app, "suite", text(&pushed, "request_uri")))
        .await;
    assert!(page.html().contains("mock-identifier"));
}

async fn introspect(app: &App<'_>, token: &str) -> Value {
    let form = [
        ("token", token),
        ("client_id", "suite"),
        ("client_secret", SECRET),
    ];
    let (status, body) = app.post("/introspect", &form).await;
    assert_eq!(status, 200);
    body
}

#[tokio::test]
async fn introspection_tells_of_living_tokens_and_nothing_of_others() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let tokens = app
        .tokens(&browser, "alice", &[("scope", "openid offline_access")])
        .await;
    let access = introspect(&app, text(&tokens, "access_token")).await;
    assert_eq!(
        access,
        json!({
            "active": true, "scope": "openid offline_access", "client_id": "suite", "username": "alice",
            "token_type": "Bearer", "exp": NOW + 3_600, "iat": NOW, "sub": "0b5a4e1c-alice", "aud": "suite",
            "iss": provider.issuer(OIDC),
        })
    );
    let refresh = introspect(&app, text(&tokens, "refresh_token")).await;
    assert_eq!(
        (&refresh["active"], refresh.get("token_type")),
        (&json!(true), None)
    );
    assert_eq!(introspect(&app, "nonsense").await, json!({"active": false}));
    provider.clock().advance(Duration::from_secs(3_600));
    assert_eq!(
        introspect(&app, text(&tokens, "access_token")).await,
        json!({"active": false})
    );
    assert_eq!(last_rule(&provider).as_deref(), Some("token-alive"));
    let (status, body) = app
        .post("/introspect", &[("token", "x"), ("client_id", "suite")])
        .await;
    assert_eq!((status, &body["error"]), (401, &json!("invalid_client")));
    put(&provider, AuthMethod::None, |_| {});
    let (status, _) = app
        .post("/introspect", &[("token", "x"), ("client_id", "suite")])
        .await;
    assert_eq!(
        status, 401,
        "nobody tries tokens out without proving who they are"
    );
}

#[tokio::test]
async fn revoking_an_access_token_leaves_the_refresh_token_and_not_the_other_way_round() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let tokens = app
        .tokens(&browser, "alice", &[("scope", "openid offline_access")])
        .await;
    let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let revoke = async |token: &str, client_id: &str| {
        let form = [
            ("token", token),
            ("client_id", client_id),
            ("client_secret", SECRET),
        ];
        let request = app.http().post(app.url("/revoke")).form(&form);
        request.send().await.expect("an answer").status().as_u16()
    };
    provider.put_client(Client {
        client_id: "other".to_owned(),
        ..client(OIDC)
    });
    assert_eq!(revoke(access, "other").await, 400);
    assert_eq!(last_rule(&provider).as_deref(), Some("token-of-this-client"));
    assert_eq!(introspect(&app, access).await["active"], true);
    assert_eq!(revoke(access, "suite").await, 200);
    assert_eq!(introspect(&app, access).await["active"], false);
    assert_eq!(introspect(&app, refresh).await["active"], true);
    // What is dead already is no error.
    assert_eq!(revoke(access, "suite").await, 200);
    assert_eq!(revoke("nonsense", "suite").await, 200);

    let tokens = app
        .tokens(&browser, "alice", &[("scope", "openid offline_access")])
        .await;
    assert_eq!(revoke(text(&tokens, "refresh_token"), "suite").await, 200);
    for token in ["refresh_token", "access_token"] {
        assert_eq!(
            introspect(&app, text(&tokens, token)).await["active"],
            false,
            "{token}"
        );
    }
}

#[tokio::test]
async fn a_device_signs_somebody_in_where_the_issuer_has_that() {
    let mut config = mock_provider::config::Config::default();
    config.issuers[0].device_flow = true;
    let provider = crate::setup::start_with(config).await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let metadata = json(app.get("/.well-known/openid-configuration", "").await).await;
    assert_eq!(
        metadata["device_authorization_endpoint"],
        app.url("/device_authorization")
    );
    let grants = metadata["grant_types_supported"].as_array().expect("a list");
    assert!(grants.contains(&json!(DEVICE)));

    let ask = [
        ("client_id", "suite"),
        ("client_secret", SECRET),
        ("scope", "openid email"),
    ];
    let (status, refused) = app.post("/device_authorization", &ask[..1]).await;
    assert_eq!((status, &refused["error"]), (401, &json!("invalid_client")));
    let (status, codes) = app.post("/device_authorization", &ask).await;
    assert_eq!(status, 200);
    assert_eq!(codes["verification_uri"], app.url("/device"));
    let poll = [
        ("grant_type", DEVICE),
        ("device_code", text(&codes, "device_code")),
        ("client_id", "suite"),
        ("client_secret", SECRET),
    ];
    assert_eq!(
        app.post("/token", &poll).await.1["error"],
        "authorization_pending"
    );
    let page = browser
        .post(&app.url("/device"), &[("user_code", text(&codes, "user_code"))])
        .await;
    let page = browser.submit(&page, &[("identifier", "alice")]).await;
    let page = browser.submit(&page, &[("decision", "approve")]).await;
    assert!(page.html().contains("mock-device-done"));
    provider.clock().advance(Duration::from_secs(5));
    let (status, tokens) = app.post("/token", &poll).await;
    assert_eq!(
        (status, &tokens["scope"]),
        (200, &json!("openid email")),
        "{tokens}"
    );
    assert_eq!(
        crate::setup::claims(text(&tokens, "id_token"))["sub"],
        "0b5a4e1c-alice"
    );
    assert_eq!(
        app.profile(text(&tokens, "access_token")).await["email"],
        "alice.archer@gmail.com"
    );
}
