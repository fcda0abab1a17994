//! Google's published keys (RFC 7517).

use serde_json::{Map, Value, json};

use super::token::later;
use crate::{answer::Answer, app::App, keys::public_jwk};

/// Within the range that Google uses.
const MAX_AGE: u32 = 21_600;

pub(super) fn answer(app: &App) -> Answer {
    let keys: Vec<Value> = app.keys.google_published().iter().map(public_jwk).collect();
    cacheable(app, &json!({"keys": keys}))
}

/// The same keys under the same names, as X.509 certificates.
pub(super) fn certificates(app: &App) -> Answer {
    let certificates: Map<String, Value> = app
        .keys
        .google_certificates()
        .map(|(key, certificate)| (key.kid().to_owned(), json!(certificate)))
        .collect();
    cacheable(app, &Value::Object(certificates))
}

fn cacheable(app: &App, body: &Value) -> Answer {
    let expires = later(app.clock.now(), MAX_AGE);
    Answer::new(200, serde_json::to_string_pretty(body).unwrap_or_default())
        .header("content-type", "application/json; charset=UTF-8")
        .header(
            "cache-control",
            format!("public, max-age={MAX_AGE}, must-revalidate, no-transform"),
        )
        .header(
            "expires",
            expires.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        )
        .header("vary", "Origin, X-Origin")
}
