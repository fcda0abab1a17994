//! Notion's revocation endpoint (RFC 7009). A token that is dead already is no error.

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

/// `POST /v1/oauth/revoke`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::post("revoke", answer);

fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let request_id = uuid::random(&app.rng);
    let mut store = app.store();
    let (client, text) = match client::read(app, &mut store, dialect, incoming, &request_id) {
        Ok(read) => read,
        Err(answer) => return *answer,
    };
    let token = client::own_token(&store, &client, &text).map(|(token, access_token)| {
        store.kill_access_token(&access_token);
        token
    });
    client::noted(
        api::identified(api::json_answer(200, &json!({})), &request_id),
        client,
        token,
    )
}
