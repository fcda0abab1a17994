//! What is remembered about interactions, codes, and tokens.

use jiff::Timestamp;

use crate::{
    Provider,
    protocol::{authorize::AuthorizationRequest, pkce::Challenge},
};

/// An authorization request that waits for a person. Only the browser that made it may go on with it.
#[derive(Debug, Clone)]
pub(crate) struct Interaction {
    /// Where.
    pub provider: Provider,
    /// In which browser.
    pub browser: String,
    /// As part of which flow.
    pub flow: u64,
    /// What was asked.
    pub request: AuthorizationRequest,
    /// Who was chosen or signed in.
    pub persona: Option<String>,
}

/// An authorization code.
#[derive(Debug, Clone)]
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
    /// When it dies.
    pub expires_at: Timestamp,
    /// When it was redeemed.
    pub used_at: Option<Timestamp>,
}

/// An access token.
#[derive(Debug, Clone)]
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
    /// When it dies; absent: never.
    pub expires_at: Option<Timestamp>,
}

/// A refresh token.
#[derive(Debug, Clone)]
pub(crate) struct RefreshToken {
    /// What the access tokens made from it allow, and for whom.
    pub access: AccessToken,
    /// The access token that dies with it where refresh tokens rotate.
    pub access_token: String,
    /// When it dies; absent: never.
    pub expires_at: Option<Timestamp>,
    /// Whether it was replaced or revoked.
    pub dead: bool,
}
