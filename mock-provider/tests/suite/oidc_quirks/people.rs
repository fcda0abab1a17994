//! Whom an authorization request asks, and whom it takes.

use std::time::Duration;

use serde_json::json;

use super::put;
use crate::{
    browser::{Browser, Page},
    providers::OIDC,
    setup::{App, NOW, claims, json, query, start, text, value},
};

#[tokio::test]
async fn prompt_login_asks_somebody_who_is_signed_in_and_auth_time_is_new() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    app.code(&browser, "alice", &[]).await;
    provider.clock().advance(Duration::from_secs(100));
    let tokens = app.tokens(&browser, "alice", &[]).await;
    assert_eq!(claims(text(&tokens, "id_token"))["auth_time"], NOW);
    let page = browser.go(&app.authorize_url(&[("prompt", "login")])).await;
    assert!(page.html().contains("mock-identifier"));
    let response = app.walk(&browser, page, "alice").await;
    let tokens = json(app.token(value(&response, "code").expect("a code"), &[]).await).await;
    assert_eq!(claims(text(&tokens, "id_token"))["auth_time"], NOW + 100);
}

#[tokio::test]
async fn max_age_asks_again_once_the_sign_in_is_too_old() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    app.code(&browser, "alice", &[]).await;
    let zero = browser.go(&app.authorize_url(&[("max_age", "0")])).await;
    assert!(zero.html().contains("mock-identifier"));
    provider.clock().advance(Duration::from_secs(60));
    let young = browser.go(&app.authorize_url(&[("max_age", "60")])).await;
    assert!(matches!(young, Page::Left(_)));
    let old = browser.go(&app.authorize_url(&[("max_age", "59")])).await;
    assert!(old.html().contains("mock-identifier"));
    let silent = browser
        .go(&app.authorize_url(&[("max_age", "59"), ("prompt", "none")]))
        .await;
    assert_eq!(value(&query(silent.left()), "error"), Some("login_required"));
    // A client may have a limit of its own.
    put(&provider, |client| client.oidc.default_max_age = Some(10));
    let usual = browser.go(&app.authorize_url(&[])).await;
    assert!(usual.html().contains("mock-identifier"));
}

#[tokio::test]
async fn prompt_none_says_what_it_may_not_ask_for() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let silent = async || {
        let page = browser.go(&app.authorize_url(&[("prompt", "none")])).await;
        let response = query(page.left());
        value(&response, "error").unwrap_or("no error").to_owned()
    };
    assert_eq!(silent().await, "login_required");
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    assert_eq!(silent().await, "consent_required");
    browser.submit(&page, &[("decision", "approve")]).await;
    assert_eq!(silent().await, "no error");
    let page = browser.go(&app.authorize_url(&[("prompt", "login")])).await;
    app.walk(&browser, page, "bob").await;
    assert_eq!(silent().await, "account_selection_required");
}

#[tokio::test]
async fn prompt_consent_and_select_account_show_their_pages_and_create_is_ignored() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    app.code(&browser, "alice", &[]).await;
    for (prompt, mark) in [
        ("consent", "mock-approve"),
        ("select_account", "mock-other-account"),
    ] {
        let page = browser.go(&app.authorize_url(&[("prompt", prompt)])).await;
        assert!(page.html().contains(mark), "{prompt}");
    }
    let page = browser
        .go(&app.authorize_url(&[("prompt", "create"), ("ui_locales", "fr")]))
        .await;
    assert!(matches!(page, Page::Left(_)));
}

#[tokio::test]
async fn an_id_token_hint_names_the_only_person_who_will_do() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let hint = text(&tokens, "id_token").to_owned();
    // However old.
    provider.clock().advance(Duration::from_secs(1_000_000));
    let silent = browser
        .go(&app.authorize_url(&[("prompt", "none"), ("id_token_hint", &hint)]))
        .await;
    assert!(value(&query(silent.left()), "code").is_some());

    let other = Browser::new(&provider, "b-2");
    app.code(&other, "bob", &[]).await;
    let silent = other
        .go(&app.authorize_url(&[("prompt", "none"), ("id_token_hint", &hint)]))
        .await;
    assert_eq!(value(&query(silent.left()), "error"), Some("login_required"));
    let page = other.go(&app.authorize_url(&[("id_token_hint", &hint)])).await;
    assert!(page.html().contains("data-persona=\"alice\"") && !page.html().contains("data-persona=\"bob\""));
    let page = other.submit(&page, &[("identifier", "bob")]).await;
    assert_eq!(value(&query(page.left()), "error"), Some("login_required"));
}

#[tokio::test]
async fn a_sub_in_the_claims_parameter_names_the_only_person_who_will_do() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    app.code(&browser, "alice", &[]).await;
    for (sub, parameter) in [
        ("0b5a4e1c-alice", "code"),
        ("5d2f7c90-bob", "error"),
        ("nobody", "error"),
    ] {
        let wish = json!({"id_token": {"sub": {"value": sub}}}).to_string();
        let page = browser
            .go(&app.authorize_url(&[("prompt", "none"), ("claims", &wish)]))
            .await;
        assert!(value(&query(page.left()), parameter).is_some(), "{sub}");
    }
}

#[tokio::test]
async fn a_login_hint_chooses_among_those_who_are_signed_in() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    for persona in ["alice", "bob"] {
        let page = browser.go(&app.authorize_url(&[("prompt", "login")])).await;
        app.walk(&browser, page, persona).await;
    }
    let code = app.code(&browser, "nobody", &[("login_hint", "bob.baker")]).await;
    let tokens = json(app.token(&code, &[]).await).await;
    assert_eq!(claims(text(&tokens, "id_token"))["sub"], "5d2f7c90-bob");
}
