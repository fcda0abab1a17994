//! What sort of application a client is, and what its provider thinks of it.

use serde::{Deserialize, Serialize};

use crate::Provider;

/// The sort of an application. It decides which flows and redirect URIs it may use and how its tokens look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    /// Google: a web application. Confidential, exact redirect URIs.
    Web,
    /// Google: an installed application. Its secret is optional, and it may redirect to any loopback address.
    Desktop,
    /// Google: "TVs and Limited Input devices". It has the device flow and nothing else.
    LimitedInput,
    /// GitHub: an OAuth app, with scopes.
    OauthApp,
    /// GitHub: a GitHub App, with permissions in place of scopes and tokens that expire.
    GithubApp,
}

impl ClientKind {
    /// The sort that a client is where nothing is said.
    #[must_use]
    pub fn usual(provider: Provider) -> Self {
        match provider {
            Provider::Google => Self::Web,
            Provider::GitHub => Self::OauthApp,
        }
    }

    /// The provider that has this sort.
    #[must_use]
    pub fn provider(self) -> Provider {
        match self {
            Self::Web | Self::Desktop | Self::LimitedInput => Provider::Google,
            Self::OauthApp | Self::GithubApp => Provider::GitHub,
        }
    }

    /// The word used in configuration.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Desktop => "desktop",
            Self::LimitedInput => "limited_input",
            Self::OauthApp => "oauth_app",
            Self::GithubApp => "github_app",
        }
    }
}

/// What a provider thinks of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientStatus {
    /// Anybody may use it.
    #[default]
    Active,
    /// Google: not published. Only `test_users` may use it, and its refresh tokens die after seven days.
    Testing,
    /// Google: only accounts of `organization` may use it.
    Internal,
    /// GitHub: suspended; authorization requests are answered `application_suspended`.
    Suspended,
    /// Google: deleted; authorization requests are answered `deleted_client`.
    Deleted,
}

impl ClientStatus {
    /// Whether a provider has this status.
    #[must_use]
    pub fn exists_at(self, provider: Provider) -> bool {
        match self {
            Self::Active => true,
            Self::Testing | Self::Internal | Self::Deleted => provider == Provider::Google,
            Self::Suspended => provider == Provider::GitHub,
        }
    }
}
