//! Microsoft's published keys (RFC 7517): with certificates, without `alg`, and each with the issuer that it is for.

use aws_lc_rs::digest;
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
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

fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    if let Some(problem) = dialect.refuses_place(incoming) {
        return super::discovery::refused(app, dialect, incoming, &problem);
    }
    let issuer = &dialect.metadata(incoming, app.setting())["issuer"];
    let keys: Vec<Value> = app
        .keys
        .certified(dialect.provider(), app.clock.now())
        .iter()
        .map(|(key, certificate)| jwk(key, certificate, issuer))
        .chain(app.faults.odd_keys(dialect.provider()))
        .collect();
    Answer::new(200, json!({"keys": keys}).to_string())
        .header("content-type", "application/json; charset=utf-8")
        .header("cache-control", "max-age=86400, private")
}

fn jwk(key: &SigningKey, certificate: &str, issuer: &Value) -> Value {
    let public = public_jwk(key);
    let der: String = certificate
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    let bytes = STANDARD.decode(&der).unwrap_or_default();
    // RFC 7517 §4.8: base64url of the SHA-1 of the certificate.
    let thumbprint = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &bytes);
    json!({
        "kty": "RSA",
        "use": "sig",
        "kid": public["kid"],
        "x5t": URL_SAFE_NO_PAD.encode(thumbprint),
        "n": public["n"],
        "e": public["e"],
        "x5c": [der],
        "cloud_instance_name": "microsoftonline.com",
        "issuer": issuer,
    })
}
