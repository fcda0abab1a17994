//! The bot of a token, and with it the person who owns it.

use super::call::Call;
use crate::http::incoming::Incoming;
use crate::{Provider, answer::Answer, app::Site, dialects::notion::user, endpoint::Endpoint};

/// `GET /v1/users/me`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("users-me", |app, _, incoming| answer(app, incoming));

fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    match Call::read(app, incoming) {
        Ok(call) => call.ok(&bot(app, &call)),
        Err(answer) => *answer,
    }
}

/// The bot of a call.
pub(super) fn bot(app: &Site<'_>, call: &Call) -> serde_json::Value {
    let client_id = &call.bearer.token.client_id;
    let store = app.store();
    let name = store
        .client(Provider::Notion, client_id)
        .map_or(client_id.as_str(), |client| client.display_name());
    let owner = user::owner(&call.account, call.known, app.config.notion.token_owner);
    user::bot(&call.account, client_id, name, &owner)
}
