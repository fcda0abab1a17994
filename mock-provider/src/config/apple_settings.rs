//! What is configurable about Apple. The defaults are what is best attested; where sources conflict, each side can be
//! chosen.

use serde::{Deserialize, Serialize};

/// `[apple]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppleSettings {
    /// The team of clients that name none, for which people's `sub` is the configured one.
    pub team_id: String,
    /// Seconds until an authorization code dies.
    pub code_lifetime: u32,
    /// Seconds until an access token dies, as reported by `expires_in`.
    pub access_token_lifetime: u32,
    /// Seconds from `iat` to `exp` of an id_token. A day and ten minutes were both seen.
    pub id_token_lifetime: u32,
    /// How `email_verified` and `is_private_email` are written.
    pub flag_form: FlagForm,
    /// Whether a `+` in the query is a space. Apple's web page reads it so; the native sheet of Safari, which takes the
    /// page's place on Apple devices, understands only `%20` and then grants none of the scopes.
    pub plus_is_space: bool,
}

/// How a claim that is true or false is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlagForm {
    /// `true`
    #[default]
    Boolean,
    /// `"true"`
    Text,
}

impl AppleSettings {
    /// Refuses an empty team.
    ///
    /// # Errors
    /// One sentence that names the value found and the value expected.
    pub fn validate(&self) -> Result<(), String> {
        if self.team_id.is_empty() {
            return Err(
                "team_id of apple is empty; expected ten characters such as \"MOCKTEAM01\"".to_owned(),
            );
        }
        Ok(())
    }
}

impl Default for AppleSettings {
    fn default() -> Self {
        Self {
            team_id: "MOCKTEAM01".to_owned(),
            code_lifetime: 300,
            access_token_lifetime: 3_600,
            id_token_lifetime: 86_400,
            flag_form: FlagForm::Boolean,
            plus_is_space: true,
        }
    }
}
