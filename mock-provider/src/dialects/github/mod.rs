//! GitHub OAuth apps and GitHub Apps, as of 2026.

pub(crate) mod api;
mod authorize;
mod device;
pub(crate) mod installations;
mod metadata;
pub(crate) mod organizations;
pub(crate) mod pagination;
mod scopes;
mod token;
pub(crate) mod token_record;
mod token_text;
pub(crate) mod user;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    Account, Approval, Asking, AuthorizeError, Brand, Claim, Companions, DeviceRules, Dialect, Granted,
    Lifetimes, Mint, NewDeviceCode, Setting, TokenError,
};
use crate::{
    Provider,
    answer::Answer,
    config::{Client, ClientKind, ClientStatus, Config, Persona},
    endpoint::{Endpoint, Pages, Route},
    http::{self, Incoming},
    origins::{Host, Origins},
    protocol::{
        Parameters,
        authorize::{AuthorizationRequest, AuthorizeRules, Problem as AuthorizeProblem, Rejection},
        token::{GrantType, Problem, TokenRules},
    },
    rng::Rng,
    store::{Grant, Limits, Narrowed},
};

/// The dialect.
#[derive(Debug)]
pub(crate) struct GitHub;

/// What people visit, and tokens.
pub(crate) const WEB: Host = Host::new("github.com");
/// The REST API.
pub(crate) const API: Host = Host {
    below: "/api",
    ..Host::new("api.github.com")
};

const HOSTS: &[Host] = &[WEB, API];

const PAGES: Pages = Pages {
    host: &WEB,
    sign_in: "/login",
    choose_account: "/login/oauth/select_account",
    consent: "/login/oauth/authorize/consent",
    device: Some((&WEB, "/login/device")),
};

/// The form of the metadata's path with the issuer's path first is 404 at GitHub, so it is not here.
const ROUTES: &[Route] = &[
    Route::new(&WEB, "/login/oauth/authorize", &http::authorize::ENDPOINT),
    Route::new(&WEB, PAGES.sign_in, &http::sign_in::ENDPOINT),
    Route::new(&WEB, PAGES.choose_account, &http::choose_account::ENDPOINT),
    Route::new(&WEB, PAGES.consent, &http::consent::ENDPOINT),
    Route::new(&WEB, "/login/oauth/access_token", &http::token::ENDPOINT),
    Route::new(&API, "/user", &http::github::user::ENDPOINT),
    Route::new(&API, "/user/{account_id}", &http::github::user_by_id::ENDPOINT),
    Route::new(
        &API,
        "/credentials/revoke",
        &http::github::revoke_credentials::ENDPOINT,
    ),
    Route::new(&API, "/user/emails", &http::github::user_emails::ENDPOINT),
    Route::new(&API, "/user/public_emails", &http::github::user_emails::PUBLIC),
    Route::new(&API, "/user/orgs", &http::github::user_orgs::ENDPOINT),
    Route::new(&API, "/user/teams", &http::github::user_teams::ENDPOINT),
    Route::new(
        &API,
        "/user/memberships/orgs",
        &http::github::user_memberships::ENDPOINT,
    ),
    Route::new(
        &API,
        "/applications/{client_id}/token",
        &http::github::app_token::ENDPOINT,
    ),
    Route::new(
        &API,
        "/applications/{client_id}/token/scoped",
        &http::github::scoped_token::ENDPOINT,
    ),
    Route::new(
        &API,
        "/applications/{client_id}/grant",
        &http::github::app_grant::ENDPOINT,
    ),
    Route::new(&WEB, "/login/device/code", &http::device_code::ENDPOINT),
    Route::new(&WEB, "/login/device", &http::device::ENDPOINT),
    Route::new(
        &WEB,
        "/.well-known/oauth-authorization-server/login/oauth",
        &http::discovery::ENDPOINT,
    ),
    Route::new(
        &WEB,
        "/login/oauth/.well-known/openid-configuration",
        &http::discovery::ENDPOINT,
    ),
];

/// Eight hours.
const ACCESS_LIFETIME: u32 = 28_800;
/// 184 days.
const REFRESH_LIFETIME: u32 = 15_897_600;

impl Dialect for GitHub {
    fn provider(&self) -> Provider {
        Provider::GitHub
    }

    fn brand(&self) -> Brand {
        Brand {
            name: "GitHub",
            identifier_label: "Username or email address",
            theme: "github",
        }
    }

    fn routes(&self) -> &'static [Route] {
        ROUTES
    }

    fn routes_at_the_root(&self) -> Vec<(String, Route)> {
        let path = "/.well-known/oauth-authorization-server/github/login/oauth".to_owned();
        vec![(path, Route::new(&WEB, "", &http::discovery::ENDPOINT))]
    }

    fn hosts(&self) -> &'static [Host] {
        HOSTS
    }

    fn pages(&self) -> Pages {
        PAGES
    }

    fn issuer(&self, setting: Setting<'_>) -> String {
        setting.origins.url(Provider::GitHub, &WEB, "/login/oauth")
    }

    fn metadata(&self, _incoming: &Incoming, setting: Setting<'_>) -> Value {
        metadata::document(setting)
    }

    fn no_such_path(&self, path: &str) -> Answer {
        let mount = Origins::mount(Provider::GitHub, &API);
        if path.starts_with(&format!("{mount}/")) {
            return api::no_such_path(path);
        }
        Answer::new(404, "Not Found").header("content-type", "text/plain; charset=utf-8")
    }

    /// The REST API may be called from anywhere; what belongs to the web site may not.
    fn allows_scripts(&self, endpoint: &Endpoint) -> bool {
        ROUTES
            .iter()
            .any(|route| *route.host == API && route.endpoint.word == endpoint.word)
    }

    fn authorize_rules(&self, client: Option<&Client>) -> AuthorizeRules {
        authorize::rules(client)
    }

    fn refuses_client(
        &self,
        client: &Client,
        _request: &AuthorizationRequest,
        _user_agent: &str,
    ) -> Option<AuthorizeProblem> {
        (client.status == ClientStatus::Suspended).then_some(AuthorizeProblem::ClientSuspended)
    }

    fn authorize_error(&self, rejection: &Rejection, setting: Setting<'_>) -> AuthorizeError {
        authorize::error(rejection, self.iss(setting).as_deref(), &setting.config.github)
    }

    fn demands_choice(&self, request: &AuthorizationRequest) -> bool {
        // The picker also guards redirect URIs that lead out of the browser.
        let leads_out = !request.redirect_uri.is_empty() && !request.redirect_uri.starts_with("http");
        request.prompts("select_account") || leads_out
    }

    fn account(&self, persona: &Persona) -> Option<Account> {
        let account = persona.github.as_ref()?;
        Some(Account {
            name: account.name.clone().unwrap_or_else(|| account.login.clone()),
            handle: account.login.clone(),
        })
    }

    fn recognises(&self, persona: &Persona, identifier: &str) -> Option<Claim> {
        let account = persona.github.as_ref()?;
        let is_theirs = account.login.eq_ignore_ascii_case(identifier)
            || account
                .emails
                .iter()
                .any(|entry| entry.verified && entry.email.eq_ignore_ascii_case(identifier));
        is_theirs.then_some(Claim::Owned)
    }

    fn needs_consent(&self, asking: &Asking<'_>, grant: Option<&Grant>) -> bool {
        authorize::needs_consent(asking, grant)
    }

    fn shown_scopes(&self, asking: &Asking<'_>) -> Vec<String> {
        authorize::tracked(asking)
    }

    fn granted(&self, asking: &Asking<'_>, grant: Option<&Grant>, _ticked: Option<&[String]>) -> Granted {
        authorize::granted(asking, grant)
    }

    fn authorization_response(&self, approval: &Approval<'_>, setting: Setting<'_>) -> Vec<(String, String)> {
        authorize::response(approval, self.iss(setting))
    }

    /// 20 hex digits.
    fn new_code(&self, rng: &Rng) -> String {
        rng.hex(20)
    }

    fn code_lifetime(&self, config: &Config) -> u32 {
        config.github.code_lifetime
    }

    fn token_rules(&self) -> TokenRules {
        token::RULES
    }

    fn token_error(&self, problem: &Problem, config: &Config) -> TokenError {
        token::error(problem, &config.github)
    }

    fn token_refusal_page(&self, problem: &Problem, config: &Config) -> Option<AuthorizeError> {
        token::on_page(problem, &config.github).then(authorize::no_such_page)
    }

    /// Devices keep no secret, and neither does what refreshes their tokens.
    fn secret_optional(&self, _client: &Client, grant: GrantType, device: bool) -> bool {
        match grant {
            GrantType::DeviceCode => true,
            GrantType::RefreshToken => device,
            GrantType::AuthorizationCode => false,
        }
    }

    fn refuses_tokens(&self, client: &Client, grant: GrantType) -> Option<Problem> {
        (grant == GrantType::DeviceCode)
            .then(|| device::refuses(client))
            .flatten()
    }

    fn withholds_token(&self, persona: &Persona, config: &Config) -> Option<Problem> {
        let verified = persona
            .github
            .as_ref()
            .and_then(|a| a.primary_email())
            .is_some_and(|entry| entry.verified);
        (config.github.refuse_unverified_email && !verified).then_some(Problem::UnverifiedEmail)
    }

    fn narrowed(&self, client: &Client, parameters: &Parameters) -> Option<Narrowed> {
        installations::of_repository(client, parameters.get("repository_id")?)
    }

    /// A year.
    fn idle_access_lifetime(&self) -> Option<u32> {
        Some(365 * 86_400)
    }

    fn trace_header(&self, number: u64, now: Timestamp) -> Option<(&'static str, String)> {
        let id = api::request_id(number, now.as_second());
        Some(("x-github-request-id", id))
    }

    fn reuse_revokes(&self, _config: &Config) -> bool {
        false
    }

    /// Tokens of GitHub Apps expire unless the app opted out; those of OAuth apps if it opted in, or if
    /// `offline_access` was asked.
    fn lifetimes(&self, client: &Client, _scopes: &[String], refresh: bool, config: &Config) -> Lifetimes {
        let usual = client.kind() == ClientKind::GithubApp || config.github.expiring_tokens;
        if refresh || client.expiring_tokens.unwrap_or(usual) {
            Lifetimes {
                access: Some(ACCESS_LIFETIME),
                refresh: Some(REFRESH_LIFETIME),
            }
        } else {
            Lifetimes::default()
        }
    }

    /// Ten tokens of one person, app, and set of scopes, and ten an hour before the person is asked again. Fifty codes of
    /// an app's devices that people type in an hour.
    fn limits(&self, client: &Client) -> Limits {
        Limits {
            access_tokens: client.token_limit.then_some(10),
            refresh_tokens: None,
            unasked_an_hour: client.token_limit.then_some(10),
            user_codes_an_hour: Some(50),
        }
    }

    /// `gho_` for OAuth apps and `ghu_` for GitHub Apps, and 36 characters more.
    fn new_access_token(&self, client: &Client, rng: &Rng) -> String {
        let prefix = match client.kind() {
            ClientKind::GithubApp => "ghu_",
            _ => "gho_",
        };
        token_text::new(prefix, 36, rng)
    }

    fn device_rules(&self) -> DeviceRules {
        device::RULES
    }

    fn refuses_device(&self, client: &Client, _scopes: &[String], _config: &Config) -> Option<Problem> {
        device::refuses(client)
    }

    /// 40 hex digits.
    fn new_device_code(&self, rng: &Rng) -> String {
        rng.hex(40)
    }

    fn device_members(&self, new: &NewDeviceCode<'_>) -> Map<String, Value> {
        device::members(new)
    }

    /// `ghr_` and 76 characters more.
    fn new_refresh_token(&self, rng: &Rng) -> String {
        token_text::new("ghr_", 76, rng)
    }

    fn token_members(
        &self,
        mint: &Mint<'_>,
        lifetimes: Lifetimes,
        with: Companions<'_>,
    ) -> Map<String, Value> {
        token::members(mint, lifetimes, with)
    }

    fn encode_token_answer(&self, accept: Option<&str>, status: u16, members: &Map<String, Value>) -> Answer {
        token::encode(accept, status, members)
    }
}

impl GitHub {
    /// The value of the `iss` response parameter, where it is switched on.
    fn iss(&self, setting: Setting<'_>) -> Option<String> {
        setting.config.github.iss_parameter.then(|| self.issuer(setting))
    }
}
