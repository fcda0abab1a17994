//! Public keys as they are published (RFC 7517, RFC 7518 §6.3).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{RsaPublicKey, traits::PublicKeyParts as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::SigningKey;

/// The JWK of a key with the members that Google publishes.
#[must_use]
pub(crate) fn public_jwk(key: &SigningKey) -> Value {
    let (n, e) = components(key.public());
    json!({"kid": key.kid(), "kty": "RSA", "alg": "RS256", "use": "sig", "n": n, "e": e})
}

/// 40 hex characters from the key's RFC 7638 thumbprint, so that the same key always has the same name.
pub(super) fn key_id(public: &RsaPublicKey) -> String {
    let (n, e) = components(public);
    let digest = Sha256::digest(format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#));
    digest.iter().take(20).map(|byte| format!("{byte:02x}")).collect()
}

fn components(public: &RsaPublicKey) -> (String, String) {
    (
        URL_SAFE_NO_PAD.encode(public.n().to_bytes_be()),
        URL_SAFE_NO_PAD.encode(public.e().to_bytes_be()),
    )
}
