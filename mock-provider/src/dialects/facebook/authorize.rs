//! Facebook's login dialog.

use super::{
    super::{Approval, AuthorizeError, pairs, redirect_of},
    permissions,
};
use crate::{
    protocol::{
        authorize::{AuthorizationRequest, AuthorizeRules, OidcProblem, Problem, Rejection},
        redirect_uri::Matching,
        response_type::ResponseType,
    },
    store::Grant,
};

/// PKCE is ignored, and so is what only OpenID providers know.
pub(super) const RULES: AuthorizeRules = AuthorizeRules {
    repeated_parameters: true,
    response_type_optional: true,
    redirect_uri_optional: false,
    // Of these Limited Login has one: see `refuses`.
    implicit: true,
    response_modes: &[],
    exclusive: &[],
    special_redirect: None,
    retired_redirect: None,
    matching: Matching::Exact,
    below: Vec::new(),
    nonce_optional: false,
    scope_optional: true,
    scope_separators: &[' ', ','],
    scope_known: |_| true,
    challenge_required: false,
    default_challenge_method: None,
    plain_challenge: false,
    prompts: None,
    hint_parameter: "login_hint",
    ignored: &["code_challenge", "code_challenge_method", "login_hint", "prompt"],
    loose_challenges: None,
};

/// A code, or the id_token of Limited Login and nothing beside it.
pub(super) fn refuses(request: &AuthorizationRequest) -> Option<Problem> {
    let asked = request.response_type;
    if asked == ResponseType::CODE {
        return None;
    }
    if asked.code || asked.token || !asked.id_token {
        let named = request.parameters.get("response_type").unwrap_or_default();
        return Some(Problem::UnsupportedResponseType(named.to_owned()));
    }
    let openid = request.scopes.iter().any(|scope| scope == "openid");
    (!openid).then_some(Problem::Oidc(OidcProblem::MissingOpenid))
}

/// Only a denial reaches the app; everything else is told on a page.
pub(super) fn error(rejection: &Rejection) -> AuthorizeError {
    if let Some(redirect) = redirect_of(rejection, |problem| *problem == Problem::Denied) {
        let mut parameters = pairs([
            ("error", "access_denied"),
            ("error_code", "200"),
            ("error_description", "Permissions error"),
            ("error_reason", "user_denied"),
        ]);
        if let Some(state) = &redirect.state {
            parameters.push(("state".to_owned(), state.clone()));
        }
        return AuthorizeError::Redirected {
            uri: redirect.uri.clone(),
            parameters,
        };
    }
    let (code, title, text) = match &rejection.problem {
        Problem::MissingClientId | Problem::UnknownClient(_) => (
            "invalid_app_id",
            "Invalid App ID",
            "The provided app ID does not look like a valid app ID.".to_owned(),
        ),
        Problem::RedirectUriMismatch { .. } => (
            "url_blocked",
            "URL Blocked",
            "This redirect failed because the redirect URI is not whitelisted in the app's Client OAuth Settings. Make sure Client and Web OAuth Login are on and add all your app domains as Valid OAuth Redirect URIs.".to_owned(),
        ),
        Problem::MissingRedirectUri => (
            "invalid_request",
            "Missing redirect_uri",
            "The parameter redirect_uri is required.".to_owned(),
        ),
        Problem::UnsupportedResponseType(found) => (
            "unsupported_response_type",
            "Invalid response_type",
            format!("The response_type \"{found}\" is not valid."),
        ),
        Problem::MissingNonce => (
            "invalid_request",
            "Missing nonce",
            "The parameter nonce is required.".to_owned(),
        ),
        Problem::Oidc(OidcProblem::MissingOpenid) => (
            "invalid_scope",
            "Invalid Scopes",
            "The scope openid is required for this response_type.".to_owned(),
        ),
        // What is left cannot happen under these rules.
        _ => (
            "invalid_request",
            "Sorry, something went wrong",
            "We're working on getting this fixed as soon as we can.".to_owned(),
        ),
    };
    AuthorizeError::Page {
        status: 400,
        printed: 400,
        code,
        title,
        text,
    }
}

/// Whether `auth_type`, a list with commas, has a value.
pub(super) fn has_auth_type(request: &AuthorizationRequest, value: &str) -> bool {
    request
        .parameters
        .get("auth_type")
        .is_some_and(|list| list.split([',', ' ']).any(|found| found == value))
}

/// What was declined once is not asked again, unless the app says `auth_type=rerequest`.
pub(super) fn needs_consent(request: &AuthorizationRequest, grant: Option<&Grant>) -> bool {
    let Some(grant) = grant else { return true };
    let again = has_auth_type(request, "rerequest");
    let settled = |permission: &String| {
        grant.scopes.contains(permission) || grant.declined.contains(permission) && !again
    };
    has_auth_type(request, "reauthorize") || !permissions::asked(request).iter().all(settled)
}

/// With `return_scopes=true` the app is told what was granted and what was not.
pub(super) fn response(approval: &Approval<'_>) -> Vec<(String, String)> {
    let mut parameters = match approval.id_token {
        Some(id_token) => pairs([("id_token", id_token)]),
        None => pairs([("code", approval.code.unwrap_or_default())]),
    };
    if let Some(state) = &approval.request.state {
        parameters.push(("state".to_owned(), state.clone()));
    }
    if approval.request.parameters.get("return_scopes") == Some("true") {
        let mut denied = permissions::asked(approval.request);
        denied.retain(|permission| !approval.scopes.contains(permission));
        parameters.push(("granted_scopes".to_owned(), approval.scopes.join(",")));
        parameters.push(("denied_scopes".to_owned(), denied.join(",")));
    }
    parameters
}
