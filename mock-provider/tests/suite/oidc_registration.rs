//! Dynamic client registration (RFC 7591, RFC 7592).

use mock_provider::{
    MockProvider,
    config::{Config, Registration},
    journal::Filter,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    providers::OIDC,
    setup::{App, CHALLENGE, VERIFIER, json, query, start_with, text, value},
};

const CALLBACK: &str = "http://localhost:4000/cb";

async fn start(registration: Registration) -> MockProvider {
    let mut config = Config::default();
    config.issuers[0].registration = registration;
    config.issuers[0].initial_access_token = "initial".to_owned();
    start_with(config).await
}

async fn register(app: &App<'_>, metadata: &Value, token: &str) -> (u16, Value) {
    let request = app
        .http()
        .post(app.url("/register"))
        .bearer_auth(token)
        .body(metadata.to_string());
    let response = request.send().await.expect("an answer");
    (response.status().as_u16(), json(response).await)
}

fn rule(provider: &MockProvider) -> String {
    let exchanges = provider.journal().exchanges(&Filter::default());
    let refusal = exchanges.last().and_then(|exchange| exchange.refusal.clone());
    refusal.expect("a refusal").rule
}

#[tokio::test]
async fn a_client_that_registers_itself_signs_somebody_in() {
    let provider = start(Registration::Open).await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let metadata = json!({"redirect_uris": [CALLBACK], "client_name": "Self", "application_type": "web"});
    let (status, client) = register(&app, &metadata, "").await;
    assert_eq!(status, 201, "{client}");
    assert_eq!(client["token_endpoint_auth_method"], "client_secret_basic");
    assert_eq!(client["response_types"], json!(["code"]));
    assert_eq!(client["grant_types"], json!(["authorization_code"]));
    assert_eq!(client["client_secret_expires_at"], 0);
    let (id, secret) = (text(&client, "client_id"), text(&client, "client_secret"));
    let page = browser
        .go(&app.authorize_url(&[("client_id", id), ("redirect_uri", CALLBACK)]))
        .await;
    assert!(page.html().contains("Self"));
    let response = app.walk(&browser, page, "alice").await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", value(&response, "code").expect("a code")),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let request = app
        .http()
        .post(app.url("/token"))
        .basic_auth(id, Some(secret))
        .form(&form);
    assert_eq!(request.send().await.expect("an answer").status(), 200);
    // It registered no other response type and no other grant.
    let page = browser
        .go(&app.authorize_url(&[
            ("client_id", id),
            ("redirect_uri", CALLBACK),
            ("response_type", "id_token"),
            ("code_challenge", CHALLENGE),
        ]))
        .await;
    assert!(page.left().contains("error=unauthorized_client"));
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let request = app
        .http()
        .post(app.url("/token"))
        .basic_auth(id, Some(secret))
        .form(&refresh);
    let answer = json(request.send().await.expect("an answer")).await;
    assert_eq!(answer["error"], "unauthorized_client");
    assert_eq!(rule(&provider), "grant-type-registered");
}

#[tokio::test]
async fn the_registration_token_reads_changes_and_deletes() {
    let provider = start(Registration::Open).await;
    let app = App::new(&provider, OIDC);
    let (_, client) = register(&app, &json!({"redirect_uris": [CALLBACK]}), "").await;
    let (uri, token) = (
        text(&client, "registration_client_uri"),
        text(&client, "registration_access_token"),
    );
    let ask = async |method: Method, token: &str, body: &Value| {
        let request = app
            .http()
            .request(method, uri)
            .bearer_auth(token)
            .body(body.to_string());
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        let text = response.text().await.expect("a body");
        (status, serde_json::from_str::<Value>(&text).unwrap_or_default())
    };
    assert_eq!(ask(Method::GET, token, &json!({})).await, (200, client.clone()));
    assert_eq!(ask(Method::GET, "other", &json!({})).await.0, 401);
    assert_eq!(rule(&provider), "registration-token-valid");

    for (member, wrong, broken) in [
        ("client_id", json!("other"), "update-client-id"),
        ("client_secret", json!("other"), "update-client-secret"),
        ("registration_access_token", json!(token), "update-members"),
        ("redirect_uris", json!([]), "redirect-uris-registrable"),
    ] {
        let mut update = json!({"client_id": client["client_id"], "redirect_uris": [CALLBACK]});
        update[member] = wrong;
        assert_eq!(ask(Method::PUT, token, &update).await.0, 400, "{member}");
        assert_eq!(rule(&provider), broken);
    }
    let update = json!({
        "client_id": client["client_id"], "redirect_uris": ["http://localhost:5000/"],
        "token_endpoint_auth_method": "client_secret_post",
    });
    let (status, changed) = ask(Method::PUT, token, &update).await;
    assert_eq!(
        (status, &changed["redirect_uris"]),
        (200, &json!(["http://localhost:5000/"]))
    );
    assert_eq!(changed["client_secret"], client["client_secret"]);

    assert_eq!(ask(Method::DELETE, token, &json!({})).await.0, 204);
    assert_eq!(ask(Method::GET, token, &json!({})).await.0, 401);
    let page = Browser::new(&provider, "b-1")
        .go(&app.authorize_url(&[("client_id", text(&client, "client_id"))]))
        .await;
    assert_eq!(page.error(), (400, "unauthorized_client"));
}

#[tokio::test]
async fn metadata_that_cannot_be_served_are_refused() {
    let provider = start(Registration::Open).await;
    let app = App::new(&provider, OIDC);
    for (changes, error, broken) in [
        (
            json!({"redirect_uris": []}),
            "invalid_redirect_uri",
            "redirect-uris-registrable",
        ),
        (
            json!({"redirect_uris": ["/cb"]}),
            "invalid_redirect_uri",
            "redirect-uris-registrable",
        ),
        (
            json!({"redirect_uris": ["http://a/#f"]}),
            "invalid_redirect_uri",
            "redirect-uris-registrable",
        ),
        (
            json!({"redirect_uris": "http://a/"}),
            "invalid_redirect_uri",
            "metadata-known",
        ),
        (
            json!({"response_types": ["token"]}),
            "invalid_client_metadata",
            "metadata-supported",
        ),
        (
            json!({"response_types": ["code id_token"]}),
            "invalid_client_metadata",
            "grants-fit-response-types",
        ),
        (
            json!({"grant_types": ["implicit"]}),
            "invalid_client_metadata",
            "grants-fit-response-types",
        ),
        (
            json!({"grant_types": ["password"]}),
            "invalid_client_metadata",
            "grants-fit-response-types",
        ),
        (
            json!({"token_endpoint_auth_method": "tls"}),
            "invalid_client_metadata",
            "metadata-known",
        ),
        (
            json!({"token_endpoint_auth_method": "private_key_jwt"}),
            "invalid_client_metadata",
            "jwks-present",
        ),
        (
            json!({"jwks_uri": "http://a/"}),
            "invalid_client_metadata",
            "jwks-by-value",
        ),
        (
            json!({"jwks": {"keys": 1}}),
            "invalid_client_metadata",
            "metadata-valid",
        ),
        (
            json!({"id_token_signed_response_alg": "none"}),
            "invalid_client_metadata",
            "metadata-known",
        ),
        (
            json!({"subject_type": "secret"}),
            "invalid_client_metadata",
            "metadata-known",
        ),
    ] {
        let mut metadata = json!({"redirect_uris": [CALLBACK]});
        for (name, value) in changes.as_object().expect("an object") {
            metadata[name] = value.clone();
        }
        let (status, body) = register(&app, &metadata, "").await;
        assert_eq!((status, &body["error"]), (400, &json!(error)), "{changes}");
        assert_eq!(rule(&provider), broken, "{changes}");
    }
    let request = app.http().post(app.url("/register")).body("no JSON");
    assert_eq!(request.send().await.expect("an answer").status(), 400);
    assert_eq!(rule(&provider), "metadata-well-formed");
}

#[tokio::test]
async fn registration_may_need_a_token_and_is_off_otherwise() {
    let provider = start(Registration::Token).await;
    let app = App::new(&provider, OIDC);
    let metadata = json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"});
    assert_eq!(register(&app, &metadata, "wrong").await.0, 401);
    assert_eq!(rule(&provider), "initial-access-token-valid");
    let (status, client) = register(&app, &metadata, "initial").await;
    assert_eq!((status, client.get("client_secret")), (201, None));
    // A public client needs PKCE.
    let page = Browser::new(&provider, "b-1")
        .go(&app.authorize_url(&[
            ("client_id", text(&client, "client_id")),
            ("redirect_uri", CALLBACK),
            ("code_challenge", ""),
            ("code_challenge_method", ""),
        ]))
        .await;
    assert_eq!(value(&query(page.left()), "error"), Some("invalid_request"));

    let provider = start(Registration::Off).await;
    let app = App::new(&provider, OIDC);
    let request = app.http().post(app.url("/register")).body(metadata.to_string());
    assert_eq!(request.send().await.expect("an answer").status(), 404);
}
