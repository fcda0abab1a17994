//! Google's published keys, as a JWK set (RFC 7517) and as certificates.

use serde_json::{Map, Value, json};

use crate::{
    answer::Answer,
    app::Site,
    dialects::Dialect,
    endpoint::Endpoint,
    http::{Incoming, token::later},
    keys::{SigningKey, public_jwk},
};

/// Within the range that Google uses.
const MAX_AGE: u32 = 21_600;

/// As a JWK set.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("jwks", answer);
/// As X.509 certificates in PEM form.
pub(crate) const CERTIFICATES: Endpoint = Endpoint::get("certificates", certificates);

fn answer(app: &Site<'_>, dialect: &dyn Dialect, _: &Incoming) -> Answer {
    let keys: Vec<Value> = app
        .keys
        .published(dialect.provider(), app.clock.now())
        .iter()
        .enumerate()
        .map(|(place, key)| jwk(key, place))
        .chain(app.faults.odd_keys(dialect.provider()))
        .collect();
    cacheable(app, &json!({"keys": keys}))
}

/// The same keys under the same names, as X.509 certificates.
fn certificates(app: &Site<'_>, dialect: &dyn Dialect, _: &Incoming) -> Answer {
    let certificates: Map<String, Value> = app
        .keys
        .certificates(dialect.provider(), app.clock.now())
        .into_iter()
        .map(|(kid, certificate)| (kid, json!(certificate)))
        .collect();
    cacheable(app, &Value::Object(certificates))
}

/// A key whose members begin elsewhere than those of its neighbour: Google's order differs from key to key.
fn jwk(key: &SigningKey, place: usize) -> Value {
    let Value::Object(members) = public_jwk(key) else {
        return Value::Null;
    };
    let mut members: Vec<(String, Value)> = members.into_iter().collect();
    let places = members.len().max(1);
    members.rotate_left(2 * place % places);
    Value::Object(members.into_iter().collect())
}

/// What is answered comes from no cache on the way, so it is 0 seconds old.
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
        .header("age", "0")
        .header("vary", "Origin, X-Origin")
}
