//! UserInfo (OIDC Core §5.3), as JSON or as a signed JWT.

use serde_json::{Value, json};

use super::{account, json_answer, settings};
use crate::{
    answer::Answer,
    app::Site,
    config::Client,
    dialects::{Dialect, oidc::claims},
    endpoint::Endpoint,
    http::{bearer_token::Bearer, incoming::Incoming},
    keys::sign_jwt,
    protocol::Refusal,
};

/// The endpoint. RFC 6750 §2.2: the token may stand in a form.
pub(crate) const ENDPOINT: Endpoint = Endpoint::new("userinfo", &["GET", "POST"], answer);

fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let form = (incoming.method == "POST").then(|| incoming.body_parameters());
    let in_form = form.as_ref().and_then(|form| form.get("access_token"));
    let bearer = match Bearer::find(app, dialect.provider(), incoming, &["Bearer"], in_form) {
        Ok(bearer) => bearer,
        Err(refused) => {
            // RFC 6750 §3.1: who sent nothing is told nothing but the scheme.
            let challenge = if refused.present {
                error_challenge(
                    dialect,
                    "invalid_token",
                    "the access token is expired, revoked, or was never issued",
                )
            } else {
                challenge(dialect)
            };
            let error = if refused.present {
                json!({"error": "invalid_token"})
            } else {
                json!({})
            };
            return refused.note(json_answer(401, &error).header("www-authenticate", challenge));
        }
    };
    let client = app
        .store()
        .client(dialect.provider(), &bearer.token.client_id)
        .cloned();
    let found = settings(app, dialect)
        .zip(client.as_ref())
        .and_then(|(issuer, client)| Some((issuer, account(issuer, &bearer.persona)?, client)));
    let Some((issuer, account, client)) = found else {
        let challenge = error_challenge(dialect, "invalid_token", "the account or the client is gone");
        let refusal = Refusal::new(
            "account-exists",
            "an access token whose person has no account here any more, or whose client was removed",
            "an access token of an existing account and client",
            "the persona or the client was changed after the sign-in",
        );
        let answer =
            json_answer(401, &json!({"error": "invalid_token"})).header("www-authenticate", challenge);
        return bearer.note(answer.refused(refusal));
    };
    if !bearer.token.scopes.iter().any(|scope| scope == "openid") {
        let text = "the access token was issued without the scope openid";
        let challenge = error_challenge(dialect, "insufficient_scope", text) + ", scope=\"openid\"";
        let refusal = Refusal::new(
            "scope-sufficient",
            format!("scope \"{}\"", bearer.token.scopes.join(" ")),
            "openid",
            "ask for openid in the authorization request",
        );
        let answer = json_answer(403, &json!({"error": "insufficient_scope"}));
        return bearer.note(answer.header("www-authenticate", challenge).refused(refusal));
    }
    let claims = Value::Object(claims::userinfo(issuer, account, client, &bearer.token));
    bearer.note(written(app, dialect, client, claims))
}

/// OIDC Core §5.3.2: signed where the client registered an algorithm; then it also says from and for whom it is.
fn written(app: &Site<'_>, dialect: &dyn Dialect, client: &Client, mut claims: Value) -> Answer {
    let key = client
        .oidc
        .userinfo_signed_response_alg
        .and_then(|algorithm| app.keys.current(dialect.provider(), algorithm));
    let Some(key) = key else {
        return json_answer(200, &claims);
    };
    claims["iss"] = json!(dialect.issuer(app.setting()));
    claims["aud"] = json!(client.client_id);
    // Fixed keys sign whatever they are given.
    let jwt = sign_jwt(&claims, key.kid(), &*key).unwrap_or_default();
    Answer::new(200, jwt)
        .header("content-type", "application/jwt")
        .header("cache-control", "no-store")
}

fn challenge(dialect: &dyn Dialect) -> String {
    format!("Bearer realm=\"{}\"", dialect.provider())
}

/// RFC 6750 §3.
fn error_challenge(dialect: &dyn Dialect, error: &str, description: &str) -> String {
    format!(
        "{}, error=\"{error}\", error_description=\"{description}\"",
        challenge(dialect)
    )
}
