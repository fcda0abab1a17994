//! Where Google serves what (fact sheet 1.1).

use mock_provider::{Provider, config::Config, journal::Filter};
use serde_json::json;

use super::{members, pair};
use crate::{
    setup::{SECRET, VERIFIER, client_id, json, start, start_with, text},
    virtual_hosts,
};

const ACCOUNTS: &str = "accounts.google.com";
const OAUTH2: &str = "oauth2.googleapis.com";
const OPENID: &str = "openidconnect.googleapis.com";
const APIS: &str = "www.googleapis.com";
const WWW: &str = "www.google.com";

/// Method, host, path, and the journal's word for what is there.
const URLS: &[(&str, &str, &str, &str)] = &[
    ("GET", ACCOUNTS, "/.well-known/openid-configuration", "discovery"),
    ("GET", ACCOUNTS, "/o/oauth2/v2/auth", "authorize"),
    ("GET", ACCOUNTS, "/o/oauth2/auth", "authorize"),
    ("POST", OAUTH2, "/token", "token"),
    ("POST", APIS, "/oauth2/v4/token", "token"),
    ("POST", APIS, "/oauth2/v3/token", "token"),
    ("POST", ACCOUNTS, "/o/oauth2/token", "token"),
    ("GET", OPENID, "/v1/userinfo", "userinfo"),
    ("GET", APIS, "/oauth2/v3/userinfo", "userinfo"),
    ("GET", APIS, "/oauth2/v2/userinfo", "userinfo"),
    ("GET", APIS, "/userinfo/v2/me", "userinfo"),
    ("GET", APIS, "/oauth2/v1/userinfo", "userinfo"),
    ("GET", OAUTH2, "/tokeninfo", "tokeninfo"),
    ("POST", OAUTH2, "/tokeninfo", "tokeninfo"),
    ("GET", APIS, "/oauth2/v3/tokeninfo", "tokeninfo"),
    ("GET", APIS, "/oauth2/v2/tokeninfo", "tokeninfo"),
    ("GET", APIS, "/oauth2/v1/tokeninfo", "tokeninfo"),
    ("POST", OAUTH2, "/revoke", "revoke"),
    ("GET", ACCOUNTS, "/o/oauth2/revoke", "revoke"),
    ("GET", APIS, "/oauth2/v3/certs", "jwks"),
    ("GET", APIS, "/oauth2/v1/certs", "certificates"),
    ("POST", OAUTH2, "/device/code", "device-code"),
    ("GET", WWW, "/device", "device"),
];

#[tokio::test]
async fn every_url_of_google_is_served_by_its_host_and_programs_find_it_at_no_other() {
    let provider = virtual_hosts::start().await;
    let port = provider.tls_addr().expect("TLS").port();
    let client = virtual_hosts::resolving(&provider).build().expect("a client");
    for (method, host, path, word) in URLS {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        for asked in [ACCOUNTS, OAUTH2, OPENID, APIS, WWW] {
            let url = format!("https://{asked}:{port}{path}");
            let sent = client.request(method.clone(), url).send().await;
            let status = sent.expect("an answer").status().as_u16();
            let last = provider.journal().exchanges(&Filter::default()).pop();
            let endpoint = last.expect("recorded").endpoint;
            let is_page = ["authorize", "device"].contains(word);
            if asked == *host || is_page {
                assert_eq!(endpoint, *word, "{asked}{path}");
                assert!(status != 404 && status != 405, "{asked}{path}: {status}");
            } else {
                assert_eq!((endpoint.as_str(), status), ("unknown", 404), "{asked}{path}");
            }
        }
    }
}

#[tokio::test]
async fn old_and_new_urls_of_one_purpose_answer_alike() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let mut token = String::new();
    for path in [
        "/token",
        "/oauth2/v4/token",
        "/oauth2/v3/token",
        "/o/oauth2/token",
    ] {
        let code = app.code(&browser, "bob", &[]).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", crate::setup::REDIRECT_URI),
            ("client_id", client_id(Provider::Google)),
            ("client_secret", SECRET),
            ("code_verifier", VERIFIER),
        ];
        let (status, body) = app.post(path, &form).await;
        assert_eq!(status, 200, "{path}");
        assert_eq!(
            members(&body),
            ["access_token", "expires_in", "scope", "token_type", "id_token"],
            "{path}"
        );
        text(&body, "access_token").clone_into(&mut token);
    }
    for alike in [
        &["/v1/userinfo", "/oauth2/v3/userinfo"][..],
        &["/oauth2/v2/userinfo", "/userinfo/v2/me", "/oauth2/v1/userinfo"],
        &["/tokeninfo", "/oauth2/v3/tokeninfo"],
        &["/oauth2/v2/tokeninfo", "/oauth2/v1/tokeninfo"],
    ] {
        let mut bodies = Vec::new();
        for path in alike {
            let response = app.get(path, &token).await;
            assert_eq!(response.status(), 200, "{path}");
            bodies.push(json(response).await);
        }
        assert!(bodies.windows(2).all(|two| two[0] == two[1]), "{alike:?}");
    }
    let old = app
        .authorize_url(&[])
        .replace("/o/oauth2/v2/auth", "/o/oauth2/auth");
    assert!(browser.go(&old).await.left().contains("code="));
}

#[tokio::test]
async fn discovery_says_exactly_what_google_says_and_may_be_kept_for_an_hour() {
    let provider = start().await;
    let (app, _) = pair(&provider);
    let response = app.get("/.well-known/openid-configuration", "").await;
    assert_eq!(response.headers()["cache-control"], "public, max-age=3600");
    let base = provider.base_str(Provider::Google);
    let document = json(response).await;
    let url = |path: &str| json!(format!("{base}{path}"));
    let expected = json!({
        "issuer": base,
        "authorization_endpoint": url("/o/oauth2/v2/auth"),
        "device_authorization_endpoint": url("/device/code"),
        "token_endpoint": url("/token"),
        "userinfo_endpoint": url("/v1/userinfo"),
        "revocation_endpoint": url("/revoke"),
        "jwks_uri": url("/oauth2/v3/certs"),
        "response_types_supported": ["code", "token", "id_token", "code token", "code id_token", "token id_token", "code token id_token", "none"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss", "name", "picture", "sub"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "grant_types_supported": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
    });
    // Nothing more: no end_session_endpoint, introspection_endpoint, registration_endpoint, or
    // claims_parameter_supported.
    assert_eq!(document, expected);
}

#[tokio::test]
async fn the_grant_of_service_accounts_is_announced_and_no_such_account_exists() {
    let provider = start().await;
    let (app, _) = pair(&provider);
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", "a.b.c"),
    ];
    assert_eq!(
        app.post("/token", &form).await,
        (
            400,
            json!({"error": "invalid_grant", "error_description": "Invalid grant: account not found"})
        )
    );
}

#[tokio::test]
async fn discovery_announces_iss_only_where_switched_though_it_is_sent() {
    for announced in [false, true] {
        let mut config = Config::default();
        config.google.iss_parameter_in_discovery = announced;
        let provider = start_with(config).await;
        let (app, browser) = pair(&provider);
        let document = json(app.get("/.well-known/openid-configuration", "").await).await;
        let flag = document.get("authorization_response_iss_parameter_supported");
        assert_eq!(flag, announced.then_some(&json!(true)));
        let response = app.sign_in(&browser, "alice", &[]).await;
        assert!(crate::setup::value(&response, "iss").is_some());
    }
}
