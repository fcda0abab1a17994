//! Proof Key for Code Exchange (RFC 7636).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// How the challenge follows from the verifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// The challenge is the verifier.
    #[serde(rename = "plain")]
    Plain,
    /// The challenge is the base64url of the verifier's SHA-256.
    S256,
}

impl Method {
    /// The word used on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::S256 => "S256",
        }
    }
}

/// A challenge that came with an authorization request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// How it was made.
    pub method: Method,
    /// Its text.
    pub value: String,
}

impl Challenge {
    /// Whether the verifier belongs to this challenge (RFC 7636 §4.6).
    #[must_use]
    pub fn accepts(&self, verifier: &str) -> bool {
        let computed = match self.method {
            Method::Plain => verifier.to_owned(),
            Method::S256 => URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())),
        };
        computed.as_bytes().ct_eq(self.value.as_bytes()).into()
    }
}

/// Whether a text can be a challenge or a verifier: 43 to 128 unreserved characters (RFC 7636 §4.1, §4.2).
#[must_use]
pub fn well_formed(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_appendix_b_is_accepted_and_its_neighbour_is_not() {
        let challenge = Challenge {
            method: Method::S256,
            value: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned(),
        };
        assert!(challenge.accepts("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!challenge.accepts("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"));
        assert!(!challenge.accepts("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    }
}
