//! Google's authorization endpoint.

use super::{
    super::{Approval, AuthorizeError, Granted, redirect_of},
    scopes,
};
use crate::{
    protocol::{
        authorize::{AuthorizationRequest, AuthorizeRules, Problem, Rejection},
        pkce::Method,
        redirect_uri::Matching,
    },
    store::Grant,
};

pub(super) fn rules() -> AuthorizeRules {
    AuthorizeRules {
        repeated_parameters: false,
        response_type_optional: false,
        redirect_uri_optional: false,
        matching: Matching::Exact,
        scope_optional: false,
        scope_separators: &[' '],
        scope_known: scopes::known,
        // RFC 7636 §4.3: a challenge without a method is plain.
        default_challenge_method: Some(Method::Plain),
        plain_challenge: true,
        prompts: Some(&["none", "consent", "select_account"]),
        hint_parameter: "login_hint",
    }
}

/// Google tells the application only what a person decided; its own mistakes it tells the person.
pub(super) fn error(rejection: &Rejection, iss: Option<&str>) -> AuthorizeError {
    let redirectable =
        |problem: &Problem| matches!(problem, Problem::Denied | Problem::InteractionRequired(_));
    if let Some(redirect) = redirect_of(rejection, redirectable) {
        let mut parameters = Vec::new();
        let mut add = |name: &str, value: &str| parameters.push((name.to_owned(), value.to_owned()));
        if let Some(state) = &redirect.state {
            add("state", state);
        }
        if let Some(iss) = iss {
            add("iss", iss);
        }
        if rejection.problem == Problem::Denied {
            add("error", "access_denied");
        } else {
            add("error_subtype", "access_denied");
            add("error", "interaction_required");
        }
        return AuthorizeError::Redirected {
            uri: redirect.uri.clone(),
            parameters,
        };
    }
    let (status, code, text) = page(&rejection.problem);
    AuthorizeError::Page {
        status,
        code,
        title: "Access blocked: Authorization Error",
        text,
    }
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
        Problem::InteractionRequired(_) | Problem::Denied => (403, "access_denied", "Access was denied.".to_owned()),
    }
}

/// Consent is asked for what was not allowed yet, when the application demands it, and when access while the person
/// is away was not part of what was allowed.
pub(super) fn needs_consent(request: &AuthorizationRequest, grant: Option<&Grant>) -> bool {
    let forced = request.prompts("consent") || request.parameters.get("approval_prompt") == Some("force");
    let Some(grant) = grant else { return true };
    forced
        || (offline(request) && !grant.offline)
        || scopes::canonical(&request.scopes)
            .iter()
            .any(|scope| !grant.scopes.contains(scope))
}

/// A refresh token is due only for offline access, and only when the consent page was shown in this run.
pub(super) fn granted(
    request: &AuthorizationRequest,
    grant: Option<&Grant>,
    ticked: Option<&[String]>,
) -> Granted {
    let optional = scopes::optional(&request.scopes);
    let kept: Vec<String> = request
        .scopes
        .iter()
        .filter(|scope| !optional.contains(scope) || ticked.is_none_or(|ticked| ticked.contains(scope)))
        .cloned()
        .collect();
    let mut scopes = scopes::canonical(&kept);
    let remembered = scopes.clone();
    if request.parameters.get("include_granted_scopes") == Some("true") {
        for earlier in grant.iter().flat_map(|grant| &grant.scopes) {
            if !scopes.contains(earlier) {
                scopes.push(earlier.clone());
            }
        }
    }
    let offline = offline(request);
    Granted {
        scopes,
        remembered,
        offline,
        refresh: offline && ticked.is_some(),
    }
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
    add("code", approval.code.to_owned());
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
