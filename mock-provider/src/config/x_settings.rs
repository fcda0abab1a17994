//! What is configurable about X. The defaults are what is best attested; where sources conflict, each side can be
//! chosen.

use serde::{Deserialize, Serialize};

/// `[x]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct XSettings {
    /// Seconds until an authorization code dies.
    pub code_lifetime: u32,
    /// Seconds until an access token dies, as reported by `expires_in`.
    pub access_token_lifetime: u32,
    /// What `code_challenge_method=s256`, in small letters, counts as.
    pub lower_case_s256: LowerCaseS256,
    /// The status of the answer to a token request that names no client at all: 400 or 401. Credentials that are
    /// there and wrong get 401.
    pub absent_authorization_status: u16,
    /// Calls of `/2/users/me` that one person may make in fifteen minutes. 0: the limit is reached already.
    pub rate_limit: u32,
}

/// How a challenge of the method `s256`, in small letters, is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum LowerCaseS256 {
    /// It is not recognised: the challenge is compared with the verifier itself, and the exchange fails.
    #[default]
    #[serde(rename = "plain")]
    Plain,
    /// As `S256`, which clients that send it rely on.
    S256,
}

impl XSettings {
    /// The switches by which X is more lenient than the real one.
    #[must_use]
    pub fn leniencies(&self) -> Vec<&'static str> {
        match self.lower_case_s256 {
            LowerCaseS256::Plain => Vec::new(),
            LowerCaseS256::S256 => vec!["lower_case_s256 = \"S256\""],
        }
    }

    /// Refuses what X never answers.
    ///
    /// # Errors
    /// One sentence that names the value found and the value expected.
    pub fn validate(&self) -> Result<(), String> {
        if ![400, 401].contains(&self.absent_authorization_status) {
            return Err(format!(
                "absent_authorization_status of x is {}; expected 400 or 401",
                self.absent_authorization_status
            ));
        }
        Ok(())
    }
}

impl Default for XSettings {
    fn default() -> Self {
        Self {
            code_lifetime: 30,
            access_token_lifetime: 7_200,
            lower_case_s256: LowerCaseS256::Plain,
            absent_authorization_status: 400,
            rate_limit: 75,
        }
    }
}
