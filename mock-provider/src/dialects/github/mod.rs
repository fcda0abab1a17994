//! GitHub OAuth apps and GitHub Apps, as of 2026.

pub(crate) mod api;
mod authorize;
mod device;
mod metadata;
pub(crate) mod pagination;
mod scopes;
mod token;
pub(crate) mod token_record;
pub(crate) mod user;

use serde_json::{Map, Value};

use super::{
    Account, Approval, Asking, AuthorizeError, Brand, Claim, Companions, DeviceRules, Dialect, Endpoint,
    Granted, Lifetimes, Mint, NewDeviceCode, Pages, Route, Setting, TokenError,
};
use crate::{
    Provider,
    answer::Answer,
    config::{Client, ClientKind, ClientStatus, Config, Persona},
    origins::{Origins, Surface},
    protocol::{
        authorize::{AuthorizationRequest, AuthorizeRules, Problem as AuthorizeProblem, Rejection},
        token::{GrantType, Problem, TokenRules},
    },
    rng::Rng,
    store::{Grant, Limits},
};

pub(crate) use metadata::document as metadata_document;

/// The dialect.
#[derive(Debug)]
pub(crate) struct GitHub;

const PAGES: Pages = Pages {
    sign_in: "/github/login",
    choose_account: "/github/login/oauth/select_account",
    consent: "/github/login/oauth/authorize/consent",
    device: "/github/login/device",
};

/// The metadata has two homes: below the mount, and where RFC 8414 §3.1 puts it for an issuer with a path. The form
/// with the issuer's path first is 404 at GitHub, so it is not here.
const ROUTES: &[Route] = &[
    Route {
        path: "/github/login/oauth/authorize",
        endpoint: Endpoint::Authorize,
    },
    Route {
        path: PAGES.sign_in,
        endpoint: Endpoint::SignIn,
    },
    Route {
        path: PAGES.choose_account,
        endpoint: Endpoint::ChooseAccount,
    },
    Route {
        path: PAGES.consent,
        endpoint: Endpoint::Consent,
    },
    Route {
        path: "/github/login/oauth/access_token",
        endpoint: Endpoint::Token,
    },
    Route {
        path: "/github/api/user",
        endpoint: Endpoint::User,
    },
    Route {
        path: "/github/api/user/emails",
        endpoint: Endpoint::UserEmails,
    },
    Route {
        path: "/github/api/user/public_emails",
        endpoint: Endpoint::UserPublicEmails,
    },
    Route {
        path: "/github/api/user/orgs",
        endpoint: Endpoint::UserOrgs,
    },
    Route {
        path: "/github/api/applications/{client_id}/token",
        endpoint: Endpoint::AppToken,
    },
    Route {
        path: "/github/api/applications/{client_id}/grant",
        endpoint: Endpoint::AppGrant,
    },
    Route {
        path: "/github/login/device/code",
        endpoint: Endpoint::DeviceCode,
    },
    Route {
        path: PAGES.device,
        endpoint: Endpoint::Device,
    },
    Route {
        path: "/github/.well-known/oauth-authorization-server/login/oauth",
        endpoint: Endpoint::Discovery,
    },
    Route {
        path: "/.well-known/oauth-authorization-server/github/login/oauth",
        endpoint: Endpoint::Discovery,
    },
    Route {
        path: "/github/login/oauth/.well-known/openid-configuration",
        endpoint: Endpoint::Discovery,
    },
];

/// Eight hours.
const ACCESS_LIFETIME: u32 = 28_800;
/// 184 days.
const REFRESH_LIFETIME: u32 = 15_897_600;

impl Dialect for GitHub {
    fn provider(&self) -> Provider {
        Provider::GitHub
    }

    fn brand(&self) -> &'static Brand {
        &Brand {
            name: "GitHub",
            identifier_label: "Username or email address",
            theme: "github",
        }
    }

    fn routes(&self) -> &'static [Route] {
        ROUTES
    }

    fn pages(&self) -> &'static Pages {
        &PAGES
    }

    fn issuer(&self, origins: &Origins) -> String {
        origins.url(Provider::GitHub, Surface::Web, "/login/oauth")
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

    fn refuses_person(&self, _client: &Client, _persona: &Persona) -> Option<AuthorizeProblem> {
        None
    }

    fn suggests(&self, _request: &AuthorizationRequest, _persona: &Persona) -> bool {
        true
    }

    fn authorize_error(&self, rejection: &Rejection, setting: Setting<'_>) -> AuthorizeError {
        authorize::error(rejection, &setting.config.github)
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

    /// `login` only fills in the sign-in page.
    fn hint_binds(&self) -> bool {
        false
    }

    fn project<'a>(&self, client_id: &'a str) -> &'a str {
        client_id
    }

    fn needs_consent(&self, asking: &Asking<'_>, grant: Option<&Grant>) -> bool {
        authorize::needs_consent(asking, grant)
    }

    fn shown_scopes(&self, asking: &Asking<'_>) -> Vec<String> {
        authorize::tracked(asking)
    }

    fn optional_scopes(&self, _asking: &Asking<'_>) -> Vec<String> {
        Vec::new()
    }

    fn granted(&self, asking: &Asking<'_>, grant: Option<&Grant>, _ticked: Option<&[String]>) -> Granted {
        authorize::granted(asking, grant)
    }

    fn authorization_response(&self, approval: &Approval<'_>, setting: Setting<'_>) -> Vec<(String, String)> {
        let iss = setting
            .config
            .github
            .iss_parameter
            .then(|| self.issuer(setting.origins));
        authorize::response(approval, iss)
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

    fn scope_name<'a>(&self, scope: &'a str) -> &'a str {
        scope
    }

    fn idle_lifetime(&self) -> Option<u32> {
        None
    }

    /// Ten tokens of one person, app, and set of scopes.
    fn limits(&self, client: &Client) -> Limits {
        Limits {
            access_tokens: client.token_limit.then_some(10),
            refresh_tokens: None,
        }
    }

    /// `gho_` for OAuth apps and `ghu_` for GitHub Apps, and 36 characters more.
    fn new_access_token(&self, client: &Client, rng: &Rng) -> String {
        let prefix = match client.kind() {
            ClientKind::GithubApp => "ghu_",
            _ => "gho_",
        };
        format!("{prefix}{}", rng.base62(36))
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
        format!("ghr_{}", rng.base62(76))
    }

    /// GitHub does not do OpenID Connect.
    fn id_token_claims(&self, _mint: &Mint<'_>, _setting: Setting<'_>) -> Option<Map<String, Value>> {
        None
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
