//! The hash that ties an access token or a code to an id_token (OIDC Core §3.1.3.6, §3.3.2.11).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256, Sha512};

use super::signing_algorithm::SigningAlgorithm;

/// base64url of the left half of the token's SHA-256: the `at_hash` of an RS256 id_token.
#[must_use]
pub fn at_hash(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(access_token.as_bytes())[..16])
}

/// The same for an id_token of any algorithm: by the hash that the algorithm itself uses, which for Ed25519 is SHA-512.
#[must_use]
pub fn hash_for(algorithm: SigningAlgorithm, text: &str) -> String {
    match algorithm {
        SigningAlgorithm::EdDsa => URL_SAFE_NO_PAD.encode(&Sha512::digest(text.as_bytes())[..32]),
        SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 | SigningAlgorithm::Es256 => at_hash(text),
    }
}

#[cfg(test)]
mod tests {
    /// The access token and hash of OIDC Core, appendix A.3.
    #[test]
    fn the_example_of_the_specification() {
        assert_eq!(
            super::at_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            "77QmUPtjPfzWtF2AnpK9RQ"
        );
    }
}
