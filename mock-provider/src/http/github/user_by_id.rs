//! A GitHub user by the durable id, which stays when the login changes.

use super::call::{self, Call};
use crate::{
    answer::Answer,
    app::Site,
    dialects::github::{api, user},
    endpoint::Endpoint,
    http::incoming::Incoming,
    protocol::Refusal,
};

/// `GET /user/{account_id}`. Anybody may ask; a token that is sent must be valid all the same.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("user-by-id", |app, _, incoming| answer(app, incoming));

fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    if incoming.header("authorization").is_none() {
        return call::anonymous(app, incoming, || match body(app, incoming) {
            Some(body) => api::json_answer(200, &body, incoming.header("x-github-api-version"))
                .header("last-modified", user::LAST_MODIFIED),
            None => not_found(incoming),
        });
    }
    let call = match Call::read(app, incoming) {
        Ok(call) => call,
        Err(answer) => return *answer,
    };
    match body(app, incoming) {
        Some(body) => call
            .ok(app, incoming, &body, None, "")
            .header("last-modified", user::LAST_MODIFIED),
        None => call.finish(app, not_found(incoming), ""),
    }
}

/// The public form of the account that the path names.
fn body(app: &Site<'_>, incoming: &Incoming) -> Option<serde_json::Value> {
    let path = incoming.path_and_query.split('?').next()?;
    let id: u64 = path.rsplit('/').next()?.parse().ok()?;
    let store = app.store();
    let account = store
        .personas()
        .filter_map(|persona| persona.github.as_ref())
        .find(|account| account.id == id)?;
    Some(user::body(account, &[], app.origins))
}

fn not_found(incoming: &Incoming) -> Answer {
    api::error(404, "Not Found", "/users/users#get-a-user-using-their-id").refused(Refusal::new(
        "account-exists",
        incoming.path_and_query.clone(),
        "the id of a persona's GitHub account",
        "ids are numbers; a login is looked up elsewhere",
    ))
}
