//! ID tokens that are signed as none should be, and that say a thing twice.

use base64::{Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use mock_provider::{
    MockProvider, Provider,
    faults::{Change, Fault, Scope},
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, json as body, start, text},
};

fn arm(provider: &MockProvider, change: Value) -> String {
    let change: Change = serde_json::from_value(change).expect("a change");
    provider.arm(Fault {
        name: "odd".to_owned(),
        scope: Scope {
            provider: Some(Provider::Google),
            ..Scope::default()
        },
        times: None,
        change,
    })
}

async fn id_token(provider: &MockProvider) -> String {
    let app = App::new(provider, Provider::Google);
    let tokens = app.tokens(&Browser::new(provider, "b-1"), "bob", &[]).await;
    text(&tokens, "id_token").to_owned()
}

/// A part of a token, as text.
fn part(token: &str, index: usize) -> String {
    let part = token.split('.').nth(index).expect("three parts");
    String::from_utf8(URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("text")
}

fn header(token: &str) -> Value {
    serde_json::from_str(&part(token, 0)).expect("JSON")
}

/// The published keys, at Google or somewhere else.
async fn published(provider: &MockProvider, kind: Provider, path: &str) -> Vec<Value> {
    let keys = body(App::new(provider, kind).get(path, "").await).await;
    keys["keys"].as_array().expect("a list").clone()
}

const GOOGLE_KEYS: &str = "/oauth2/v3/certs";

fn any_time(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation
}

fn rsa_key(jwk: &Value) -> DecodingKey {
    DecodingKey::from_rsa_components(text(jwk, "n"), text(jwk, "e")).expect("a key")
}

#[tokio::test]
async fn an_odd_key_is_published_for_as_long_as_it_signs() {
    let provider = start().await;
    let own = published(&provider, Provider::Google, GOOGLE_KEYS).await.len();
    for (word, usage, length) in [("weak_key", "sig", 171), ("encryption_key", "enc", 342)] {
        let id = arm(&provider, json!({"id_token_signature": word}));
        let token = id_token(&provider).await;
        let keys = published(&provider, Provider::Google, GOOGLE_KEYS).await;
        assert_eq!(keys.len(), own + 1, "{word}");
        let key = keys
            .iter()
            .find(|key| key["kid"] == header(&token)["kid"])
            .expect("published");
        assert_eq!(
            (text(key, "use"), text(key, "n").len()),
            (usage, length),
            "{word}"
        );
        assert_eq!(header(&token)["alg"], "RS256", "{word}");
        let elsewhere = published(&provider, Provider::Apple, "/auth/keys").await;
        assert!(elsewhere.iter().all(|other| other["kid"] != key["kid"]), "{word}");
        if usage == "enc" {
            decode::<Value>(&token, &rsa_key(key), &any_time(Algorithm::RS256)).expect("signed with it");
        }
        provider.disarm(&id);
        assert_eq!(
            published(&provider, Provider::Google, GOOGLE_KEYS).await.len(),
            own,
            "{word}"
        );
    }
}

#[tokio::test]
async fn a_certificate_in_the_header_is_that_of_the_key_that_signed() {
    let provider = start().await;
    arm(&provider, json!({"id_token_signature": "embedded_certificate"}));
    let token = id_token(&provider).await;
    let header = header(&token);
    let certificate = header["x5c"][0].as_str().expect("a certificate");
    let der = STANDARD.decode(certificate).expect("base64");
    let keys = published(&provider, Provider::Google, GOOGLE_KEYS).await;
    assert!(keys.iter().all(|key| key["kid"] != header["kid"]), "nobody's key");
    // The modulus stands in the certificate as it is.
    let others = published(&provider, Provider::Microsoft, "/common/discovery/v2.0/keys").await;
    let key = others
        .iter()
        .find(|key| key["kid"] == header["kid"])
        .expect("its owner's");
    let modulus = URL_SAFE_NO_PAD.decode(text(key, "n")).expect("base64url");
    assert!(der.windows(modulus.len()).any(|window| window == modulus));
    decode::<Value>(&token, &rsa_key(key), &any_time(Algorithm::RS256)).expect("signed with it");
}

#[tokio::test]
async fn the_right_key_signs_by_another_algorithm() {
    let provider = start().await;
    arm(&provider, json!({"id_token_signature": "other_algorithm"}));
    let token = id_token(&provider).await;
    let keys = published(&provider, Provider::Google, GOOGLE_KEYS).await;
    let key = keys
        .iter()
        .find(|key| key["kid"] == header(&token)["kid"])
        .expect("published");
    assert_eq!(
        (&header(&token)["alg"], &key["alg"]),
        (&json!("RS512"), &json!("RS256"))
    );
    decode::<Value>(&token, &rsa_key(key), &any_time(Algorithm::RS512)).expect("signed with it");
}

#[tokio::test]
async fn a_claim_that_is_there_twice_is_right_the_second_time() {
    let provider = start().await;
    let right: Value = serde_json::from_str(&part(&id_token(&provider).await, 1)).expect("JSON");
    arm(
        &provider,
        json!({"id_token_twice": {"first": {"sub": "somebody}", "email": "e"}}}),
    );
    let token = id_token(&provider).await;
    let claims = part(&token, 1);
    assert!(
        claims.starts_with("{\"sub\":\"somebody}\",\"email\":\"e\",\""),
        "{claims}"
    );
    assert_eq!(claims.matches("\"sub\":").count(), 2, "{claims}");
    let last: Value = serde_json::from_str(&claims).expect("JSON");
    assert_eq!(last["sub"], right["sub"], "the last one counts");
    let keys = published(&provider, Provider::Google, GOOGLE_KEYS).await;
    let key = keys.iter().find(|key| key["kid"] == header(&token)["kid"]);
    let key = rsa_key(key.expect("the right key"));
    let (message, signature) = token.rsplit_once('.').expect("three parts");
    let signed = jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key, Algorithm::RS256);
    assert!(signed.expect("a signature"), "signed as it is");
}
