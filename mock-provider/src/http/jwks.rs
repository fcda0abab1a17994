//! A provider's published keys (RFC 7517).

use serde_json::{Value, json};

use super::{incoming::Incoming, token::later};
use crate::{answer::Answer, app::Site, dialects::Dialect, endpoint::Endpoint, keys::public_jwk};

/// Seconds for which the keys may be kept.
const MAX_AGE: u32 = 21_600;

/// As a JWK set.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("jwks", answer);

fn answer(app: &Site<'_>, dialect: &dyn Dialect, _: &Incoming) -> Answer {
    let keys: Vec<Value> = app
        .keys
        .published(dialect.provider(), app.clock.now())
        .iter()
        .map(|key| public_jwk(key))
        .chain(app.faults.odd_keys(dialect.provider()))
        .collect();
    cacheable(app, &json!({"keys": keys}))
}

fn cacheable(app: &Site<'_>, body: &Value) -> Answer {
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
