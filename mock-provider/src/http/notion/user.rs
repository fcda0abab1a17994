//! One person or bot in the workspace of a token.

use super::{call::Call, users};
use crate::http::incoming::Incoming;
use crate::{answer::Answer, app::Site, endpoint::Endpoint, protocol::Refusal, uuid};

/// `GET /v1/users/{id}`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("user", |app, _, incoming| answer(app, incoming));

fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    let call = match Call::read(app, incoming) {
        Ok(call) => call,
        Err(answer) => return *answer,
    };
    if let Some(answer) = call.people_refused() {
        return answer;
    }
    let path = incoming.path_and_query.split('?').next().unwrap_or_default();
    let id = path.rsplit('/').next().unwrap_or_default();
    if !uuid::well_formed(id) {
        let message =
            format!("path failed validation: path.user_id should be a valid uuid, instead was `\"{id}\"`.");
        let refusal = Refusal::new(
            "user-id-uuid",
            format!("the user id \"{id}\""),
            "a UUID",
            "send the id of a user as Notion wrote it",
        );
        return call.error("validation_error", &message, refusal);
    }
    let user = users::members(app, &call)
        .into_iter()
        .find(|user| user["id"] == id);
    match user {
        Some(user) => call.ok(&user),
        None => call.error(
            "object_not_found",
            &format!("Could not find user with ID: {id}."),
            Refusal::new(
                "user-in-workspace",
                format!("the user id \"{id}\""),
                "somebody in the workspace of the token",
                "people of other workspaces are not visible",
            ),
        ),
    }
}
