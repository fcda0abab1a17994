//! What is configurable about Facebook. The defaults are what is best attested; where sources conflict, each side
//! can be chosen.

use serde::{Deserialize, Serialize};

/// `[facebook]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FacebookSettings {
    /// Whether redirects to the app end with the fragment `#_=_`.
    pub callback_fragment: bool,
    /// Seconds until an authorization code dies.
    pub code_lifetime: u32,
    /// Seconds until an access token dies, as reported by `expires_in`. About sixty days; the real ones vary.
    pub access_token_lifetime: u32,
    /// The status of the answer to a call with a token that is not valid: 400 or 401.
    pub bad_token_status: u16,
}

impl FacebookSettings {
    /// Refuses what Facebook never answers.
    ///
    /// # Errors
    /// One sentence that names the value found and the value expected.
    pub fn validate(&self) -> Result<(), String> {
        if ![400, 401].contains(&self.bad_token_status) {
            return Err(format!(
                "bad_token_status of facebook is {}; expected 400 or 401",
                self.bad_token_status
            ));
        }
        Ok(())
    }
}

impl Default for FacebookSettings {
    fn default() -> Self {
        Self {
            callback_fragment: true,
            code_lifetime: 600,
            access_token_lifetime: 5_183_944,
            bad_token_status: 400,
        }
    }
}
