//! GitHub's authorization endpoint.

use super::{
    super::{Approval, AuthorizeError, Granted, pairs, redirect_of},
    scopes,
};
use crate::{
    config::Client,
    protocol::{
        authorize::{AuthorizationRequest, AuthorizeRules, Problem, Rejection},
        redirect_uri::Matching,
    },
    store::Grant,
};

/// Asks for an expiring token with a refresh token. It is no scope that anybody grants.
const OFFLINE_ACCESS: &str = "offline_access";
const TROUBLESHOOTING: &str =
    "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/";

/// An app with a single callback keeps the old prefix rule; one with several is matched exactly.
pub(super) fn rules(client: Option<&Client>) -> AuthorizeRules {
    let below = client.is_some_and(|client| {
        client
            .wildcard_redirects
            .unwrap_or(client.redirect_uris.len() == 1)
    });
    AuthorizeRules {
        repeated_parameters: true,
        response_type_optional: true,
        redirect_uri_optional: true,
        matching: if below {
            Matching::Below
        } else {
            Matching::ExactWithLoopbackPort
        },
        scope_optional: true,
        scope_separators: &[' ', ','],
        scope_known: |_| true,
        default_challenge_method: None,
        plain_challenge: false,
        prompts: None,
        hint_parameter: "login",
    }
}

pub(super) fn error(rejection: &Rejection) -> AuthorizeError {
    if let Some(redirect) = redirect_of(rejection, |_| true) {
        let (code, description, anchor) = match &rejection.problem {
            Problem::Denied => (
                "access_denied",
                "The user has denied your application access.".to_owned(),
                Some("#access-denied"),
            ),
            Problem::UnsupportedResponseType(found) => (
                "unsupported_response_type",
                format!("The response_type \"{found}\" is not supported."),
                None,
            ),
            Problem::MissingChallenge | Problem::MissingChallengeMethod => (
                "invalid_request",
                "code_challenge and code_challenge_method must be sent together.".to_owned(),
                None,
            ),
            Problem::UnsupportedChallengeMethod(_) => (
                "invalid_request",
                "code_challenge_method must be S256.".to_owned(),
                None,
            ),
            Problem::MalformedChallenge(_) => (
                "invalid_request",
                "code_challenge must be 43 characters of base64url.".to_owned(),
                None,
            ),
            // What is left cannot happen under these rules; RFC 6749 §4.1.2.1 has the word for it.
            _ => ("invalid_request", "The request is not valid.".to_owned(), None),
        };
        let mut parameters = pairs([("error", code), ("error_description", &description)]);
        if let Some(anchor) = anchor {
            parameters.push(("error_uri".to_owned(), format!("{TROUBLESHOOTING}{anchor}")));
        }
        if let Some(state) = &redirect.state {
            parameters.push(("state".to_owned(), state.clone()));
        }
        return AuthorizeError::Redirected {
            uri: redirect.uri.clone(),
            parameters,
        };
    }
    match &rejection.problem {
        Problem::RedirectUriMismatch { .. } => AuthorizeError::Page {
            status: 400,
            code: "redirect_uri_mismatch",
            title: "Be careful!",
            text: "The redirect_uri is not associated with this application. The application might be misconfigured or could be trying to redirect you to a website you weren't expecting.".to_owned(),
        },
        _ => AuthorizeError::Page {
            status: 404,
            code: "not_found",
            title: "Page not found",
            text: "This is not the web page you are looking for.".to_owned(),
        },
    }
}

/// The page is skipped when the app was already allowed a superset, which for an empty scope is anything.
pub(super) fn needs_consent(request: &AuthorizationRequest, grant: Option<&Grant>) -> bool {
    let Some(grant) = grant else { return true };
    tracked(request)
        .iter()
        .any(|scope| !scopes::covers(&grant.scopes, scope))
}

/// Without a scope the token gets everything that the person ever allowed this app.
pub(super) fn granted(request: &AuthorizationRequest, grant: Option<&Grant>) -> Granted {
    let asked = tracked(request);
    let scopes = if asked.is_empty() {
        grant
            .map(|grant| scopes::normalised(&grant.scopes))
            .unwrap_or_default()
    } else {
        asked.clone()
    };
    let refresh = request.scopes.iter().any(|scope| scope == OFFLINE_ACCESS);
    Granted {
        scopes,
        remembered: asked,
        offline: false,
        refresh,
    }
}

/// In the order seen in September 2026.
pub(super) fn response(approval: &Approval<'_>, iss: Option<String>) -> Vec<(String, String)> {
    let mut parameters = pairs([("code", approval.code)]);
    if let Some(iss) = iss {
        parameters.push(("iss".to_owned(), iss));
    }
    if let Some(state) = &approval.request.state {
        parameters.push(("state".to_owned(), state.clone()));
    }
    parameters
}

fn tracked(request: &AuthorizationRequest) -> Vec<String> {
    scopes::normalised(&request.scopes)
}
