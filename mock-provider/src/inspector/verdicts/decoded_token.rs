//! A JWT taken apart (RFC 7519 §7.2), without believing it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

/// A JWT, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedToken {
    /// The JOSE header.
    pub header: Map<String, Value>,
    /// The claims.
    pub claims: Map<String, Value>,
    /// What was signed: the first two parts with the dot between them.
    pub signed: String,
    /// The third part, in base64url.
    pub signature: String,
}

/// Takes a compact JWS apart; absent: it is none.
#[must_use]
pub fn decode(token: &str) -> Option<DecodedToken> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let object = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    Some(DecodedToken {
        header: object(header)?,
        claims: object(claims)?,
        signed: signed.to_owned(),
        signature: signature.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_is_taken_apart_and_nonsense_is_not() {
        let token = decode("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.xyz").expect("a JWT");
        assert_eq!(
            (&token.header["alg"], &token.claims["sub"]),
            (&json!("none"), &json!("1"))
        );
        assert_eq!(
            (token.signed.as_str(), token.signature.as_str()),
            ("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0", "xyz")
        );
        for nonsense in ["", "a.b.c", "gho_x", "eyJhbGciOiJub25lIn0"] {
            assert_eq!(decode(nonsense), None, "{nonsense}");
        }
    }
}
