//! What is peculiar to each provider, and nothing else.
//!
//! To add a provider: a variant of [`Provider`], a folder here with a [`Dialect`] that says only where it differs
//! from [`standard`], a line in [`of`], and the endpoints that no other provider has in a folder of `http/`. The suite
//! in `tests/` that every dialect passes then says what is missing.

pub(crate) mod apple;
pub(crate) mod facebook;
pub(crate) mod github;
pub(crate) mod google;
pub(crate) mod microsoft;
pub(crate) mod notion;
pub(crate) mod oidc;
pub(crate) mod standard;
pub(crate) mod x;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{
    Provider,
    answer::Answer,
    clock::Clock,
    config::{Client, Config, Persona},
    endpoint::{Endpoint, Pages, Route},
    http::Incoming,
    origins::{Host, Origins},
    protocol::{
        Parameters,
        authorize::{AuthorizationRequest, AuthorizeRules, Problem as AuthorizeProblem, Rejection},
        claims_request::ClaimsRequest,
        client_auth::{AuthRules, Credentials},
        signing_algorithm::SigningAlgorithm,
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

/// One provider's way of doing what all do. What a dialect does not say is done as the specifications say: see
/// [`standard`].
pub(crate) trait Dialect: Send + Sync + std::fmt::Debug {
    /// Which provider.
    fn provider(&self) -> Provider;
    /// What people see.
    fn brand(&self) -> Brand;
    /// Its hosts. The first is where people are sent.
    fn hosts(&self) -> &'static [Host];
    /// Every path.
    fn routes(&self) -> &[Route];
    /// Paths outside the provider's mount, where it is not served by the names of its hosts: RFC 8414 §3.1 puts the
    /// metadata of an issuer with a path there.
    fn routes_at_the_root(&self) -> Vec<(String, Route)> {
        Vec::new()
    }
    /// The paths of the pages among them.
    fn pages(&self) -> Pages;
    /// The issuer identifier, which is what `iss` says; where the provider has none, its first host.
    fn issuer(&self, setting: Setting<'_>) -> String {
        setting.origins.base(self.provider(), &self.hosts()[0])
    }
    /// The metadata document.
    fn metadata(&self, _incoming: &Incoming, _setting: Setting<'_>) -> Value {
        Value::Null
    }
    /// The answer at a path that the provider does not have. `path` begins with the provider's slug.
    fn no_such_path(&self, _path: &str) -> Answer {
        Answer::new(404, "Not Found").header("content-type", "text/plain; charset=utf-8")
    }
    /// Whether scripts of other origins may call an endpoint.
    fn allows_scripts(&self, _endpoint: &Endpoint) -> bool {
        false
    }

    /// The parameters of an authorization request, with what the path says.
    fn authorization_parameters(&self, incoming: &Incoming) -> Parameters {
        incoming.query()
    }
    /// The rules for a client's authorization requests.
    fn authorize_rules(&self, _client: Option<&Client>) -> AuthorizeRules {
        standard::AUTHORIZE_RULES
    }
    /// Why this client's request, which broke no rule of the protocol, is refused all the same.
    fn refuses_client(
        &self,
        _client: &Client,
        _request: &AuthorizationRequest,
        _user_agent: &str,
    ) -> Option<AuthorizeProblem> {
        None
    }
    /// Why this person may not use the client.
    fn refuses_person(&self, _client: &Client, _persona: &Persona) -> Option<AuthorizeProblem> {
        None
    }
    /// Why this person may not use the client with this request.
    fn refuses_account(
        &self,
        _request: &AuthorizationRequest,
        client: &Client,
        persona: &Persona,
    ) -> Option<AuthorizeProblem> {
        self.refuses_person(client, persona)
    }
    /// Whether the person is shown and chosen without being asked for by name.
    fn suggests(&self, _request: &AuthorizationRequest, _persona: &Persona) -> bool {
        true
    }
    /// The identifier by which a client knows a person (`sub`); absent where the provider has no id_tokens or the
    /// person no account.
    fn subject(&self, _persona: &Persona, _client: &Client) -> Option<String> {
        None
    }
    /// Whether requests may name the person by `id_token_hint` or by a value for `sub` (OIDC Core §3.1.2.1, §5.5.1).
    fn names_people(&self) -> bool {
        false
    }
    /// Whether requests may be pushed, and whether this client must push them (RFC 9126).
    fn pushed_requests(&self, _client: Option<&Client>) -> PushedRequests {
        PushedRequests::Unknown
    }
    /// Whether somebody who signed in at `at` need not do so again.
    fn session_counts(&self, _asking: &Asking<'_>, _at: Timestamp, _now: Timestamp) -> bool {
        true
    }
    /// The authentication context class that the sign-in satisfies (`acr`).
    fn acr(&self, _request: &AuthorizationRequest) -> Option<String> {
        None
    }
    /// The claims that were asked for one by one.
    fn claims_request(&self, _request: &AuthorizationRequest) -> ClaimsRequest {
        ClaimsRequest::default()
    }
    /// How a refusal is said.
    fn authorize_error(&self, rejection: &Rejection, _setting: Setting<'_>) -> AuthorizeError {
        standard::authorize_error(rejection, None)
    }
    /// Whether the request demands the account chooser.
    fn demands_choice(&self, request: &AuthorizationRequest) -> bool {
        request.prompts("select_account")
    }
    /// Whether the person must sign in even where somebody is signed in.
    fn demands_sign_in(&self, _request: &AuthorizationRequest) -> bool {
        false
    }
    /// The account of a person, if there is one.
    fn account(&self, persona: &Persona) -> Option<Account>;
    /// Whether the person can be meant by what was typed or suggested.
    fn recognises(&self, persona: &Persona, identifier: &str) -> Option<Claim>;
    /// What grants belong to: the client, or a project with several clients.
    fn project<'a>(&self, client_id: &'a str) -> &'a str {
        client_id
    }
    /// Whether a suggested account that is not signed in must sign in, instead of another that is.
    fn hint_binds(&self) -> bool {
        false
    }
    /// Whether the person must be asked.
    fn needs_consent(&self, asking: &Asking<'_>, grant: Option<&Grant>) -> bool {
        standard::needs_consent(asking, grant)
    }
    /// The scopes on the consent page.
    fn shown_scopes(&self, asking: &Asking<'_>) -> Vec<String> {
        asking.request.scopes.clone()
    }
    /// Those that the person may leave out.
    fn optional_scopes(&self, _asking: &Asking<'_>) -> Vec<String> {
        Vec::new()
    }
    /// Whether the optional scopes are ticked when the page appears.
    fn ticks_optional_scopes(&self) -> bool {
        false
    }
    /// A sentence on the consent page about what the person gives access to.
    fn consent_note(&self, _persona: &Persona) -> Option<String> {
        None
    }
    /// Questions on the consent page beside the scopes.
    fn consent_choices(&self, _asking: &Asking<'_>) -> &'static [ConsentChoice] {
        &[]
    }
    /// What was granted. `ticked` are the optional scopes that the person left in; absent when nothing was asked.
    fn granted(&self, asking: &Asking<'_>, _grant: Option<&Grant>, ticked: Option<&[String]>) -> Granted {
        standard::granted(asking, &self.optional_scopes(asking), ticked)
    }
    /// The parameters of the successful response, in order.
    fn authorization_response(
        &self,
        approval: &Approval<'_>,
        _setting: Setting<'_>,
    ) -> Vec<(String, String)> {
        standard::authorization_response(approval, None)
    }
    /// What stands at the end of a redirect to the application.
    fn callback_suffix(&self, _config: &Config) -> &'static str {
        ""
    }
    /// A new code.
    fn new_code(&self, rng: &Rng) -> String {
        rng.base64url(43)
    }
    /// A new code or token as it is sent, where the provider writes the moment of its making into it.
    fn stamped(&self, text: String, _secret: Secret, _now: Timestamp) -> String {
        text
    }
    /// Seconds until a code dies.
    fn code_lifetime(&self, _config: &Config) -> u32 {
        standard::CODE_LIFETIME
    }

    /// The rules for token requests.
    fn token_rules(&self) -> TokenRules {
        standard::TOKEN_RULES
    }
    /// How a refusal is said.
    fn token_error(&self, problem: &TokenProblem, _config: &Config) -> TokenError {
        standard::token_error(problem)
    }
    /// How a refusal is said to this request.
    fn token_refusal(
        &self,
        problem: &TokenProblem,
        _incoming: &Incoming,
        setting: Setting<'_>,
    ) -> TokenError {
        self.token_error(problem, setting.config)
    }
    /// Why no client gets tokens at the address of this request.
    fn refuses_place(&self, _incoming: &Incoming) -> Option<TokenProblem> {
        None
    }
    /// How this client may prove itself.
    fn auth_rules(&self, _client: &Client, _setting: Setting<'_>) -> AuthRules {
        standard::auth_rules()
    }
    /// What a client that tried the `Authorization` header in vain is told about it (`WWW-Authenticate`).
    fn challenge(&self) -> Option<String> {
        None
    }
    /// Whether the client's secret may be left out. `device`: the token goes back to a device code.
    fn secret_optional(&self, _client: &Client, _grant: GrantType, _device: bool) -> bool {
        false
    }
    /// Why the provider does not look at credentials that were presented in this way.
    fn refuses_credentials(&self, _client: &Client, _presented: &Credentials) -> Option<TokenProblem> {
        None
    }
    /// Why the client gets no tokens at all.
    fn refuses_tokens(&self, client: &Client, grant: GrantType) -> Option<TokenProblem> {
        (grant == GrantType::DeviceCode)
            .then(|| self.refuses_device(client, &[], &Config::empty()))
            .flatten()
    }
    /// Whether the person gets no token at all, and why.
    fn withholds_token(&self, _persona: &Persona, _config: &Config) -> Option<TokenProblem> {
        None
    }
    /// Why this code or other grant yields no token here.
    fn refuses_redemption(&self, redemption: &Redemption<'_>) -> Option<TokenProblem> {
        self.withholds_token(redemption.persona, redemption.config)
    }
    /// Whether a refresh token that was replaced goes on working.
    fn keeps_old_refresh_token(&self) -> bool {
        false
    }
    /// Whether a new refresh token dies when the one that it replaces would have.
    fn refresh_expiry_stays(&self, _client: &Client) -> bool {
        false
    }
    /// Whether a code that is used again takes with it the tokens that it yielded.
    fn reuse_revokes(&self, _config: &Config) -> bool {
        true
    }
    /// Whether a refresh token that was replaced or revoked and is used again takes with it all that came from the
    /// sign-in.
    fn refresh_reuse_revokes(&self) -> bool {
        false
    }
    /// How long the tokens of a client live. `refresh`: a refresh token is due.
    fn lifetimes(&self, _client: &Client, _scopes: &[String], _refresh: bool, _config: &Config) -> Lifetimes {
        standard::LIFETIMES
    }
    /// The name by which a token carries a scope.
    fn scope_name<'a>(&self, scope: &'a str) -> &'a str {
        scope
    }
    /// Whether a scope that is repeated on refresh is one that no token carries.
    fn passes_over_on_refresh(&self, _scope: &str) -> bool {
        false
    }
    /// Seconds after which a refresh token that was not used dies.
    fn idle_lifetime(&self) -> Option<u32> {
        None
    }
    /// How many tokens of a client live at once.
    fn limits(&self, _client: &Client) -> Limits {
        Limits::default()
    }
    /// A new access token.
    fn new_access_token(&self, _client: &Client, rng: &Rng) -> String {
        rng.base64url(43)
    }
    /// A new refresh token.
    fn new_refresh_token(&self, rng: &Rng) -> String {
        rng.base64url(43)
    }

    /// The rules of the device flow.
    fn device_rules(&self) -> DeviceRules {
        standard::DEVICE_RULES
    }
    /// Why a client gets no device code for these scopes.
    fn refuses_device(&self, _client: &Client, _scopes: &[String], _config: &Config) -> Option<TokenProblem> {
        Some(TokenProblem::UnsupportedGrantType(
            "urn:ietf:params:oauth:grant-type:device_code".to_owned(),
        ))
    }
    /// Whether clients prove themselves when they ask for a device code.
    fn authenticates_devices(&self) -> bool {
        false
    }
    /// A new device code.
    fn new_device_code(&self, rng: &Rng) -> String {
        rng.base64url(43)
    }
    /// A new code for people to type.
    fn new_user_code(&self, rng: &Rng) -> String {
        rng.user_code()
    }
    /// The members of the device authorization response, in order.
    fn device_members(&self, new: &NewDeviceCode<'_>) -> Map<String, Value> {
        standard::device_members(new, &self.device_rules())
    }

    /// What signs the id_tokens of a client.
    fn signing_algorithm(&self, _client: &Client) -> SigningAlgorithm {
        SigningAlgorithm::Rs256
    }
    /// The claims of the id_token, where one is due.
    fn id_token_claims(&self, _mint: &Mint<'_>, _setting: Setting<'_>) -> Option<Map<String, Value>> {
        None
    }
    /// The members of the successful response, in order.
    fn token_members(
        &self,
        mint: &Mint<'_>,
        lifetimes: Lifetimes,
        with: Companions<'_>,
    ) -> Map<String, Value> {
        standard::token_members(mint, lifetimes, with)
    }
    /// The response in the form that the provider answers to this `Accept` header.
    fn encode_token_answer(
        &self,
        _accept: Option<&str>,
        status: u16,
        members: &Map<String, Value>,
    ) -> Answer {
        standard::encode_token_answer(status, members)
    }
}

/// The dialects of a configuration.
#[must_use]
pub(crate) fn of(config: &Config) -> Vec<Box<dyn Dialect>> {
    let mut dialects: Vec<Box<dyn Dialect>> = vec![
        Box::new(google::Google),
        Box::new(github::GitHub),
        Box::new(facebook::Facebook),
        Box::new(x::X::new(&config.x)),
        Box::new(notion::Notion::new(&config.notion)),
        Box::new(microsoft::Microsoft::new(&config.microsoft)),
        Box::new(apple::Apple::new(&config.apple)),
    ];
    for issuer in &config.issuers {
        dialects.push(Box::new(oidc::Oidc::new(issuer)));
    }
    dialects
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
