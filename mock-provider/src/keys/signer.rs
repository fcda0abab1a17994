//! Private keys behind jsonwebtoken's signer interface.
//!
//! jsonwebtoken's own signer parses the key for each signature, and its fast backend refuses short keys. Here a
//! key is parsed once; the fast backend signs with it where it accepts it, the `rsa` crate where it does not.
//!
//! Every signature follows from the key and the message alone, those that are usually random too: the salt of PS256
//! is a hash of both, and ES256 draws its nonce as RFC 6979 says. So a seed reproduces a run byte for byte.

use aws_lc_rs::{
    encoding::{AsBigEndian as _, EcPrivateKeyBin},
    rand::SystemRandom,
    signature::{self as aws, KeyPair as _},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, crypto::JwtSigner};
use p256::ecdsa::signature::Signer as _;
use rsa::{
    RsaPrivateKey,
    pkcs1::EncodeRsaPrivateKey as _,
    pkcs1v15,
    pkcs8::DecodePrivateKey as _,
    pss, rand_core,
    signature::{self, RandomizedSigner as _, SignatureEncoding as _, Signer},
};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::jwk::{Public, key_id};
use crate::protocol::signing_algorithm::SigningAlgorithm;

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Not PKCS#8 PEM of an RSA key.
    #[error("not a PKCS#8 PEM file with an RSA private key: {0}")]
    Parse(#[from] rsa::pkcs8::Error),
    /// The key cannot be written in the form the fast signer reads.
    #[error("the RSA key cannot be encoded: {0}")]
    Encode(#[from] rsa::pkcs1::Error),
    /// Not PKCS#8 PEM of a key for the algorithm.
    #[error("not a PKCS#8 PEM file with a private key for {algorithm}: {reason}")]
    Unusable {
        /// What the key was to be used for.
        algorithm: &'static str,
        /// What the reader said.
        reason: String,
    },
}

/// One private key, ready to sign by one algorithm.
#[derive(Debug)]
pub(crate) struct SigningKey {
    backend: Backend,
    algorithm: SigningAlgorithm,
    public: Public,
    kid: String,
}

enum Backend {
    /// aws-lc: RS256 with 2048 bits and more.
    Fast(aws::RsaKeyPair),
    /// The `rsa` crate: RS256 with any length.
    AnyLength(Box<pkcs1v15::SigningKey<rsa::sha2::Sha256>>),
    /// PS256.
    Pss(Box<pss::SigningKey<rsa::sha2::Sha256>>),
    /// ES256.
    Es256(p256::ecdsa::SigningKey),
    /// EdDSA.
    Ed25519(aws::Ed25519KeyPair),
}

/// Private keys are not shown, not even these.
impl std::fmt::Debug for Backend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Fast(_) => "Fast",
            Self::AnyLength(_) => "AnyLength",
            Self::Pss(_) => "Pss",
            Self::Es256(_) => "Es256",
            Self::Ed25519(_) => "Ed25519",
        })
    }
}

impl SigningKey {
    /// Parses a PKCS#8 PEM file with a key for RS256.
    ///
    /// # Errors
    /// [`KeyError`] when the text is not an RSA private key.
    pub(crate) fn from_pem(pem: &str) -> Result<Self, KeyError> {
        Self::from_pem_for(pem, SigningAlgorithm::Rs256)
    }

    /// Parses a PKCS#8 PEM file with a key for an algorithm.
    ///
    /// # Errors
    /// [`KeyError`] when the text is no private key for it.
    pub(crate) fn from_pem_for(pem: &str, algorithm: SigningAlgorithm) -> Result<Self, KeyError> {
        match algorithm {
            SigningAlgorithm::Rs256 => Self::rs256(RsaPrivateKey::from_pkcs8_pem(pem)?),
            SigningAlgorithm::Ps256 => Ok(Self::ps256(RsaPrivateKey::from_pkcs8_pem(pem)?)),
            SigningAlgorithm::Es256 => {
                let pair = aws::EcdsaKeyPair::from_pkcs8(&aws::ECDSA_P256_SHA256_FIXED_SIGNING, &der(pem)?)
                    .map_err(|error| unusable(algorithm, &error))?;
                let secret: EcPrivateKeyBin<'_> = pair
                    .private_key()
                    .as_be_bytes()
                    .map_err(|error| unusable(algorithm, &error))?;
                Self::es256(secret.as_ref())
            }
            SigningAlgorithm::EdDsa => {
                let pair = aws::Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der(pem)?)
                    .map_err(|error| unusable(algorithm, &error))?;
                Ok(Self::ed25519(pair))
            }
        }
    }

    /// A new elliptic-curve key from 32 drawn bytes. Absent: for RSA, or where the bytes are no key, which is rarer
    /// than any collision.
    pub(super) fn drawn(algorithm: SigningAlgorithm, secret: &[u8]) -> Option<Self> {
        match algorithm {
            SigningAlgorithm::Es256 => Self::es256(secret).ok(),
            SigningAlgorithm::EdDsa => aws::Ed25519KeyPair::from_seed_unchecked(secret)
                .ok()
                .map(Self::ed25519),
            SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 => None,
        }
    }

    fn rs256(private: RsaPrivateKey) -> Result<Self, KeyError> {
        let public = Public::Rsa(private.to_public_key());
        let backend = match aws::RsaKeyPair::from_der(private.to_pkcs1_der()?.as_bytes()) {
            Ok(pair) => Backend::Fast(pair),
            Err(_too_short) => Backend::AnyLength(Box::new(pkcs1v15::SigningKey::new(private))),
        };
        Ok(Self::new(backend, SigningAlgorithm::Rs256, public))
    }

    fn ps256(private: RsaPrivateKey) -> Self {
        let public = Public::Rsa(private.to_public_key());
        let backend = Backend::Pss(Box::new(pss::SigningKey::new(private)));
        Self::new(backend, SigningAlgorithm::Ps256, public)
    }

    fn es256(secret: &[u8]) -> Result<Self, KeyError> {
        let algorithm = SigningAlgorithm::Es256;
        let key = p256::ecdsa::SigningKey::from_slice(secret).map_err(|error| unusable(algorithm, &error))?;
        // An uncompressed point: 04, x, y (SEC 1 §2.3.3).
        let point = key.verifying_key().to_sec1_point(false);
        let bytes = point.as_bytes();
        let public = Public::Ec {
            x: bytes[1..33].to_vec(),
            y: bytes[33..].to_vec(),
        };
        Ok(Self::new(Backend::Es256(key), algorithm, public))
    }

    fn ed25519(pair: aws::Ed25519KeyPair) -> Self {
        let public = Public::Ed(pair.public_key().as_ref().to_vec());
        Self::new(Backend::Ed25519(pair), SigningAlgorithm::EdDsa, public)
    }

    fn new(backend: Backend, algorithm: SigningAlgorithm, public: Public) -> Self {
        let kid = key_id(&public);
        Self {
            backend,
            algorithm,
            public,
            kid,
        }
    }

    /// The key's identifier in JWKS and token headers: 40 hex characters, as Google's are.
    #[must_use]
    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    /// What it signs by.
    #[must_use]
    pub(crate) fn signing_algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// Signs by RS512 (RFC 7518 §3.3), which no key here is published for. Absent where it is no RSA key of a usual
    /// length.
    #[must_use]
    pub(crate) fn rs512(&self, message: &[u8]) -> Option<Vec<u8>> {
        let Backend::Fast(pair) = &self.backend else {
            return None;
        };
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(
            &aws::RSA_PKCS1_SHA512,
            &SystemRandom::new(),
            message,
            &mut signature,
        )
        .ok()?;
        Some(signature)
    }

    /// The public half.
    #[must_use]
    pub(crate) fn public(&self) -> &Public {
        &self.public
    }

    /// The length of the modulus in bits; 0 where there is none.
    #[cfg(test)]
    pub(crate) fn bits(&self) -> usize {
        match &self.public {
            Public::Rsa(key) => rsa::traits::PublicKeyParts::size(key) * 8,
            Public::Ec { .. } | Public::Ed(_) => 0,
        }
    }
}

fn unusable(algorithm: SigningAlgorithm, error: &dyn std::fmt::Display) -> KeyError {
    KeyError::Unusable {
        algorithm: algorithm.word(),
        reason: error.to_string(),
    }
}

/// What is between the lines of a PEM file.
fn der(pem: &str) -> Result<Vec<u8>, KeyError> {
    let text: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    base64::engine::general_purpose::STANDARD
        .decode(text.trim())
        .map_err(|error| KeyError::Unusable {
            algorithm: "signing",
            reason: error.to_string(),
        })
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
            Backend::AnyLength(key) => Ok(Signer::try_sign(&**key, message)?.to_vec()),
            Backend::Pss(key) => {
                let digest = Sha256::new()
                    .chain_update(&self.kid)
                    .chain_update(message)
                    .finalize();
                Ok(key.try_sign_with_rng(&mut Salt(digest.into()), message)?.to_vec())
            }
            Backend::Es256(key) => {
                let signature: p256::ecdsa::Signature =
                    key.try_sign(message).map_err(signature::Error::from_source)?;
                Ok(signature.to_bytes().to_vec())
            }
            Backend::Ed25519(pair) => {
                let signature = pair.try_sign(message).map_err(signature::Error::from_source)?;
                Ok(signature.as_ref().to_vec())
            }
        }
    }
}

/// The salt of one PSS signature, in the shape of a generator, which is what `rsa` asks for.
struct Salt([u8; 32]);

impl rand_core::RngCore for Salt {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(self.0.len()) {
            chunk.copy_from_slice(&self.0[..chunk.len()]);
            self.0 = Sha256::digest(self.0).into();
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl rand_core::CryptoRng for Salt {}

impl JwtSigner for SigningKey {
    fn algorithm(&self) -> Algorithm {
        self.algorithm.into()
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
    sign_typed_jwt("JWT", claims, kid, signer)
}

/// The same with another `typ` (RFC 7515 §4.1.9).
///
/// # Errors
/// As [`sign_jwt`].
pub(crate) fn sign_typed_jwt(
    typ: &str,
    claims: &Value,
    kid: &str,
    signer: &dyn JwtSigner,
) -> Result<String, signature::Error> {
    // In the order in which Google writes it.
    let header = json!({"alg": signer.algorithm(), "kid": kid, "typ": typ});
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
    use super::*;
    use jsonwebtoken::{DecodingKey, Validation, decode};
    use rsa::pkcs1v15::VerifyingKey;
    use rsa::signature::Verifier as _;

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
        let Public::Rsa(public) = key.public() else {
            panic!("an RSA key")
        };
        let verifier = VerifyingKey::<rsa::sha2::Sha256>::new(public.clone());
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
            algorithm: SigningAlgorithm::Rs256,
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

    const OTHERS: [(SigningAlgorithm, &str); 4] = [
        (
            SigningAlgorithm::Rs256,
            include_str!("../../../fixtures/keys/oidc-rs256-current.test-key.pem"),
        ),
        (
            SigningAlgorithm::Ps256,
            include_str!("../../../fixtures/keys/oidc-ps256-current.test-key.pem"),
        ),
        (
            SigningAlgorithm::Es256,
            include_str!("../../../fixtures/keys/oidc-es256-current.test-key.pem"),
        ),
        (
            SigningAlgorithm::EdDsa,
            include_str!("../../../fixtures/keys/oidc-eddsa-current.test-key.pem"),
        ),
    ];

    #[test]
    fn each_algorithm_signs_the_same_bytes_twice_and_its_jwk_verifies_them() {
        let claims = json!({"sub": "1", "exp": 4_000_000_000_u32});
        let drawn = [SigningAlgorithm::Es256, SigningAlgorithm::EdDsa]
            .map(|algorithm| SigningKey::drawn(algorithm, &[9; 32]).expect("a key"));
        let parsed =
            OTHERS.map(|(algorithm, pem)| SigningKey::from_pem_for(pem, algorithm).expect("fixture"));
        for key in parsed.into_iter().chain(drawn) {
            let word = key.signing_algorithm().word();
            let token = sign_jwt(&claims, key.kid(), &key).expect("signed");
            assert_eq!(
                token,
                sign_jwt(&claims, key.kid(), &key).expect("signed"),
                "{word}"
            );
            let jwk = serde_json::from_value(super::super::public_jwk(&key)).expect("a JWK");
            let decoding = DecodingKey::from_jwk(&jwk).expect("a public key");
            let algorithm = key.signing_algorithm().into();
            let decoded = decode::<Value>(&token, &decoding, &Validation::new(algorithm));
            assert_eq!(
                decoded.unwrap_or_else(|error| panic!("{word}: {error}")).claims["sub"],
                "1"
            );
        }
    }

    #[test]
    fn a_key_of_another_kind_is_refused() {
        for (algorithm, pem) in [
            (SigningAlgorithm::Es256, OTHERS[3].1),
            (SigningAlgorithm::EdDsa, OTHERS[2].1),
            (SigningAlgorithm::Rs256, OTHERS[2].1),
            (SigningAlgorithm::Ps256, "no PEM at all"),
        ] {
            assert!(
                SigningKey::from_pem_for(pem, algorithm).is_err(),
                "{}",
                algorithm.word()
            );
        }
    }
}
