//! Microsoft's authorization endpoint.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use super::{
    aadsts::{Said, guid},
    scopes,
    tenant::{self, Tenant},
};
use crate::{
    config::{Client, ClientStatus, MicrosoftAccount, Persona},
    dialects::{Approval, Asking, AuthorizeError, Granted, Setting, redirect_of, standard},
    protocol::{
        authorize::{AuthorizationRequest, AuthorizeRules, Problem, Rejection, WrongTenant},
        interaction::Silenced,
        redirect_uri::Matching,
    },
};

/// The name under which the tenant of the path is kept among the parameters. No client sends it.
pub(super) const TENANT: &str = "{tenant}";

pub(super) fn rules() -> AuthorizeRules {
    AuthorizeRules {
        implicit: true,
        matching: Matching::ExactWithLocalPort,
        scope_optional: false,
        scope_known: scopes::known,
        prompts: Some(&["login", "none", "consent", "select_account", "create"]),
        ..standard::AUTHORIZE_RULES
    }
}

/// What the registration of the client does not allow: the tenant, tokens from the authorization endpoint, anything.
pub(super) fn refuses_client(
    client: &Client,
    request: &AuthorizationRequest,
    tenant: Option<Tenant<'_>>,
) -> Option<Problem> {
    let Some(tenant) = tenant else {
        let named = request.parameters.get(TENANT).unwrap_or_default();
        return Some(Problem::UnknownTenant(named.to_owned()));
    };
    if client.status == ClientStatus::Suspended {
        return Some(Problem::ClientSuspended);
    }
    if let Some(wrong) = tenant::refuses(client, tenant) {
        return Some(Problem::WrongTenant(wrong));
    }
    let registration = tenant::registration(client);
    let asked = request.response_type;
    let alone = asked.token && !asked.id_token;
    let refused = asked.id_token && !registration.id_tokens || asked.token && !registration.access_tokens;
    let nothing = !asked.code && !asked.in_fragment();
    (refused || alone || nothing).then(|| {
        let named = request.parameters.get("response_type").unwrap_or_default();
        Problem::UnsupportedResponseType(named.to_owned())
    })
}

/// Accounts of another tenant than the path names, and of another sort than the client is for.
pub(super) fn refuses_account(client: &Client, persona: &Persona, tenant: Tenant<'_>) -> Option<Problem> {
    let account = persona.microsoft.as_ref()?;
    (!tenant.admits(account) || !tenant::serves(client, account)).then(|| Problem::AccountNotAdmitted {
        account: account.username.clone(),
        personal: account.is_personal(),
        tenant: tenant.name().to_owned(),
    })
}

/// `domain_hint` and the tenant filter what is shown: whoever is typed is judged by the rules alone.
pub(super) fn suggests(
    request: &AuthorizationRequest,
    account: &MicrosoftAccount,
    tenant: Tenant<'_>,
) -> bool {
    let hinted = match request.parameters.get("domain_hint") {
        None => true,
        Some("consumers") => account.is_personal(),
        Some("organizations") => !account.is_personal(),
        Some(domain) => account
            .username
            .rsplit_once('@')
            .is_some_and(|(_, own)| own.eq_ignore_ascii_case(domain)),
    };
    hinted && tenant.admits(account)
}

/// `offline_access` yields a refresh token and is no scope of any token.
pub(super) fn granted(asking: &Asking<'_>) -> Granted {
    let mut granted = standard::granted(asking, &[], None);
    granted.scopes.retain(|scope| scope != scopes::OFFLINE_ACCESS);
    granted
}

pub(super) fn response(approval: &Approval<'_>, setting: Setting<'_>) -> Vec<(String, String)> {
    let mut parameters = standard::authorization_response(approval, None);
    let state = parameters.iter().position(|(name, _)| name == "state");
    if let Some(info) = client_info(approval.request.parameters.get("client_info"), approval.persona) {
        let at = state.unwrap_or(parameters.len());
        parameters.insert(at, ("client_info".to_owned(), info));
    }
    if setting.config.microsoft.session_state {
        parameters.push(("session_state".to_owned(), guid(setting.rng)));
    }
    parameters
}

/// Who signed in, for libraries that keep many accounts apart; only where it is asked for.
pub(super) fn client_info(asked: Option<&str>, persona: &Persona) -> Option<String> {
    let account = persona.microsoft.as_ref().filter(|_| asked == Some("1"))?;
    let info = json!({"uid": account.oid, "utid": account.tenant_id()});
    Some(URL_SAFE_NO_PAD.encode(info.to_string()))
}

/// What is about the address, the client, or its redirect URI is told the person; what is about the rest, the
/// application.
pub(super) fn error(rejection: &Rejection, setting: Setting<'_>) -> AuthorizeError {
    let said = said(rejection);
    let Some(redirect) = redirect_of(rejection, is_redirected) else {
        let status = setting.config.microsoft.error_page_status;
        return AuthorizeError::Page {
            status,
            printed: status,
            code: printed(said.code),
            title: "Sorry, but we’re having trouble signing you in.",
            text: said.description(setting),
        };
    };
    let mut parameters = Vec::new();
    let mut add = |name: &str, value: String| parameters.push((name.to_owned(), value));
    add("error", said.error.to_owned());
    add("error_description", said.description(setting));
    // The page with explanations does not know scopes that do not exist.
    if !matches!(rejection.problem, Problem::UnknownScopes { .. }) {
        add("error_uri", said.uri());
    }
    if rejection.problem == Problem::Denied {
        add("error_subcode", "cancel".to_owned());
    }
    if let Some(state) = &redirect.state {
        add("state", state.clone());
    }
    AuthorizeError::Redirected {
        uri: redirect.uri.clone(),
        parameters,
    }
}

fn is_redirected(problem: &Problem) -> bool {
    !matches!(
        problem,
        Problem::MissingResponseType
            | Problem::MissingScope
            | Problem::MissingNonce
            | Problem::UnknownTenant(_)
            | Problem::WrongTenant(_)
            | Problem::AccountNotAdmitted { .. }
            | Problem::ClientSuspended
    )
}

fn said(rejection: &Rejection) -> Said {
    let invalid = |code, text: &str| Said::new("invalid_request", code, text);
    match &rejection.problem {
        Problem::MissingClientId => Said::missing("client_id"),
        Problem::MissingRedirectUri => invalid(900_971, "No reply address provided."),
        Problem::MissingResponseType => Said::missing("response_type"),
        Problem::MissingScope => Said::missing("scope"),
        Problem::MissingNonce => Said::missing("nonce"),
        Problem::UnknownClient(found) => Said::unknown_client(found, "the tenant of the request"),
        Problem::UnknownTenant(found) => Said::unknown_tenant("invalid_request", found),
        Problem::RedirectUriMismatch { asked, .. } => Said::new(
            "invalid_request",
            50_011,
            format!(
                "The redirect URI '{asked}' specified in the request does not match the redirect URIs configured for the application. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal."
            ),
        ),
        Problem::WrongTenant(which) => wrong_tenant(*which),
        Problem::AccountNotAdmitted { personal, tenant, .. } => not_admitted(*personal, tenant),
        Problem::ClientSuspended => Said::new("unauthorized_client", 7_000_112, "Application is disabled."),
        Problem::UnsupportedResponseType(found) => unsupported_response_type(found),
        Problem::UnsupportedResponseMode(found) => Said::new(
            "invalid_request",
            70_007,
            format!("'{found}' is not a supported value of 'response_mode' when requesting a token."),
        ),
        Problem::UnknownScopes { invalid, .. } => unknown_scope(invalid.first().map_or("", String::as_str)),
        Problem::MissingChallenge | Problem::MissingChallengeMethod => {
            invalid(50_147, "Missing code_challenge parameter.")
        }
        Problem::UnsupportedChallengeMethod(_) => invalid(50_149, "Invalid Code_Challenge_method parameter."),
        Problem::MalformedChallenge(_) => invalid(501_491, "Invalid size of Code_Challenge parameter."),
        Problem::UnknownPrompt(_) | Problem::PromptNoneCombined => {
            invalid(90_023, "Unsupported 'prompt' value.")
        }
        Problem::InteractionRequired(what) => silenced(*what),
        Problem::Denied => Said::new(
            "access_denied",
            65_004,
            "User declined to consent to access the app.",
        ),
        Problem::RepeatedParameter(name) => Said::new(
            "invalid_request",
            90_100,
            format!("{name} parameter is empty or not valid."),
        ),
        _ => invalid(90_023, "The request is not valid."),
    }
}

fn wrong_tenant(which: WrongTenant) -> Said {
    let (code, text) = match which {
        WrongTenant::OneTenantAtCommon => (
            50_194,
            "Application is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
        ),
        WrongTenant::OtherTenant => (
            700_016,
            "Application was not found in the directory. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.",
        ),
        WrongTenant::PersonalElsewhere => (
            9_002_331,
            "Application is configured for use by Microsoft Account users only. Please use the /consumers endpoint to serve this request.",
        ),
        WrongTenant::OrganizationsAtPersonal => (
            9_002_332,
            "Application is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.",
        ),
    };
    Said::new("unauthorized_client", code, text)
}

fn not_admitted(personal: bool, tenant: &str) -> Said {
    if personal && matches!(tenant, "common" | "organizations") {
        let text = "User account '{EmailHidden}' is a personal Microsoft account. Personal Microsoft accounts are not supported for this application unless explicitly invited to an organization. Try signing out and signing back in with an organizational account.";
        return Said::new("access_denied", 500_200, text);
    }
    let from = if personal {
        "live.com"
    } else {
        "the tenant of the account"
    };
    let text = format!(
        "User account '{{EmailHidden}}' from identity provider '{from}' does not exist in tenant '{tenant}' and cannot access the application in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account."
    );
    Said::new("access_denied", 50_020, text)
}

fn unsupported_response_type(found: &str) -> Said {
    let has = |word: &str| found.split(' ').any(|part| part == word);
    let (code, text) = if has("id_token") {
        (
            700_054,
            "response_type 'id_token' is not enabled for the application.",
        )
    } else if has("token") {
        (
            700_051,
            "response_type 'token' is not enabled for the application.",
        )
    } else {
        (
            70_005,
            "The provided value for the input parameter 'response_type' is not allowed for this client. Expected value is 'code'.",
        )
    };
    Said::new("unsupported_response_type", code, text)
}

/// A scope with a scheme names a resource.
fn unknown_scope(scope: &str) -> Said {
    if scope.contains("://") {
        let text = format!(
            "The resource principal named {scope} was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant."
        );
        return Said::new("invalid_resource", 500_011, text);
    }
    let text = format!(
        "The application asked for scope '{scope}' that doesn't exist on the resource '00000003-0000-0000-c000-000000000000'. Contact the app vendor."
    );
    Said::new("invalid_client", 650_053, text)
}

fn silenced(what: Silenced) -> Said {
    match what {
        Silenced::SignIn | Silenced::SignInAsSuggested => Said::new(
            "login_required",
            50_058,
            "A silent sign-in request was sent but no user is signed in.",
        ),
        Silenced::ChooseAccount => Said::new(
            "interaction_required",
            16_000,
            "Either multiple user identities are available for the current request or selected account is not supported for the scenario.",
        ),
        Silenced::Consent => Said::new(
            "consent_required",
            65_001,
            "The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.",
        ),
    }
}

/// The code as the error page prints it.
fn printed(code: u32) -> &'static str {
    match code {
        50_011 => "AADSTS50011",
        50_020 => "AADSTS50020",
        50_194 => "AADSTS50194",
        90_002 => "AADSTS90002",
        90_100 => "AADSTS90100",
        500_200 => "AADSTS500200",
        700_016 => "AADSTS700016",
        900_144 => "AADSTS900144",
        900_971 => "AADSTS900971",
        7_000_112 => "AADSTS7000112",
        9_002_331 => "AADSTS9002331",
        9_002_332 => "AADSTS9002332",
        _ => "AADSTS90023",
    }
}
