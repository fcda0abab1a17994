//! The providers there are.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// One fake identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Google accounts: OAuth 2.0 and OpenID Connect.
    Google,
    /// GitHub OAuth apps: OAuth 2.0 only, no id_token.
    GitHub,
}

impl Provider {
    /// Every provider, in the order in which they are listed to people.
    pub const ALL: [Self; 2] = [Self::Google, Self::GitHub];

    /// The word used in paths, configuration, and records: `google`, `github`.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::GitHub => "github",
        }
    }

    /// The name that people know it by: `Google`, `GitHub`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Google => "Google",
            Self::GitHub => "GitHub",
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.slug())
    }
}

/// A word that names no provider.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no provider is called \"{found}\"; expected \"google\" or \"github\"")]
pub struct UnknownProvider {
    /// The word that was given.
    pub found: String,
}

impl FromStr for Provider {
    type Err = UnknownProvider;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|provider| provider.slug() == text)
            .ok_or_else(|| UnknownProvider {
                found: text.to_owned(),
            })
    }
}
