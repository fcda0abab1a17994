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
    /// Whether calls of the API meet an exhausted limit.
    pub rate_limited: bool,
}

impl Default for NotionSettings {
    fn default() -> Self {
        Self {
            code_lifetime: 600,
            refresh_tokens: true,
            access_token_prefix: "ntn_".to_owned(),
            rate_limited: false,
        }
    }
}
