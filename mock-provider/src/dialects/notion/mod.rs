//! Notion public integrations, as of 2026.

pub(crate) mod api;
mod authorize;
pub(crate) mod capabilities;
mod token;
pub(crate) mod user;

use serde_json::{Map, Value};

use super::{
    Account, Approval, Asking, AuthorizeError, Brand, Claim, Companions, Dialect, Granted, Lifetimes, Mint,
    Setting, TokenError,
};
use crate::{
    Provider,
    answer::Answer,
    config::{Client, Config, NotionSettings, Persona, TokenOwner},
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
    uuid,
};

/// The dialect.
#[derive(Debug)]
pub(crate) struct Notion {
    access_token_prefix: String,
    token_owner: TokenOwner,
}

/// Everything.
pub(crate) const API: Host = Host::new("api.notion.com");

const HOSTS: &[Host] = &[API];

const PAGES: Pages = Pages {
    host: &API,
    sign_in: "/login",
    choose_account: "/login/choose",
    consent: "/install-integration",
    device: None,
};

const ROUTES: &[Route] = &[
    Route::new(&API, "/v1/oauth/authorize", &http::authorize::ENDPOINT),
    Route::new(&API, PAGES.sign_in, &http::sign_in::ENDPOINT),
    Route::new(&API, PAGES.choose_account, &http::choose_account::ENDPOINT),
    Route::new(&API, PAGES.consent, &http::consent::ENDPOINT),
    Route::new(&API, "/v1/oauth/token", &http::notion::token::ENDPOINT),
    Route::new(&API, "/v1/oauth/introspect", &http::notion::introspect::ENDPOINT),
    Route::new(&API, "/v1/oauth/revoke", &http::notion::revoke::ENDPOINT),
    Route::new(&API, "/v1/users/me", &http::notion::users_me::ENDPOINT),
    Route::new(&API, "/v1/users", &http::notion::users::ENDPOINT),
    Route::new(&API, "/v1/users/{id}", &http::notion::user::ENDPOINT),
];

impl Notion {
    /// The dialect with these settings.
    pub(crate) fn new(settings: &NotionSettings) -> Self {
        Self {
            access_token_prefix: settings.access_token_prefix.clone(),
            token_owner: settings.token_owner,
        }
    }
}

impl Dialect for Notion {
    fn provider(&self) -> Provider {
        Provider::Notion
    }

    fn brand(&self) -> Brand {
        Brand {
            name: "Notion",
            identifier_label: "Email",
            theme: "notion",
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
        if path.starts_with(&format!("{}/v1/", Origins::mount(Provider::Notion, &API))) {
            return api::error(
                "invalid_request_url",
                "Invalid request URL.",
                &uuid::derived(&[path]),
            );
        }
        Answer::new(404, "Not Found").header("content-type", "text/plain; charset=utf-8")
    }

    fn authorize_rules(&self, client: Option<&Client>) -> AuthorizeRules {
        authorize::rules(client)
    }

    fn refuses_client(
        &self,
        _client: &Client,
        request: &AuthorizationRequest,
        _user_agent: &str,
    ) -> Option<AuthorizeProblem> {
        authorize::refuses(request)
    }

    fn authorize_error(&self, rejection: &Rejection, _setting: Setting<'_>) -> AuthorizeError {
        authorize::error(rejection)
    }

    fn demands_choice(&self, _request: &AuthorizationRequest) -> bool {
        false
    }

    fn account(&self, persona: &Persona) -> Option<Account> {
        let account = persona.notion.as_ref()?;
        Some(Account {
            name: account.name.clone(),
            handle: account.email.clone(),
        })
    }

    /// People sign in with a code that is sent to their address.
    fn recognises(&self, persona: &Persona, identifier: &str) -> Option<Claim> {
        let account = persona.notion.as_ref()?;
        let is_theirs = account.id == identifier || account.email.eq_ignore_ascii_case(identifier);
        is_theirs.then_some(Claim::Owned)
    }

    /// People choose the workspace and its pages each time.
    fn needs_consent(&self, _asking: &Asking<'_>, _grant: Option<&Grant>) -> bool {
        true
    }

    fn consent_note(&self, persona: &Persona) -> Option<String> {
        let account = persona.notion.as_ref()?;
        Some(format!(
            "Workspace: {}. The app gets the pages that you choose there.",
            account.workspace_name
        ))
    }

    fn shown_scopes(&self, asking: &Asking<'_>) -> Vec<String> {
        capabilities::of(asking.client)
    }

    /// There are no scopes: an integration has its capabilities, which each of its tokens carries.
    fn granted(&self, asking: &Asking<'_>, _grant: Option<&Grant>, _ticked: Option<&[String]>) -> Granted {
        let scopes = capabilities::of(asking.client);
        Granted {
            remembered: scopes.clone(),
            scopes,
            offline: true,
            refresh: asking.config.notion.refresh_tokens,
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
        uuid::random(rng)
    }

    fn code_lifetime(&self, config: &Config) -> u32 {
        config.notion.code_lifetime
    }

    fn token_rules(&self) -> TokenRules {
        token::RULES
    }

    fn token_error(&self, problem: &Problem, _config: &Config) -> TokenError {
        token::error(problem)
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

    /// Nobody says how long tokens live.
    fn lifetimes(&self, _client: &Client, _scopes: &[String], _refresh: bool, _config: &Config) -> Lifetimes {
        Lifetimes::default()
    }

    fn new_access_token(&self, _client: &Client, rng: &Rng) -> String {
        format!("{}{}", self.access_token_prefix, rng.base62(46))
    }

    fn new_refresh_token(&self, rng: &Rng) -> String {
        format!("nrt_{}", rng.base62(46))
    }

    fn token_members(
        &self,
        mint: &Mint<'_>,
        _lifetimes: Lifetimes,
        with: Companions<'_>,
    ) -> Map<String, Value> {
        token::members(mint, with, self.token_owner)
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
