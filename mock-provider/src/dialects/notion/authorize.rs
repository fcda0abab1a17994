//! Notion's authorization endpoint.

use super::super::{Approval, AuthorizeError, pairs};
use crate::{
    config::Client,
    protocol::{
        authorize::{AuthorizationRequest, AuthorizeRules, Problem, Rejection},
        redirect_uri::Matching,
    },
};

/// There are no scopes and there is no PKCE. The redirect URI may be left out where only one is registered.
pub(super) fn rules(client: Option<&Client>) -> AuthorizeRules {
    AuthorizeRules {
        repeated_parameters: false,
        response_type_optional: false,
        redirect_uri_optional: client.is_some_and(|client| client.redirect_uris.len() == 1),
        implicit: false,
        response_modes: &[],
        exclusive: &[],
        special_redirect: None,
        retired_redirect: None,
        matching: Matching::Exact,
        below: Vec::new(),
        nonce_optional: false,
        scope_optional: true,
        scope_separators: &[' '],
        scope_known: |_| true,
        challenge_required: false,
        default_challenge_method: None,
        plain_challenge: false,
        prompts: None,
        hint_parameter: "login_hint",
        ignored: &[
            "code_challenge",
            "code_challenge_method",
            "login_hint",
            "nonce",
            "prompt",
            "scope",
        ],
        loose_challenges: None,
    }
}

/// `owner=user` is always sent.
pub(super) fn refuses(request: &AuthorizationRequest) -> Option<Problem> {
    let found = request.parameters.get("owner");
    (found != Some("user")).then(|| Problem::FixedParameter {
        name: "owner",
        found: found.map(ToOwned::to_owned),
        expected: "user",
    })
}

/// RFC 6749 §4.1.2.1 without descriptions, and pages for what must not be redirected.
pub(super) fn error(rejection: &Rejection) -> AuthorizeError {
    if let Some(redirect) = &rejection.redirect {
        let mut parameters = pairs([("error", rejection.problem.code())]);
        if let Some(state) = &redirect.state {
            parameters.push(("state".to_owned(), state.clone()));
        }
        return AuthorizeError::Redirected {
            uri: redirect.uri.clone(),
            parameters,
        };
    }
    let (code, text) = match &rejection.problem {
        Problem::MissingClientId | Problem::UnknownClient(_) => {
            ("invalid_client", "Missing or invalid client_id.")
        }
        Problem::MissingRedirectUri | Problem::RedirectUriMismatch { .. } => {
            ("invalid_redirect_uri", "Missing or invalid redirect_uri.")
        }
        _ => ("invalid_request", "The request is not valid."),
    };
    AuthorizeError::Page {
        status: 400,
        printed: 400,
        code,
        title: "Something went wrong",
        text: text.to_owned(),
    }
}

pub(super) fn response(approval: &Approval<'_>) -> Vec<(String, String)> {
    let mut parameters = pairs([("code", approval.code.unwrap_or_default())]);
    if let Some(state) = &approval.request.state {
        parameters.push(("state".to_owned(), state.clone()));
    }
    parameters
}
