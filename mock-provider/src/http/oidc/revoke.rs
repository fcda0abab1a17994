//! Token revocation (RFC 7009).

use serde_json::json;

use super::json_answer;
use crate::{
    answer::{Answer, Note},
    app::Site,
    config::Client,
    dialects::Dialect,
    endpoint::Endpoint,
    http::{
        client_authentication::{authenticate, refused},
        incoming::Incoming,
    },
    protocol::{
        Refusal,
        client_auth::{self, AuthMethod},
        token::Problem,
    },
    store::AccessToken,
};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::post("revoke", answer);

/// RFC 7009 §2.1: a refresh token takes its access tokens with it; an access token dies alone. A token that is dead
/// or unknown is no error (§2.2), that of another client is.
fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let parameters = incoming.body_parameters();
    let mut note = Note {
        client_id: client_auth::presented(incoming.header("authorization"), &parameters).client_id,
        ..Note::default()
    };
    let mut store = app.store();
    let public = |client: &Client| client.token_endpoint_auth_method == Some(AuthMethod::None);
    let client = match authenticate(app, &mut store, dialect, incoming, &parameters, |_, client| {
        public(client)
    }) {
        Ok(client) => client,
        Err(problem) => {
            drop(store);
            return refused(app, dialect, incoming, &problem, note);
        }
    };
    let Some(text) = parameters.get("token") else {
        let mut answer = missing_token();
        answer.note.client_id = note.client_id;
        return answer;
    };
    let refresh = store.refresh_tokens.get(text).map(|token| token.access.clone());
    let is_refresh = refresh.is_some();
    let found: Option<AccessToken> = refresh
        .or_else(|| store.access_tokens.get(text).cloned())
        .filter(|token| token.provider == dialect.provider());
    let Some(token) = found else {
        let mut answer = done();
        answer.note = note;
        return answer;
    };
    note.flow = Some(token.flow);
    note.browser = Some(token.browser.clone());
    note.persona = Some(token.persona.clone());
    if token.client_id != client.client_id {
        let refusal = Refusal::new(
            "token-of-this-client",
            format!("a token of client \"{}\"", token.client_id),
            format!("a token of client \"{}\" (RFC 7009 §2.1)", client.client_id),
            "each client revokes its own tokens",
        );
        note.refusal = Some(refusal);
        let mut answer = error("invalid_request", "The token was issued to another client.");
        answer.note = note;
        return answer;
    }
    if is_refresh {
        store.kill_tokens(token.provider, |other| {
            other.flow == token.flow && other.client_id == token.client_id
        });
    } else {
        store.access_tokens.remove(text);
    }
    let mut answer = done();
    answer.note = note;
    answer
}

/// A client that has something to prove itself with.
pub(super) fn confidential(client: Client) -> Result<Client, Problem> {
    match client.token_endpoint_auth_method {
        Some(AuthMethod::None) => Err(Problem::MissingSecret {
            client_id: client.client_id,
        }),
        _ => Ok(client),
    }
}

/// The request says nothing about any token.
pub(super) fn missing_token() -> Answer {
    error("invalid_request", "The parameter token is missing.").refused(Refusal::new(
        "token-present",
        "no token",
        "the token in question",
        "send token in the body, form-encoded",
    ))
}

fn error(code: &str, description: &str) -> Answer {
    json_answer(400, &json!({"error": code, "error_description": description}))
}

fn done() -> Answer {
    Answer::new(200, "").header("cache-control", "no-store")
}
