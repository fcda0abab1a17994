//! Refresh tokens.

use std::time::Duration;

use mock_provider::config::RefreshTokens;
use serde_json::json;

use super::{refresh, start_as};
use crate::{
    browser::Browser,
    providers::OIDC,
    setup::{App, NOW, claims, start, text},
};

#[tokio::test]
async fn a_refresh_token_rotates_and_its_reuse_kills_the_family() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let offline = [("scope", "openid offline_access")];
    let tokens = app.tokens(&browser, "alice", &offline).await;
    let other = app.tokens(&browser, "alice", &offline).await;
    provider.clock().advance(Duration::from_secs(50));
    let (status, second) = refresh(&app, text(&tokens, "refresh_token")).await;
    assert_eq!(status, 200);
    let id_token = claims(text(&second, "id_token"));
    // OIDC Core §12.2: the same sign-in, and no nonce.
    assert_eq!(
        (&id_token["auth_time"], &id_token["iat"]),
        (&json!(NOW), &json!(NOW + 50))
    );
    assert_eq!(id_token.get("nonce"), None);
    assert_eq!(
        app.get("/userinfo", text(&tokens, "access_token")).await.status(),
        401
    );
    assert_eq!(
        app.get("/userinfo", text(&second, "access_token")).await.status(),
        200
    );

    let (status, again) = refresh(&app, text(&tokens, "refresh_token")).await;
    assert_eq!((status, &again["error"]), (400, &json!("invalid_grant")));
    assert_eq!(
        app.get("/userinfo", text(&second, "access_token")).await.status(),
        401
    );
    assert_eq!(refresh(&app, text(&second, "refresh_token")).await.0, 400);
    // Another sign-in is another family.
    assert_eq!(refresh(&app, text(&other, "refresh_token")).await.0, 200);
}

#[tokio::test]
async fn refresh_tokens_come_with_offline_access_always_or_never() {
    for (setting, scope, expected) in [
        (RefreshTokens::OfflineAccess, "openid", false),
        (RefreshTokens::OfflineAccess, "openid offline_access", true),
        (RefreshTokens::Always, "openid", true),
        (RefreshTokens::Never, "openid offline_access", false),
    ] {
        let provider = start_as(|issuer| issuer.refresh_tokens = setting).await;
        let app = App::new(&provider, OIDC);
        let tokens = app
            .tokens(&Browser::new(&provider, "b-1"), "alice", &[("scope", scope)])
            .await;
        assert_eq!(
            tokens.get("refresh_token").is_some(),
            expected,
            "{setting:?} {scope}"
        );
    }
}

#[tokio::test]
async fn without_rotation_a_refresh_token_stays() {
    let provider = start_as(|issuer| {
        issuer.rotate_refresh_tokens = false;
        issuer.refresh_token_lifetime = Some(100);
    })
    .await;
    let app = App::new(&provider, OIDC);
    let offline = [("scope", "openid offline_access")];
    let tokens = app
        .tokens(&Browser::new(&provider, "b-1"), "alice", &offline)
        .await;
    let token = text(&tokens, "refresh_token");
    for _ in 0..2 {
        let (status, answer) = refresh(&app, token).await;
        assert_eq!((status, answer.get("refresh_token")), (200, None));
    }
    provider.clock().advance(Duration::from_secs(100));
    assert_eq!(refresh(&app, token).await.0, 400);
}
