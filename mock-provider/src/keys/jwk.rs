//! Public keys as they are published (RFC 7517, RFC 7518 §6, RFC 8037 §2).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{RsaPublicKey, traits::PublicKeyParts as _};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::SigningKey;

/// The public half of a key.
#[derive(Debug, Clone)]
pub(crate) enum Public {
    /// RSA.
    Rsa(RsaPublicKey),
    /// A point on P-256.
    Ec {
        /// 32 bytes.
        x: Vec<u8>,
        /// 32 bytes.
        y: Vec<u8>,
    },
    /// Ed25519: 32 bytes.
    Ed(Vec<u8>),
}

impl Public {
    /// The members that make up the key, in the order in which they are published.
    fn members(&self) -> Vec<(&'static str, String)> {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Self::Rsa(key) => vec![
                ("n", text(&key.n().to_bytes_be())),
                ("e", text(&key.e().to_bytes_be())),
            ],
            Self::Ec { x, y } => vec![("crv", "P-256".to_owned()), ("x", text(x)), ("y", text(y))],
            Self::Ed(x) => vec![("crv", "Ed25519".to_owned()), ("x", text(x))],
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RSA",
            Self::Ec { .. } => "EC",
            Self::Ed(_) => "OKP",
        }
    }
}

/// The JWK of a key, with the members that Google publishes first.
#[must_use]
pub(crate) fn public_jwk(key: &SigningKey) -> Value {
    let public = key.public();
    let mut jwk = json!({
        "kid": key.kid(),
        "kty": public.kind(),
        "alg": key.signing_algorithm().word(),
        "use": "sig",
    });
    for (name, value) in public.members() {
        jwk[name] = json!(value);
    }
    jwk
}

/// 40 hex characters from the key's RFC 7638 thumbprint, so that the same key always has the same name.
pub(super) fn key_id(public: &Public) -> String {
    let mut members: Vec<(&str, String)> = public.members();
    members.push(("kty", public.kind().to_owned()));
    members.sort();
    let members: Map<String, Value> = members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Value::String(value)))
        .collect();
    let digest = Sha256::digest(Value::Object(members).to_string());
    digest.iter().take(20).map(|byte| format!("{byte:02x}")).collect()
}
