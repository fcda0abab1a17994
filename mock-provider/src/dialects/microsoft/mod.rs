//! Microsoft Entra ID (v2) and personal Microsoft accounts, as of 2026.

mod aadsts;
mod authorize;
mod device;
mod discovery;
pub(crate) mod graph;
mod identity;
mod scopes;
pub(crate) mod tenant;
mod token;
mod token_error;

use serde_json::{Map, Value};

use super::{
    Account, Approval, Asking, AuthorizeError, Brand, Claim, Companions, DeviceRules, Dialect, Granted,
    Lifetimes, Mint, NewDeviceCode, Redemption, Setting, TokenError,
};
use crate::{
    Provider,
    config::{Client, ClientKind, ClientStatus, Config, MicrosoftSettings, MicrosoftTenant, Persona},
    endpoint::{Endpoint, Pages, Route},
    http::{self, Incoming},
    origins::Host,
    protocol::{
        Parameters,
        authorize::{AuthorizationRequest, AuthorizeRules, Problem as AuthorizeProblem, Rejection},
        client_auth::AuthRules,
        token::{GrantType, Problem, TokenRules},
    },
    rng::Rng,
    store::Grant,
};
use tenant::Tenant;

pub(crate) use scopes::grants;

/// The dialect, with the tenants that there are.
#[derive(Debug)]
pub(crate) struct Microsoft {
    tenants: Vec<MicrosoftTenant>,
    refresh_token_lifetime: u32,
}

/// Where people sign in, and tokens.
pub(crate) const LOGIN: Host = Host {
    also: &["login.windows.net", "login.microsoft.com"],
    ..Host::new("login.microsoftonline.com")
};
/// Microsoft Graph.
pub(crate) const GRAPH: Host = Host {
    below: "/graph",
    ..Host::new("graph.microsoft.com")
};
/// Where people type what a device shows.
const WWW: Host = Host {
    also: &["www.microsoft.com"],
    ..Host::new("microsoft.com")
};

const HOSTS: &[Host] = &[LOGIN, GRAPH, WWW];

const PAGES: Pages = Pages {
    host: &LOGIN,
    sign_in: "/common/login",
    choose_account: "/common/reprocess",
    consent: "/common/Consent/Set",
    device: Some((&WWW, "/devicelogin")),
};

const ROUTES: &[Route] = &[
    Route::new(
        &LOGIN,
        "/{tenant}/oauth2/v2.0/authorize",
        &http::authorize::ENDPOINT,
    ),
    Route::new(&LOGIN, PAGES.sign_in, &http::sign_in::ENDPOINT),
    Route::new(&LOGIN, PAGES.choose_account, &http::choose_account::ENDPOINT),
    Route::new(&LOGIN, PAGES.consent, &http::consent::ENDPOINT),
    Route::new(&LOGIN, "/{tenant}/oauth2/v2.0/token", &http::token::ENDPOINT),
    Route::new(
        &LOGIN,
        "/{tenant}/oauth2/v2.0/devicecode",
        &http::device_code::ENDPOINT,
    ),
    Route::new(
        &LOGIN,
        "/{tenant}/oauth2/v2.0/logout",
        &http::microsoft::logout::ENDPOINT,
    ),
    Route::new(
        &LOGIN,
        "/{tenant}/discovery/v2.0/keys",
        &http::microsoft::keys::ENDPOINT,
    ),
    Route::new(
        &LOGIN,
        "/{tenant}/v2.0/.well-known/openid-configuration",
        &http::microsoft::discovery::ENDPOINT,
    ),
    Route::new(&GRAPH, "/oidc/userinfo", &http::microsoft::userinfo::ENDPOINT),
    Route::new(&GRAPH, "/v1.0/me", &http::microsoft::me::ENDPOINT),
    Route::new(&GRAPH, "/v1.0/me/photo/$value", &http::microsoft::photo::ENDPOINT),
    Route::new(
        &GRAPH,
        "/v1.0/me/photos/48x48/$value",
        &http::microsoft::photo::ENDPOINT,
    ),
    Route::new(&WWW, "/devicelogin", &http::device::ENDPOINT),
];

impl Microsoft {
    pub(crate) fn new(settings: &MicrosoftSettings) -> Self {
        Self {
            tenants: settings.tenants.clone(),
            refresh_token_lifetime: settings.refresh_token_lifetime,
        }
    }

    fn tenant_of(&self, request: &AuthorizationRequest) -> Option<Tenant<'_>> {
        // What a device asks for has no path; its own requests are judged where they arrive.
        match request.parameters.get(authorize::TENANT) {
            Some(segment) => Tenant::read(segment, &self.tenants),
            None => Some(Tenant::Common),
        }
    }
}

impl Dialect for Microsoft {
    fn provider(&self) -> Provider {
        Provider::Microsoft
    }

    fn brand(&self) -> Brand {
        Brand {
            name: "Microsoft",
            identifier_label: "Email, phone, or Skype",
            theme: "microsoft",
        }
    }

    fn hosts(&self) -> &'static [Host] {
        HOSTS
    }

    fn routes(&self) -> &'static [Route] {
        ROUTES
    }

    fn pages(&self) -> Pages {
        PAGES
    }

    /// Where discovery begins for whoever knows no tenant. What `iss` says has the tenant of the account.
    fn issuer(&self, setting: Setting<'_>) -> String {
        discovery::issuer(Tenant::Common.path(), setting)
    }

    /// The document of the tenant in the path; without one of that name, nothing.
    fn metadata(&self, incoming: &Incoming, setting: Setting<'_>) -> Value {
        Tenant::read(tenant::segment(incoming), &self.tenants)
            .map_or(Value::Null, |tenant| discovery::document(tenant, setting))
    }

    /// Single-page applications redeem codes, and anybody's page may call Graph.
    fn allows_scripts(&self, endpoint: &Endpoint) -> bool {
        !endpoint.page && endpoint.word != "device-code"
    }

    fn authorization_parameters(&self, incoming: &Incoming) -> Parameters {
        let named = (authorize::TENANT.to_owned(), tenant::segment(incoming).to_owned());
        let mut parameters = incoming.query();
        parameters.extend(Parameters::from_iter([named]));
        parameters
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
        authorize::refuses_client(client, request, self.tenant_of(request))
    }

    fn refuses_account(
        &self,
        request: &AuthorizationRequest,
        client: &Client,
        persona: &Persona,
    ) -> Option<AuthorizeProblem> {
        authorize::refuses_account(client, persona, self.tenant_of(request)?)
    }

    fn suggests(&self, request: &AuthorizationRequest, persona: &Persona) -> bool {
        let account = persona.microsoft.as_ref();
        let tenant = self.tenant_of(request).unwrap_or(Tenant::Common);
        account.is_some_and(|account| authorize::suggests(request, account, tenant))
    }

    fn demands_sign_in(&self, request: &AuthorizationRequest) -> bool {
        request.prompts("login") || request.prompts("create")
    }

    fn authorize_error(&self, rejection: &Rejection, setting: Setting<'_>) -> AuthorizeError {
        authorize::error(rejection, setting)
    }

    fn account(&self, persona: &Persona) -> Option<Account> {
        let account = persona.microsoft.as_ref()?;
        Some(Account {
            name: account.name.clone().unwrap_or_else(|| account.username.clone()),
            handle: account.username.clone(),
        })
    }

    /// People sign in with their user name; the address in the claim `email` is no name.
    fn recognises(&self, persona: &Persona, identifier: &str) -> Option<Claim> {
        let account = persona.microsoft.as_ref()?;
        let theirs = account.username.eq_ignore_ascii_case(identifier) || account.oid == identifier;
        theirs.then_some(Claim::Owned)
    }

    /// The hint fills in the sign-in page where its account has no session.
    fn hint_binds(&self) -> bool {
        true
    }

    fn granted(&self, asking: &Asking<'_>, _grant: Option<&Grant>, _ticked: Option<&[String]>) -> Granted {
        authorize::granted(asking)
    }

    fn authorization_response(&self, approval: &Approval<'_>, setting: Setting<'_>) -> Vec<(String, String)> {
        authorize::response(approval, setting)
    }

    /// `1.A` and several hundred characters more.
    fn new_code(&self, rng: &Rng) -> String {
        format!("1.A{}", rng.base64url(640))
    }

    fn code_lifetime(&self, config: &Config) -> u32 {
        config.microsoft.code_lifetime
    }

    fn token_rules(&self) -> TokenRules {
        token::RULES
    }

    fn token_refusal(&self, problem: &Problem, incoming: &Incoming, setting: Setting<'_>) -> TokenError {
        token_error::error(problem, incoming, setting)
    }

    fn refuses_place(&self, incoming: &Incoming) -> Option<Problem> {
        let segment = tenant::segment(incoming);
        let known = Tenant::read(segment, &self.tenants).is_some();
        (!known).then(|| Problem::UnknownTenant(segment.to_owned()))
    }

    fn auth_rules(&self, client: &Client, setting: Setting<'_>) -> AuthRules {
        token::auth_rules(client, &self.tenants, setting)
    }

    fn secret_optional(&self, client: &Client, grant: GrantType, device: bool) -> bool {
        token::secret_optional(client, grant, device)
    }

    fn refuses_tokens(&self, client: &Client, _grant: GrantType) -> Option<Problem> {
        (client.status == ClientStatus::Suspended).then_some(Problem::ClientSuspended)
    }

    fn refuses_redemption(&self, redemption: &Redemption<'_>) -> Option<Problem> {
        if let Some(problem) = token::refuses_origin(redemption) {
            return Some(problem);
        }
        let account = redemption.persona.microsoft.as_ref()?;
        let tenant = Tenant::read(tenant::segment(redemption.incoming), &self.tenants)?;
        (!tenant.admits(account)).then(|| Problem::OtherTenant {
            tenant: account.tenant_id().to_owned(),
        })
    }

    /// Nothing is documented to die with the code.
    fn reuse_revokes(&self, _config: &Config) -> bool {
        false
    }

    fn keeps_old_refresh_token(&self) -> bool {
        true
    }

    fn refresh_expiry_stays(&self, client: &Client) -> bool {
        client.kind() == ClientKind::Spa
    }

    fn passes_over_on_refresh(&self, scope: &str) -> bool {
        scope == scopes::OFFLINE_ACCESS
    }

    fn idle_lifetime(&self) -> Option<u32> {
        Some(self.refresh_token_lifetime)
    }

    fn lifetimes(&self, client: &Client, _scopes: &[String], refresh: bool, config: &Config) -> Lifetimes {
        token::lifetimes(client, refresh, config)
    }

    fn new_access_token(&self, client: &Client, rng: &Rng) -> String {
        token::new_access_token(client, rng)
    }

    /// `1.A` and more than a thousand characters.
    fn new_refresh_token(&self, rng: &Rng) -> String {
        format!("1.A{}", rng.base64url(1_100))
    }

    fn device_rules(&self) -> DeviceRules {
        device::RULES
    }

    /// Any client gets a device code; one that keeps a secret must send it when it polls.
    fn refuses_device(&self, _client: &Client, scopes: &[String], _config: &Config) -> Option<Problem> {
        token_error::refuses_device(scopes)
    }

    fn new_device_code(&self, rng: &Rng) -> String {
        rng.base64url(180)
    }

    fn new_user_code(&self, rng: &Rng) -> String {
        device::new_user_code(rng)
    }

    fn device_members(&self, new: &NewDeviceCode<'_>) -> Map<String, Value> {
        device::members(new)
    }

    fn id_token_claims(&self, mint: &Mint<'_>, setting: Setting<'_>) -> Option<Map<String, Value>> {
        let account = mint.persona.microsoft.as_ref()?;
        let issuer = discovery::issuer(account.tenant_id(), setting);
        token::id_token_claims(mint, &issuer, &setting.config.microsoft, setting.rng)
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
