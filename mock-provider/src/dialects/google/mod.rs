//! Google accounts, as of 2026.

mod authorize;
mod device;
mod discovery;
mod scopes;
mod token;
pub(crate) mod tokeninfo;
pub(crate) mod userinfo;

use serde_json::{Map, Value};

use super::{
    Account, Approval, Asking, AuthorizeError, Brand, Claim, Companions, DeviceRules, Dialect, Granted,
    Lifetimes, Mint, NewDeviceCode, Redemption, Setting, TokenError,
};
use crate::{
    Provider,
    answer::Answer,
    config::{Client, ClientKind, ClientStatus, Config, Persona},
    endpoint::{Endpoint, Pages, Route},
    http::{self, Incoming},
    origins::Host,
    protocol::{
        Parameters,
        authorize::{AuthorizationRequest, AuthorizeRules, Problem as AuthorizeProblem, Rejection},
        interaction::Silenced,
        token::{GrantType, Problem, TokenRules},
    },
    rng::Rng,
    store::{Grant, Limits},
};

/// The dialect.
#[derive(Debug)]
pub(crate) struct Google;

/// Where people sign in.
pub(crate) const ACCOUNTS: Host = Host::new("accounts.google.com");
/// Tokens.
const OAUTH2: Host = Host::new("oauth2.googleapis.com");
/// Keys, and the older APIs.
const APIS: Host = Host::new("www.googleapis.com");
/// UserInfo.
const OPENID: Host = Host::new("openidconnect.googleapis.com");
/// Where people type what a device shows.
const WWW: Host = Host::new("www.google.com");

const HOSTS: &[Host] = &[ACCOUNTS, OAUTH2, APIS, OPENID, WWW];

const PAGES: Pages = Pages {
    host: &ACCOUNTS,
    sign_in: "/v3/signin/identifier",
    choose_account: "/v3/signin/accountchooser",
    consent: "/signin/oauth/consent",
    device: Some((&WWW, "/device")),
};

/// Old and new paths of one purpose behave the same, except the two forms of UserInfo.
const ROUTES: &[Route] = &[
    Route::new(&ACCOUNTS, "/o/oauth2/v2/auth", &http::authorize::ENDPOINT),
    Route::new(&ACCOUNTS, "/o/oauth2/auth", &http::authorize::ENDPOINT),
    Route::new(&ACCOUNTS, PAGES.sign_in, &http::sign_in::ENDPOINT),
    Route::new(&ACCOUNTS, PAGES.choose_account, &http::choose_account::ENDPOINT),
    Route::new(&ACCOUNTS, PAGES.consent, &http::consent::ENDPOINT),
    Route::new(&OAUTH2, "/token", &http::token::ENDPOINT),
    Route::new(&APIS, "/oauth2/v4/token", &http::token::ENDPOINT),
    Route::new(&APIS, "/oauth2/v3/token", &http::token::ENDPOINT),
    Route::new(&ACCOUNTS, "/o/oauth2/token", &http::token::ENDPOINT),
    Route::new(&OPENID, "/v1/userinfo", &http::google::userinfo::OIDC),
    Route::new(&APIS, "/oauth2/v3/userinfo", &http::google::userinfo::OIDC),
    Route::new(&APIS, "/oauth2/v2/userinfo", &http::google::userinfo::V2),
    Route::new(&APIS, "/oauth2/v1/userinfo", &http::google::userinfo::V2),
    Route::new(&APIS, "/userinfo/v2/me", &http::google::userinfo::V2),
    Route::new(&APIS, "/oauth2/v3/certs", &http::google::keys::ENDPOINT),
    Route::new(
        &ACCOUNTS,
        "/.well-known/openid-configuration",
        &http::discovery::ENDPOINT,
    ),
    Route::new(&OAUTH2, "/revoke", &http::google::revoke::ENDPOINT),
    Route::new(&ACCOUNTS, "/o/oauth2/revoke", &http::google::revoke::BY_LINK),
    Route::new(&APIS, "/oauth2/v1/certs", &http::google::keys::CERTIFICATES),
    Route::new(&OAUTH2, "/tokeninfo", &http::google::tokeninfo::CURRENT),
    Route::new(&APIS, "/oauth2/v3/tokeninfo", &http::google::tokeninfo::CURRENT),
    Route::new(&APIS, "/oauth2/v2/tokeninfo", &http::google::tokeninfo::OLD),
    Route::new(&APIS, "/oauth2/v1/tokeninfo", &http::google::tokeninfo::OLD),
    Route::new(&OAUTH2, "/device/code", &http::device_code::ENDPOINT),
    Route::new(&WWW, "/device", &http::device::ENDPOINT),
];

impl Dialect for Google {
    fn provider(&self) -> Provider {
        Provider::Google
    }

    fn brand(&self) -> Brand {
        Brand {
            name: "Google",
            identifier_label: "Email",
            theme: "google",
        }
    }

    fn routes(&self) -> &'static [Route] {
        ROUTES
    }

    fn hosts(&self) -> &'static [Host] {
        HOSTS
    }

    fn pages(&self) -> Pages {
        PAGES
    }

    fn metadata(&self, _incoming: &Incoming, setting: Setting<'_>) -> Value {
        discovery::document(setting)
    }

    /// Google's APIs may be called from anywhere.
    fn allows_scripts(&self, endpoint: &Endpoint) -> bool {
        !endpoint.page
    }

    fn authorization_parameters(&self, incoming: &Incoming) -> Parameters {
        authorize::parameters(incoming.query())
    }

    fn authorize_rules(&self, client: Option<&Client>) -> AuthorizeRules {
        authorize::rules(client)
    }

    fn refuses_client(
        &self,
        client: &Client,
        request: &AuthorizationRequest,
        user_agent: &str,
    ) -> Option<AuthorizeProblem> {
        authorize::refuses_client(client, request, user_agent)
    }

    fn refuses_person(&self, client: &Client, persona: &Persona) -> Option<AuthorizeProblem> {
        authorize::refuses_person(client, persona)
    }

    /// `hd` only filters what is shown: whoever types another address gets in (the app must check the claim).
    fn suggests(&self, request: &AuthorizationRequest, persona: &Persona) -> bool {
        let hd = persona.google.as_ref().and_then(|account| account.hd.as_deref());
        match request.parameters.get("hd") {
            None => true,
            Some("*") => hd.is_some(),
            Some(domain) => hd.is_some_and(|hd| hd.eq_ignore_ascii_case(domain)),
        }
    }

    fn authorize_error(&self, rejection: &Rejection, setting: Setting<'_>) -> AuthorizeError {
        authorize::error(rejection, self.iss(setting).as_deref(), &setting.config.google)
    }

    fn account(&self, persona: &Persona) -> Option<Account> {
        let account = persona.google.as_ref()?;
        let name = account.name.clone().unwrap_or_else(|| account.email.clone());
        Some(Account {
            name,
            handle: account.email.clone(),
        })
    }

    fn recognises(&self, persona: &Persona, identifier: &str) -> Option<Claim> {
        let account = persona.google.as_ref()?;
        if account.sub == identifier {
            return Some(Claim::Owned);
        }
        let claim = if account.email_verified {
            Claim::Owned
        } else {
            Claim::Unchecked
        };
        account.email.eq_ignore_ascii_case(identifier).then_some(claim)
    }

    fn silenced(&self, request: &AuthorizationRequest, why: Silenced) -> AuthorizeProblem {
        authorize::silenced(request, why)
    }

    /// The hint fills in the sign-in page where its account has no session.
    fn hint_binds(&self) -> bool {
        true
    }

    /// Clients whose ids start with the same digits belong to one Cloud project and share grants.
    fn project<'a>(&self, client_id: &'a str) -> &'a str {
        match client_id.split_once('-') {
            Some((digits, _)) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => digits,
            _ => client_id,
        }
    }

    fn needs_consent(&self, asking: &Asking<'_>, grant: Option<&Grant>) -> bool {
        authorize::needs_consent(asking, grant)
    }

    fn optional_scopes(&self, asking: &Asking<'_>) -> Vec<String> {
        authorize::optional_scopes(asking)
    }

    fn granted(&self, asking: &Asking<'_>, grant: Option<&Grant>, ticked: Option<&[String]>) -> Granted {
        authorize::granted(asking, grant, ticked)
    }

    fn authorization_response(&self, approval: &Approval<'_>, setting: Setting<'_>) -> Vec<(String, String)> {
        authorize::response(approval, self.iss(setting))
    }

    /// `4/0A` and 69 characters more.
    fn new_code(&self, rng: &Rng) -> String {
        format!("4/0A{}", rng.base64url(69))
    }

    fn code_lifetime(&self, config: &Config) -> u32 {
        config.google.code_lifetime
    }

    fn token_rules(&self) -> TokenRules {
        token::RULES
    }

    fn token_error(&self, problem: &Problem, _config: &Config) -> TokenError {
        token::error(problem)
    }

    /// Web applications prove themselves even with PKCE; what is installed on people's machines keeps no secret.
    fn secret_optional(&self, client: &Client, _grant: GrantType, _device: bool) -> bool {
        client.kind() == ClientKind::Desktop
    }

    fn refuses_tokens(&self, client: &Client, grant: GrantType) -> Option<Problem> {
        if client.status == ClientStatus::Deleted {
            return Some(Problem::ClientDeleted);
        }
        device::refuses_grant(client, grant)
    }

    fn refuses_place(&self, incoming: &Incoming) -> Option<Problem> {
        token::refuses_assertion(&incoming.body_parameters())
    }

    fn refuses_redemption(&self, redemption: &Redemption<'_>) -> Option<Problem> {
        token::refuses_redemption(redemption)
    }

    fn reuse_revokes(&self, config: &Config) -> bool {
        config.google.code_reuse_revokes_tokens
    }

    fn lifetimes(&self, client: &Client, scopes: &[String], _refresh: bool, config: &Config) -> Lifetimes {
        Lifetimes {
            access: Some(config.google.access_token_lifetime),
            refresh: token::refresh_lifetime(client, scopes),
        }
    }

    fn scope_name<'a>(&self, scope: &'a str) -> &'a str {
        scopes::long(scope)
    }

    fn idle_lifetime(&self) -> Option<u32> {
        Some(token::IDLE_LIFETIME)
    }

    /// A hundred refresh tokens of one account and client.
    fn limits(&self, client: &Client) -> Limits {
        Limits {
            access_tokens: None,
            refresh_tokens: client.token_limit.then_some(100),
            unasked_an_hour: None,
            user_codes_an_hour: None,
        }
    }

    fn new_access_token(&self, _client: &Client, rng: &Rng) -> String {
        format!("ya29.a0A{}", rng.base64url(192))
    }

    fn device_rules(&self) -> DeviceRules {
        device::RULES
    }

    fn refuses_device(&self, client: &Client, scopes: &[String], config: &Config) -> Option<Problem> {
        device::refuses(client, scopes, &config.google)
    }

    fn new_device_code(&self, rng: &Rng) -> String {
        format!("AH-1Ng{}", rng.base64url(90))
    }

    fn device_members(&self, new: &NewDeviceCode<'_>) -> Map<String, Value> {
        device::members(new)
    }

    fn new_refresh_token(&self, rng: &Rng) -> String {
        format!("1//0{}", rng.base64url(99))
    }

    fn id_token_claims(&self, mint: &Mint<'_>, setting: Setting<'_>) -> Option<Map<String, Value>> {
        token::id_token_claims(
            mint,
            &self.issuer(setting),
            setting.config.google.id_token_lifetime,
        )
    }

    fn token_members(
        &self,
        mint: &Mint<'_>,
        lifetimes: Lifetimes,
        with: Companions<'_>,
    ) -> Map<String, Value> {
        token::members(mint, lifetimes, with)
    }

    fn encode_token_answer(
        &self,
        _accept: Option<&str>,
        status: u16,
        members: &Map<String, Value>,
    ) -> Answer {
        token::encode(status, members)
    }
}

impl Google {
    /// The value of the `iss` response parameter, where it is switched on.
    fn iss(&self, setting: Setting<'_>) -> Option<String> {
        setting.config.google.iss_parameter.then(|| self.issuer(setting))
    }
}
