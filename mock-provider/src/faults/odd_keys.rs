//! Keys that no provider should sign with, published for as long as a fault signs with them: whoever looks the key up
//! finds it, and has to see what is wrong with it.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::{Armed, Change, Faults, Signature};
use crate::{
    Provider,
    keys::{SigningKey, public_jwk},
};

/// 1024 bits (RFC 7518 §3.3 demands 2048).
const WEAK: &str = include_str!("../../../fixtures/keys/weak-1024.test-key.pem");
/// Long enough; what is wrong with it is what it is published for.
const FOR_ENCRYPTION: &str = include_str!("../../../fixtures/keys/oidc-rs256-next.test-key.pem");

static KEYS: [OnceLock<Option<SigningKey>>; 2] = [const { OnceLock::new() }; 2];

/// The key for a signature with an odd one.
pub(super) fn key(signature: Signature) -> Option<&'static SigningKey> {
    let (place, pem) = match signature {
        Signature::WeakKey => (&KEYS[0], WEAK),
        Signature::EncryptionKey => (&KEYS[1], FOR_ENCRYPTION),
        _ => return None,
    };
    place.get_or_init(|| SigningKey::from_pem(pem).ok()).as_ref()
}

impl Faults {
    /// The odd keys that `provider` publishes behind its own, as JWKs (RFC 7517).
    pub(crate) fn odd_keys(&self, provider: Provider) -> Vec<Value> {
        let mut published = Vec::new();
        for Armed { fault, .. } in self.armed() {
            let Change::IdTokenSignature(signature) = fault.change else {
                continue;
            };
            if fault.scope.provider.is_some_and(|only| only != provider) {
                continue;
            }
            let jwk = key(signature).map(|key| as_published(signature, key));
            published.extend(jwk.filter(|jwk| !published.contains(jwk)));
        }
        published
    }
}

fn as_published(signature: Signature, key: &SigningKey) -> Value {
    let mut jwk = public_jwk(key);
    if signature == Signature::EncryptionKey {
        jwk["use"] = json!("enc");
        jwk["alg"] = json!("RSA-OAEP-256");
    }
    jwk
}
