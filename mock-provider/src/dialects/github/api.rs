//! What all answers of GitHub's REST API have in common.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{answer::Answer, config::ClientKind, protocol::Refusal, store::AccessToken};

/// Versions that `X-GitHub-Api-Version` may ask for.
pub(crate) const VERSIONS: [&str; 2] = ["2022-11-28", "2026-03-10"];
/// The version without one.
const DEFAULT_VERSION: &str = VERSIONS[0];

/// A JSON answer with the headers that every answer has.
#[must_use]
pub(crate) fn json_answer(status: u16, body: &Value, version: Option<&str>) -> Answer {
    Answer::new(status, body.to_string())
        .header("content-type", "application/json; charset=utf-8")
        .header("vary", "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With")
        .header("access-control-allow-origin", "*")
        .header("access-control-expose-headers", "ETag, Link, Location, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Used, X-RateLimit-Resource, X-RateLimit-Reset, X-OAuth-Scopes, X-Accepted-OAuth-Scopes, X-Poll-Interval, X-GitHub-Media-Type, Deprecation, Sunset")
        .header("x-github-media-type", "github.v3; format=json")
        .header("x-github-api-version-selected", version.unwrap_or(DEFAULT_VERSION))
}

/// The headers that tell about the token. Those of GitHub Apps have no scopes to tell about.
#[must_use]
pub(crate) fn token_headers(answer: Answer, token: &AccessToken, kind: ClientKind, accepted: &str) -> Answer {
    let answer = match kind {
        ClientKind::GithubApp => answer,
        _ => answer
            .header("x-oauth-scopes", token.scopes.join(", "))
            .header("x-accepted-oauth-scopes", accepted)
            .header("x-oauth-client-id", token.client_id.clone()),
    };
    match token.expires_at {
        Some(at) => answer.header(
            "github-authentication-token-expiration",
            at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        ),
        None => answer,
    }
}

/// The headers that tell how many calls of `limit` are left until `reset` (seconds since 1970).
#[must_use]
pub(crate) fn limit_headers(answer: Answer, limit: u32, used: u32, reset: i64) -> Answer {
    answer
        .header("x-ratelimit-limit", limit.to_string())
        .header("x-ratelimit-remaining", limit.saturating_sub(used).to_string())
        .header("x-ratelimit-used", used.min(limit).to_string())
        .header("x-ratelimit-reset", reset.to_string())
        .header("x-ratelimit-resource", "core")
}

/// The answer to a call beyond the hourly limit.
#[must_use]
pub(crate) fn limit_exceeded(status: u16, user_id: u64) -> Answer {
    error(
        status,
        &format!("API rate limit exceeded for user ID {user_id}."),
        "/overview/resources-in-the-rest-api#rate-limiting",
    )
    .refused(Refusal::new(
        "rate-limit",
        "a call beyond the hourly limit of this person",
        "fewer calls, or a higher rate_limit under [github]",
        "wait until the second in x-ratelimit-reset; ask with If-None-Match, which costs nothing when nothing changed",
    ))
}

/// The answer to a call without a token beyond the hourly limit.
#[must_use]
pub(crate) fn anonymous_limit_exceeded(status: u16) -> Answer {
    error(
        status,
        "API rate limit exceeded for 127.0.0.1. (But here's the good news: Authenticated requests get a higher rate limit. Check out the documentation for more details.)",
        "/overview/resources-in-the-rest-api#rate-limiting",
    )
    .refused(Refusal::new(
        "rate-limit",
        "a call without a token beyond the hourly limit",
        "fewer calls, or a higher anonymous_rate_limit under [github]",
        "send an access token: its person has a limit of their own",
    ))
}

/// The answer to a path that the API does not have, such as one with a slash at its end.
#[must_use]
pub(crate) fn no_such_path(path: &str) -> Answer {
    error(404, "Not Found", "").refused(Refusal::new(
        "path-known",
        path,
        "a path that this provider serves",
        if path.split('?').next().is_some_and(|path| path.ends_with('/')) {
            "GitHub's API has no path that ends with a slash"
        } else {
            "compare the app's URLs with the provider's documentation"
        },
    ))
}

/// The weak entity tag of a body (RFC 9110 §8.8.3).
#[must_use]
pub(crate) fn entity_tag(body: &str) -> String {
    let digest = Sha256::digest(body.as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("W/\"{hex}\"")
}

/// The name of a request, by which GitHub's support finds it: as many hexadecimal digits, and the second at the end.
#[must_use]
pub(crate) fn request_id(number: u64, now: i64) -> String {
    let digest = Sha256::digest(format!("{number} {now}").as_bytes());
    let hex: String = digest.iter().take(11).map(|byte| format!("{byte:02X}")).collect();
    format!(
        "{}:{}:{}:{}:{now:X}",
        &hex[..4],
        &hex[4..10],
        &hex[10..16],
        &hex[16..22]
    )
}

/// Whether `If-None-Match` has the tag. The comparison is weak (RFC 9110 §13.1.2).
#[must_use]
pub(crate) fn has_tag(if_none_match: Option<&str>, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    if_none_match
        .is_some_and(|list| list.trim() == "*" || list.split(',').any(|other| opaque(other) == opaque(tag)))
}

/// An error in the API's form. The status in the body is a string.
#[must_use]
pub(crate) fn error(status: u16, message: &str, documentation: &str) -> Answer {
    let url = format!("https://docs.github.com/rest{documentation}");
    json_answer(
        status,
        &json!({"message": message, "documentation_url": url, "status": status.to_string()}),
        None,
    )
}

/// The answer to a request without `User-Agent`, which is plain text.
#[must_use]
pub(crate) fn no_user_agent() -> Answer {
    Answer::new(
        403,
        "\r\nRequest forbidden by administrative rules. Please make sure your request has a User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check https://developer.github.com for other possible causes.\r\n",
    )
    .header("content-type", "text/plain; charset=utf-8")
    .header("cache-control", "no-cache")
    .refused(Refusal::new(
        "user-agent-present",
        "no User-Agent header",
        "a User-Agent header with each API request",
        "set User-Agent to the name of the app; some HTTP clients send none by default",
    ))
}
