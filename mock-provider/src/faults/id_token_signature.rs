//! How the id_token is signed (RFC 7515, RFC 8725 §3), with its claims as they are.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{
    pkcs8::{EncodePublicKey as _, LineEnding},
    signature::Signer as _,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Change, Faults, Occasion};
use crate::keys::{Public, SigningKey, public_jwk, sign_jwt};

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
}

impl Faults {
    /// The id_token signed in a wrong way, with the names of the faults that fired; `None` when it is to be signed
    /// rightly. `foreign` is a key that the provider does not publish.
    pub(crate) fn forge_id_token(
        &self,
        occasion: &Occasion<'_>,
        claims: &Value,
        own: &SigningKey,
        foreign: Option<&SigningKey>,
    ) -> Option<(String, Vec<String>)> {
        let mut forged = None;
        let fired = self.fire(occasion, |change| {
            let Change::IdTokenSignature(signature) = change else {
                return false;
            };
            forged = forge(*signature, claims, own, foreign);
            forged.is_some()
        });
        forged.map(|token| (token, fired))
    }
}

fn forge(
    signature: Signature,
    claims: &Value,
    own: &SigningKey,
    foreign: Option<&SigningKey>,
) -> Option<String> {
    match signature {
        Signature::Corrupted => {
            let token = sign_jwt(claims, own.kid(), own).ok()?;
            let (message, signature) = token.rsplit_once('.')?;
            let mut bytes = URL_SAFE_NO_PAD.decode(signature).ok()?;
            *bytes.first_mut()? ^= 1;
            Some(format!("{message}.{}", URL_SAFE_NO_PAD.encode(bytes)))
        }
        Signature::Removed => {
            let token = sign_jwt(claims, own.kid(), own).ok()?;
            let (message, _) = token.rsplit_once('.')?;
            Some(format!("{message}."))
        }
        Signature::OtherKey => sign_jwt(claims, own.kid(), foreign?).ok(),
        Signature::UnknownKey => sign_jwt(claims, foreign?.kid(), foreign?).ok(),
        Signature::EmbeddedKey => {
            let key = foreign?;
            let algorithm = key.signing_algorithm().word();
            let header = json!({"alg": algorithm, "kid": key.kid(), "typ": "JWT", "jwk": public_jwk(key)});
            let message = message(&header, claims);
            let signature: Vec<u8> = key.try_sign(message.as_bytes()).ok()?;
            Some(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
        }
        Signature::AlgNone => Some(format!(
            "{}.",
            message(&json!({"alg": "none", "typ": "JWT"}), claims)
        )),
        Signature::PublicKeyAsSecret => {
            let Public::Rsa(key) = own.public() else {
                return None;
            };
            let pem = key.to_public_key_pem(LineEnding::LF).ok()?;
            let message = message(&json!({"alg": "HS256", "kid": own.kid(), "typ": "JWT"}), claims);
            let secret = hmac::Key::new(hmac::HMAC_SHA256, pem.as_bytes());
            let mac = hmac::sign(&secret, message.as_bytes());
            Some(format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac)))
        }
    }
}

/// Header and claims, as they are signed.
fn message(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}
