//! Google accounts, as of 2026.

mod authorize;
mod discovery;
mod scopes;
mod token;
pub(crate) mod userinfo;

use serde_json::{Map, Value};

use super::{
    Account, Approval, AuthorizeError, Brand, Claim, Companions, Dialect, Endpoint, Granted, Lifetimes, Mint,
    Pages, Route, Setting, TokenError,
};
use crate::{
    Provider,
    answer::Answer,
    config::{Client, Config, Persona},
    origins::{Origins, Surface},
    protocol::{
        authorize::{AuthorizationRequest, AuthorizeRules, Rejection},
        token::{Problem, TokenRules},
    },
    rng::Rng,
    store::Grant,
};

pub(crate) use discovery::document as discovery_document;

/// The dialect.
#[derive(Debug)]
pub(crate) struct Google;

const PAGES: Pages = Pages {
    sign_in: "/google/v3/signin/identifier",
    choose_account: "/google/v3/signin/accountchooser",
    consent: "/google/signin/oauth/consent",
};

/// Old and new paths of one purpose behave the same, except the two forms of UserInfo.
const ROUTES: &[Route] = &[
    Route {
        path: "/google/o/oauth2/v2/auth",
        endpoint: Endpoint::Authorize,
    },
    Route {
        path: "/google/o/oauth2/auth",
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
        path: "/google/token",
        endpoint: Endpoint::Token,
    },
    Route {
        path: "/google/oauth2/v4/token",
        endpoint: Endpoint::Token,
    },
    Route {
        path: "/google/oauth2/v3/token",
        endpoint: Endpoint::Token,
    },
    Route {
        path: "/google/o/oauth2/token",
        endpoint: Endpoint::Token,
    },
    Route {
        path: "/google/v1/userinfo",
        endpoint: Endpoint::Userinfo,
    },
    Route {
        path: "/google/oauth2/v3/userinfo",
        endpoint: Endpoint::Userinfo,
    },
    Route {
        path: "/google/oauth2/v2/userinfo",
        endpoint: Endpoint::UserinfoV2,
    },
    Route {
        path: "/google/oauth2/v1/userinfo",
        endpoint: Endpoint::UserinfoV2,
    },
    Route {
        path: "/google/userinfo/v2/me",
        endpoint: Endpoint::UserinfoV2,
    },
    Route {
        path: "/google/oauth2/v3/certs",
        endpoint: Endpoint::Jwks,
    },
    Route {
        path: "/google/.well-known/openid-configuration",
        endpoint: Endpoint::Discovery,
    },
    Route {
        path: "/google/revoke",
        endpoint: Endpoint::Revoke,
    },
    Route {
        path: "/google/o/oauth2/revoke",
        endpoint: Endpoint::Revoke,
    },
];

impl Dialect for Google {
    fn provider(&self) -> Provider {
        Provider::Google
    }

    fn brand(&self) -> &'static Brand {
        &Brand {
            name: "Google",
            identifier_label: "Email",
            theme: "google",
        }
    }

    fn routes(&self) -> &'static [Route] {
        ROUTES
    }

    fn pages(&self) -> &'static Pages {
        &PAGES
    }

    fn issuer(&self, origins: &Origins) -> String {
        origins.base(Provider::Google, Surface::Web)
    }

    fn authorize_rules(&self, _client: Option<&Client>) -> AuthorizeRules {
        authorize::rules()
    }

    fn authorize_error(&self, rejection: &Rejection, setting: Setting<'_>) -> AuthorizeError {
        authorize::error(rejection, self.iss(setting).as_deref())
    }

    fn demands_choice(&self, request: &AuthorizationRequest) -> bool {
        request.prompts("select_account")
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

    fn needs_consent(&self, request: &AuthorizationRequest, grant: Option<&Grant>) -> bool {
        authorize::needs_consent(request, grant)
    }

    fn optional_scopes(&self, request: &AuthorizationRequest) -> Vec<String> {
        scopes::optional(&request.scopes)
    }

    fn granted(
        &self,
        request: &AuthorizationRequest,
        grant: Option<&Grant>,
        ticked: Option<&[String]>,
    ) -> Granted {
        authorize::granted(request, grant, ticked)
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

    fn token_error(&self, problem: &Problem) -> TokenError {
        token::error(problem)
    }

    fn withholds_token(&self, _persona: &Persona, _config: &Config) -> Option<Problem> {
        None
    }

    fn lifetimes(&self, _client: &Client, _refresh: bool, config: &Config) -> Lifetimes {
        Lifetimes {
            access: Some(config.google.access_token_lifetime),
            refresh: None,
        }
    }

    fn new_access_token(&self, rng: &Rng) -> String {
        format!("ya29.a0A{}", rng.base64url(192))
    }

    fn new_refresh_token(&self, rng: &Rng) -> String {
        format!("1//0{}", rng.base64url(99))
    }

    fn id_token_claims(&self, mint: &Mint<'_>, setting: Setting<'_>) -> Option<Map<String, Value>> {
        token::id_token_claims(
            mint,
            &self.issuer(setting.origins),
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
        setting
            .config
            .google
            .iss_parameter
            .then(|| self.issuer(setting.origins))
    }
}
