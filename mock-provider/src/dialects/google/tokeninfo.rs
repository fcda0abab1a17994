//! What Google tells about a token.

use serde_json::{Map, Value, json};

use super::scopes;
use crate::{answer::Answer, config::GoogleAccount, store::AccessToken};

/// The form of `/tokeninfo` and `/oauth2/v3/tokeninfo`: every value is a string.
#[must_use]
pub(crate) fn current(token: &AccessToken, account: &GoogleAccount, now: i64) -> Map<String, Value> {
    let mut members = Map::new();
    let mut add = |name: &str, value: String| {
        members.insert(name.to_owned(), Value::String(value));
    };
    add("azp", token.client_id.clone());
    add("aud", token.client_id.clone());
    if says_who(token) {
        add("sub", account.sub.clone());
    }
    add("scope", token.scopes.join(" "));
    let expires_at = token.expires_at.map_or(now, jiff::Timestamp::as_second);
    add("exp", expires_at.to_string());
    add("expires_in", (expires_at - now).to_string());
    if scopes::grants_email(&token.scopes) {
        add("email", account.email.clone());
        add("email_verified", account.email_verified.to_string());
    }
    add("access_type", access_type(token).to_owned());
    members
}

/// The form of `/oauth2/v1/tokeninfo` and `/oauth2/v2/tokeninfo`.
#[must_use]
pub(crate) fn old(token: &AccessToken, account: &GoogleAccount, now: i64) -> Map<String, Value> {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    add("issued_to", json!(token.client_id));
    add("audience", json!(token.client_id));
    if says_who(token) {
        add("user_id", json!(account.sub));
    }
    add("scope", json!(token.scopes.join(" ")));
    let expires_at = token.expires_at.map_or(now, jiff::Timestamp::as_second);
    add("expires_in", json!(expires_at - now));
    if scopes::grants_email(&token.scopes) {
        add("email", json!(account.email));
        add("verified_email", json!(account.email_verified));
    }
    add("access_type", json!(access_type(token)));
    members
}

/// The claims of an id_token as strings, with what its header says.
#[must_use]
pub(crate) fn id_token(claims: &Map<String, Value>, kid: &str) -> Map<String, Value> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let header = [("alg", "RS256"), ("kid", kid), ("typ", "JWT")];
    claims
        .iter()
        .map(|(name, value)| (name.clone(), Value::String(text(value))))
        .chain(header.map(|(name, value)| (name.to_owned(), json!(value))))
        .collect()
}

/// A successful answer.
#[must_use]
pub(crate) fn answer(members: &Map<String, Value>) -> Answer {
    json_answer(200, &Value::Object(members.clone()))
}

/// The refusal of whatever is no living token.
#[must_use]
pub(crate) fn invalid() -> Answer {
    json_answer(
        400,
        &json!({"error": "invalid_token", "error_description": "Invalid Value"}),
    )
}

fn says_who(token: &AccessToken) -> bool {
    token.scopes.iter().any(|scope| scopes::is_identity(scope))
}

fn access_type(token: &AccessToken) -> &'static str {
    if token.offline { "offline" } else { "online" }
}

fn json_answer(status: u16, body: &Value) -> Answer {
    Answer::new(status, serde_json::to_string_pretty(body).unwrap_or_default())
        .header("content-type", "application/json; charset=UTF-8")
        .header("cache-control", "no-cache, no-store, max-age=0, must-revalidate")
        .header("vary", "Origin, X-Origin, Referer")
}
