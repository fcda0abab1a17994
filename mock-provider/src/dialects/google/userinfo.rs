//! What Google tells about a person, in both forms, and how it refuses.

use serde_json::{Map, Value, json};

use super::scopes;
use crate::{answer::Answer, config::GoogleAccount};

const INSUFFICIENT: &str = r#"Bearer realm="https://accounts.google.com/", error="insufficient_scope""#;

/// The OIDC form: the OIDC endpoint and `/oauth2/v3/userinfo`.
#[must_use]
pub(crate) fn oidc(account: &GoogleAccount, granted: &[String]) -> Map<String, Value> {
    members([
        vec![("sub", json!(account.sub))],
        profile(account, granted),
        address(account, granted, "email_verified"),
        domain(account),
    ])
}

/// Google's own form: `/oauth2/v2/userinfo` and its aliases.
#[must_use]
pub(crate) fn v2(account: &GoogleAccount, granted: &[String]) -> Map<String, Value> {
    members([
        vec![("id", json!(account.sub))],
        address(account, granted, "verified_email"),
        profile(account, granted),
        domain(account),
    ])
}

/// A successful answer, in lines unless `prettyPrint=false` is asked.
#[must_use]
pub(crate) fn answer(members: &Map<String, Value>, pretty: bool) -> Answer {
    let mut answer = json_answer(200, &Value::Object(members.clone()));
    if !pretty {
        answer.body = Value::Object(members.clone()).to_string();
    }
    answer
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
    .header("www-authenticate", INSUFFICIENT)
}

/// Google's own form for a token that says nothing about a person.
#[must_use]
pub(crate) fn forbidden_v2() -> Answer {
    let error = json!({"error": {
        "code": 403,
        "message": "Request had insufficient authentication scopes.",
        "status": "PERMISSION_DENIED",
    }});
    json_answer(403, &error).header("www-authenticate", INSUFFICIENT)
}

/// Google's own form of a refusal. Only where no token was sent, `details` say so.
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
    let mut error = json!({"error": {
        "code": 401,
        "message": format!("{what} {ADVICE}"),
        "errors": [{"message": "Invalid Credentials", "domain": "global", "reason": "authError", "location": "Authorization", "locationType": "header"}],
        "status": "UNAUTHENTICATED",
    }});
    if !token_present {
        error["error"]["details"] = json!([{
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "CREDENTIALS_MISSING",
            "domain": "googleapis.com",
        }]);
    }
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

fn profile(account: &GoogleAccount, granted: &[String]) -> Vec<(&'static str, Value)> {
    let mut members = profile_claims(account, granted);
    // The picture comes last here, and is told even where the name is not.
    members.retain(|(name, _)| *name != "picture");
    members.extend(
        account
            .picture
            .as_ref()
            .map(|picture| ("picture", json!(picture))),
    );
    members
}

fn address(
    account: &GoogleAccount,
    granted: &[String],
    verified: &'static str,
) -> Vec<(&'static str, Value)> {
    if !scopes::grants_email(granted) {
        return Vec::new();
    }
    vec![
        ("email", json!(account.email)),
        (verified, json!(account.email_verified)),
    ]
}

fn members(parts: [Vec<(&'static str, Value)>; 4]) -> Map<String, Value> {
    let named = |(name, value): (&str, Value)| (name.to_owned(), value);
    parts.into_iter().flatten().map(named).collect()
}

fn domain(account: &GoogleAccount) -> Vec<(&'static str, Value)> {
    account.hd.iter().map(|hd| ("hd", json!(hd))).collect()
}

fn json_answer(status: u16, body: &Value) -> Answer {
    Answer::new(status, serde_json::to_string_pretty(body).unwrap_or_default())
        .header("content-type", "application/json; charset=UTF-8")
        .header(
            "cache-control",
            "private, no-cache, no-store, max-age=0, must-revalidate",
        )
        .header("vary", "Origin, X-Origin, Referer")
}
