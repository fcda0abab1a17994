//! What sort of application a client is, and what its provider thinks of it.

use serde::{Deserialize, Serialize};

use crate::Provider;

/// The sort of an application. It decides which flows and redirect URIs it may use and how its tokens look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    /// Google, Microsoft, Apple: a web application. Confidential, exact redirect URIs.
    Web,
    /// Google: an installed application. Its secret is optional, and it may redirect to any loopback address.
    Desktop,
    /// Google: "TVs and Limited Input devices". It has the device flow and nothing else.
    LimitedInput,
    /// Microsoft: a single-page application. No secret; its token requests come from a browser, and its refresh tokens
    /// die after a day.
    Spa,
    /// Microsoft: an installed application. No secret.
    PublicClient,
    /// GitHub: an OAuth app, with scopes.
    OauthApp,
    /// GitHub: a GitHub App, with permissions in place of scopes and tokens that expire.
    GithubApp,
    /// Facebook: an app. Confidential.
    FacebookApp,
    /// X: "Web App, Automated App or Bot". Confidential: it proves itself by HTTP Basic and nothing else.
    WebApp,
    /// X: "Native App". Public: it has no secret and names itself in the body.
    NativeApp,
    /// X: "Single page App". Public, as a native app is.
    SinglePageApp,
    /// Notion: a public integration. Confidential, by HTTP Basic.
    PublicIntegration,
}

impl ClientKind {
    /// The sort that a client is where nothing is said.
    #[must_use]
    pub fn usual(provider: Provider) -> Self {
        match provider {
            Provider::Google | Provider::Microsoft | Provider::Apple => Self::Web,
            Provider::GitHub => Self::OauthApp,
            Provider::Facebook => Self::FacebookApp,
            Provider::X => Self::WebApp,
            Provider::Notion => Self::PublicIntegration,
            Provider::Oidc(_) => Self::Web,
        }
    }

    /// Whether a provider has this sort. Configured issuers have web applications; that they are public or
    /// confidential is said by how they prove themselves.
    #[must_use]
    pub fn exists_at(self, provider: Provider) -> bool {
        match self {
            Self::Web => matches!(
                provider,
                Provider::Google | Provider::Microsoft | Provider::Apple | Provider::Oidc(_)
            ),
            Self::Desktop | Self::LimitedInput => provider == Provider::Google,
            Self::Spa | Self::PublicClient => provider == Provider::Microsoft,
            Self::OauthApp | Self::GithubApp => provider == Provider::GitHub,
            Self::FacebookApp => provider == Provider::Facebook,
            Self::WebApp | Self::NativeApp | Self::SinglePageApp => provider == Provider::X,
            Self::PublicIntegration => provider == Provider::Notion,
        }
    }

    /// The word used in configuration.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Desktop => "desktop",
            Self::LimitedInput => "limited_input",
            Self::Spa => "spa",
            Self::PublicClient => "public_client",
            Self::OauthApp => "oauth_app",
            Self::GithubApp => "github_app",
            Self::FacebookApp => "facebook_app",
            Self::WebApp => "web_app",
            Self::NativeApp => "native_app",
            Self::SinglePageApp => "single_page_app",
            Self::PublicIntegration => "public_integration",
        }
    }
}

/// What a provider thinks of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientStatus {
    /// Anybody may use it.
    #[default]
    Active,
    /// Google: not published. Only `test_users` may use it, and its refresh tokens die after seven days.
    Testing,
    /// Google: only accounts of `organization` may use it.
    Internal,
    /// GitHub: suspended; authorization requests are answered `application_suspended`. Microsoft: disabled;
    /// `AADSTS7000112`.
    Suspended,
    /// Google: deleted; authorization requests are answered `deleted_client`.
    Deleted,
    /// Google: the administrators of Workspace domains block it; accounts of a domain are answered
    /// `admin_policy_enforced`.
    BlockedByAdmin,
    /// Google: a Workspace for Education has not set it up; accounts of a domain are answered
    /// `access_not_configured`.
    NotConfigured,
    /// X: attached to no project; calls of the API are answered `client-not-enrolled`.
    NotEnrolled,
}

impl ClientStatus {
    /// Whether a provider has this status.
    #[must_use]
    pub fn exists_at(self, provider: Provider) -> bool {
        match self {
            Self::Active => true,
            Self::Testing | Self::Internal | Self::Deleted | Self::BlockedByAdmin | Self::NotConfigured => {
                provider == Provider::Google
            }
            Self::Suspended => matches!(provider, Provider::GitHub | Provider::Microsoft),
            Self::NotEnrolled => provider == Provider::X,
        }
    }
}
