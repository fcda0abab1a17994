//! What Google tells about a person, in both forms, and how it refuses.

use serde_json::{Map, Value, json};

use super::scopes;
use crate::{answer::Answer, config::GoogleAccount};

/// The OIDC form: the OIDC endpoint and `/oauth2/v3/userinfo`.
#[must_use]
pub(crate) fn oidc(account: &GoogleAccount, granted: &[String]) -> Map<String, Value> {
    form(account, granted, "sub", "email_verified")
}

/// Google's own form: `/oauth2/v2/userinfo` and its aliases.
#[must_use]
pub(crate) fn v2(account: &GoogleAccount, granted: &[String]) -> Map<String, Value> {
    form(account, granted, "id", "verified_email")
}

/// A successful answer.
#[must_use]
pub(crate) fn answer(members: &Map<String, Value>) -> Answer {
    json_answer(200, &Value::Object(members.clone()))
}

/// The OIDC form of a refusal: the same two members whether the token is missing, unknown, or expired.
#[must_use]
pub(crate) fn unauthorized() -> Answer {
    json_answer(
        401,
        &json!({"error": "invalid_request", "error_description": "Invalid Credentials"}),
    )
    .header(
        "www-authenticate",
        r#"Bearer realm="https://accounts.google.com/", error="invalid_token""#,
    )
}

/// The OIDC form for a token that says nothing about a person.
#[must_use]
pub(crate) fn forbidden() -> Answer {
    json_answer(
        403,
        &json!({"error": "insufficient_scope", "error_description": "Request had insufficient authentication scopes."}),
    )
    .header("www-authenticate", r#"Bearer realm="https://accounts.google.com/", error="insufficient_scope""#)
}

/// Google's own form of a refusal.
#[must_use]
pub(crate) fn unauthorized_v2(token_present: bool) -> Answer {
    const ADVICE: &str = "Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.";
    let (what, challenge) = if token_present {
        (
            "Request had invalid authentication credentials.",
            r#"Bearer realm="https://accounts.google.com/", error="invalid_token""#,
        )
    } else {
        (
            "Request is missing required authentication credential.",
            r#"Bearer realm="https://accounts.google.com/""#,
        )
    };
    let error = json!({"error": {
        "code": 401,
        "message": format!("{what} {ADVICE}"),
        "errors": [{"message": "Invalid Credentials", "domain": "global", "reason": "authError", "location": "Authorization", "locationType": "header"}],
        "status": "UNAUTHENTICATED",
    }});
    json_answer(401, &error).header("www-authenticate", challenge)
}

/// The claims that `profile` allows. People without a last name have no such claim.
pub(super) fn profile_claims(account: &GoogleAccount, granted: &[String]) -> Vec<(&'static str, Value)> {
    if !scopes::grants_profile(granted) {
        return Vec::new();
    }
    [
        ("name", &account.name),
        ("picture", &account.picture),
        ("given_name", &account.given_name),
        ("family_name", &account.family_name),
    ]
    .into_iter()
    .filter_map(|(name, value)| value.as_ref().map(|value| (name, json!(value))))
    .collect()
}

/// Whether a token tells who somebody is.
#[must_use]
pub(crate) fn allowed(granted: &[String]) -> bool {
    granted.iter().any(|scope| scopes::is_identity(scope))
}

fn form(account: &GoogleAccount, granted: &[String], id: &str, verified: &str) -> Map<String, Value> {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    add(id, json!(account.sub));
    for (name, value) in profile_claims(account, granted) {
        add(name, value);
    }
    // The picture is told even where the name is not.
    if let (false, Some(picture)) = (scopes::grants_profile(granted), &account.picture) {
        add("picture", json!(picture));
    }
    if scopes::grants_email(granted) {
        add("email", json!(account.email));
        add(verified, json!(account.email_verified));
    }
    if let Some(hd) = &account.hd {
        add("hd", json!(hd));
    }
    members
}

fn json_answer(status: u16, body: &Value) -> Answer {
    Answer::new(status, serde_json::to_string_pretty(body).unwrap_or_default())
        .header("content-type", "application/json; charset=UTF-8")
        .header("cache-control", "no-cache, no-store, max-age=0, must-revalidate")
        .header("vary", "Origin, X-Origin, Referer")
}
