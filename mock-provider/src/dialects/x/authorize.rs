//! X's authorization endpoint.

use super::super::{Approval, AuthorizeError, pairs, redirect_of};
use crate::{
    config::{Client, LowerCaseS256},
    protocol::{
        authorize::{AuthorizationRequest, AuthorizeRules, Problem, Rejection},
        pkce::Method,
        redirect_uri::Matching,
    },
};

/// The longest `state`, in characters.
const LONGEST_STATE: usize = 500;
/// The scope by which the confirmed address is read.
pub(super) const USERS_EMAIL: &str = "users.email";

const SCOPES: &[&str] = &[
    "tweet.read",
    "tweet.write",
    "tweet.moderate.write",
    USERS_EMAIL,
    "users.read",
    "follows.read",
    "follows.write",
    "offline.access",
    "space.read",
    "mute.read",
    "mute.write",
    "like.read",
    "like.write",
    "list.read",
    "list.write",
    "block.read",
    "block.write",
    "bookmark.read",
    "bookmark.write",
    "dm.read",
    "dm.write",
    "media.write",
];

/// Everything is required, PKCE too; challenges may be of any length, as in X's own examples.
pub(super) fn rules(lower_case_s256: LowerCaseS256) -> AuthorizeRules {
    AuthorizeRules {
        repeated_parameters: false,
        response_type_optional: false,
        redirect_uri_optional: false,
        implicit: false,
        response_modes: &[],
        exclusive: &[],
        special_redirect: None,
        retired_redirect: None,
        matching: Matching::Exact,
        below: Vec::new(),
        nonce_optional: false,
        scope_optional: false,
        scope_separators: &[' '],
        scope_known: |scope| SCOPES.contains(&scope),
        challenge_required: true,
        default_challenge_method: None,
        plain_challenge: true,
        prompts: None,
        hint_parameter: "login_hint",
        ignored: &["login_hint", "nonce", "prompt"],
        loose_challenges: Some(match lower_case_s256 {
            LowerCaseS256::Plain => |method| (method == "s256").then_some(Method::Plain),
            LowerCaseS256::S256 => |method| (method == "s256").then_some(Method::S256),
        }),
    }
}

/// `state` is required and may not be long, and `users.email` is for apps that are allowed to ask for it.
pub(super) fn refuses(client: &Client, request: &AuthorizationRequest) -> Option<Problem> {
    let Some(state) = &request.state else {
        return Some(Problem::MissingState);
    };
    let length = state.chars().count();
    if length > LONGEST_STATE {
        return Some(Problem::LongState {
            length,
            most: LONGEST_STATE,
        });
    }
    let asks_email = request.scopes.iter().any(|scope| scope == USERS_EMAIL);
    (asks_email && !client.request_email).then(|| Problem::ScopesNotAllowed {
        scopes: vec![USERS_EMAIL.to_owned()],
        switch: "request_email",
    })
}

/// Only a denial reaches the app. Everything else is told on a page, always in the same words.
pub(super) fn error(rejection: &Rejection) -> AuthorizeError {
    if let Some(redirect) = redirect_of(rejection, |problem| *problem == Problem::Denied) {
        let mut parameters = pairs([("error", "access_denied")]);
        if let Some(state) = &redirect.state {
            parameters.push(("state".to_owned(), state.clone()));
        }
        return AuthorizeError::Redirected {
            uri: redirect.uri.clone(),
            parameters,
        };
    }
    AuthorizeError::Page {
        status: 400,
        printed: 400,
        code: "something_went_wrong",
        title: "Something went wrong",
        text: "You weren't able to give access to the App. Go back and try logging in again.".to_owned(),
    }
}

/// In the order of X's documentation.
pub(super) fn response(approval: &Approval<'_>) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    if let Some(state) = &approval.request.state {
        parameters.push(("state".to_owned(), state.clone()));
    }
    parameters.push(("code".to_owned(), approval.code.unwrap_or_default().to_owned()));
    parameters
}
