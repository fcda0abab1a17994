//! Google's published keys (RFC 7517).

use serde_json::{Map, Value, json};

use crate::{answer::Answer, app::App, keys::public_jwk};

/// Within the range that Google uses.
const MAX_AGE: u32 = 21_600;

pub(super) fn answer(app: &App) -> Answer {
    let keys: Vec<Value> = app.keys.google_published().iter().map(public_jwk).collect();
    cacheable(&json!({"keys": keys}))
}

/// The same keys under the same names, as X.509 certificates.
pub(super) fn certificates(app: &App) -> Answer {
    let certificates: Map<String, Value> = app
        .keys
        .google_certificates()
        .map(|(key, certificate)| (key.kid().to_owned(), json!(certificate)))
        .collect();
    cacheable(&Value::Object(certificates))
}

fn cacheable(body: &Value) -> Answer {
    Answer::new(200, serde_json::to_string_pretty(body).unwrap_or_default())
        .header("content-type", "application/json; charset=UTF-8")
        .header(
            "cache-control",
            format!("public, max-age={MAX_AGE}, must-revalidate, no-transform"),
        )
        .header("vary", "Origin, X-Origin")
}
