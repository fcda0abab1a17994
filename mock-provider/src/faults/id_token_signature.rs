//! How the id_token is signed (RFC 7515, RFC 8725 §3), with its claims as they are.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{
    pkcs8::{EncodePublicKey as _, LineEnding},
    signature::Signer as _,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Change, Faults, Occasion, override_members};
use crate::keys::{Public, SigningKey, public_jwk};

/// One wrong way to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// One bit of the right signature is flipped.
    Corrupted,
    /// The third part is empty; the header still names the algorithm.
    Removed,
    /// The key of somebody else, under the name of the right one.
    OtherKey,
    /// The key of somebody else, under a name that the provider does not publish.
    UnknownKey,
    /// The key of somebody else, which the header carries (`jwk`).
    EmbeddedKey,
    /// The header says `none`, and there is no signature.
    AlgNone,
    /// HS256 with the provider's public key, as its PEM text, for the secret.
    PublicKeyAsSecret,
    /// HS256 with the client's secret.
    ClientSecret,
    /// The key that the provider has published last, though another one signs everything else: a rotation that
    /// concerns one token alone.
    NewestKey,
}

/// What there is to sign with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keyring<'a> {
    /// The key that signs rightly.
    pub(crate) own: &'a SigningKey,
    /// The key that was published last.
    pub(crate) newest: Option<&'a SigningKey>,
    /// A key that the provider does not publish.
    pub(crate) foreign: Option<&'a SigningKey>,
    /// The client's secret.
    pub(crate) secret: &'a str,
}

/// What differs in the header.
#[derive(Debug, Default)]
struct HeaderChange {
    set: Map<String, Value>,
    remove: Vec<String>,
}

impl Faults {
    /// The id_token signed in a wrong way, or with another header, with the names of the faults that fired; `None` when
    /// it is to be signed rightly.
    pub(crate) fn forge_id_token(
        &self,
        occasion: &Occasion<'_>,
        claims: &Value,
        keys: Keyring<'_>,
    ) -> Option<(String, Vec<String>)> {
        let mut header = HeaderChange::default();
        let mut fired = self.fire(occasion, |change| {
            let Change::IdTokenHeader { set, remove } = change else {
                return false;
            };
            header.set.extend(set.clone());
            header.remove.extend(remove.clone());
            true
        });
        let mut forged = None;
        fired.extend(self.fire(occasion, |change| {
            let Change::IdTokenSignature(signature) = change else {
                return false;
            };
            let token = forge(*signature, &header, claims, keys);
            let fires = token.is_some();
            forged = token.or(forged.take());
            fires
        }));
        if forged.is_none() && !fired.is_empty() {
            forged = signed(&header, keys.own.kid(), claims, keys.own);
        }
        forged.map(|token| (token, fired))
    }
}

fn forge(signature: Signature, header: &HeaderChange, claims: &Value, keys: Keyring<'_>) -> Option<String> {
    let own = keys.own;
    match signature {
        Signature::Corrupted => {
            let token = signed(header, own.kid(), claims, own)?;
            let (message, signature) = token.rsplit_once('.')?;
            let mut bytes = URL_SAFE_NO_PAD.decode(signature).ok()?;
            *bytes.first_mut()? ^= 1;
            Some(format!("{message}.{}", URL_SAFE_NO_PAD.encode(bytes)))
        }
        Signature::Removed => {
            let token = signed(header, own.kid(), claims, own)?;
            let (message, _) = token.rsplit_once('.')?;
            Some(format!("{message}."))
        }
        Signature::OtherKey => signed(header, own.kid(), claims, keys.foreign?),
        Signature::UnknownKey => signed(header, keys.foreign?.kid(), claims, keys.foreign?),
        Signature::NewestKey => signed(header, keys.newest?.kid(), claims, keys.newest?),
        Signature::EmbeddedKey => {
            let key = keys.foreign?;
            let algorithm = key.signing_algorithm().word();
            let correct = json!({"alg": algorithm, "kid": key.kid(), "typ": "JWT", "jwk": public_jwk(key)});
            sign(&message(&header.of(correct), claims), key)
        }
        Signature::AlgNone => Some(format!(
            "{}.",
            message(&header.of(json!({"alg": "none", "typ": "JWT"})), claims)
        )),
        Signature::PublicKeyAsSecret => {
            let Public::Rsa(key) = own.public() else {
                return None;
            };
            let pem = key.to_public_key_pem(LineEnding::LF).ok()?;
            Some(by_secret(header, own.kid(), claims, pem.as_bytes()))
        }
        Signature::ClientSecret => Some(by_secret(header, own.kid(), claims, keys.secret.as_bytes())),
    }
}

impl HeaderChange {
    /// The correct header with what differs.
    fn of(&self, mut correct: Value) -> Value {
        if let Value::Object(members) = &mut correct {
            override_members(members, &self.set, &self.remove);
        }
        correct
    }
}

/// Signed by `key`, whose name is said to be `kid`.
fn signed(header: &HeaderChange, kid: &str, claims: &Value, key: &SigningKey) -> Option<String> {
    let correct = json!({"alg": key.signing_algorithm().word(), "kid": kid, "typ": "JWT"});
    sign(&message(&header.of(correct), claims), key)
}

fn sign(message: &str, key: &SigningKey) -> Option<String> {
    let signature: Vec<u8> = key.try_sign(message.as_bytes()).ok()?;
    Some(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn by_secret(header: &HeaderChange, kid: &str, claims: &Value, secret: &[u8]) -> String {
    let correct = json!({"alg": "HS256", "kid": kid, "typ": "JWT"});
    let message = message(&header.of(correct), claims);
    let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac))
}

/// Header and claims, as they are signed.
fn message(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}
