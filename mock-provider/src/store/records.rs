//! What is remembered about interactions, codes, and tokens.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Authentication;
use crate::{
    Provider,
    config::{Client, Config},
    dialects::Asking,
    protocol::{
        authorize::AuthorizationRequest,
        device::{Decision, Poll},
        pkce::Challenge,
    },
};

/// An authorization request that waits for a person. Only the browser that made it may go on with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Interaction {
    /// Where.
    pub provider: Provider,
    /// In which browser.
    pub browser: String,
    /// As part of which flow.
    pub flow: u64,
    /// What was asked.
    pub request: AuthorizationRequest,
    /// By whom, as registered when it was asked.
    pub client: Client,
    /// The device code that waits for the outcome; absent: an application waits for a redirect.
    pub device_code: Option<String>,
    /// Who was chosen or signed in.
    pub persona: Option<String>,
    /// The only person whom the application will take, where it named one; empty: nobody whom it named is here.
    pub only: Option<String>,
}

impl Interaction {
    /// Whether the application will take this person.
    pub(crate) fn may_be(&self, persona: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == persona)
    }

    /// Who asks for what.
    pub(crate) fn asking<'a>(&'a self, config: &'a Config) -> Asking<'a> {
        Asking {
            request: &self.request,
            client: &self.client,
            device: self.device_code.is_some(),
            config,
        }
    }
}

/// An authorization code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Code {
    /// Where.
    pub provider: Provider,
    /// The flow that issued it.
    pub flow: u64,
    /// The browser of the flow.
    pub browser: String,
    /// Whose.
    pub persona: String,
    /// For whom.
    pub client_id: String,
    /// Where it was sent.
    pub redirect_uri: String,
    /// Whether the request named the redirect URI.
    pub redirect_uri_sent: bool,
    /// What was granted.
    pub scopes: Vec<String>,
    /// For the id_token.
    pub nonce: Option<String>,
    /// For the verifier.
    pub challenge: Option<Challenge>,
    /// Whether the exchange yields a refresh token.
    pub refresh: bool,
    /// Whether access while the person is away was granted.
    pub offline: bool,
    /// How the person signed in.
    pub authentication: Authentication,
    /// When it dies.
    pub expires_at: Timestamp,
    /// When it was redeemed.
    pub used_at: Option<Timestamp>,
}

/// An access token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AccessToken {
    /// Where.
    pub provider: Provider,
    /// The flow that led to it.
    pub flow: u64,
    /// The browser of the flow.
    pub browser: String,
    /// Whose.
    pub persona: String,
    /// For whom.
    pub client_id: String,
    /// What it allows.
    pub scopes: Vec<String>,
    /// Whether access while the person is away was granted.
    pub offline: bool,
    /// Whether it goes back to a device code.
    pub device: bool,
    /// How the person signed in.
    pub authentication: Authentication,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it dies; absent: never.
    pub expires_at: Option<Timestamp>,
    /// When an API was called with it last.
    #[serde(default)]
    pub used_at: Option<Timestamp>,
    /// To what it was narrowed.
    #[serde(default)]
    pub narrowed: Option<Narrowed>,
}

impl AccessToken {
    /// Whether nobody used it for `lifetime` seconds. Absent: that does not matter.
    pub(crate) fn is_idle(&self, lifetime: Option<u32>, now: Timestamp) -> bool {
        let since = self.used_at.unwrap_or(self.issued_at);
        lifetime.is_some_and(|seconds| now.as_second() - since.as_second() >= i64::from(seconds))
    }
}

/// A part of what an app can reach where it is installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Narrowed {
    /// The login of the account on which the app is installed.
    pub account: String,
    /// What it may do there, in the form `contents=read`.
    pub permissions: Vec<String>,
    /// Whether only some of the repositories can be reached.
    pub selected: bool,
}

/// A refresh token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RefreshToken {
    /// What the access tokens made from it allow, and for whom.
    pub access: AccessToken,
    /// The access token that dies with it where refresh tokens rotate.
    pub access_token: String,
    /// When it dies; absent: never.
    pub expires_at: Option<Timestamp>,
    /// When it was issued or used last.
    pub used_at: Timestamp,
    /// Whether it was replaced or revoked.
    pub dead: bool,
}

/// A device code (RFC 8628).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DeviceCode {
    /// Where.
    pub provider: Provider,
    /// The flow that it began.
    pub flow: u64,
    /// For whom.
    pub client_id: String,
    /// What people type.
    pub user_code: String,
    /// What was asked.
    pub scopes: Vec<String>,
    /// What the person did.
    pub decision: Decision,
    /// In which browser.
    pub browser: String,
    /// Who.
    pub persona: String,
    /// What was granted.
    pub granted: Vec<String>,
    /// Whether tokens come with a refresh token.
    pub refresh: bool,
    /// When the device asked last.
    pub polled_at: Option<Timestamp>,
    /// Seconds between two polls.
    pub interval: u32,
    /// When it dies.
    pub expires_at: Timestamp,
    /// When tokens were issued for it.
    pub used_at: Option<Timestamp>,
}

impl DeviceCode {
    /// What a poll needs to know.
    pub(crate) fn poll(&self) -> Poll {
        Poll {
            decision: self.decision,
            last: self.polled_at,
            interval: self.interval,
            expires_at: self.expires_at,
            used_at: self.used_at,
        }
    }
}
