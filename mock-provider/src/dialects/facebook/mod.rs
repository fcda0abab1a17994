//! Facebook Login and the part of the Graph API that belongs to it, as of 2026.

mod authorize;
pub(crate) mod fields;
pub(crate) mod graph;
pub(crate) mod limited_login;
pub(crate) mod permissions;
pub(crate) mod scoped_id;
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
    config::{Client, Config, Persona},
    endpoint::{Endpoint, Pages, Route},
    http,
    origins::{Host, Origins},
    protocol::{
        authorize::{AuthorizationRequest, AuthorizeRules, Problem as AuthorizeProblem, Rejection},
        token::{GrantType, Problem, TokenRules},
    },
    rng::Rng,
    store::Grant,
};

/// The dialect.
#[derive(Debug)]
pub(crate) struct Facebook;

/// The login dialog.
pub(crate) const WWW: Host = Host {
    also: &["facebook.com"],
    ..Host::new("www.facebook.com")
};
/// The Graph API, and tokens.
pub(crate) const GRAPH: Host = Host {
    below: "/graph",
    ..Host::new("graph.facebook.com")
};

/// Where the keys of Limited Login are.
const LIMITED: Host = Host::new("limited.facebook.com");

const HOSTS: &[Host] = &[WWW, GRAPH, LIMITED];

const PAGES: Pages = Pages {
    host: &WWW,
    sign_in: "/login.php",
    choose_account: "/login/choose",
    consent: "/privacy/consent/gdp",
    device: None,
};

/// Each path of the API is there with a version and without one.
const ROUTES: &[Route] = &[
    Route::new(&WWW, "/dialog/oauth", &http::facebook::dialog::ENDPOINT),
    Route::new(&WWW, "/{version}/dialog/oauth", &http::facebook::dialog::ENDPOINT),
    Route::new(&WWW, PAGES.sign_in, &http::sign_in::ENDPOINT),
    Route::new(&WWW, PAGES.choose_account, &http::choose_account::ENDPOINT),
    Route::new(&WWW, PAGES.consent, &http::consent::ENDPOINT),
    Route::new(&LIMITED, limited_login::JWKS, &http::jwks::ENDPOINT),
    Route::new(
        &GRAPH,
        "/oauth/access_token",
        &http::facebook::access_token::ENDPOINT,
    ),
    Route::new(
        &GRAPH,
        "/{version}/oauth/access_token",
        &http::facebook::access_token::ENDPOINT,
    ),
    Route::new(&GRAPH, "/me", &http::facebook::me::ENDPOINT),
    Route::new(&GRAPH, "/{version}/me", &http::facebook::me::ENDPOINT),
    Route::new(&GRAPH, "/debug_token", &http::facebook::debug_token::ENDPOINT),
    Route::new(
        &GRAPH,
        "/{version}/debug_token",
        &http::facebook::debug_token::ENDPOINT,
    ),
    Route::new(
        &GRAPH,
        "/{first}/permissions",
        &http::facebook::permissions::ENDPOINT,
    ),
    Route::new(
        &GRAPH,
        "/{first}/{second}/permissions",
        &http::facebook::permissions::ENDPOINT,
    ),
    Route::new(
        &GRAPH,
        "/{first}/permissions/{third}",
        &http::facebook::permissions::ENDPOINT,
    ),
    Route::new(
        &GRAPH,
        "/{first}/{second}/permissions/{fourth}",
        &http::facebook::permissions::ENDPOINT,
    ),
];

impl Dialect for Facebook {
    fn provider(&self) -> Provider {
        Provider::Facebook
    }

    fn brand(&self) -> Brand {
        Brand {
            name: "Facebook",
            identifier_label: "Email address or mobile number",
            theme: "facebook",
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
        match path.strip_prefix(&Origins::mount(Provider::Facebook, &GRAPH)) {
            Some(below) if below.starts_with('/') => graph::unknown_path(below),
            _ => Answer::new(404, "Not Found").header("content-type", "text/plain; charset=utf-8"),
        }
    }

    /// The Graph API may be called from anywhere.
    fn allows_scripts(&self, endpoint: &Endpoint) -> bool {
        !endpoint.page
    }

    fn authorize_rules(&self, _client: Option<&Client>) -> AuthorizeRules {
        authorize::RULES
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

    fn demands_sign_in(&self, request: &AuthorizationRequest) -> bool {
        authorize::has_auth_type(request, "reauthenticate")
    }

    fn account(&self, persona: &Persona) -> Option<Account> {
        let account = persona.facebook.as_ref()?;
        Some(Account {
            name: account.name.clone(),
            handle: account.email.clone().unwrap_or_else(|| account.id.clone()),
        })
    }

    /// An address that Facebook has is one that it checked.
    fn recognises(&self, persona: &Persona, identifier: &str) -> Option<Claim> {
        let account = persona.facebook.as_ref()?;
        let email = account.email.as_deref();
        let is_theirs =
            account.id == identifier || email.is_some_and(|email| email.eq_ignore_ascii_case(identifier));
        is_theirs.then_some(Claim::Owned)
    }

    fn needs_consent(&self, asking: &Asking<'_>, grant: Option<&Grant>) -> bool {
        authorize::needs_consent(asking.request, grant)
    }

    fn shown_scopes(&self, asking: &Asking<'_>) -> Vec<String> {
        permissions::asked(asking.request)
    }

    fn optional_scopes(&self, asking: &Asking<'_>) -> Vec<String> {
        let mut optional = permissions::asked(asking.request);
        optional.retain(|permission| permission != permissions::IMPLICIT);
        optional
    }

    fn ticks_optional_scopes(&self) -> bool {
        true
    }

    fn granted(&self, asking: &Asking<'_>, grant: Option<&Grant>, ticked: Option<&[String]>) -> Granted {
        permissions::granted(&permissions::asked(asking.request), grant, ticked)
    }

    fn authorization_response(
        &self,
        approval: &Approval<'_>,
        _setting: Setting<'_>,
    ) -> Vec<(String, String)> {
        authorize::response(approval)
    }

    fn callback_suffix(&self, config: &Config) -> &'static str {
        if config.facebook.callback_fragment {
            "#_=_"
        } else {
            ""
        }
    }

    fn new_code(&self, rng: &Rng) -> String {
        format!("AQ{}", rng.base64url(298))
    }

    fn code_lifetime(&self, config: &Config) -> u32 {
        config.facebook.code_lifetime
    }

    fn token_rules(&self) -> TokenRules {
        token::RULES
    }

    fn token_error(&self, problem: &Problem, _config: &Config) -> TokenError {
        token::error(problem)
    }

    /// There are no refresh tokens and there is no device flow.
    fn refuses_tokens(&self, _client: &Client, grant: GrantType) -> Option<Problem> {
        match grant {
            GrantType::AuthorizationCode => None,
            GrantType::RefreshToken => Some(Problem::UnsupportedGrantType("refresh_token".to_owned())),
            GrantType::DeviceCode => Some(Problem::UnsupportedGrantType("device_code".to_owned())),
        }
    }

    fn reuse_revokes(&self, _config: &Config) -> bool {
        false
    }

    fn lifetimes(&self, _client: &Client, _scopes: &[String], _refresh: bool, config: &Config) -> Lifetimes {
        Lifetimes {
            access: Some(config.facebook.access_token_lifetime),
            refresh: None,
        }
    }

    fn new_access_token(&self, _client: &Client, rng: &Rng) -> String {
        format!("EAA{}", rng.base62(180))
    }

    fn id_token_claims(&self, mint: &Mint<'_>, setting: Setting<'_>) -> Option<Map<String, Value>> {
        limited_login::id_token_claims(mint, &self.issuer(setting))
    }

    fn token_members(
        &self,
        mint: &Mint<'_>,
        lifetimes: Lifetimes,
        _with: Companions<'_>,
    ) -> Map<String, Value> {
        token::members(mint.access_token.unwrap_or_default(), lifetimes.access)
    }

    fn encode_token_answer(
        &self,
        _accept: Option<&str>,
        status: u16,
        members: &Map<String, Value>,
    ) -> Answer {
        graph::json_answer(status, &Value::Object(members.clone()))
    }
}
