//! What Notion tells an integration about a token of its own (RFC 7662).

use serde_json::json;

use super::client;
use crate::http::incoming::Incoming;
use crate::{
    answer::Answer,
    app::Site,
    dialects::{Dialect, notion::api},
    endpoint::Endpoint,
    uuid,
};

/// `POST /v1/oauth/introspect`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::post("introspect", answer);

fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let request_id = uuid::random(&app.rng);
    let mut store = app.store();
    let (client, text) = match client::read(app, &mut store, dialect, incoming, &request_id) {
        Ok(read) => read,
        Err(answer) => return *answer,
    };
    let token = client::own_token(&store, &client, &text).map(|(token, _)| token);
    let body = match &token {
        Some(token) => json!({
            "active": true,
            "scope": token.scopes.join(" "),
            "iat": token.issued_at.as_second(),
        }),
        None => json!({"active": false}),
    };
    client::noted(
        api::identified(api::json_answer(200, &body), &request_id),
        client,
        token,
    )
}
