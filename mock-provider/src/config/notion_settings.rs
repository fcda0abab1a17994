//! What is configurable about Notion. The defaults are what is best attested; where sources conflict, each side can
//! be chosen.

use serde::{Deserialize, Serialize};

/// `[notion]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NotionSettings {
    /// Seconds until an authorization code dies, which Notion does not document.
    pub code_lifetime: u32,
    /// Whether token responses carry a refresh token; without one the member is `null`.
    pub refresh_tokens: bool,
    /// What access tokens begin with: older ones begin with `secret_`.
    pub access_token_prefix: String,
    /// Whom tokens name as their owner.
    pub token_owner: TokenOwner,
    /// Whether calls of the API meet an exhausted limit.
    pub rate_limited: bool,
    /// The error of every call of the API, for those that no request provokes. Absent: calls are answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_error: Option<ApiError>,
}

/// The owner of a bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenOwner {
    /// The person who allowed it.
    #[default]
    User,
    /// The workspace: nothing says who allowed it.
    Workspace,
}

/// An error of the API that comes from Notion's own state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApiError {
    /// Status 400: the request is not supported.
    InvalidRequest,
    /// Status 409: somebody changed the same thing at once.
    ConflictError,
    /// Status 500.
    InternalServerError,
    /// Status 503.
    ServiceUnavailable,
    /// Status 504.
    GatewayTimeout,
}

impl ApiError {
    /// The code on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::ConflictError => "conflict_error",
            Self::InternalServerError => "internal_server_error",
            Self::ServiceUnavailable => "service_unavailable",
            Self::GatewayTimeout => "gateway_timeout",
        }
    }
}

impl Default for NotionSettings {
    fn default() -> Self {
        Self {
            code_lifetime: 600,
            refresh_tokens: true,
            access_token_prefix: "ntn_".to_owned(),
            token_owner: TokenOwner::User,
            rate_limited: false,
            api_error: None,
        }
    }
}
