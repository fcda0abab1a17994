//! The userinfo endpoint.

use jsonwebtoken::decode_header;
use mock_provider::protocol::signing_algorithm::SigningAlgorithm;

use super::put;
use crate::{
    browser::Browser,
    providers::OIDC,
    setup::{App, claims, start, text},
};

#[tokio::test]
async fn userinfo_takes_get_and_post_and_signs_where_asked() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token").to_owned();
    let (status, posted) = app.post("/userinfo", &[("access_token", &token)]).await;
    assert_eq!((status, &posted), (200, &app.profile(&token).await));

    put(&provider, |client| {
        client.oidc.userinfo_signed_response_alg = Some(SigningAlgorithm::Es256);
    });
    let response = app.get("/userinfo", &token).await;
    assert_eq!(response.headers()["content-type"], "application/jwt");
    let jwt = response.text().await.expect("a body");
    assert_eq!(
        decode_header(&jwt).expect("a header").alg,
        jsonwebtoken::Algorithm::ES256
    );
    let said = claims(&jwt);
    assert_eq!(said["aud"], "suite");
    assert_eq!(said["iss"], provider.issuer(OIDC));
    assert_eq!(said["sub"], posted["sub"]);
}

/// RFC 6750 §3.1.
#[tokio::test]
async fn userinfo_says_in_its_header_why_it_refuses() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let challenge = |response: &reqwest::Response| {
        response.headers()["www-authenticate"]
            .to_str()
            .expect("ASCII")
            .to_owned()
    };
    let nothing = app
        .http()
        .get(app.url("/userinfo"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        (nothing.status().as_u16(), challenge(&nothing)),
        (401, "Bearer realm=\"oidc\"".to_owned())
    );
    let wrong = app.get("/userinfo", "nonsense").await;
    assert!(challenge(&wrong).contains("error=\"invalid_token\""));
    let tokens = app.tokens(&browser, "alice", &[("scope", "email")]).await;
    assert_eq!(tokens.get("id_token"), None);
    let narrow = app.get("/userinfo", text(&tokens, "access_token")).await;
    assert_eq!(narrow.status(), 403);
    assert!(challenge(&narrow).contains("error=\"insufficient_scope\""));
}
