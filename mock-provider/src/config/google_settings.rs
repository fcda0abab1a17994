//! What is configurable about Google. The defaults are what is best attested; where sources conflict, each side
//! can be chosen.

use serde::{Deserialize, Serialize};

/// `[google]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GoogleSettings {
    /// Whether the authorization response carries `iss` (RFC 9207). Google sends it since 2026.
    pub iss_parameter: bool,
    /// Whether discovery announces it. Google sends the parameter without announcing it.
    pub iss_parameter_in_discovery: bool,
    /// Seconds until an authorization code dies.
    pub code_lifetime: u32,
    /// Seconds until an access token dies, as reported by `expires_in`.
    pub access_token_lifetime: u32,
    /// Seconds from `iat` to `exp` of an id_token.
    pub id_token_lifetime: u32,
    /// Whether a code that is used again takes with it the tokens that it yielded (RFC 6749 §4.1.2). Google
    /// documents nothing.
    pub code_reuse_revokes_tokens: bool,
    /// Whether asking for `email` or `profile` alone grants `openid` too and yields an id_token.
    pub identity_implies_openid: bool,
    /// What `prompt=none` says when a person would have to do something.
    pub prompt_none_error: SilentError,
    /// The HTTP status of the error page; absent: the one that is printed on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_page_status: Option<u16>,
    /// Whether requests for device codes meet an exhausted quota.
    pub device_code_quota_exceeded: bool,
    /// Whether the sessions of Workspace accounts are over: refreshes are answered `invalid_rapt`.
    pub reauthentication_required: bool,
}

/// The error that answers `prompt=none` in place of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SilentError {
    /// `interaction_required` with `error_subtype=access_denied`, seen in 2016.
    #[default]
    InteractionRequired,
    /// `access_denied` alone, reported in 2023.
    AccessDenied,
}

impl GoogleSettings {
    /// Refuses what no server answers.
    ///
    /// # Errors
    /// One sentence that names the value found and the value expected.
    pub fn validate(&self) -> Result<(), String> {
        match self.error_page_status {
            Some(status) if !(200..=599).contains(&status) => Err(format!(
                "error_page_status of google is {status}; expected an HTTP status from 200 to 599"
            )),
            _ => Ok(()),
        }
    }
}

impl Default for GoogleSettings {
    fn default() -> Self {
        Self {
            iss_parameter: true,
            iss_parameter_in_discovery: false,
            code_lifetime: 600,
            access_token_lifetime: 3_599,
            id_token_lifetime: 3_600,
            code_reuse_revokes_tokens: false,
            identity_implies_openid: true,
            prompt_none_error: SilentError::InteractionRequired,
            error_page_status: None,
            device_code_quota_exceeded: false,
            reauthentication_required: false,
        }
    }
}
