//! X's token endpoint.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::{Companions, Lifetimes, Mint, Secret, TokenError};
use crate::{
    config::{Client, ClientKind, XSettings},
    protocol::{
        client_auth::Credentials,
        token::{Problem, TokenRules},
    },
};

pub(super) const RULES: TokenRules = TokenRules {
    query_parameters: false,
    repeated_parameters: false,
    grant_type_optional: false,
    redirect_uri_required: true,
    refuse_needless_verifier: false,
    rotate_refresh_token: true,
    refresh_scope: false,
    code_shape: |_| true,
};

/// The random part of codes and tokens, which with the rest gives 91 characters.
pub(super) const RANDOM_LENGTH: usize = 45;

/// `<random>:<milliseconds since 1970>:1:1:ac:1` in base64url, and `at` or `rt` in place of `ac`.
pub(super) fn stamped(random: &str, secret: Secret, now: Timestamp) -> String {
    let kind = match secret {
        Secret::Code => "ac",
        Secret::AccessToken => "at",
        Secret::RefreshToken => "rt",
    };
    URL_SAFE_NO_PAD.encode(format!("{random}:{}:1:1:{kind}:1", now.as_millisecond()))
}

/// Confidential clients use the header and nothing else; public ones have no secret to put into it.
pub(super) fn refuses_credentials(client: &Client, presented: &Credentials) -> Option<Problem> {
    let confidential = client.kind() == ClientKind::WebApp;
    (confidential != presented.basic).then(|| Problem::WrongCredentialsPlace {
        client_id: client.client_id.clone(),
        expected: if confidential {
            "Authorization: Basic with the client's id and secret, because its kind is web_app"
        } else {
            "client_id in the body and no Authorization header, because the client is public"
        },
    })
}

pub(super) fn error(problem: &Problem, settings: &XSettings) -> TokenError {
    let missing = |name: &str| format!("Missing required parameter [{name}].");
    let (status, error, description) = match problem {
        Problem::MissingClientId if settings.absent_authorization_status == 400 => {
            (400, "invalid_request", missing("client_id"))
        }
        Problem::MissingClientId
        | Problem::UnknownClient(_)
        | Problem::MissingSecret { .. }
        | Problem::WrongSecret { .. }
        | Problem::WrongCredentialsPlace { .. } => (
            401,
            "unauthorized_client",
            "Missing valid authorization header".to_owned(),
        ),
        Problem::UnsupportedGrantType(found) if found.is_empty() => {
            (400, "invalid_request", missing("grant_type"))
        }
        Problem::UnsupportedGrantType(_) => (
            400,
            "unsupported_grant_type",
            "Value passed for the grant type was invalid.".to_owned(),
        ),
        Problem::MissingCode => (400, "invalid_request", missing("code")),
        Problem::RedirectUriDiffers { found: None, .. } => (400, "invalid_request", missing("redirect_uri")),
        Problem::RedirectUriDiffers { .. } => (
            400,
            "invalid_request",
            "Value passed for the redirect uri did not match the uri of the authorization code.".to_owned(),
        ),
        Problem::MissingVerifier => (400, "invalid_request", missing("code_verifier")),
        Problem::WrongVerifier { .. } => (
            400,
            "invalid_request",
            "Value passed for the code verifier did not match the code challenge.".to_owned(),
        ),
        Problem::MissingRefreshToken => (400, "invalid_request", missing("refresh_token")),
        Problem::UnknownRefreshToken | Problem::DeadRefreshToken => (
            400,
            "invalid_request",
            "Value passed for the token was invalid.".to_owned(),
        ),
        Problem::RepeatedParameter(name) => (
            400,
            "invalid_request",
            format!("The parameter [{name}] was sent more than once."),
        ),
        // A code that was never issued, or to another client, or is used up or too old.
        _ => (
            400,
            "invalid_request",
            "Value passed for the authorization code was invalid.".to_owned(),
        ),
    };
    let mut members = Map::new();
    members.insert("error".to_owned(), json!(error));
    members.insert("error_description".to_owned(), json!(description));
    TokenError { status, members }
}

pub(super) fn members(mint: &Mint<'_>, lifetimes: Lifetimes, with: Companions<'_>) -> Map<String, Value> {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    add("token_type", json!("bearer"));
    add("expires_in", json!(lifetimes.access));
    add("access_token", json!(mint.access_token));
    add("scope", json!(mint.access.scopes.join(" ")));
    if let Some(token) = with.refresh_token {
        add("refresh_token", json!(token));
    }
    members
}
