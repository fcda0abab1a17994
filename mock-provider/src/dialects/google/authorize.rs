//! Google's authorization endpoint.

use super::{
    super::{Approval, Asking, AuthorizeError, Granted, redirect_of},
    scopes,
};
use crate::{
    config::{Client, ClientKind, ClientStatus, GoogleSettings, Persona, SilentError},
    protocol::{
        Parameters,
        authorize::{AuthorizationRequest, AuthorizeRules, Problem, Rejection},
        interaction::Silenced,
        pkce::Method,
        redirect_uri::Matching,
        response_mode::ResponseMode,
    },
    store::Grant,
};

/// The redirect URI of applications whose page opened a popup and gets the answer there.
const POSTMESSAGE: &str = "postmessage";

pub(super) fn rules(client: Option<&Client>) -> AuthorizeRules {
    let desktop = client.is_some_and(|client| client.kind() == ClientKind::Desktop);
    AuthorizeRules {
        repeated_parameters: false,
        response_type_optional: false,
        redirect_uri_optional: false,
        implicit: true,
        response_modes: &[
            ResponseMode::Query,
            ResponseMode::Fragment,
            ResponseMode::FormPost,
        ],
        exclusive: &[("approval_prompt", "prompt")],
        special_redirect: Some(POSTMESSAGE),
        retired_redirect: Some("urn:ietf:wg:oauth:2.0:oob"),
        matching: if desktop {
            Matching::AnyLoopback
        } else {
            Matching::Exact
        },
        below: Vec::new(),
        scope_optional: false,
        scope_separators: &[' '],
        scope_known: scopes::known,
        challenge_required: false,
        // RFC 7636 §4.3: a challenge without a method is plain.
        default_challenge_method: Some(Method::Plain),
        plain_challenge: true,
        prompts: Some(&["none", "consent", "select_account"]),
        hint_parameter: "login_hint",
        ignored: &[],
        loose_challenges: None,
        nonce_optional: false,
    }
}

/// What was sent, in the words of today: the legacy `user_id` hints at an account as `login_hint` does, and the legacy
/// `immediate=true` forbids to ask as `prompt=none` does.
pub(super) fn parameters(mut sent: Parameters) -> Parameters {
    if let (None, Some(user)) = (sent.get("login_hint"), sent.get("user_id")) {
        let hint = ("login_hint".to_owned(), user.to_owned());
        sent.extend(std::iter::once(hint).collect());
    }
    if let (None, Some("true")) = (sent.get("prompt"), sent.get("immediate")) {
        let silent = ("prompt".to_owned(), "none".to_owned());
        sent.extend(std::iter::once(silent).collect());
    }
    sent
}

/// The legacy `immediate=true` has an error code of its own.
pub(super) fn silenced(request: &AuthorizationRequest, why: Silenced) -> Problem {
    match request.parameters.get("immediate") {
        Some("true") => Problem::ImmediateFailed(why),
        _ => Problem::InteractionRequired(why),
    }
}

/// Deleted clients, pages that may not open the popup, and browsers inside apps.
pub(super) fn refuses_client(
    client: &Client,
    request: &AuthorizationRequest,
    user_agent: &str,
) -> Option<Problem> {
    if client.status == ClientStatus::Deleted {
        return Some(Problem::ClientDeleted);
    }
    // Android's web views say so in this way.
    if user_agent.contains("; wv)") {
        return Some(Problem::EmbeddedBrowser(user_agent.to_owned()));
    }
    let origin = request.parameters.get("origin").unwrap_or_default();
    let unregistered = !client.javascript_origins.iter().any(|known| known == origin);
    (request.redirect_uri == POSTMESSAGE && unregistered).then(|| Problem::OriginMismatch {
        asked: origin.to_owned(),
        registered: client.javascript_origins.clone(),
    })
}

/// Applications of one organisation, and those that are being tested, are not for everybody.
pub(super) fn refuses_person(client: &Client, persona: &Persona) -> Option<Problem> {
    let account = persona.google.as_ref()?;
    match client.status {
        ClientStatus::Testing => {
            let listed = client
                .test_users
                .iter()
                .any(|user| user.eq_ignore_ascii_case(&account.email));
            (!listed).then_some(Problem::NotATestUser)
        }
        ClientStatus::BlockedByAdmin => account
            .hd
            .clone()
            .map(|organization| Problem::BlockedByAdmin { organization }),
        ClientStatus::NotConfigured => account
            .hd
            .clone()
            .map(|organization| Problem::NotConfigured { organization }),
        ClientStatus::Internal if client.organization.is_none() || account.hd != client.organization => {
            Some(Problem::OutsideOrganization {
                organization: client.organization.clone().unwrap_or_default(),
            })
        }
        _ => None,
    }
}

/// Google tells the application only what a person decided; its own mistakes it tells the person.
pub(super) fn error(rejection: &Rejection, iss: Option<&str>, settings: &GoogleSettings) -> AuthorizeError {
    let redirectable = |problem: &Problem| {
        matches!(
            problem,
            Problem::Denied | Problem::InteractionRequired(_) | Problem::ImmediateFailed(_)
        )
    };
    if let Some(redirect) = redirect_of(rejection, redirectable) {
        let mut parameters = Vec::new();
        let mut add = |name: &str, value: &str| parameters.push((name.to_owned(), value.to_owned()));
        if let Some(state) = &redirect.state {
            add("state", state);
        }
        if let Some(iss) = iss {
            add("iss", iss);
        }
        let silent = matches!(rejection.problem, Problem::InteractionRequired(_));
        if matches!(rejection.problem, Problem::ImmediateFailed(_)) {
            add("error", "immediate_failed");
        } else if silent && settings.prompt_none_error == SilentError::InteractionRequired {
            add("error_subtype", "access_denied");
            add("error", "interaction_required");
        } else {
            add("error", "access_denied");
        }
        return AuthorizeError::Redirected {
            uri: redirect.uri.clone(),
            parameters,
        };
    }
    let (status, code, text) = page(&rejection.problem);
    let text = format!("{text} {}", details(rejection));
    AuthorizeError::Page {
        status: settings.error_page_status.unwrap_or(status),
        printed: status,
        code,
        title: "Access blocked: Authorization Error",
        text,
    }
}

/// What Google's page has under "Request Details".
fn details(rejection: &Rejection) -> String {
    let asked = match (&rejection.problem, &rejection.redirect) {
        (Problem::RedirectUriMismatch { asked, .. } | Problem::RetiredRedirectUri(asked), _) => Some(asked),
        (_, Some(redirect)) => Some(&redirect.uri),
        _ => None,
    };
    let redirect_uri = asked.map_or_else(String::new, |uri| format!("redirect_uri={uri} "));
    format!("Request Details: {redirect_uri}flowName=GeneralOAuthFlow")
}

fn page(problem: &Problem) -> (u16, &'static str, String) {
    let invalid_request = |text: String| (400, "invalid_request", text);
    match problem {
        Problem::MissingClientId | Problem::UnknownClient(_) => {
            (401, "invalid_client", "The OAuth client was not found.".to_owned())
        }
        Problem::RedirectUriMismatch { .. } => (
            400,
            "redirect_uri_mismatch",
            "You can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy. Register the redirect URI of the request.".to_owned(),
        ),
        Problem::UnknownScopes { valid, invalid } => (
            400,
            "invalid_scope",
            format!("Some requested scopes were invalid. {{valid=[{}], invalid=[{}]}}", valid.join(", "), invalid.join(", ")),
        ),
        Problem::RepeatedParameter(name) => {
            invalid_request(format!("OAuth 2 parameters can only have a single value: {name}"))
        }
        Problem::MissingRedirectUri => invalid_request("Missing required parameter: redirect_uri".to_owned()),
        Problem::MissingResponseType => invalid_request("Required parameter is missing: response_type".to_owned()),
        Problem::UnsupportedResponseType(found) => invalid_request(format!("Invalid response_type: {found}")),
        Problem::UnsupportedResponseMode(found) => invalid_request(format!("Invalid response_mode: {found}")),
        Problem::MissingScope => invalid_request("Missing required parameter: scope".to_owned()),
        Problem::MissingChallenge | Problem::MissingChallengeMethod => {
            invalid_request("Missing required parameter: code_challenge".to_owned())
        }
        Problem::UnsupportedChallengeMethod(found) => {
            invalid_request(format!("Invalid parameter value for code_challenge_method: '{found}' is not a valid CodeChallengeMethod."))
        }
        Problem::MalformedChallenge(_) => {
            invalid_request("Invalid parameter value for code_challenge: must be a base64url-encoded SHA256 hash of a code verifier.".to_owned())
        }
        Problem::UnknownPrompt(found) => {
            invalid_request(format!("Invalid parameter value for prompt: Invalid prompt: {found}"))
        }
        Problem::PromptNoneCombined => {
            invalid_request("Invalid parameter value for prompt: none may not be combined with other values".to_owned())
        }
        Problem::RetiredRedirectUri(found) => {
            invalid_request(format!("Invalid parameter value for redirect_uri: {found} is no longer supported."))
        }
        Problem::MissingNonce => invalid_request("Missing required parameter: nonce".to_owned()),
        Problem::ExclusiveParameters(one, other) => invalid_request(format!("Conflict params: {one} and {other}")),
        Problem::OriginMismatch { .. } => (
            400,
            "origin_mismatch",
            "You can't sign in to this app because its JavaScript origin is not registered.".to_owned(),
        ),
        Problem::ClientDeleted => (401, "deleted_client", "The OAuth client was deleted.".to_owned()),
        Problem::OutsideOrganization { .. } => (
            403,
            "org_internal",
            "This client is restricted to users within its organization.".to_owned(),
        ),
        Problem::NotATestUser => (
            403,
            "access_denied",
            "This app has not completed the Google verification process. It is being tested, and only its test users can use it.".to_owned(),
        ),
        Problem::BlockedByAdmin { organization } => (
            400,
            "admin_policy_enforced",
            format!("Access to this app is blocked by the administrator of {organization}."),
        ),
        Problem::NotConfigured { organization } => (
            400,
            "access_not_configured",
            format!("The administrator of {organization} has not configured access to this app."),
        ),
        Problem::EmbeddedBrowser(_) => (
            403,
            "disallowed_useragent",
            "You can't sign in from this app because it doesn't comply with Google's policy on embedded browsers.".to_owned(),
        ),
        // Rules that Google does not have.
        Problem::Oidc(problem) => invalid_request(format!("Invalid request: {}", problem.refusal().found)),
        Problem::ClientSuspended | Problem::InteractionRequired(_) | Problem::Denied => (403, "access_denied", "Access was denied.".to_owned()),
        // What only other providers refuse.
        _ => invalid_request("The request is not valid.".to_owned()),
    }
}

/// Consent is asked for what was not allowed yet, when the application demands it, when access while the person is
/// away was not part of what was allowed, and for each device.
pub(super) fn needs_consent(asking: &Asking<'_>, grant: Option<&Grant>) -> bool {
    let request = asking.request;
    let forced = asking.device
        || request.prompts("consent")
        || request.parameters.get("approval_prompt") == Some("force");
    let Some(grant) = grant else { return true };
    forced
        || (offline(request) && !grant.offline)
        || canonical(asking, &request.scopes)
            .iter()
            .any(|scope| !grant.scopes.contains(scope))
}

/// Applications that an administrator trusts get all scopes or none.
pub(super) fn optional_scopes(asking: &Asking<'_>) -> Vec<String> {
    if asking.client.granular_consent {
        scopes::optional(&asking.request.scopes)
    } else {
        Vec::new()
    }
}

/// A refresh token is due only for offline access, and only when the consent page was shown in this run; installed
/// applications and devices always get one. Earlier grants are not included for installed applications.
pub(super) fn granted(asking: &Asking<'_>, grant: Option<&Grant>, ticked: Option<&[String]>) -> Granted {
    let request = asking.request;
    let installed = asking.device || asking.client.kind() == ClientKind::Desktop;
    let optional = optional_scopes(asking);
    let kept: Vec<String> = request
        .scopes
        .iter()
        .filter(|scope| !optional.contains(scope) || ticked.is_none_or(|ticked| ticked.contains(scope)))
        .cloned()
        .collect();
    let mut scopes = canonical(asking, &kept);
    let remembered = scopes.clone();
    if request.parameters.get("include_granted_scopes") == Some("true") && !installed {
        for earlier in grant.iter().flat_map(|grant| &grant.scopes) {
            if !scopes.contains(earlier) {
                scopes.push(earlier.clone());
            }
        }
    }
    let offline = installed || offline(request);
    Granted {
        scopes,
        remembered,
        offline,
        refresh: installed || (offline && ticked.is_some()),
        ..Granted::default()
    }
}

fn canonical(asking: &Asking<'_>, asked: &[String]) -> Vec<String> {
    scopes::canonical(asked, asking.config.google.identity_implies_openid)
}

/// In the order seen in callbacks of 2026.
pub(super) fn response(approval: &Approval<'_>, iss: Option<String>) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut add = |name: &str, value: String| parameters.push((name.to_owned(), value));
    if let Some(state) = &approval.request.state {
        add("state", state.clone());
    }
    if let Some(iss) = iss {
        add("iss", iss);
    }
    if let Some(code) = approval.code {
        add("code", code.to_owned());
    }
    if let Some((token, lifetime)) = approval.access_token {
        add("access_token", token.to_owned());
        add("token_type", "Bearer".to_owned());
        add("expires_in", lifetime.to_string());
    }
    if let Some(id_token) = approval.id_token {
        add("id_token", id_token.to_owned());
    }
    add("scope", scopes::in_redirect(approval.scopes));
    add("authuser", approval.account_index.to_string());
    if let Some(hd) = approval
        .persona
        .google
        .as_ref()
        .and_then(|account| account.hd.clone())
    {
        add("hd", hd);
    }
    add(
        "prompt",
        if approval.consent_shown { "consent" } else { "none" }.to_owned(),
    );
    parameters
}

fn offline(request: &AuthorizationRequest) -> bool {
    request.parameters.get("access_type") == Some("offline")
}
