//! Google's token endpoint.

use serde_json::{Map, Value, json};

use super::{
    super::{Companions, Lifetimes, Mint, TokenError},
    scopes, userinfo,
};
use crate::{
    answer::Answer,
    protocol::{
        at_hash::at_hash,
        token::{Problem, TokenRules},
    },
};

pub(super) const RULES: TokenRules = TokenRules {
    query_parameters: false,
    repeated_parameters: false,
    grant_type_optional: false,
    redirect_uri_required: true,
    refuse_needless_verifier: true,
    rotate_refresh_token: false,
    code_shape: is_code,
};

/// `4/` and at least a few characters of base64url; a code that is still percent-encoded is none.
fn is_code(text: &str) -> bool {
    text.strip_prefix("4/").is_some_and(|rest| {
        rest.len() >= 8
            && rest
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    })
}

pub(super) fn error(problem: &Problem) -> TokenError {
    let (status, error, description) = match problem {
        Problem::RepeatedParameter(name) => (
            400,
            "invalid_request",
            format!("OAuth 2 parameters can only have a single value: {name}"),
        ),
        Problem::MissingClientId => (
            400,
            "invalid_request",
            "Could not determine client ID from request.".to_owned(),
        ),
        Problem::UnknownClient(_) => (
            401,
            "invalid_client",
            "The OAuth client was not found.".to_owned(),
        ),
        Problem::MissingSecret { .. } => (400, "invalid_request", "client_secret is missing.".to_owned()),
        Problem::WrongSecret { .. } => (
            401,
            "invalid_client",
            "The provided client secret is invalid.".to_owned(),
        ),
        Problem::UnsupportedGrantType(found) => (
            400,
            "unsupported_grant_type",
            format!("Invalid grant_type: {found}"),
        ),
        Problem::MissingCode => (
            400,
            "invalid_request",
            "Missing required parameter: code".to_owned(),
        ),
        Problem::MissingRefreshToken => (
            400,
            "invalid_request",
            "Missing required parameter: refresh_token".to_owned(),
        ),
        Problem::MalformedCode(_) => (400, "invalid_grant", "Malformed auth code.".to_owned()),
        Problem::UnknownCode(_)
        | Problem::CodeOfOtherClient { .. }
        | Problem::CodeReused { .. }
        | Problem::CodeExpired { .. }
        | Problem::UnknownRefreshToken
        | Problem::UnverifiedEmail => (400, "invalid_grant", "Bad Request".to_owned()),
        Problem::RedirectUriDiffers { .. } => (400, "redirect_uri_mismatch", "Bad Request".to_owned()),
        Problem::MissingVerifier => (400, "invalid_grant", "Missing code verifier.".to_owned()),
        Problem::WrongVerifier { .. } => (400, "invalid_grant", "Invalid code verifier.".to_owned()),
        Problem::NeedlessVerifier => (
            400,
            "invalid_grant",
            "code_verifier or verifier is not needed.".to_owned(),
        ),
        Problem::DeadRefreshToken => (
            400,
            "invalid_grant",
            "Token has been expired or revoked.".to_owned(),
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
    add("access_token", json!(mint.access_token));
    if let Some(seconds) = lifetimes.access {
        add("expires_in", json!(seconds));
    }
    if let Some(refresh_token) = with.refresh_token {
        add("refresh_token", json!(refresh_token));
    }
    add("scope", json!(mint.access.scopes.join(" ")));
    add("token_type", json!("Bearer"));
    if let Some(id_token) = with.id_token {
        add("id_token", json!(id_token));
    }
    members
}

/// An id_token is due whenever an identity scope was granted.
pub(super) fn id_token_claims(mint: &Mint<'_>, issuer: &str, lifetime: u32) -> Option<Map<String, Value>> {
    let account = mint.persona.google.as_ref()?;
    if !mint.access.scopes.iter().any(|scope| scopes::is_identity(scope)) {
        return None;
    }
    let mut claims = Map::new();
    let mut add = |name: &str, value: Value| {
        claims.insert(name.to_owned(), value);
    };
    add("iss", json!(issuer));
    add("azp", json!(mint.access.client_id));
    add("aud", json!(mint.access.client_id));
    add("sub", json!(account.sub));
    if let Some(hd) = &account.hd {
        add("hd", json!(hd));
    }
    if scopes::grants_email(&mint.access.scopes) {
        add("email", json!(account.email));
        add("email_verified", json!(account.email_verified));
    }
    add("at_hash", json!(at_hash(mint.access_token)));
    if let Some(nonce) = mint.nonce {
        add("nonce", json!(nonce));
    }
    for (name, value) in userinfo::profile_claims(account, &mint.access.scopes) {
        add(name, value);
    }
    add("iat", json!(mint.now));
    add("exp", json!(mint.now + i64::from(lifetime)));
    Some(claims)
}

pub(super) fn encode(status: u16, members: &Map<String, Value>) -> Answer {
    let body = serde_json::to_string_pretty(members).unwrap_or_default();
    Answer::new(status, body)
        .header("content-type", "application/json; charset=utf-8")
        .header("cache-control", "no-cache, no-store, max-age=0, must-revalidate")
        .header("pragma", "no-cache")
        .header("expires", "Mon, 01 Jan 1990 00:00:00 GMT")
        .header("vary", "Origin, X-Origin, Referer")
}
