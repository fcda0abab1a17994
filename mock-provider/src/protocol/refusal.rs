//! What an operator needs to know about a refused request.

use serde::{Deserialize, Serialize};

/// Why a request was refused, in more words than go onto the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Refusal {
    /// The rule that was broken, as a short name (`redirect-uri-registered`).
    pub rule: String,
    /// What the request had.
    pub found: String,
    /// What would have been accepted.
    pub expected: String,
    /// One thing to do about it.
    pub hint: String,
}

impl Refusal {
    /// A refusal from its four parts.
    #[must_use]
    pub fn new(
        rule: &str,
        found: impl Into<String>,
        expected: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            rule: rule.to_owned(),
            found: found.into(),
            expected: expected.into(),
            hint: hint.into(),
        }
    }
}
