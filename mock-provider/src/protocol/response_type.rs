//! What an authorization response is to carry (RFC 6749 §3.1.1, OAuth 2.0 Multiple Response Type Encoding Practices).

use serde::{Deserialize, Serialize};

/// One value of `response_type`. With nothing set it is `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseType {
    /// A code, for the token endpoint.
    pub code: bool,
    /// An access token, there and then.
    pub token: bool,
    /// An id_token, there and then.
    pub id_token: bool,
}

impl ResponseType {
    /// The authorization code flow.
    pub const CODE: Self = Self {
        code: true,
        token: false,
        id_token: false,
    };

    /// Reads the parameter. The order of the words does not matter (RFC 6749 §3.1.1); a word that is unknown or
    /// stands there twice, and `none` beside another, make it unreadable.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut found = Self {
            code: false,
            token: false,
            id_token: false,
        };
        if text == "none" {
            return Some(found);
        }
        for word in text.split(' ') {
            let flag = match word {
                "code" => &mut found.code,
                "token" => &mut found.token,
                "id_token" => &mut found.id_token,
                _ => return None,
            };
            if std::mem::replace(flag, true) {
                return None;
            }
        }
        Some(found)
    }

    /// Whether the response goes into the fragment: tokens must not reach the server of the redirect URI in a query.
    #[must_use]
    pub fn in_fragment(self) -> bool {
        self.token || self.id_token
    }
}

#[cfg(test)]
mod tests {
    use super::ResponseType;

    #[test]
    fn order_does_not_matter_and_repetition_does() {
        assert_eq!(ResponseType::parse("code"), Some(ResponseType::CODE));
        assert_eq!(
            ResponseType::parse("id_token code"),
            ResponseType::parse("code id_token")
        );
        assert!(ResponseType::parse("token id_token").is_some_and(ResponseType::in_fragment));
        assert!(ResponseType::parse("none").is_some_and(|none| !none.in_fragment() && !none.code));
        for bad in ["", "code code", "none code", "Code", "code  token"] {
            assert_eq!(ResponseType::parse(bad), None, "{bad}");
        }
    }
}
