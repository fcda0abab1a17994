//! OpenID Connect issuers from the configuration: the specifications to the letter, with the settings of each.

mod authorize;
pub(crate) mod claims;
mod discovery;
pub(crate) mod registration;
mod routes;
mod subject;

use jiff::Timestamp;
use jsonwebtoken::Algorithm;
use serde_json::{Map, Value};

use super::{
    Account, Approval, Asking, AuthorizeError, Brand, Claim, Dialect, Granted, Lifetimes, Mint,
    PushedRequests, Setting, standard,
};
use crate::{
    IssuerName, Provider,
    config::{Client, Config, IssuerSettings, OidcAccount, Persona},
    endpoint::{Endpoint, Pages, Route},
    http::Incoming,
    origins::Host,
    protocol::{
        authorize::{AuthorizationRequest, AuthorizeRules, Problem as AuthorizeProblem, Rejection},
        claims_request::ClaimsRequest,
        client_auth::{AuthMethod, AuthRules},
        signing_algorithm::SigningAlgorithm,
        token::{GrantType, Problem, TokenRules},
    },
    store::Grant,
};

pub(crate) use subject::subject;

/// Everything of an issuer is on one host, which has no other name.
pub(crate) const HOST: Host = Host::new("");

/// The methods of client authentication, in the order in which metadata lists them.
pub(crate) const AUTH_METHODS: [AuthMethod; 5] = [
    AuthMethod::ClientSecretBasic,
    AuthMethod::ClientSecretPost,
    AuthMethod::ClientSecretJwt,
    AuthMethod::PrivateKeyJwt,
    AuthMethod::None,
];

/// RFC 8628 §3.4.
pub(crate) const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The dialect of one issuer.
#[derive(Debug)]
pub(crate) struct Oidc {
    settings: IssuerSettings,
    brand_name: &'static str,
    routes: Vec<Route>,
}

impl Oidc {
    /// The dialect with these settings.
    pub(crate) fn new(settings: &IssuerSettings) -> Self {
        Self {
            brand_name: IssuerName::intern(&settings.display_name),
            routes: routes::of(settings),
            settings: settings.clone(),
        }
    }

    fn account_of<'a>(&self, persona: &'a Persona) -> Option<&'a OidcAccount> {
        let account = persona.oidc.as_ref()?;
        account.exists_at(self.settings.name).then_some(account)
    }

    fn iss(&self, setting: Setting<'_>) -> Option<String> {
        self.settings.iss_parameter.then(|| self.issuer(setting))
    }

    fn url(&self, setting: Setting<'_>, path: &str) -> String {
        setting.origins.url(self.provider(), &HOST, path)
    }
}

impl Dialect for Oidc {
    fn provider(&self) -> Provider {
        Provider::Oidc(self.settings.name)
    }

    fn brand(&self) -> Brand {
        Brand {
            name: self.brand_name,
            identifier_label: "Email or user name",
            theme: "oidc",
        }
    }

    fn hosts(&self) -> &'static [Host] {
        &[HOST]
    }

    fn routes(&self) -> &[Route] {
        &self.routes
    }

    fn routes_at_the_root(&self) -> Vec<(String, Route)> {
        routes::at_the_root(&self.settings)
    }

    fn pages(&self) -> Pages {
        routes::pages(&self.settings)
    }

    fn issuer(&self, setting: Setting<'_>) -> String {
        let base = setting.origins.base(self.provider(), &HOST);
        if self.settings.trailing_slash {
            base + "/"
        } else {
            base
        }
    }

    fn metadata(&self, _incoming: &Incoming, setting: Setting<'_>) -> Value {
        discovery::document(&self.settings, &self.issuer(setting), |path| {
            self.url(setting, path)
        })
    }

    fn allows_scripts(&self, endpoint: &Endpoint) -> bool {
        !endpoint.page
    }

    fn authorize_rules(&self, client: Option<&Client>) -> AuthorizeRules {
        authorize::rules(&self.settings, client)
    }

    fn refuses_client(
        &self,
        client: &Client,
        request: &AuthorizationRequest,
        _user_agent: &str,
    ) -> Option<AuthorizeProblem> {
        authorize::refuses(&self.settings, client, request)
    }

    fn authorize_error(&self, rejection: &Rejection, setting: Setting<'_>) -> AuthorizeError {
        standard::authorize_error(rejection, self.iss(setting))
    }

    fn account(&self, persona: &Persona) -> Option<Account> {
        let account = self.account_of(persona)?;
        let handle = account
            .email
            .as_ref()
            .or(account.preferred_username.as_ref())
            .unwrap_or(&account.sub);
        Some(Account {
            name: account.name.clone().unwrap_or_else(|| handle.clone()),
            handle: handle.clone(),
        })
    }

    fn recognises(&self, persona: &Persona, identifier: &str) -> Option<Claim> {
        let account = self.account_of(persona)?;
        let is = |text: &Option<String>| {
            text.as_ref()
                .is_some_and(|text| text.eq_ignore_ascii_case(identifier))
        };
        if account.sub == identifier || is(&account.preferred_username) {
            return Some(Claim::Owned);
        }
        let claim = if account.email_verified {
            Claim::Owned
        } else {
            Claim::Unchecked
        };
        is(&account.email).then_some(claim)
    }

    fn subject(&self, persona: &Persona, client: &Client) -> Option<String> {
        Some(subject(&self.settings, self.account_of(persona)?, client))
    }

    fn names_people(&self) -> bool {
        true
    }

    fn pushed_requests(&self, client: Option<&Client>) -> PushedRequests {
        let by_client = client.is_some_and(|client| client.oidc.require_pushed_authorization_requests);
        if by_client || self.settings.require_pushed_authorization_requests {
            PushedRequests::Required
        } else {
            PushedRequests::Allowed
        }
    }

    fn session_counts(&self, asking: &Asking<'_>, at: Timestamp, now: Timestamp) -> bool {
        authorize::session_counts(asking, at, now)
    }

    fn acr(&self, request: &AuthorizationRequest) -> Option<String> {
        authorize::acr(&self.settings, request)
    }

    fn claims_request(&self, request: &AuthorizationRequest) -> ClaimsRequest {
        authorize::claims_request(request)
    }

    fn hint_binds(&self) -> bool {
        true
    }

    fn needs_consent(&self, asking: &Asking<'_>, grant: Option<&Grant>) -> bool {
        let known = authorize::known_scopes(&self.settings, &asking.request.scopes);
        let request = AuthorizationRequest {
            scopes: known,
            ..asking.request.clone()
        };
        let asking = Asking {
            request: &request,
            ..*asking
        };
        standard::needs_consent(&asking, grant)
    }

    fn shown_scopes(&self, asking: &Asking<'_>) -> Vec<String> {
        authorize::known_scopes(&self.settings, &asking.request.scopes)
    }

    fn granted(&self, asking: &Asking<'_>, _grant: Option<&Grant>, _ticked: Option<&[String]>) -> Granted {
        authorize::granted(&self.settings, asking)
    }

    fn authorization_response(&self, approval: &Approval<'_>, setting: Setting<'_>) -> Vec<(String, String)> {
        standard::authorization_response(approval, self.iss(setting))
    }

    fn code_lifetime(&self, _config: &Config) -> u32 {
        self.settings.code_lifetime
    }

    fn token_rules(&self) -> TokenRules {
        TokenRules {
            rotate_refresh_token: self.settings.rotate_refresh_tokens,
            ..standard::TOKEN_RULES
        }
    }

    fn auth_rules(&self, client: &Client, setting: Setting<'_>) -> AuthRules {
        let algorithms = match client.token_endpoint_auth_method {
            Some(AuthMethod::ClientSecretJwt) => vec![Algorithm::HS256],
            Some(AuthMethod::PrivateKeyJwt) => SigningAlgorithm::ALL.map(Algorithm::from).to_vec(),
            _ => assertion_algorithms(),
        };
        AuthRules {
            methods: AUTH_METHODS[..4].to_vec(),
            one_method: true,
            assertion: standard::assertion_rules(
                vec![self.issuer(setting), self.url(setting, "/token")],
                algorithms,
            ),
            secret_is_assertion: false,
        }
    }

    fn challenge(&self) -> Option<String> {
        Some(format!("Basic realm=\"{}\"", self.settings.name))
    }

    fn refuses_tokens(&self, client: &Client, grant: GrantType) -> Option<Problem> {
        let word = match grant {
            GrantType::AuthorizationCode => "authorization_code",
            GrantType::RefreshToken => "refresh_token",
            GrantType::DeviceCode if !self.settings.device_flow => {
                return Some(Problem::UnsupportedGrantType(DEVICE_GRANT.to_owned()));
            }
            GrantType::DeviceCode => DEVICE_GRANT,
        };
        let registered = &client.oidc.grant_types;
        let allowed = registered.is_empty() || registered.iter().any(|known| known == word);
        (!allowed).then(|| Problem::GrantNotRegistered {
            found: word,
            registered: registered.clone(),
        })
    }

    fn refuses_device(&self, client: &Client, _scopes: &[String], _config: &Config) -> Option<Problem> {
        self.refuses_tokens(client, GrantType::DeviceCode)
    }

    /// RFC 8628 §3.1: as at the token endpoint.
    fn authenticates_devices(&self) -> bool {
        true
    }

    fn reuse_revokes(&self, _config: &Config) -> bool {
        self.settings.code_reuse_revokes_tokens
    }

    fn refresh_reuse_revokes(&self) -> bool {
        self.settings.rotate_refresh_tokens
    }

    fn lifetimes(&self, _client: &Client, _scopes: &[String], refresh: bool, _config: &Config) -> Lifetimes {
        Lifetimes {
            access: Some(self.settings.access_token_lifetime),
            refresh: self.settings.refresh_token_lifetime.filter(|_| refresh),
        }
    }

    fn signing_algorithm(&self, client: &Client) -> SigningAlgorithm {
        let usual = self.settings.algorithms.first().copied().unwrap_or_default();
        client.oidc.id_token_signed_response_alg.unwrap_or(usual)
    }

    fn id_token_claims(&self, mint: &Mint<'_>, setting: Setting<'_>) -> Option<Map<String, Value>> {
        let account = self.account_of(mint.persona)?;
        claims::id_token(&self.settings, &self.issuer(setting), account, mint)
    }
}

/// The algorithms of client assertions, of both kinds.
pub(crate) fn assertion_algorithms() -> Vec<Algorithm> {
    let mut algorithms = vec![Algorithm::HS256];
    algorithms.extend(SigningAlgorithm::ALL.map(Algorithm::from));
    algorithms
}
