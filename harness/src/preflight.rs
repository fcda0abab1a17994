//! What must hold before a verdict means anything, asked before the first check.

use crate::suite::Suite;
use crate::target::Target;

/// The target answers, but not as its manifest says.
#[derive(Debug, thiserror::Error)]
pub enum PreflightError {
    /// whoami cannot be asked.
    #[error("whoami ({url}) does not answer: {reason}")]
    WhoamiSilent {
        /// Where it was asked.
        url: String,
        /// Why there was no answer.
        reason: String,
    },
    /// whoami names somebody to a stranger.
    #[error("whoami ({url}) names `{found}` to a browser without cookies")]
    WhoamiNamesSomebody {
        /// Where it was asked.
        url: String,
        /// Whom it named.
        found: String,
    },
}

impl PreflightError {
    /// One thing to do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::WhoamiSilent { .. } => "correct whoami.url in the manifest".to_owned(),
            Self::WhoamiNamesSomebody { .. } => {
                "correct whoami.email in the manifest so that it matches nothing when nobody is signed in"
                    .to_owned()
            }
        }
    }
}

/// Proves that whoami answers and names nobody to a stranger.
///
/// # Errors
/// See [`PreflightError`].
pub async fn check(target: &Target, suite: &Suite) -> Result<(), PreflightError> {
    let whoami = &suite.manifest.whoami;
    let url = target.page(&whoami.url).to_string();
    let silent = |reason: String| PreflightError::WhoamiSilent {
        url: url.clone(),
        reason,
    };
    let answer = target
        .http()
        .get(&whoami.url, "application/json", &[])
        .await
        .map_err(silent)?;
    if answer.status >= 500 || answer.status == 404 {
        return Err(silent(format!("HTTP status {}", answer.status)));
    }
    let json = answer.json();
    match whoami.email.query(&json).first() {
        Some(found) if !found.is_null() => Err(PreflightError::WhoamiNamesSomebody {
            url: url.clone(),
            found: found.to_string(),
        }),
        _ => Ok(()),
    }
}
