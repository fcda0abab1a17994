//! RSA keys behind jsonwebtoken's signer interface.
//!
//! jsonwebtoken's own signer parses the key for each signature, and its fast backend refuses short keys. Here a
//! key is parsed once; the fast backend signs with it where it accepts it, the `rsa` crate where it does not.

use aws_lc_rs::{rand::SystemRandom, signature as aws};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, Header, crypto::JwtSigner};
use rsa::{
    RsaPrivateKey, RsaPublicKey,
    pkcs1::EncodeRsaPrivateKey as _,
    pkcs1v15,
    pkcs8::DecodePrivateKey as _,
    signature::{self, SignatureEncoding as _, Signer},
};
use serde::Serialize;
use serde_json::Value;

use super::jwk::key_id;

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Not PKCS#8 PEM of an RSA key.
    #[error("not a PKCS#8 PEM file with an RSA private key: {0}")]
    Parse(#[from] rsa::pkcs8::Error),
    /// The key cannot be written in the form the fast signer reads.
    #[error("the RSA key cannot be encoded: {0}")]
    Encode(#[from] rsa::pkcs1::Error),
}

/// One private key, ready to sign RS256.
#[derive(Debug)]
pub(crate) struct SigningKey {
    backend: Backend,
    public: RsaPublicKey,
    kid: String,
}

#[derive(Debug)]
enum Backend {
    /// aws-lc: 2048 bits and more.
    Fast(aws::RsaKeyPair),
    /// The `rsa` crate: any length.
    AnyLength(Box<pkcs1v15::SigningKey<rsa::sha2::Sha256>>),
}

impl SigningKey {
    /// Parses a PKCS#8 PEM file.
    ///
    /// # Errors
    /// [`KeyError`] when the text is not an RSA private key.
    pub(crate) fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let private = RsaPrivateKey::from_pkcs8_pem(pem)?;
        let public = private.to_public_key();
        let backend = match aws::RsaKeyPair::from_der(private.to_pkcs1_der()?.as_bytes()) {
            Ok(pair) => Backend::Fast(pair),
            Err(_too_short) => Backend::AnyLength(Box::new(pkcs1v15::SigningKey::new(private))),
        };
        let kid = key_id(&public);
        Ok(Self { backend, public, kid })
    }

    /// The key's identifier in JWKS and token headers: 40 hex characters, as Google's are.
    #[must_use]
    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half.
    #[must_use]
    pub(crate) fn public(&self) -> &RsaPublicKey {
        &self.public
    }

    /// The length of the modulus in bits.
    #[cfg(test)]
    pub(crate) fn bits(&self) -> usize {
        rsa::traits::PublicKeyParts::size(&self.public) * 8
    }
}

impl Signer<Vec<u8>> for SigningKey {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        match &self.backend {
            Backend::Fast(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                // PKCS#1 v1.5 signatures are deterministic: the generator is asked for nothing.
                pair.sign(
                    &aws::RSA_PKCS1_SHA256,
                    &SystemRandom::new(),
                    message,
                    &mut signature,
                )
                .map_err(signature::Error::from_source)?;
                Ok(signature)
            }
            Backend::AnyLength(key) => Ok(key.try_sign(message)?.to_vec()),
        }
    }
}

impl JwtSigner for SigningKey {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}

/// A compact JWS (RFC 7515 §7.1) over `claims`, in the order in which they are given.
///
/// # Errors
/// When the signer refuses, which fixed keys do not.
pub(crate) fn sign_jwt(
    claims: &Value,
    kid: &str,
    signer: &dyn JwtSigner,
) -> Result<String, signature::Error> {
    let mut header = Header::new(signer.algorithm());
    header.kid = Some(kid.to_owned());
    let message = format!("{}.{}", part(&header)?, part(claims)?);
    let signature = URL_SAFE_NO_PAD.encode(signer.try_sign(message.as_bytes())?);
    Ok(format!("{message}.{signature}"))
}

fn part(value: &impl Serialize) -> Result<String, signature::Error> {
    serde_json::to_vec(value)
        .map(|json| URL_SAFE_NO_PAD.encode(json))
        .map_err(signature::Error::from_source)
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{DecodingKey, Validation, decode};
    use rsa::pkcs1v15::VerifyingKey;
    use rsa::signature::Verifier as _;
    use serde_json::json;

    use super::*;

    const STRONG: &str = include_str!("../../../fixtures/keys/google-current.test-key.pem");
    const WEAK: &str = include_str!("../../../fixtures/keys/weak-1024.test-key.pem");

    fn modulus_and_exponent(key: &SigningKey) -> (String, String) {
        let jwk = super::super::public_jwk(key);
        let text = |name: &str| jwk[name].as_str().expect("a string member").to_owned();
        (text("n"), text("e"))
    }

    #[test]
    fn the_fast_path_verifies_with_jsonwebtoken_and_the_published_key() {
        let key = SigningKey::from_pem(STRONG).expect("fixture");
        assert!(matches!(key.backend, Backend::Fast(_)));
        let token =
            sign_jwt(&json!({"sub": "1", "exp": 4_000_000_000_u32}), key.kid(), &key).expect("signed");
        let (n, e) = modulus_and_exponent(&key);
        let decoding = DecodingKey::from_rsa_components(&n, &e).expect("public key");
        let decoded =
            decode::<Value>(&token, &decoding, &Validation::new(Algorithm::RS256)).expect("verifies");
        assert_eq!(decoded.claims["sub"], "1");
        assert_eq!(decoded.header.kid.as_deref(), Some(key.kid()));
    }

    #[test]
    fn a_key_the_fast_path_refuses_signs_through_rsa() {
        let key = SigningKey::from_pem(WEAK).expect("fixture");
        assert!(matches!(key.backend, Backend::AnyLength(_)));
        assert_eq!(key.bits(), 1024);
        let token =
            sign_jwt(&json!({"sub": "1", "exp": 4_000_000_000_u32}), key.kid(), &key).expect("signed");
        let (message, signature) = token.rsplit_once('.').expect("three parts");
        let bytes = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        let verifier = VerifyingKey::<rsa::sha2::Sha256>::new(key.public().clone());
        let signature = pkcs1v15::Signature::try_from(bytes.as_slice()).expect("a signature");
        verifier.verify(message.as_bytes(), &signature).expect("verifies");
        // The same bytes are refused by a verifier that keeps to RFC 7518 §3.3 (2048 bits or more).
        let (n, e) = modulus_and_exponent(&key);
        let decoding = DecodingKey::from_rsa_components(&n, &e).expect("public key");
        assert!(decode::<Value>(&token, &decoding, &Validation::new(Algorithm::RS256)).is_err());
    }

    #[test]
    fn both_paths_make_the_same_signature_for_one_key() {
        let fast = SigningKey::from_pem(STRONG).expect("fixture");
        let private = RsaPrivateKey::from_pkcs8_pem(STRONG).expect("fixture");
        let slow = SigningKey {
            backend: Backend::AnyLength(Box::new(pkcs1v15::SigningKey::new(private))),
            public: fast.public.clone(),
            kid: fast.kid.clone(),
        };
        let claims = json!({"sub": "1", "exp": 4_000_000_000_u32});
        let slow_token = sign_jwt(&claims, slow.kid(), &slow).expect("signed");
        assert_eq!(sign_jwt(&claims, fast.kid(), &fast).expect("signed"), slow_token);
        let (n, e) = modulus_and_exponent(&fast);
        let decoding = DecodingKey::from_rsa_components(&n, &e).expect("public key");
        decode::<Value>(&slow_token, &decoding, &Validation::new(Algorithm::RS256)).expect("verifies");
    }
}
