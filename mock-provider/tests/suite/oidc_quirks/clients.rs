//! Clients: public ones, wrong secrets, and two issuers side by side.

use mock_provider::{
    config::{Client, Config, IssuerSettings},
    protocol::{client_auth::AuthMethod, signing_algorithm::SigningAlgorithm},
};
use serde_json::json;

use super::{document, put, start_as};
use crate::{
    browser::{Browser, Page},
    providers::OIDC,
    setup::{App, CHALLENGE, client, json, query, start, start_with, value},
};

#[tokio::test]
async fn a_public_client_needs_pkce_and_no_secret() {
    let provider = start().await;
    put(&provider, |client| {
        client.token_endpoint_auth_method = Some(AuthMethod::None);
        client.client_secret = String::new();
    });
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let code = app.code(&browser, "alice", &[]).await;
    assert_eq!(app.token(&code, &[("client_secret", "")]).await.status(), 200);
    let page = browser
        .go(&app.authorize_url(&[("code_challenge", ""), ("code_challenge_method", "")]))
        .await;
    assert_eq!(value(&query(page.left()), "error"), Some("invalid_request"));
}

#[tokio::test]
async fn plain_challenges_are_a_switch() {
    for plain in [false, true] {
        let provider = start_as(|issuer| issuer.plain_pkce = plain).await;
        let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
        let changes = [("code_challenge", CHALLENGE), ("code_challenge_method", "plain")];
        let page = browser.go(&app.authorize_url(&changes)).await;
        assert_eq!(matches!(page, Page::Shown { .. }), plain);
    }
}

/// RFC 6749 §5.2: who tried the header is told its scheme.
#[tokio::test]
async fn a_wrong_secret_in_the_header_is_answered_in_the_header() {
    let provider = start().await;
    let app = App::new(&provider, OIDC);
    let request = app
        .http()
        .post(app.url("/token"))
        .basic_auth("suite", Some("wrong"));
    let response = request
        .form(&[("grant_type", "authorization_code")])
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), 401);
    assert_eq!(response.headers()["www-authenticate"], "Basic realm=\"oidc\"");
    assert_eq!(response.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn two_issuers_are_strangers_to_each_other() {
    let mut config = Config::default();
    config.issuers.push(IssuerSettings {
        name: mock_provider::IssuerName::new("oidc-acme").expect("a name"),
        display_name: "Acme".to_owned(),
        algorithms: vec![SigningAlgorithm::Es256],
        ..IssuerSettings::default()
    });
    let provider = start_with(config).await;
    let acme: mock_provider::Provider = "oidc-acme".parse().expect("a provider");
    let app = App::new(&provider, OIDC);
    let url = provider.base_str(acme) + "/.well-known/openid-configuration";
    let metadata = document(&provider, &url).await;
    assert_eq!(metadata["issuer"], provider.base_str(acme));
    assert_eq!(
        metadata["id_token_signing_alg_values_supported"],
        json!(["ES256"])
    );
    let browser = Browser::new(&provider, "b-1");
    let code = app.code(&browser, "alice", &[]).await;
    // Neither the client nor the code nor the session is known there.
    let page = browser
        .go(&app.authorize_url(&[]).replace("/oidc/", "/oidc-acme/"))
        .await;
    assert_eq!(page.error(), (400, "unauthorized_client"));
    provider.put_client(Client {
        provider: acme,
        ..client(OIDC)
    });
    let page = browser
        .go(&app.authorize_url(&[]).replace("/oidc/", "/oidc-acme/"))
        .await;
    assert!(page.html().contains("mock-identifier") && page.html().contains("Fake Acme"));
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", crate::setup::REDIRECT_URI),
        ("client_id", "suite"),
        ("client_secret", crate::setup::SECRET),
        ("code_verifier", crate::setup::VERIFIER),
    ];
    let request = app.http().post(provider.base_str(acme) + "/token").form(&form);
    let answer = json(request.send().await.expect("an answer")).await;
    assert_eq!(answer["error"], "invalid_grant");
}
