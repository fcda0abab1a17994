//! What is peculiar to each provider, and nothing else.
//!
//! To add a provider: a variant of [`Provider`], its mounts in `origins`, a folder here with a [`Dialect`], and
//! the endpoints that no other provider has under `http/`. The suite in `tests/` that every dialect passes then
//! says what is missing.

mod endpoint;
pub(crate) mod github;
pub(crate) mod google;

pub(crate) use endpoint::{Endpoint, Pages, Route};

use serde_json::{Map, Value};

use crate::{
    Provider,
    answer::Answer,
    config::{Client, Config, Persona},
    origins::Origins,
    protocol::{
        authorize::{AuthorizationRequest, AuthorizeRules, Problem as AuthorizeProblem, Rejection},
        token::{GrantType, Problem as TokenProblem, TokenRules},
    },
    rng::Rng,
    store::{AccessToken, Grant, Limits},
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
}

/// A request that was approved.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Approval<'a> {
    /// The request.
    pub request: &'a AuthorizationRequest,
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

/// A refused token request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TokenError {
    /// The status.
    pub status: u16,
    /// The members of the body, in order.
    pub members: Map<String, Value>,
}

/// One provider's way of doing what all do.
pub(crate) trait Dialect: Send + Sync + std::fmt::Debug {
    /// Which provider.
    fn provider(&self) -> Provider;
    /// What people see.
    fn brand(&self) -> &'static Brand;
    /// Every path.
    fn routes(&self) -> &'static [Route];
    /// The paths of the pages among them.
    fn pages(&self) -> &'static Pages;
    /// The issuer identifier.
    fn issuer(&self, origins: &Origins) -> String;

    /// The rules for a client's authorization requests.
    fn authorize_rules(&self, client: Option<&Client>) -> AuthorizeRules;
    /// Why this client's request, which broke no rule of the protocol, is refused all the same.
    fn refuses_client(
        &self,
        client: &Client,
        request: &AuthorizationRequest,
        user_agent: &str,
    ) -> Option<AuthorizeProblem>;
    /// Why this person may not use the client.
    fn refuses_person(&self, client: &Client, persona: &Persona) -> Option<AuthorizeProblem>;
    /// Whether the person is shown and chosen without being asked for by name.
    fn suggests(&self, request: &AuthorizationRequest, persona: &Persona) -> bool;
    /// How a refusal is said.
    fn authorize_error(&self, rejection: &Rejection, setting: Setting<'_>) -> AuthorizeError;
    /// Whether the request demands the account chooser.
    fn demands_choice(&self, request: &AuthorizationRequest) -> bool;
    /// The account of a person, if there is one.
    fn account(&self, persona: &Persona) -> Option<Account>;
    /// Whether the person can be meant by what was typed or suggested.
    fn recognises(&self, persona: &Persona, identifier: &str) -> Option<Claim>;
    /// What grants belong to: the client, or a project with several clients.
    fn project<'a>(&self, client_id: &'a str) -> &'a str;
    /// Whether a suggested account that is not signed in must sign in, instead of another that is.
    fn hint_binds(&self) -> bool;
    /// Whether the person must be asked.
    fn needs_consent(&self, asking: &Asking<'_>, grant: Option<&Grant>) -> bool;
    /// The scopes on the consent page.
    fn shown_scopes(&self, asking: &Asking<'_>) -> Vec<String>;
    /// Those that the person may leave out.
    fn optional_scopes(&self, asking: &Asking<'_>) -> Vec<String>;
    /// What was granted. `ticked` are the optional scopes that the person left in; absent when nothing was asked.
    fn granted(&self, asking: &Asking<'_>, grant: Option<&Grant>, ticked: Option<&[String]>) -> Granted;
    /// The parameters of the successful response, in order.
    fn authorization_response(&self, approval: &Approval<'_>, setting: Setting<'_>) -> Vec<(String, String)>;
    /// A new code.
    fn new_code(&self, rng: &Rng) -> String;
    /// Seconds until a code dies.
    fn code_lifetime(&self, config: &Config) -> u32;

    /// The rules for token requests.
    fn token_rules(&self) -> TokenRules;
    /// How a refusal is said.
    fn token_error(&self, problem: &TokenProblem, config: &Config) -> TokenError;
    /// Whether the client's secret may be left out. `device`: the token goes back to a device code.
    fn secret_optional(&self, client: &Client, grant: GrantType, device: bool) -> bool;
    /// Why the client gets no tokens at all.
    fn refuses_tokens(&self, client: &Client, grant: GrantType) -> Option<TokenProblem>;
    /// Whether the person gets no token at all, and why.
    fn withholds_token(&self, persona: &Persona, config: &Config) -> Option<TokenProblem>;
    /// Whether a code that is used again takes with it the tokens that it yielded.
    fn reuse_revokes(&self, config: &Config) -> bool;
    /// How long the tokens of a client live. `refresh`: a refresh token is due.
    fn lifetimes(&self, client: &Client, scopes: &[String], refresh: bool, config: &Config) -> Lifetimes;
    /// The name by which a token carries a scope.
    fn scope_name<'a>(&self, scope: &'a str) -> &'a str;
    /// Seconds after which a refresh token that was not used dies.
    fn idle_lifetime(&self) -> Option<u32>;
    /// How many tokens of a client live at once.
    fn limits(&self, client: &Client) -> Limits;
    /// A new access token.
    fn new_access_token(&self, client: &Client, rng: &Rng) -> String;
    /// A new refresh token.
    fn new_refresh_token(&self, rng: &Rng) -> String;

    /// The rules of the device flow.
    fn device_rules(&self) -> DeviceRules;
    /// Why a client gets no device code for these scopes.
    fn refuses_device(&self, client: &Client, scopes: &[String], config: &Config) -> Option<TokenProblem>;
    /// A new device code.
    fn new_device_code(&self, rng: &Rng) -> String;
    /// The members of the device authorization response, in order.
    fn device_members(&self, new: &NewDeviceCode<'_>) -> Map<String, Value>;

    /// The claims of the id_token, where one is due.
    fn id_token_claims(&self, mint: &Mint<'_>, setting: Setting<'_>) -> Option<Map<String, Value>>;
    /// The members of the successful response, in order.
    fn token_members(
        &self,
        mint: &Mint<'_>,
        lifetimes: Lifetimes,
        with: Companions<'_>,
    ) -> Map<String, Value>;
    /// The response in the form that the provider answers to this `Accept` header.
    fn encode_token_answer(&self, accept: Option<&str>, status: u16, members: &Map<String, Value>) -> Answer;
}

/// Every dialect.
pub(crate) const ALL: [&dyn Dialect; 2] = [&google::Google, &github::GitHub];

/// The dialect of a provider.
#[must_use]
pub(crate) fn of(provider: Provider) -> &'static dyn Dialect {
    match provider {
        Provider::Google => &google::Google,
        Provider::GitHub => &github::GitHub,
    }
}

/// Whether a problem may be sent to the application at all: only with a redirect URI that is known to be good.
fn redirect_of(
    rejection: &Rejection,
    redirectable: impl Fn(&AuthorizeProblem) -> bool,
) -> Option<&crate::protocol::authorize::Redirect> {
    rejection
        .redirect
        .as_ref()
        .filter(|_| redirectable(&rejection.problem))
}

/// A parameter list from borrowed pairs.
fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
