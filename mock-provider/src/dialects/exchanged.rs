//! What dialects are asked with, and what they answer.

use serde_json::{Map, Value};

use crate::{
    clock::Clock,
    config::{Client, Config, Persona},
    http::Incoming,
    origins::Origins,
    protocol::{
        Parameters, authorize::AuthorizationRequest, signing_algorithm::SigningAlgorithm, token::GrantType,
    },
    rng::Rng,
    store::AccessToken,
};

/// What people see of a provider.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Brand {
    /// Its name.
    pub name: &'static str,
    /// What the sign-in field asks for.
    pub identifier_label: &'static str,
    /// The word that selects its colours.
    pub theme: &'static str,
}

/// An account as it is shown to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    /// The name.
    pub name: String,
    /// The address or login.
    pub handle: String,
}

/// How an identifier belongs to an account. Two accounts may name one address; only one can have proved it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// It was checked, or is the account's own name.
    Owned,
    /// The account names it, and nobody ever checked.
    Unchecked,
}

/// What configuration and place mean to a dialect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// Where everything is served.
    pub origins: &'a Origins,
    /// The provider's time.
    pub clock: &'a Clock,
    /// For what is made up on the way.
    pub rng: &'a Rng,
}

/// Who asks a person for what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking<'a> {
    /// The request.
    pub request: &'a AuthorizationRequest,
    /// The client.
    pub client: &'a Client,
    /// Whether a device asks, and not a browser.
    pub device: bool,
    /// The configuration.
    pub config: &'a Config,
}

/// How a refused authorization request is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AuthorizeError {
    /// On a page of the provider.
    Page {
        /// The status.
        status: u16,
        /// The status that is printed, which need not be the other one.
        printed: u16,
        /// The code that is printed.
        code: &'static str,
        /// The heading.
        title: &'static str,
        /// The sentence below.
        text: String,
    },
    /// At the application.
    Redirected {
        /// Where.
        uri: String,
        /// With what.
        parameters: Vec<(String, String)>,
    },
}

/// What a person's consent amounts to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Granted {
    /// What the token will allow.
    pub scopes: Vec<String>,
    /// What is remembered as allowed.
    pub remembered: Vec<String>,
    /// Whether access while the person is away is remembered as allowed.
    pub offline: bool,
    /// Whether the code yields a refresh token.
    pub refresh: bool,
    /// What is remembered as declined.
    pub declined: Vec<String>,
}

/// A text that is made up to be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secret {
    /// An authorization code.
    Code,
    /// An access token.
    AccessToken,
    /// A refresh token.
    RefreshToken,
}

/// A request that was approved.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Approval<'a> {
    /// The request.
    pub request: &'a AuthorizationRequest,
    /// For whom.
    pub client: &'a Client,
    /// Who approved.
    pub persona: &'a Persona,
    /// What was granted.
    pub scopes: &'a [String],
    /// The code, where one was asked for.
    pub code: Option<&'a str>,
    /// The access token and its lifetime in seconds, where one was asked for.
    pub access_token: Option<(&'a str, u32)>,
    /// The id_token, where one was asked for.
    pub id_token: Option<&'a str>,
    /// The person's place among those signed in in the browser.
    pub account_index: usize,
    /// Whether the consent page was shown.
    pub consent_shown: bool,
}

/// Answers on the consent page of which a person picks one. What is picked is sent like a scope that was ticked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConsentChoice {
    /// What is asked.
    pub question: &'static str,
    /// Each answer: the word that is sent, and the text for people. The first is picked until another is.
    pub answers: &'static [(&'static str, &'static str)],
}

/// A code or another grant that is about to yield tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Redemption<'a> {
    /// For whom.
    pub client: &'a Client,
    /// Whose.
    pub persona: &'a Persona,
    /// What is redeemed.
    pub grant: GrantType,
    /// Whether a PKCE verifier was needed, and right.
    pub verified: bool,
    /// The request.
    pub incoming: &'a Incoming,
    /// The configuration.
    pub config: &'a Config,
}

/// An access token to be issued.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mint<'a> {
    /// The record of the token.
    pub access: &'a AccessToken,
    /// The token; absent where only an id_token is due.
    pub access_token: Option<&'a str>,
    /// The code that is sent along with the id_token.
    pub code: Option<&'a str>,
    /// Whose.
    pub persona: &'a Persona,
    /// For whom.
    pub client: &'a Client,
    /// What signs the id_token.
    pub algorithm: SigningAlgorithm,
    /// From the authorization request; absent when refreshing.
    pub nonce: Option<&'a str>,
    /// Now, in seconds.
    pub now: i64,
}

/// The other members of a token response.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Companions<'a> {
    /// The refresh token.
    pub refresh_token: Option<&'a str>,
    /// The id_token.
    pub id_token: Option<&'a str>,
    /// The parameters of the token request.
    pub request: Option<&'a Parameters>,
}

/// How long tokens live, in seconds; absent: for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Lifetimes {
    /// The access token.
    pub access: Option<u32>,
    /// The refresh token.
    pub refresh: Option<u32>,
}

/// A device code that was just issued.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewDeviceCode<'a> {
    /// For the device.
    pub device_code: &'a str,
    /// For the person.
    pub user_code: &'a str,
    /// Where the person types it.
    pub verification_uri: &'a str,
}

/// How a provider's device flow differs from others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeviceRules {
    /// Seconds until a device code dies.
    pub lifetime: u32,
    /// Seconds between two polls.
    pub interval: u32,
}

/// What a provider knows of pushed requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PushedRequests {
    /// Nothing: `request_uri` is a parameter like any other that it does not know.
    Unknown,
    /// They may be pushed.
    Allowed,
    /// They must be pushed.
    Required,
}

/// A refused token request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TokenError {
    /// The status.
    pub status: u16,
    /// The members of the body, in order.
    pub members: Map<String, Value>,
}
