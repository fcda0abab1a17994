//! What a token of Google says, in both forms.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};

use crate::http::{bearer_token::Bearer, incoming::Incoming};
use crate::{
    Provider, answer::Answer, app::Site, config::GoogleAccount, dialects::google::tokeninfo,
    endpoint::Endpoint, keys::public_jwk, protocol::Refusal, store::AccessToken,
};

/// `/tokeninfo` and `/oauth2/v3/tokeninfo`.
pub(crate) const CURRENT: Endpoint = Endpoint::new("tokeninfo", &["GET", "POST"], |app, _, incoming| {
    answer(app, incoming, tokeninfo::current)
});

/// `/oauth2/v1/tokeninfo` and `/oauth2/v2/tokeninfo`.
pub(crate) const OLD: Endpoint = Endpoint::new("tokeninfo", &["GET", "POST"], |app, _, incoming| {
    answer(app, incoming, tokeninfo::old)
});

/// The token may stand in the query, in a form, or in the header.
fn answer(
    app: &Site<'_>,
    incoming: &Incoming,
    form: fn(&AccessToken, &GoogleAccount, i64) -> Map<String, Value>,
) -> Answer {
    let mut parameters = incoming.query();
    parameters.extend(incoming.body_parameters());
    if let Some(text) = parameters.get("id_token") {
        return match claims(app, text) {
            Some((claims, kid)) => tokeninfo::answer(&tokeninfo::id_token(&claims, &kid)),
            None => tokeninfo::invalid().refused(Refusal::new(
                "id-token-valid",
                "an id_token that no published key signed, or that has expired",
                "an id_token of this provider within its lifetime",
                "the token comes from another run or provider, or was changed",
            )),
        };
    }
    let found = Bearer::find(
        app,
        Provider::Google,
        incoming,
        &["Bearer"],
        parameters.get("access_token"),
    );
    match found {
        Err(refused) => refused.note(tokeninfo::invalid()),
        Ok(bearer) => {
            let answer = match &bearer.persona.google {
                Some(account) => tokeninfo::answer(&form(&bearer.token, account, app.clock.now_seconds())),
                None => tokeninfo::invalid(),
            };
            bearer.note(answer)
        }
    }
}

/// The claims of an id_token that a published key signed and that has not expired, with the key's name.
fn claims(app: &Site<'_>, text: &str) -> Option<(Map<String, Value>, String)> {
    let kid = decode_header(text).ok()?.kid?;
    let published = app.keys.published(Provider::Google, app.clock.now());
    let jwk = public_jwk(published.iter().find(|key| key.kid() == kid)?);
    let decoding = DecodingKey::from_rsa_components(jwk["n"].as_str()?, jwk["e"].as_str()?).ok()?;
    let mut validation = Validation::new(Algorithm::RS256);
    // Expiry follows the provider's clock, not the system's; whom the token is for is for the caller to judge.
    validation.validate_exp = false;
    validation.validate_aud = false;
    decode::<Value>(text, &decoding, &validation).ok()?;
    // Again from the text, so that the claims keep their order.
    let payload = URL_SAFE_NO_PAD.decode(text.split('.').nth(1)?).ok()?;
    let claims: Map<String, Value> = serde_json::from_slice(&payload).ok()?;
    let alive = claims.get("exp")?.as_i64()? > app.clock.now_seconds();
    alive.then_some((claims, kid))
}
