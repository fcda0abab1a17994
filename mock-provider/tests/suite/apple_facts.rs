//! Apple: the facts of its wire that no other test is about.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, decode_header};
use mock_provider::{MockProvider, Provider, config::Config, journal::Filter};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, NOW, claims, client_id, json as body, start, start_with, text},
};

fn app(provider: &MockProvider) -> (App<'_>, Browser) {
    (App::new(provider, Provider::Apple), Browser::new(provider, "b-1"))
}

#[tokio::test]
async fn apple_discovery_lists_what_apple_lists() {
    let provider = start().await;
    let (app, _) = app(&provider);
    let document = body(app.get("/.well-known/openid-configuration", "").await).await;
    for (member, path) in [
        ("issuer", ""),
        ("authorization_endpoint", "/auth/authorize"),
        ("token_endpoint", "/auth/token"),
        ("revocation_endpoint", "/auth/revoke"),
        ("jwks_uri", "/auth/keys"),
    ] {
        assert_eq!(text(&document, member), app.url(path), "{member}");
    }
    for (member, expected) in [
        ("response_types_supported", json!(["code"])),
        (
            "response_modes_supported",
            json!(["query", "fragment", "form_post"]),
        ),
        ("subject_types_supported", json!(["pairwise"])),
        ("id_token_signing_alg_values_supported", json!(["RS256"])),
        ("scopes_supported", json!(["openid", "email", "name"])),
        (
            "token_endpoint_auth_methods_supported",
            json!(["client_secret_post"]),
        ),
    ] {
        assert_eq!(document[member], expected, "{member}");
    }
    for absent in [
        "userinfo_endpoint",
        "authorization_response_iss_parameter_supported",
    ] {
        assert_eq!(document.get(absent), None, "{absent}");
    }
    assert_eq!(app.get("/auth/userinfo", "").await.status(), 404);
}

#[tokio::test]
async fn apple_signs_by_rs256_with_one_of_several_published_keys() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let keys = body(app.get("/auth/keys", "").await).await;
    let kids: Vec<&str> = keys["keys"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|key| text(key, "kid"))
        .collect();
    assert!(kids.len() > 1);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let header = decode_header(text(&tokens, "id_token")).expect("a header");
    assert_eq!(header.alg, Algorithm::RS256);
    assert!(kids.contains(&header.kid.as_deref().expect("a kid")));
    // There is no API that would take the access token.
    assert_eq!(
        app.get("/userinfo", text(&tokens, "access_token")).await.status(),
        404
    );
}

#[tokio::test]
async fn apple_id_tokens_live_a_day_or_ten_minutes() {
    for (lifetime, expected) in [(None, 86_400), (Some(600), 600)] {
        let mut config = Config::default();
        config.apple.id_token_lifetime = lifetime.unwrap_or(config.apple.id_token_lifetime);
        let provider = start_with(config).await;
        let (app, browser) = app(&provider);
        let tokens = app.tokens(&browser, "alice", &[]).await;
        let claims = claims(text(&tokens, "id_token"));
        assert_eq!(
            (&claims["iat"], &claims["exp"]),
            (&json!(NOW), &json!(NOW + expected))
        );
        assert_eq!(
            tokens["expires_in"], 3_600,
            "the access token has a life of its own"
        );
    }
}

#[tokio::test]
async fn apple_refresh_tokens_live_until_they_are_revoked() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    provider.clock().advance(Duration::from_secs(10 * 365 * 86_400));
    let secret = app.secret();
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(&tokens, "refresh_token")),
        ("client_id", client_id(Provider::Apple)),
        ("client_secret", &secret),
    ];
    let response = app.token_form(&form, "application/json").await;
    assert_eq!(response.status(), 200);
    assert_eq!(body(response).await.get("refresh_token"), None);
}

#[tokio::test]
async fn apple_wants_the_secret_signed_by_es256_and_its_key_named() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    let claims = json!({
        "iss": "MOCKTEAM01", "iat": NOW, "exp": NOW + 300, "aud": "https://appleid.apple.com",
        "sub": client_id(Provider::Apple),
    });
    let es256 = include_bytes!("../../../fixtures/keys/apple-client.test-key.pem");
    let es256 = EncodingKey::from_ec_pem(es256).expect("a key");
    let signed = |algorithm, kid: Option<&str>, key: &EncodingKey| {
        let header = Header {
            kid: kid.map(ToOwned::to_owned),
            ..Header::new(algorithm)
        };
        jsonwebtoken::encode(&header, &claims, key).expect("signed")
    };
    let shared = EncodingKey::from_secret(b"a secret");
    for (secret, rule) in [
        (signed(Algorithm::ES256, None, &es256), "assertion-kid"),
        (
            signed(Algorithm::HS256, Some("KEY0123456"), &shared),
            "assertion-algorithm",
        ),
    ] {
        let response = app.token(&code, &[("client_secret", &secret)]).await;
        assert_eq!(response.status(), 400, "{rule}");
        assert_eq!(body(response).await, json!({"error": "invalid_client"}), "{rule}");
        let exchanges = provider.journal().exchanges(&Filter::default());
        let last = exchanges.last().and_then(|exchange| exchange.refusal.clone());
        assert_eq!(last.map(|refusal| refusal.rule).as_deref(), Some(rule));
    }
    let right = signed(Algorithm::ES256, Some("any key id"), &es256);
    assert_eq!(app.token(&code, &[("client_secret", &right)]).await.status(), 200);
}

#[tokio::test]
async fn apple_posts_the_answer_as_a_form_with_the_name_as_json_text() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    let page = browser.submit(&page, &[("decision", "approve")]).await;
    let form = page
        .html()
        .split_once("<form id=\"response\"")
        .and_then(|(_, rest)| rest.split_once('>'))
        .expect("a form")
        .0;
    // Without an enctype a browser sends application/x-www-form-urlencoded.
    assert!(
        form.contains("method=\"post\"") && !form.contains("enctype"),
        "{form}"
    );
    let (_, fields) = page.posted();
    let user: Value = serde_json::from_str(&fields[2].1).expect("JSON");
    let members: Vec<&String> = user.as_object().expect("an object").keys().collect();
    assert_eq!(fields[2].0, "user");
    assert_eq!(members, ["name", "email"]);
}
