//! One sign-in, from the authorization request to the last API call made with its tokens.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::Provider;

/// How far a flow has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The person has something to do.
    #[default]
    Open,
    /// The application was sent a code.
    CodeIssued,
    /// The person said no.
    Denied,
    /// The authorization request broke a rule.
    Refused,
    /// The code was exchanged for tokens.
    Exchanged,
}

impl Outcome {
    /// Every outcome, in the order in which a flow can come to them.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::CodeIssued,
        Self::Denied,
        Self::Refused,
        Self::Exchanged,
    ];

    /// The word used in JSON and in filters: `code-issued`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::CodeIssued => "code-issued",
            Self::Denied => "denied",
            Self::Refused => "refused",
            Self::Exchanged => "exchanged",
        }
    }
}

/// One sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Flow {
    /// Counts up from 1.
    pub id: u64,
    /// Where.
    pub provider: Provider,
    /// For which client, as the request said; empty if it did not.
    pub client_id: String,
    /// In which browser.
    pub browser: String,
    /// Who signed in, once known.
    pub persona: Option<String>,
    /// The redirect URI of the request; empty if it had none.
    pub redirect_uri: String,
    /// The `state` of the request.
    pub state: Option<String>,
    /// `S256` or `plain`, where a challenge was sent.
    pub code_challenge_method: Option<String>,
    /// The scopes asked, and once a code was issued the scopes granted, joined by spaces.
    pub scope: String,
    /// How far it has come.
    pub outcome: Outcome,
    /// Why a request that belongs to it was refused: the first one that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Refusal>,
    /// When the authorization request arrived.
    pub started_at: Timestamp,
}

/// What is known when an authorization request arrives.
#[derive(Debug, Clone)]
pub struct FlowStart {
    /// Where.
    pub provider: Provider,
    /// The client that the request names.
    pub client_id: String,
    /// The browser.
    pub browser: String,
    /// The redirect URI that the request names.
    pub redirect_uri: String,
    /// The `state` of the request.
    pub state: Option<String>,
    /// The `code_challenge_method` of the request.
    pub method: Option<String>,
    /// The scopes asked.
    pub scope: String,
    /// Now.
    pub started_at: Timestamp,
}

impl FlowStart {
    pub(super) fn into_flow(self, id: u64) -> Flow {
        Flow {
            id,
            provider: self.provider,
            client_id: self.client_id,
            browser: self.browser,
            persona: None,
            redirect_uri: self.redirect_uri,
            state: self.state,
            code_challenge_method: self.method,
            scope: self.scope,
            outcome: Outcome::Open,
            problem: None,
            started_at: self.started_at,
        }
    }
}

impl Default for FlowStart {
    fn default() -> Self {
        Self {
            provider: Provider::Google,
            client_id: String::new(),
            browser: String::new(),
            redirect_uri: String::new(),
            state: None,
            method: None,
            scope: String::new(),
            started_at: Timestamp::UNIX_EPOCH,
        }
    }
}
