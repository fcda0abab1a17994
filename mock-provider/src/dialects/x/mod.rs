//! X, formerly Twitter: OAuth 2.0 and the part of API v2 that belongs to it, as of 2026.

pub(crate) mod api;
mod authorize;
mod token;
pub(crate) mod user;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    Account, Approval, AuthorizeError, Brand, Claim, Companions, Dialect, Granted, Lifetimes, Mint, Secret,
    Setting, TokenError,
};
use crate::{
    Provider,
    answer::Answer,
    config::{Client, ClientKind, Config, LowerCaseS256, Persona, XSettings},
    dialects::Asking,
    endpoint::{Pages, Route},
    http,
    origins::{Host, Origins},
    protocol::{
        authorize::{AuthorizationRequest, AuthorizeRules, Problem as AuthorizeProblem, Rejection},
        client_auth::Credentials,
        token::{GrantType, Problem, TokenRules},
    },
    rng::Rng,
    store::Grant,
};

/// The dialect.
#[derive(Debug)]
pub(crate) struct X {
    lower_case_s256: LowerCaseS256,
}

/// Where people sign in. The old name still works.
pub(crate) const WEB: Host = Host {
    also: &["twitter.com"],
    ..Host::new("x.com")
};
/// Tokens and API v2.
pub(crate) const API: Host = Host {
    also: &["api.twitter.com"],
    below: "/api",
    ..Host::new("api.x.com")
};

const HOSTS: &[Host] = &[WEB, API];

const PAGES: Pages = Pages {
    host: &WEB,
    sign_in: "/i/flow/login",
    choose_account: "/i/flow/choose_account",
    consent: "/i/oauth2/consent",
    device: None,
};

const ROUTES: &[Route] = &[
    Route::new(&WEB, "/i/oauth2/authorize", &http::authorize::ENDPOINT),
    Route::new(&WEB, PAGES.sign_in, &http::sign_in::ENDPOINT),
    Route::new(&WEB, PAGES.choose_account, &http::choose_account::ENDPOINT),
    Route::new(&WEB, PAGES.consent, &http::consent::ENDPOINT),
    Route::new(&API, "/2/oauth2/token", &http::token::ENDPOINT),
    Route::new(&API, "/2/oauth2/revoke", &http::x::revoke::ENDPOINT),
    Route::new(&API, "/2/users/me", &http::x::users_me::ENDPOINT),
];

/// With it the code yields a refresh token.
const OFFLINE_ACCESS: &str = "offline.access";

impl X {
    /// The dialect with these settings.
    pub(crate) fn new(settings: &XSettings) -> Self {
        Self {
            lower_case_s256: settings.lower_case_s256,
        }
    }
}

impl Dialect for X {
    fn provider(&self) -> Provider {
        Provider::X
    }

    fn brand(&self) -> Brand {
        Brand {
            name: "X",
            identifier_label: "Phone, email, or username",
            theme: "x",
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

    fn no_such_path(&self, path: &str) -> Answer {
        if path.starts_with(&format!("{}/", Origins::mount(Provider::X, &API))) {
            return api::problem(404, "Not Found");
        }
        Answer::new(404, "Not Found").header("content-type", "text/plain; charset=utf-8")
    }

    fn authorize_rules(&self, _client: Option<&Client>) -> AuthorizeRules {
        authorize::rules(self.lower_case_s256)
    }

    fn refuses_client(
        &self,
        client: &Client,
        request: &AuthorizationRequest,
        _user_agent: &str,
    ) -> Option<AuthorizeProblem> {
        authorize::refuses(client, request)
    }

    fn authorize_error(&self, rejection: &Rejection, _setting: Setting<'_>) -> AuthorizeError {
        authorize::error(rejection)
    }

    fn demands_choice(&self, _request: &AuthorizationRequest) -> bool {
        false
    }

    fn account(&self, persona: &Persona) -> Option<Account> {
        let account = persona.x.as_ref()?;
        Some(Account {
            name: account.name.clone(),
            handle: format!("@{}", account.username),
        })
    }

    /// An address is there only when it was confirmed.
    fn recognises(&self, persona: &Persona, identifier: &str) -> Option<Claim> {
        let account = persona.x.as_ref()?;
        let username = identifier.strip_prefix('@').unwrap_or(identifier);
        let email = account.email.as_deref();
        let is_theirs = account.username.eq_ignore_ascii_case(username)
            || email.is_some_and(|email| email.eq_ignore_ascii_case(identifier));
        is_theirs.then_some(Claim::Owned)
    }

    fn granted(&self, asking: &Asking<'_>, _grant: Option<&Grant>, _ticked: Option<&[String]>) -> Granted {
        let scopes = asking.request.scopes.clone();
        let offline = scopes.iter().any(|scope| scope == OFFLINE_ACCESS);
        Granted {
            remembered: scopes.clone(),
            scopes,
            offline,
            refresh: offline,
            ..Granted::default()
        }
    }

    fn authorization_response(
        &self,
        approval: &Approval<'_>,
        _setting: Setting<'_>,
    ) -> Vec<(String, String)> {
        authorize::response(approval)
    }

    fn new_code(&self, rng: &Rng) -> String {
        rng.base64url(token::RANDOM_LENGTH)
    }

    fn stamped(&self, text: String, secret: Secret, now: Timestamp) -> String {
        token::stamped(&text, secret, now)
    }

    fn code_lifetime(&self, config: &Config) -> u32 {
        config.x.code_lifetime
    }

    fn token_rules(&self) -> TokenRules {
        token::RULES
    }

    fn token_error(&self, problem: &Problem, config: &Config) -> TokenError {
        token::error(problem, &config.x)
    }

    /// Public clients have no secret.
    fn secret_optional(&self, client: &Client, _grant: GrantType, _device: bool) -> bool {
        client.kind() != ClientKind::WebApp
    }

    fn refuses_credentials(&self, client: &Client, presented: &Credentials) -> Option<Problem> {
        token::refuses_credentials(client, presented)
    }

    fn refuses_tokens(&self, _client: &Client, grant: GrantType) -> Option<Problem> {
        (grant == GrantType::DeviceCode).then(|| Problem::UnsupportedGrantType("device_code".to_owned()))
    }

    fn reuse_revokes(&self, _config: &Config) -> bool {
        false
    }

    fn lifetimes(&self, _client: &Client, _scopes: &[String], _refresh: bool, config: &Config) -> Lifetimes {
        Lifetimes {
            access: Some(config.x.access_token_lifetime),
            refresh: None,
        }
    }

    fn new_access_token(&self, _client: &Client, rng: &Rng) -> String {
        rng.base64url(token::RANDOM_LENGTH)
    }

    fn new_refresh_token(&self, rng: &Rng) -> String {
        rng.base64url(token::RANDOM_LENGTH)
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
        api::json_answer(status, &Value::Object(members.clone()))
    }
}
