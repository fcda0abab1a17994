//! Google's token endpoint.

use serde_json::{Map, Value, json};

use super::{
    super::{Companions, Lifetimes, Mint, Redemption, TokenError},
    scopes, userinfo,
};
use crate::{
    answer::Answer,
    config::{Client, ClientStatus},
    protocol::{
        Parameters,
        at_hash::at_hash,
        token::{GrantType, Problem, TokenRules},
    },
};

pub(super) const RULES: TokenRules = TokenRules {
    query_parameters: false,
    repeated_parameters: false,
    grant_type_optional: false,
    redirect_uri_required: true,
    refuse_needless_verifier: true,
    rotate_refresh_token: false,
    refresh_scope: true,
    code_shape: is_code,
};

/// Half a year: a refresh token that was not used for so long is dead.
pub(super) const IDLE_LIFETIME: u32 = 183 * 86_400;
/// Seven days: how long a refresh token of an application that is being tested lives.
const TESTING_LIFETIME: u32 = 7 * 86_400;

/// Refresh tokens live until they are revoked, except those of applications that are being tested, unless they only
/// say who somebody is.
pub(super) fn refresh_lifetime(client: &Client, granted: &[String]) -> Option<u32> {
    let beyond_identity = granted.iter().any(|scope| !scopes::is_identity(scope));
    (client.status == ClientStatus::Testing && beyond_identity).then_some(TESTING_LIFETIME)
}

/// Assertions of service accounts, none of which exist here (RFC 7523 §2.1).
pub(super) fn refuses_assertion(sent: &Parameters) -> Option<Problem> {
    (sent.get("grant_type") == Some("urn:ietf:params:oauth:grant-type:jwt-bearer"))
        .then_some(Problem::UnknownServiceAccount)
}

/// What a Workspace domain forbids its accounts: a client that the administrator blocks, and sessions without end.
pub(super) fn refuses_redemption(redemption: &Redemption<'_>) -> Option<Problem> {
    redemption.persona.google.as_ref()?.hd.as_ref()?;
    let over =
        redemption.grant == GrantType::RefreshToken && redemption.config.google.reauthentication_required;
    if redemption.client.status == ClientStatus::BlockedByAdmin {
        Some(Problem::BlockedByAdmin)
    } else {
        over.then_some(Problem::SessionOver)
    }
}

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
        Problem::WiderScope { .. } => (400, "invalid_scope", "Bad Request".to_owned()),
        Problem::ClientDeleted => (401, "deleted_client", "The OAuth client was deleted.".to_owned()),
        Problem::GrantNotForKind { .. } => (400, "unauthorized_client", "Unauthorized".to_owned()),
        Problem::UnknownServiceAccount => (
            400,
            "invalid_grant",
            "Invalid grant: account not found".to_owned(),
        ),
        Problem::SessionOver => (
            400,
            "invalid_grant",
            "reauth related error (invalid_rapt)".to_owned(),
        ),
        Problem::BlockedByAdmin => return bare(400, "error", "admin_policy_enforced"),
        Problem::DeviceQuotaExceeded => return bare(403, "error_code", "rate_limit_exceeded"),
        other => super::device::error(other),
    };
    let mut members = Map::new();
    members.insert("error".to_owned(), json!(error));
    members.insert("error_description".to_owned(), json!(description));
    if matches!(problem, Problem::SessionOver) {
        members.insert("error_subtype".to_owned(), json!("invalid_rapt"));
    }
    TokenError { status, members }
}

/// An error that is one word.
fn bare(status: u16, name: &str, word: &str) -> TokenError {
    let members = [(name.to_owned(), json!(word))].into_iter().collect();
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
        if let Some(seconds) = lifetimes.refresh {
            add("refresh_token_expires_in", json!(seconds));
        }
    }
    add("scope", json!(mint.access.scopes.join(" ")));
    add("token_type", json!("Bearer"));
    if let Some(id_token) = with.id_token {
        add("id_token", json!(id_token));
    }
    members
}

/// An id_token is due whenever `openid` was granted, which identity scopes imply unless that is switched off.
pub(super) fn id_token_claims(mint: &Mint<'_>, issuer: &str, lifetime: u32) -> Option<Map<String, Value>> {
    let account = mint.persona.google.as_ref()?;
    if !mint.access.scopes.iter().any(|scope| scope == "openid") {
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
    if let Some(access_token) = mint.access_token {
        add("at_hash", json!(at_hash(access_token)));
    }
    if let Some(code) = mint.code {
        // OIDC Core §3.3.2.11: the same computation over the code.
        add("c_hash", json!(at_hash(code)));
    }
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
