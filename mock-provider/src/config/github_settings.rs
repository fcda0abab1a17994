//! What is configurable about GitHub. The defaults are what is best attested; where sources conflict, each side
//! can be chosen.

use serde::{Deserialize, Serialize};

/// `[github]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GitHubSettings {
    /// Whether the authorization response carries `iss` (RFC 9207). GitHub sends it since August 2026.
    pub iss_parameter: bool,
    /// Seconds until an authorization code dies.
    pub code_lifetime: u32,
    /// Whether user tokens of OAuth apps expire after eight hours and come with a refresh token. Those of GitHub
    /// Apps do unless the client says otherwise.
    pub expiring_tokens: bool,
    /// Whether a person whose primary address is not verified gets `unverified_user_email` instead of a token.
    pub refuse_unverified_email: bool,
    /// Where a redirect URI that was not registered is refused: people see a page, the documentation describes a
    /// redirect to the registered callback.
    pub redirect_mismatch: RefusedOn,
    /// Where a PKCE challenge that GitHub does not take is refused.
    pub bad_challenge: RefusedOn,
    /// The error for a missing or wrong code verifier, which GitHub does not document.
    pub wrong_verifier_error: String,
    /// Whether scopes that do not exist are kept in place of being dropped.
    pub keep_unknown_scopes: bool,
    /// API calls that one person may make in an hour, through all apps together. 0: the limit is reached already.
    pub rate_limit: u32,
    /// API calls that can be made in an hour without a token, from all addresses together.
    pub anonymous_rate_limit: u32,
    /// The status of the answer beyond the limits: 403 or 429.
    pub rate_limit_status: u16,
    /// How the token endpoint says that it knows no such app. Both forms were seen.
    pub unknown_client: NotFoundForm,
}

/// The form of a 404.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotFoundForm {
    /// JSON where JSON was asked, else the plain text `Not Found`.
    Api,
    /// The page that people see, whatever was asked.
    Page,
}

/// Where a refused authorization request is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusedOn {
    /// On a page of the provider.
    Page,
    /// At the registered callback.
    Redirect,
}

impl GitHubSettings {
    /// Refuses what GitHub never answers.
    ///
    /// # Errors
    /// One sentence that names the value found and the value expected.
    pub fn validate(&self) -> Result<(), String> {
        if ![403, 429].contains(&self.rate_limit_status) {
            return Err(format!(
                "rate_limit_status of github is {}; expected 403 or 429",
                self.rate_limit_status
            ));
        }
        if self.wrong_verifier_error.is_empty() {
            return Err(
                "wrong_verifier_error of github is empty; expected an error such as \"bad_verification_code\""
                    .to_owned(),
            );
        }
        Ok(())
    }
}

impl Default for GitHubSettings {
    fn default() -> Self {
        Self {
            iss_parameter: true,
            code_lifetime: 600,
            expiring_tokens: false,
            refuse_unverified_email: false,
            redirect_mismatch: RefusedOn::Page,
            bad_challenge: RefusedOn::Redirect,
            wrong_verifier_error: "bad_verification_code".to_owned(),
            keep_unknown_scopes: false,
            rate_limit: 5_000,
            anonymous_rate_limit: 60,
            rate_limit_status: 403,
            unknown_client: NotFoundForm::Api,
        }
    }
}
