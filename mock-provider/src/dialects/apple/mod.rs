//! Sign in with Apple on the web, as of 2026.

mod authorize;
mod discovery;
mod identity;
mod token;

use serde_json::{Map, Value};

use super::{
    Account, Approval, Asking, AuthorizeError, Brand, Claim, Companions, ConsentChoice, Dialect, Granted,
    Lifetimes, Mint, Setting, TokenError,
};
use crate::{
    Provider,
    config::{AppleSettings, Client, Config, Persona},
    endpoint::{Pages, Route},
    http::{self, Incoming},
    origins::Host,
    protocol::{
        Parameters,
        authorize::{AuthorizationRequest, AuthorizeRules, Problem as AuthorizeProblem, Rejection},
        client_auth::AuthRules,
        token::{Problem, TokenRules},
    },
    rng::Rng,
    store::Grant,
};

/// The dialect.
#[derive(Debug)]
pub(crate) struct Apple {
    plus_is_space: bool,
}

/// Everything.
const ID: Host = Host {
    also: &["account.apple.com"],
    ..Host::new("appleid.apple.com")
};

const PAGES: Pages = Pages {
    host: &ID,
    sign_in: "/auth/authorize/signin",
    choose_account: "/auth/authorize/account",
    consent: "/auth/authorize/consent",
    device: None,
};

/// There is no UserInfo.
const ROUTES: &[Route] = &[
    Route::new(&ID, "/auth/authorize", &http::authorize::ENDPOINT),
    Route::new(&ID, PAGES.sign_in, &http::sign_in::ENDPOINT),
    Route::new(&ID, PAGES.choose_account, &http::choose_account::ENDPOINT),
    Route::new(&ID, PAGES.consent, &http::consent::ENDPOINT),
    Route::new(&ID, "/auth/token", &http::token::ENDPOINT),
    Route::new(&ID, "/auth/revoke", &http::apple::revoke::ENDPOINT),
    Route::new(&ID, "/auth/keys", &http::apple::keys::ENDPOINT),
    Route::new(
        &ID,
        "/.well-known/openid-configuration",
        &http::discovery::ENDPOINT,
    ),
];

impl Apple {
    pub(crate) fn new(settings: &AppleSettings) -> Self {
        Self {
            plus_is_space: settings.plus_is_space,
        }
    }
}

impl Dialect for Apple {
    fn provider(&self) -> Provider {
        Provider::Apple
    }

    fn brand(&self) -> Brand {
        Brand {
            name: "Apple",
            identifier_label: "Email or phone number",
            theme: "apple",
        }
    }

    fn hosts(&self) -> &'static [Host] {
        &[ID]
    }

    fn routes(&self) -> &'static [Route] {
        ROUTES
    }

    fn pages(&self) -> Pages {
        PAGES
    }

    fn metadata(&self, _incoming: &Incoming, setting: Setting<'_>) -> Value {
        discovery::document(setting)
    }

    fn authorization_parameters(&self, incoming: &Incoming) -> Parameters {
        authorize::parameters(incoming, self.plus_is_space)
    }

    fn authorize_rules(&self, _client: Option<&Client>) -> AuthorizeRules {
        authorize::rules()
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

    fn account(&self, persona: &Persona) -> Option<Account> {
        let account = persona.apple.as_ref()?;
        let name = identity::full_name(account);
        Some(Account {
            name: if name.is_empty() {
                account.email.clone()
            } else {
                name
            },
            handle: account.email.clone(),
        })
    }

    fn recognises(&self, persona: &Persona, identifier: &str) -> Option<Claim> {
        let account = persona.apple.as_ref()?;
        let theirs = account.sub == identifier || account.email.eq_ignore_ascii_case(identifier);
        theirs.then_some(if account.email_verified || account.sub == identifier {
            Claim::Owned
        } else {
            Claim::Unchecked
        })
    }

    /// People are asked once; what an application asks for later changes nothing.
    fn needs_consent(&self, _asking: &Asking<'_>, grant: Option<&Grant>) -> bool {
        grant.is_none()
    }

    fn consent_choices(&self, asking: &Asking<'_>) -> &'static [ConsentChoice] {
        authorize::choices(asking)
    }

    fn granted(&self, asking: &Asking<'_>, grant: Option<&Grant>, ticked: Option<&[String]>) -> Granted {
        authorize::granted(asking, grant, ticked)
    }

    fn authorization_response(&self, approval: &Approval<'_>, setting: Setting<'_>) -> Vec<(String, String)> {
        authorize::response(approval, setting.config)
    }

    /// `c`, 32 hex digits, and three short parts.
    fn new_code(&self, rng: &Rng) -> String {
        token::opaque('c', rng)
    }

    fn code_lifetime(&self, config: &Config) -> u32 {
        config.apple.code_lifetime
    }

    fn token_rules(&self) -> TokenRules {
        token::RULES
    }

    fn token_error(&self, problem: &Problem, _config: &Config) -> TokenError {
        token::error(problem)
    }

    fn auth_rules(&self, client: &Client, setting: Setting<'_>) -> AuthRules {
        token::auth_rules(client, &self.issuer(setting), &setting.config.apple)
    }

    /// Nothing is documented to die with the code.
    fn reuse_revokes(&self, _config: &Config) -> bool {
        false
    }

    fn lifetimes(&self, _client: &Client, _scopes: &[String], _refresh: bool, config: &Config) -> Lifetimes {
        Lifetimes {
            access: Some(config.apple.access_token_lifetime),
            refresh: None,
        }
    }

    /// `a`, 32 hex digits, and three short parts.
    fn new_access_token(&self, _client: &Client, rng: &Rng) -> String {
        token::opaque('a', rng)
    }

    /// `r`, 32 hex digits, and three short parts.
    fn new_refresh_token(&self, rng: &Rng) -> String {
        token::opaque('r', rng)
    }

    fn id_token_claims(&self, mint: &Mint<'_>, setting: Setting<'_>) -> Option<Map<String, Value>> {
        token::id_token_claims(mint, &self.issuer(setting), &setting.config.apple)
    }

    fn token_members(
        &self,
        mint: &Mint<'_>,
        lifetimes: Lifetimes,
        with: Companions<'_>,
    ) -> Map<String, Value> {
        token::members(mint, lifetimes, with)
    }
}
