//! A token that this provider signed and that comes back, as `id_token_hint` does.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, crypto::verify, decode_header};
use serde_json::{Map, Value};

use crate::{
    app::Site,
    config::Client,
    dialects::Dialect,
    keys::public_jwk,
    protocol::{
        authorize::{AuthorizationRequest, OidcProblem, Problem},
        claims_request::ClaimsRequest,
    },
    store::Store,
};

/// The claims of an id_token that a published key signed for this issuer, however old (OIDC Core §3.1.2.1).
pub(super) fn claims(app: &Site<'_>, dialect: &dyn Dialect, text: &str) -> Option<Map<String, Value>> {
    let header = decode_header(text).ok()?;
    let kid = header.kid?;
    let published = app.keys.published(dialect.provider(), app.clock.now());
    let key = published.iter().find(|key| key.kid() == kid)?;
    if header.alg != Algorithm::from(key.signing_algorithm()) {
        return None;
    }
    let jwk = serde_json::from_value(public_jwk(key)).ok()?;
    let (message, signature) = text.rsplit_once('.')?;
    let decoding = DecodingKey::from_jwk(&jwk).ok()?;
    if !verify(signature, message.as_bytes(), &decoding, header.alg).ok()? {
        return None;
    }
    let payload = URL_SAFE_NO_PAD.decode(text.split('.').nth(1)?).ok()?;
    let claims: Map<String, Value> = serde_json::from_slice(&payload).ok()?;
    let ours = claims.get("iss")?.as_str()? == dialect.issuer(app.setting());
    ours.then_some(claims)
}

/// The one person whom a request names by `id_token_hint` or by a value for `sub`: `Some` of an empty name where
/// nobody is that person. `None`: it names nobody.
///
/// # Errors
/// [`Problem`] for a hint that is none of this issuer's id_tokens for the client.
pub(in crate::http) fn meant(
    app: &Site<'_>,
    store: &Store,
    dialect: &dyn Dialect,
    client: &Client,
    request: &AuthorizationRequest,
) -> Result<Option<String>, Problem> {
    let wished = request
        .parameters
        .get("claims")
        .and_then(|text| ClaimsRequest::parse(text).ok());
    let hinted = match request.parameters.get("id_token_hint") {
        None => None,
        Some(text) => {
            let claims = claims(app, dialect, text)
                .filter(|claims| claims.get("aud").and_then(Value::as_str) == Some(&client.client_id))
                .ok_or(Problem::Oidc(OidcProblem::UnusableHint))?;
            Some(
                claims
                    .get("sub")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned(),
            )
        }
    };
    let wished = wished
        .as_ref()
        .and_then(ClaimsRequest::subject)
        .map(ToOwned::to_owned);
    let Some(sub) = hinted.or(wished) else {
        return Ok(None);
    };
    let persona = store
        .personas()
        .find(|persona| dialect.subject(persona, client).as_deref() == Some(&sub));
    Ok(Some(
        persona.map(|persona| persona.id.clone()).unwrap_or_default(),
    ))
}
