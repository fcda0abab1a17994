//! Google's id_tokens (fact sheet 1.9).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use mock_provider::config::Config;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{members, pair};
use crate::setup::{claims, start, text};

#[tokio::test]
async fn the_header_says_rs256_key_and_jwt() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let header = text(&tokens, "id_token").split('.').next().expect("a header");
    let header: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).expect("base64url")).expect("JSON");
    assert_eq!(members(&header), ["alg", "kid", "typ"]);
    assert_eq!((&header["alg"], &header["typ"]), (&json!("RS256"), &json!("JWT")));
    let kid = text(&header, "kid");
    assert!(
        kid.len() == 40 && kid.bytes().all(|b| b.is_ascii_hexdigit()),
        "{kid}"
    );
}

#[tokio::test]
async fn the_claims_are_these_and_no_others() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "bob", &[]).await;
    // No locale, profile, jti, nbf, auth_time, amr, or acr.
    let claims = claims(text(&tokens, "id_token"));
    assert_eq!(
        members(&claims),
        [
            "iss",
            "azp",
            "aud",
            "sub",
            "hd",
            "email",
            "email_verified",
            "at_hash",
            "nonce",
            "name",
            "picture",
            "given_name",
            "family_name",
            "iat",
            "exp"
        ]
    );
    let digest = Sha256::digest(text(&tokens, "access_token").as_bytes());
    assert_eq!(claims["at_hash"], json!(URL_SAFE_NO_PAD.encode(&digest[..16])));
    assert_eq!(text(&claims, "at_hash").len(), 22);
    assert!(claims["aud"].is_string() && claims["email_verified"].is_boolean());
}

#[tokio::test]
async fn claims_follow_the_scopes_and_hd_the_account() {
    const ALWAYS: [&str; 4] = ["iss", "azp", "aud", "sub"];
    let cases: [(&str, &str, &[&str]); 4] = [
        ("alice", "openid", &[]),
        ("bob", "openid", &["hd"]),
        ("alice", "openid email", &["email", "email_verified"]),
        ("carol", "openid profile", &["name", "picture", "given_name"]),
    ];
    let provider = start().await;
    let app = pair(&provider).0;
    for (persona, scope, more) in cases {
        let browser = crate::browser::Browser::new(&provider, &format!("{persona}{}", scope.len()));
        let changes = [("scope", scope), ("nonce", "")];
        let tokens = app.tokens(&browser, persona, &changes).await;
        let claims = claims(text(&tokens, "id_token"));
        let found: Vec<&str> = members(&claims)
            .into_iter()
            .filter(|name| !["at_hash", "iat", "exp"].contains(name))
            .collect();
        let expected: Vec<&str> = ALWAYS.into_iter().chain(more.iter().copied()).collect();
        assert_eq!(found, expected, "{persona} {scope}");
    }
}

#[test]
fn people_have_a_sub_of_21_digits_that_begins_with_1_and_a_picture_of_96_pixels() {
    for persona in Config::default().personas {
        let Some(account) = persona.google else { continue };
        let digits = account.sub.bytes().all(|b| b.is_ascii_digit());
        assert!(
            digits && account.sub.len() == 21 && account.sub.starts_with('1'),
            "{}",
            account.sub
        );
        if let Some(picture) = account.picture {
            assert!(
                picture.starts_with("https://lh3.googleusercontent.com/a/"),
                "{picture}"
            );
            assert!(picture.ends_with("=s96-c"), "{picture}");
        }
    }
}

#[tokio::test]
async fn an_address_may_change_while_the_sub_stays() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let before = app.tokens(&browser, "alice", &[]).await;
    let mut alice = Config::default()
        .personas
        .into_iter()
        .find(|persona| persona.id == "alice")
        .expect("alice");
    alice.google.as_mut().expect("an account").email = "alice@new.example".to_owned();
    provider.put_persona(alice);
    let after = app.tokens(&browser, "alice", &[]).await;
    let (before, after) = (
        claims(text(&before, "id_token")),
        claims(text(&after, "id_token")),
    );
    assert_eq!(before["sub"], after["sub"]);
    assert_eq!(
        (&before["email"], &after["email"]),
        (&json!("alice.archer@gmail.com"), &json!("alice@new.example"))
    );
}

#[tokio::test]
async fn an_address_is_verified_with_and_without_a_domain_and_unverified_where_nobody_checked() {
    let provider = start().await;
    let app = pair(&provider).0;
    for (persona, verified, domain) in [
        ("carol", true, None),
        ("bob", true, Some("brickworks.example")),
        ("trudy", false, None),
    ] {
        let browser = crate::browser::Browser::new(&provider, persona);
        let tokens = app.tokens(&browser, persona, &[]).await;
        let claims = claims(text(&tokens, "id_token"));
        assert_eq!(claims["email_verified"], json!(verified), "{persona}");
        assert_eq!(claims.get("hd").and_then(Value::as_str), domain, "{persona}");
    }
}
