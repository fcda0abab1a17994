//! Which claims an issuer gives, where, and about whom.

use mock_provider::{config::SubjectType, protocol::at_hash::at_hash};
use serde_json::json;

use super::{put, start_as};
use crate::{
    browser::Browser,
    providers::OIDC,
    setup::{App, NOW, claims, query, start, text, value},
};

#[tokio::test]
async fn the_code_flow_says_the_claims_of_scopes_at_userinfo_alone() {
    let provider = start().await;
    let app = App::new(&provider, OIDC);
    let tokens = app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let id_token = claims(text(&tokens, "id_token"));
    let issuer = provider.issuer(OIDC);
    let expected = json!({
        "iss": issuer, "sub": "0b5a4e1c-alice", "aud": "suite", "azp": "suite", "exp": NOW + 3_600, "iat": NOW,
        "auth_time": NOW, "nonce": "n-1", "amr": ["pwd"],
        "at_hash": at_hash(text(&tokens, "access_token")), "sid": id_token["sid"],
    });
    assert_eq!(id_token, expected);
    let profile = app.profile(text(&tokens, "access_token")).await;
    assert_eq!(
        profile,
        json!({
            "sub": "0b5a4e1c-alice", "email": "alice.archer@gmail.com", "email_verified": true,
            "name": "Alice Archer", "family_name": "Archer", "given_name": "Alice", "preferred_username": "alice",
            "zoneinfo": "Europe/London", "locale": "en-GB",
        })
    );
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens.get("refresh_token"), None);
}

#[tokio::test]
async fn id_tokens_repeat_them_where_the_issuer_says_so() {
    let provider = start_as(|issuer| issuer.claims_in_id_token = true).await;
    let app = App::new(&provider, OIDC);
    let tokens = app.tokens(&Browser::new(&provider, "b-1"), "trudy", &[]).await;
    let id_token = claims(text(&tokens, "id_token"));
    assert_eq!(id_token["email"], "alice.archer@gmail.com");
    assert_eq!(id_token["email_verified"], false);
}

#[tokio::test]
async fn an_issuer_has_scopes_and_claims_of_its_own() {
    let provider = start_as(|issuer| {
        issuer
            .scopes
            .insert("groups".to_owned(), vec!["groups".to_owned()]);
        issuer.claims.insert("tenant".to_owned(), json!("acme"));
    })
    .await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let tokens = app
        .tokens(&browser, "bob", &[("scope", "openid groups nonsense")])
        .await;
    // What means nothing is ignored.
    assert_eq!(tokens["scope"], "openid groups");
    assert_eq!(claims(text(&tokens, "id_token"))["tenant"], "acme");
    let profile = app.profile(text(&tokens, "access_token")).await;
    assert_eq!(
        profile,
        json!({"sub": "5d2f7c90-bob", "groups": ["masons", "admins"], "tenant": "acme"})
    );
}

#[tokio::test]
async fn single_claims_are_given_where_they_were_asked_for() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let wish = json!({
        "id_token": {"email": {"essential": true}, "locale": {"value": "fr"}, "nickname": null},
        "userinfo": {"groups": null, "zoneinfo": {"values": ["Asia/Tokyo", "Europe/London"]}},
    });
    let asked = [("scope", "openid"), ("claims", &*wish.to_string())];
    let tokens = app.tokens(&browser, "alice", &asked).await;
    let id_token = claims(text(&tokens, "id_token"));
    assert_eq!(id_token["email"], "alice.archer@gmail.com");
    assert!(id_token.get("locale").is_none() && id_token.get("nickname").is_none());
    let profile = app.profile(text(&tokens, "access_token")).await;
    assert_eq!(
        profile,
        json!({"sub": "0b5a4e1c-alice", "zoneinfo": "Europe/London"})
    );
}

#[tokio::test]
async fn acr_is_the_first_value_that_is_asked_and_known() {
    let provider = start_as(|issuer| issuer.acr_values = vec!["low".to_owned(), "high".to_owned()]).await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let essential = json!({"id_token": {"acr": {"essential": true, "values": ["gold", "high"]}}}).to_string();
    for (changes, expected) in [
        (("acr_values", ""), "low"),
        (("acr_values", "gold high low"), "high"),
        (("acr_values", "gold"), "low"),
        (("claims", essential.as_str()), "high"),
    ] {
        let tokens = app.tokens(&browser, "alice", &[changes]).await;
        assert_eq!(claims(text(&tokens, "id_token"))["acr"], expected, "{changes:?}");
    }
}

#[tokio::test]
async fn pairwise_identifiers_differ_by_sector_and_lead_back_to_the_person() {
    let provider = start_as(|issuer| issuer.subject_type = SubjectType::Pairwise).await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let hint = text(&tokens, "id_token").to_owned();
    let first = claims(&hint)["sub"].clone();
    assert_ne!(first, "0b5a4e1c-alice");
    assert_eq!(app.profile(text(&tokens, "access_token")).await["sub"], first);
    let silent = browser
        .go(&app.authorize_url(&[("prompt", "none"), ("id_token_hint", &hint)]))
        .await;
    assert!(value(&query(silent.left()), "code").is_some());

    put(&provider, |client| {
        client.oidc.sector_identifier_uri = Some("https://other.test/".parse().expect("a URL"));
    });
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let second = claims(text(&tokens, "id_token"))["sub"].clone();
    assert_ne!(second, first);
    put(&provider, |client| {
        client.oidc.subject_type = Some(SubjectType::Public);
    });
    let tokens = app.tokens(&browser, "alice", &[]).await;
    assert_eq!(claims(text(&tokens, "id_token"))["sub"], "0b5a4e1c-alice");
}
