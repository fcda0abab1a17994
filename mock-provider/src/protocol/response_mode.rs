//! How an authorization response travels (OAuth 2.0 Multiple Response Type Encoding Practices §2.1, OAuth 2.0 Form
//! Post Response Mode).

use serde::{Deserialize, Serialize};

use super::response_type::ResponseType;

/// The way of an authorization response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    Query,
    /// In its fragment.
    Fragment,
    /// As a form that the browser posts to it.
    FormPost,
}

impl ResponseMode {
    /// The word used on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }

    /// The mode of a response type where none is asked.
    #[must_use]
    pub fn usual(response_type: ResponseType) -> Self {
        if response_type.in_fragment() {
            Self::Fragment
        } else {
            Self::Query
        }
    }

    /// Reads the parameter. `known` are the modes that the provider has. Absent: it has no such mode, or the mode
    /// would put tokens into a query (Multiple Response Type Encoding Practices §5).
    #[must_use]
    pub fn parse(text: &str, response_type: ResponseType, known: &[Self]) -> Option<Self> {
        let mode = known.iter().copied().find(|mode| mode.word() == text)?;
        (mode != Self::Query || !response_type.in_fragment()).then_some(mode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[ResponseMode] = &[
        ResponseMode::Query,
        ResponseMode::Fragment,
        ResponseMode::FormPost,
    ];

    #[test]
    fn tokens_never_travel_in_a_query() {
        let hybrid = ResponseType::parse("code id_token").expect("a response type");
        assert_eq!(ResponseMode::usual(hybrid), ResponseMode::Fragment);
        assert_eq!(ResponseMode::parse("query", hybrid, ALL), None);
        assert_eq!(
            ResponseMode::parse("form_post", hybrid, ALL),
            Some(ResponseMode::FormPost)
        );
        assert_eq!(
            ResponseMode::parse("query", ResponseType::CODE, ALL),
            Some(ResponseMode::Query)
        );
        assert_eq!(
            ResponseMode::parse("form_post", ResponseType::CODE, &ALL[..2]),
            None
        );
    }
}
