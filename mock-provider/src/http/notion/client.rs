//! Requests of an integration itself: who it is, and about which token it asks.

use serde_json::{Value, json};

use crate::http::{client_authentication::authenticate, incoming::Incoming};
use crate::{
    answer::{Answer, Note},
    app::Site,
    config::Client,
    dialects::{Dialect, notion::api},
    protocol::{Parameters, Refusal},
    store::{AccessToken, Store},
};

/// Why a body cannot be read, if it claims to be JSON and is not.
pub(super) fn broken_json(incoming: &Incoming, request_id: &str) -> Option<Answer> {
    let claimed = incoming
        .header("content-type")
        .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/json"));
    let body = incoming.body.as_deref().unwrap_or_default();
    let error = serde_json::from_slice::<Value>(body).err().filter(|_| claimed)?;
    let answer = api::error("invalid_json", "Error parsing JSON body.", request_id);
    Some(answer.refused(Refusal::new(
        "body-json",
        format!("a body that is no JSON ({error})"),
        "a JSON object, as the Content-Type says, or a form",
        "send the body that belongs to the Content-Type",
    )))
}

/// The client that asks, and the token that it names.
pub(super) fn read(
    app: &Site<'_>,
    store: &mut Store,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    request_id: &str,
) -> Result<(Client, String), Box<Answer>> {
    if let Some(answer) = broken_json(incoming, request_id) {
        return Err(Box::new(answer));
    }
    let parameters: Parameters = incoming.body_parameters();
    let client =
        authenticate(app, store, dialect, incoming, &parameters, |_, _| false).map_err(|problem| {
            let error = dialect.token_error(&problem, &app.config);
            let answer = api::json_answer(error.status, &Value::Object(error.members));
            Box::new(api::identified(answer, request_id).refused(problem.refusal()))
        })?;
    match parameters.get("token") {
        Some(token) => Ok((client, token.to_owned())),
        None => {
            let body = json!({"error": "invalid_request", "error_description": "Missing token."});
            let mut answer = api::identified(api::json_answer(400, &body), request_id).refused(Refusal::new(
                "token-present",
                "no token",
                "the token that is asked about in the body",
                "send {\"token\": \"ntn_…\"}",
            ));
            answer.note.client_id = Some(client.client_id);
            Err(Box::new(answer))
        }
    }
}

/// An access token of the client, or that which belongs to a refresh token of it, with its text.
pub(super) fn own_token(store: &Store, client: &Client, text: &str) -> Option<(AccessToken, String)> {
    let own = |token: &AccessToken| client.is(token.provider, &token.client_id);
    let access = store
        .access_tokens
        .get(text)
        .filter(|token| own(token))
        .map(|token| (token.clone(), text.to_owned()));
    access.or_else(|| {
        store
            .refresh_tokens
            .get(text)
            .filter(|token| !token.dead && own(&token.access))
            .map(|token| (token.access.clone(), token.access_token.clone()))
    })
}

/// Tells the journal which client asked about whose token.
pub(super) fn noted(mut answer: Answer, client: Client, token: Option<AccessToken>) -> Answer {
    answer.note = Note {
        client_id: Some(client.client_id),
        ..Note::default()
    };
    if let Some(token) = token {
        answer.note.flow = Some(token.flow);
        answer.note.browser = Some(token.browser).filter(|browser| !browser.is_empty());
        answer.note.persona = Some(token.persona);
    }
    answer
}
