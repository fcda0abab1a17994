//! GitHub's authorization endpoint.

use super::{
    super::{Approval, Asking, AuthorizeError, Granted, pairs, redirect_of},
    scopes,
};
use crate::{
    config::{Client, ClientKind, GitHubSettings, RefusedOn},
    protocol::{
        authorize::{AuthorizeRules, Problem, Rejection},
        redirect_uri::Matching,
    },
    store::Grant,
};

/// Asks for an expiring token with a refresh token. It is no scope that anybody grants.
const OFFLINE_ACCESS: &str = "offline_access";
const TROUBLESHOOTING: &str =
    "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/";

/// An OAuth app with a single callback keeps the old prefix rule; one with several, and a GitHub App, are matched
/// exactly.
pub(super) fn rules(client: Option<&Client>) -> AuthorizeRules {
    let below = client.is_some_and(|client| {
        let old = client.kind() == ClientKind::OauthApp && client.redirect_uris.len() == 1;
        client.wildcard_redirects.unwrap_or(old)
    });
    AuthorizeRules {
        repeated_parameters: true,
        response_type_optional: true,
        redirect_uri_optional: true,
        implicit: false,
        response_modes: &[],
        exclusive: &[],
        special_redirect: None,
        retired_redirect: None,
        matching: if below {
            Matching::Below
        } else {
            Matching::ExactWithLoopbackPort
        },
        below: client.map_or_else(Vec::new, |client| client.wildcard_callbacks.clone()),
        scope_optional: true,
        scope_separators: &[' ', ','],
        scope_known: |_| true,
        challenge_required: false,
        default_challenge_method: None,
        plain_challenge: false,
        prompts: None,
        hint_parameter: "login",
        ignored: &[],
        loose_challenges: None,
        nonce_optional: false,
    }
}

/// `iss` stands where it does in responses that are no error: before `state` (RFC 9207 §2).
pub(super) fn error(rejection: &Rejection, iss: Option<&str>, settings: &GitHubSettings) -> AuthorizeError {
    if let (RefusedOn::Redirect, Problem::RedirectUriMismatch { registered, .. }) =
        (settings.redirect_mismatch, &rejection.problem)
        && let Some(callback) = registered.first()
    {
        let description = "The redirect_uri MUST match the registered callback URL for this application.";
        return redirected(
            callback,
            "redirect_uri_mismatch",
            description,
            Some("#redirect-uri-mismatch"),
            (iss, rejection.state.as_deref()),
        );
    }
    let redirectable =
        |problem: &Problem| settings.bad_challenge == RefusedOn::Redirect || !is_about_challenge(problem);
    if let Some(redirect) = redirect_of(rejection, redirectable) {
        let (code, description, anchor) = said(&rejection.problem);
        return redirected(
            &redirect.uri,
            code,
            &description,
            anchor,
            (iss, redirect.state.as_deref()),
        );
    }
    let page = |status, code, title, text: &str| AuthorizeError::Page {
        status,
        printed: status,
        code,
        title,
        text: text.to_owned(),
    };
    match &rejection.problem {
        Problem::RedirectUriMismatch { .. } => page(
            400,
            "redirect_uri_mismatch",
            "Be careful!",
            "The redirect_uri is not associated with this application. The application might be misconfigured or could be trying to redirect you to a website you weren't expecting.",
        ),
        problem if is_about_challenge(problem) => {
            page(400, "invalid_request", "Something went wrong", &said(problem).1)
        }
        _ => no_such_page(),
    }
}

/// GitHub's 404 for people.
pub(super) fn no_such_page() -> AuthorizeError {
    AuthorizeError::Page {
        status: 404,
        printed: 404,
        code: "not_found",
        title: "Page not found",
        text: "This is not the web page you are looking for.".to_owned(),
    }
}

fn is_about_challenge(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::MissingChallenge
            | Problem::MissingChallengeMethod
            | Problem::UnsupportedChallengeMethod(_)
            | Problem::MalformedChallenge(_)
    )
}

/// The error, its description, and the anchor on the page that explains it.
fn said(problem: &Problem) -> (&'static str, String, Option<&'static str>) {
    match problem {
        Problem::Denied => (
            "access_denied",
            "The user has denied your application access.".to_owned(),
            Some("#access-denied"),
        ),
        Problem::ClientSuspended => (
            "application_suspended",
            "Your application has been suspended. Contact support@github.com.".to_owned(),
            Some("#application-suspended"),
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
    }
}

fn redirected(
    uri: &str,
    code: &str,
    description: &str,
    anchor: Option<&str>,
    (iss, state): (Option<&str>, Option<&str>),
) -> AuthorizeError {
    let mut parameters = pairs([("error", code), ("error_description", description)]);
    if let Some(anchor) = anchor {
        parameters.push(("error_uri".to_owned(), format!("{TROUBLESHOOTING}{anchor}")));
    }
    if let Some(iss) = iss {
        parameters.push(("iss".to_owned(), iss.to_owned()));
    }
    if let Some(state) = state {
        parameters.push(("state".to_owned(), state.to_owned()));
    }
    AuthorizeError::Redirected {
        uri: uri.to_owned(),
        parameters,
    }
}

/// The page is skipped when the app was already allowed a superset, which for an empty scope is anything. Devices
/// are always asked about.
pub(super) fn needs_consent(asking: &Asking<'_>, grant: Option<&Grant>) -> bool {
    let Some(grant) = grant else { return true };
    asking.device
        || tracked(asking)
            .iter()
            .any(|scope| !scopes::covers(&grant.scopes, scope))
}

/// Without a scope the token gets everything that the person ever allowed this app. GitHub Apps have no scopes.
pub(super) fn granted(asking: &Asking<'_>, grant: Option<&Grant>) -> Granted {
    let asked = tracked(asking);
    let is_app = asking.client.kind() == ClientKind::GithubApp;
    let scopes = if asked.is_empty() && !is_app {
        grant
            .map(|grant| scopes::normalised(&grant.scopes, asking.config.github.keep_unknown_scopes))
            .unwrap_or_default()
    } else {
        asked.clone()
    };
    let refresh = !is_app && asking.request.scopes.iter().any(|scope| scope == OFFLINE_ACCESS);
    Granted {
        scopes,
        remembered: asked,
        offline: false,
        refresh,
        ..Granted::default()
    }
}

/// In the order seen in September 2026.
pub(super) fn response(approval: &Approval<'_>, iss: Option<String>) -> Vec<(String, String)> {
    let mut parameters = pairs([("code", approval.code.unwrap_or_default())]);
    if let Some(iss) = iss {
        parameters.push(("iss".to_owned(), iss));
    }
    if let Some(state) = &approval.request.state {
        parameters.push(("state".to_owned(), state.clone()));
    }
    parameters
}

/// The scopes that are granted and remembered: those of OAuth apps that exist, without `offline_access`.
pub(super) fn tracked(asking: &Asking<'_>) -> Vec<String> {
    if asking.client.kind() == ClientKind::GithubApp {
        return Vec::new();
    }
    let mut asked = asking.request.scopes.clone();
    asked.retain(|scope| scope != OFFLINE_ACCESS);
    scopes::normalised(&asked, asking.config.github.keep_unknown_scopes)
}
