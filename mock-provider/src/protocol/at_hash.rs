//! The hash that ties an access token to an id_token (OIDC Core §3.1.3.6).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

/// base64url of the left half of the token's SHA-256: the `at_hash` of an RS256 id_token.
#[must_use]
pub fn at_hash(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(access_token.as_bytes())[..16])
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
