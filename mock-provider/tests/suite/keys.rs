//! Key rings: what is published, what signs, and what a client that trusts only published keys can check.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use mock_provider::{KeyRingError, KeyState, MockProvider, Provider};
use serde_json::Value;

use crate::{
    browser::Browser,
    setup::{App, json, start, text},
};

/// The published keys, in their order.
async fn jwks(provider: &MockProvider) -> Vec<Value> {
    let app = App::new(provider, Provider::Google);
    let document = json(app.get("/oauth2/v3/certs", "").await).await;
    document["keys"].as_array().expect("a list").clone()
}

async fn published(provider: &MockProvider) -> Vec<String> {
    jwks(provider)
        .await
        .iter()
        .map(|key| text(key, "kid").to_owned())
        .collect()
}

/// Signs alice in; the `kid` of the id_token and whether a published key verifies it.
async fn sign_in(provider: &MockProvider) -> (String, bool) {
    let app = App::new(provider, Provider::Google);
    let tokens = app.tokens(&Browser::new(provider, "b-1"), "alice", &[]).await;
    let id_token = text(&tokens, "id_token").to_owned();
    let kid = decode_header(&id_token).expect("a header").kid.expect("a kid");
    (kid, verifies(provider, &id_token).await)
}

async fn verifies(provider: &MockProvider, id_token: &str) -> bool {
    let kid = decode_header(id_token).expect("a header").kid;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    jwks(provider)
        .await
        .iter()
        .filter(|key| key["kid"].as_str() == kid.as_deref())
        .any(|key| {
            let key = DecodingKey::from_rsa_components(text(key, "n"), text(key, "e")).expect("a key");
            decode::<Value>(id_token, &key, &validation).is_ok()
        })
}

fn states(provider: &MockProvider) -> Vec<KeyState> {
    provider
        .keys(Provider::Google)
        .iter()
        .map(|key| key.state)
        .collect()
}

#[tokio::test]
async fn a_rotation_signs_with_the_key_that_was_published_before_and_keeps_the_old_one_until_its_tokens_die()
{
    let provider = start().await;
    let before = published(&provider).await;
    let (old, fine) = sign_in(&provider).await;
    assert!(fine && old == before[0] && before.len() == 2);

    let rotated = provider.rotate_key(Provider::Google).expect("rotates");
    assert_eq!((&rotated.kid, rotated.generated), (&before[1], false));
    assert_eq!(sign_in(&provider).await, (before[1].clone(), true));
    assert_eq!(published(&provider).await, [before[1].clone(), old.clone()]);
    assert_eq!(states(&provider), [KeyState::Current, KeyState::Previous]);

    // An id_token lives for an hour.
    provider.clock().advance(std::time::Duration::from_secs(3_599));
    assert_eq!(published(&provider).await.len(), 2);
    provider.clock().advance(std::time::Duration::from_secs(1));
    assert_eq!(published(&provider).await, [before[1].clone()]);
    assert_eq!(states(&provider), [KeyState::Current]);
}

#[tokio::test]
async fn a_key_made_by_a_rotation_is_published_in_both_forms_and_repeated_by_a_seed() {
    let (provider, twin) = (start().await, start().await);
    for _ in 0..2 {
        provider.rotate_key(Provider::Google).expect("rotates");
    }
    let made = provider.keys(Provider::Google).remove(0);
    assert!(made.generated && made.state == KeyState::Current);
    assert_eq!(sign_in(&provider).await, (made.kid.clone(), true));
    assert_eq!(
        twin.publish_key(Provider::Google).expect("publishes").kid,
        made.kid
    );

    let app = App::new(&provider, Provider::Google);
    let certificates = json(app.get("/oauth2/v1/certs", "").await).await;
    let names: Vec<&String> = certificates.as_object().expect("an object").keys().collect();
    assert_eq!(names, published(&provider).await.iter().collect::<Vec<_>>());
    let pem = text(&certificates, &made.kid);
    let der: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = STANDARD.decode(der).expect("PEM");
    let jwk = jwks(&provider).await.remove(0);
    let modulus = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(text(&jwk, "n"))
        .expect("base64url");
    assert!(der.windows(modulus.len()).any(|window| window == modulus));
    assert_eq!(der[..2], [0x30, 0x82], "a DER sequence");
}

#[tokio::test]
async fn a_published_key_waits_and_a_retired_one_is_gone_at_once() {
    let provider = start().await;
    let seed = published(&provider).await;
    let extra = provider.publish_key(Provider::Google).expect("publishes");
    assert_eq!(extra.state, KeyState::Next);
    assert_eq!(
        published(&provider).await,
        [seed[0].clone(), seed[1].clone(), extra.kid.clone()]
    );
    assert_eq!(sign_in(&provider).await.0, seed[0]);

    // The key that signs gives way to the one that has waited longest, and its tokens cannot be checked any more.
    let app = App::new(&provider, Provider::Google);
    let tokens = app.tokens(&Browser::new(&provider, "b-2"), "alice", &[]).await;
    provider.retire_key(Provider::Google, &seed[0]).expect("retires");
    assert!(!verifies(&provider, text(&tokens, "id_token")).await);
    let answer = app
        .get(&format!("/tokeninfo?id_token={}", text(&tokens, "id_token")), "")
        .await;
    assert_eq!(answer.status(), 400);
    assert_eq!(sign_in(&provider).await, (seed[1].clone(), true));

    provider
        .retire_key(Provider::Google, &extra.kid)
        .expect("retires");
    assert!(matches!(
        provider.retire_key(Provider::Google, &seed[1]),
        Err(KeyRingError::OnlyKey { kid, .. }) if kid == seed[1]
    ));
    assert!(matches!(
        provider.retire_key(Provider::Google, &extra.kid),
        Err(KeyRingError::Unknown { published, .. }) if published == seed[1]
    ));

    provider.reset();
    assert_eq!(published(&provider).await, seed);
    assert_eq!(states(&provider), [KeyState::Current, KeyState::Next]);
}

#[tokio::test]
async fn a_provider_that_signs_nothing_has_no_keys() {
    let provider = start().await;
    assert_eq!(provider.keys(Provider::GitHub), []);
    for refused in [
        provider.publish_key(Provider::GitHub),
        provider.rotate_key(Provider::GitHub),
    ] {
        assert!(matches!(refused, Err(KeyRingError::NoRing { .. })));
    }
}
