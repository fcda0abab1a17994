//! How the id_token is signed (RFC 7515, RFC 8725 §3), with its claims as they are.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{
    pkcs8::{EncodePublicKey as _, LineEnding},
    signature::Signer as _,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Change, Faults, Occasion, odd_keys, override_members};
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
    /// The key of somebody else, with a certificate that the header carries (`x5c`).
    EmbeddedCertificate,
    /// The right key, by RS512 in place of what it is published for.
    OtherAlgorithm,
    /// An RSA key of 1024 bits, which is published for as long as this is armed.
    WeakKey,
    /// A key that is published for encryption (`use` is `enc`) for as long as this is armed.
    EncryptionKey,
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
    /// The certificate of that one, in PEM form.
    pub(crate) foreign_certificate: Option<&'a str>,
    /// The client's secret.
    pub(crate) secret: &'a str,
}

/// What differs in what is signed.
#[derive(Debug, Default)]
struct Differing {
    set: Map<String, Value>,
    remove: Vec<String>,
    /// Claims that are there twice, as the first ones say.
    first: Map<String, Value>,
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
        let mut differing = Differing::default();
        let mut fired = self.fire(occasion, |change| match change {
            Change::IdTokenHeader { set, remove } => {
                differing.set.extend(set.clone());
                differing.remove.extend(remove.clone());
                true
            }
            Change::IdTokenTwice { first } => {
                differing.first.extend(first.clone());
                true
            }
            _ => false,
        });
        let mut forged = None;
        fired.extend(self.fire(occasion, |change| {
            let Change::IdTokenSignature(signature) = change else {
                return false;
            };
            let token = forge(*signature, &differing, claims, keys);
            let fires = token.is_some();
            forged = token.or(forged.take());
            fires
        }));
        if forged.is_none() && !fired.is_empty() {
            forged = signed(&differing, keys.own.kid(), claims, keys.own);
        }
        forged.map(|token| (token, fired))
    }
}

fn forge(signature: Signature, differing: &Differing, claims: &Value, keys: Keyring<'_>) -> Option<String> {
    let own = keys.own;
    match signature {
        Signature::Corrupted => {
            let token = signed(differing, own.kid(), claims, own)?;
            let (message, signature) = token.rsplit_once('.')?;
            let mut bytes = URL_SAFE_NO_PAD.decode(signature).ok()?;
            *bytes.first_mut()? ^= 1;
            Some(format!("{message}.{}", URL_SAFE_NO_PAD.encode(bytes)))
        }
        Signature::Removed => {
            let token = signed(differing, own.kid(), claims, own)?;
            let (message, _) = token.rsplit_once('.')?;
            Some(format!("{message}."))
        }
        Signature::OtherKey => signed(differing, own.kid(), claims, keys.foreign?),
        Signature::UnknownKey => signed(differing, keys.foreign?.kid(), claims, keys.foreign?),
        Signature::NewestKey => signed(differing, keys.newest?.kid(), claims, keys.newest?),
        Signature::WeakKey | Signature::EncryptionKey => {
            let key = odd_keys::key(signature)?;
            signed(differing, key.kid(), claims, key)
        }
        Signature::EmbeddedKey => {
            let key = keys.foreign?;
            let embedded = json!({"jwk": public_jwk(key)});
            sign(&differing.message(&header(key, key.kid(), embedded), claims), key)
        }
        Signature::EmbeddedCertificate => {
            let key = keys.foreign?;
            let certificate: String = keys
                .foreign_certificate?
                .lines()
                .filter(|line| !line.starts_with("-----"))
                .collect();
            let embedded = json!({"x5c": [certificate]});
            sign(&differing.message(&header(key, key.kid(), embedded), claims), key)
        }
        Signature::OtherAlgorithm => {
            let correct = json!({"alg": "RS512", "kid": own.kid(), "typ": "JWT"});
            let message = differing.message(&correct, claims);
            let signature = own.rs512(message.as_bytes())?;
            Some(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
        }
        Signature::AlgNone => Some(format!(
            "{}.",
            differing.message(&json!({"alg": "none", "typ": "JWT"}), claims)
        )),
        Signature::PublicKeyAsSecret => {
            let Public::Rsa(key) = own.public() else {
                return None;
            };
            let pem = key.to_public_key_pem(LineEnding::LF).ok()?;
            Some(by_secret(differing, own.kid(), claims, pem.as_bytes()))
        }
        Signature::ClientSecret => Some(by_secret(differing, own.kid(), claims, keys.secret.as_bytes())),
    }
}

impl Differing {
    /// Header and claims, as they are signed: the correct ones with what differs.
    fn message(&self, header: &Value, claims: &Value) -> String {
        let mut header = header.clone();
        if let Value::Object(members) = &mut header {
            override_members(members, &self.set, &self.remove);
        }
        let header = header.to_string();
        let claims = claims.to_string();
        let claims = match (self.first.is_empty(), claims.strip_prefix('{')) {
            (false, Some(rest)) => {
                let first = json!(self.first).to_string();
                format!("{},{rest}", first.strip_suffix('}').unwrap_or(&first))
            }
            _ => claims,
        };
        format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(claims)
        )
    }
}

/// The correct header of a token that `key` signs, whose name is said to be `kid`, with `more` behind it.
fn header(key: &SigningKey, kid: &str, more: Value) -> Value {
    let mut header = json!({"alg": key.signing_algorithm().word(), "kid": kid, "typ": "JWT"});
    if let (Value::Object(header), Value::Object(more)) = (&mut header, more) {
        header.extend(more);
    }
    header
}

/// Signed by `key`, whose name is said to be `kid`.
fn signed(differing: &Differing, kid: &str, claims: &Value, key: &SigningKey) -> Option<String> {
    sign(&differing.message(&header(key, kid, json!({})), claims), key)
}

fn sign(message: &str, key: &SigningKey) -> Option<String> {
    let signature: Vec<u8> = key.try_sign(message.as_bytes()).ok()?;
    Some(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn by_secret(differing: &Differing, kid: &str, claims: &Value, secret: &[u8]) -> String {
    let correct = json!({"alg": "HS256", "kid": kid, "typ": "JWT"});
    let message = differing.message(&correct, claims);
    let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac))
}
