//! Signing keys: fixed, embedded, and parsed once.

mod generate;
mod jwk;
mod signer;

pub use generate::{GenerateError, generate_pem};
pub(crate) use jwk::public_jwk;
pub(crate) use signer::{KeyError, SigningKey, sign_jwt};

const GOOGLE_CURRENT: &str = include_str!("../../../fixtures/keys/google-current.test-key.pem");
const GOOGLE_NEXT: &str = include_str!("../../../fixtures/keys/google-next.test-key.pem");
const GOOGLE_CERTIFICATES: [&str; 2] = [
    include_str!("../../../fixtures/keys/google-current.test-cert.pem"),
    include_str!("../../../fixtures/keys/google-next.test-cert.pem"),
];

/// The keys of one running provider.
#[derive(Debug)]
pub(crate) struct Keys {
    google: Vec<SigningKey>,
}

impl Keys {
    /// The embedded test keys of `fixtures/keys/`.
    ///
    /// # Errors
    /// [`KeyError`] when an embedded file is not an RSA key, which a test rules out.
    pub(crate) fn embedded() -> Result<Self, KeyError> {
        Ok(Self {
            google: vec![
                SigningKey::from_pem(GOOGLE_CURRENT)?,
                SigningKey::from_pem(GOOGLE_NEXT)?,
            ],
        })
    }

    /// The key that signs Google's id_tokens now.
    #[must_use]
    pub(crate) fn google_current(&self) -> &SigningKey {
        &self.google[0]
    }

    /// Every key that Google publishes, the current one first.
    #[must_use]
    pub(crate) fn google_published(&self) -> &[SigningKey] {
        &self.google
    }

    /// The same keys with their self-signed X.509 certificates in PEM form.
    pub(crate) fn google_certificates(&self) -> impl Iterator<Item = (&SigningKey, &'static str)> {
        self.google.iter().zip(GOOGLE_CERTIFICATES)
    }
}
