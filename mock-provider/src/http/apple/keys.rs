//! Apple's published keys (RFC 7517).

use serde_json::{Value, json};

use crate::{
    answer::Answer,
    app::Site,
    dialects::Dialect,
    endpoint::Endpoint,
    http::Incoming,
    keys::{SigningKey, public_jwk},
};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("jwks", answer);

fn answer(app: &Site<'_>, dialect: &dyn Dialect, _: &Incoming) -> Answer {
    let keys: Vec<Value> = app
        .keys
        .published(dialect.provider(), app.clock.now())
        .iter()
        .map(|key| jwk(key))
        .chain(app.faults.odd_keys(dialect.provider()))
        .collect();
    Answer::new(200, json!({"keys": keys}).to_string())
        .header("content-type", "application/json;charset=UTF-8")
        .header("cache-control", "no-store")
}

/// In the order in which Apple writes it.
fn jwk(key: &SigningKey) -> Value {
    let public = public_jwk(key);
    json!({
        "kty": "RSA",
        "kid": public["kid"],
        "use": "sig",
        "alg": "RS256",
        "n": public["n"],
        "e": public["e"],
    })
}
