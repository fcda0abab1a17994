//! What is peculiar to each provider, and nothing else.
//!
//! To add a provider: a variant of [`Provider`], a folder here with a [`Dialect`] that says only where it differs
//! from [`standard`], a line in [`of`], and the endpoints that no other provider has in a folder of `http/`. The suite
//! in `tests/` that every dialect passes then says what is missing.

pub(crate) mod apple;
mod exchanged;
pub(crate) mod facebook;
pub(crate) mod github;
pub(crate) mod google;
pub(crate) mod microsoft;
pub(crate) mod notion;
pub(crate) mod oidc;
pub(crate) mod standard;
pub(crate) mod x;

pub(crate) use exchanged::{
    Account, Approval, Asking, AuthorizeError, Brand, Claim, Companions, ConsentChoice, DeviceRules, Granted,
    Lifetimes, Mint, NewDeviceCode, PushedRequests, Redemption, Secret, Setting, TokenError,
};

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{
    Provider,
    answer::Answer,
    config::{Client, Config, Persona},
    endpoint::{Endpoint, Pages, Route},
    http::Incoming,
    origins::Host,
    protocol::{
        Parameters,
        authorize::{AuthorizationRequest, AuthorizeRules, Problem as AuthorizeProblem, Rejection},
        claims_request::ClaimsRequest,
        client_auth::{AuthRules, Credentials},
        interaction::Silenced,
        signing_algorithm::SigningAlgorithm,
        token::{GrantType, Problem as TokenProblem, TokenRules},
    },
    rng::Rng,
    store::{Grant, Limits, Narrowed},
};

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
    /// What to say where the request forbids to ask and something would have to be asked.
    fn silenced(&self, _request: &AuthorizationRequest, why: Silenced) -> AuthorizeProblem {
        AuthorizeProblem::InteractionRequired(why)
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
    /// The page that tells people of a refusal, where the provider shows one to programs.
    fn token_refusal_page(&self, _problem: &TokenProblem, _config: &Config) -> Option<AuthorizeError> {
        None
    }
    /// To what the token request narrows what the token can reach.
    fn narrowed(&self, _client: &Client, _parameters: &Parameters) -> Option<Narrowed> {
        None
    }
    /// Why no client gets tokens at the address of this request, or for what it carries.
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
    /// Seconds after which an access token with which nobody called the API is revoked.
    fn idle_access_lifetime(&self) -> Option<u32> {
        None
    }
    /// The header that names the request of this number.
    fn trace_header(&self, _number: u64, _now: Timestamp) -> Option<(&'static str, String)> {
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
