//! The key with which apps prove themselves at Apple.

use rcgen::KeyPair;

/// A key pair on P-256, new in every run.
pub(crate) struct AppleKey(KeyPair);

impl AppleKey {
    /// Its name in the header of what it signs.
    pub(crate) const ID: &str = "SUITEKEY01";

    pub(crate) fn generate() -> Self {
        Self(KeyPair::generate().expect("the generator has randomness"))
    }

    /// As Apple hands it out: PKCS #8 in PEM.
    pub(crate) fn private_pem(&self) -> String {
        self.0.serialize_pem()
    }

    /// What the provider keeps of it.
    pub(crate) fn public_pem(&self) -> String {
        self.0.public_key_pem()
    }
}
