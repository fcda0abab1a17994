//! The person of a token.

use serde_json::Value;

use super::call::{self, Call};
use crate::http::incoming::Incoming;
use crate::{
    answer::Answer,
    app::Site,
    dialects::facebook::{
        graph::{self, GraphError},
        user,
    },
    endpoint::Endpoint,
    protocol::Refusal,
};

/// `GET /me`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("me", |app, _, incoming| answer(app, incoming));

fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    if call::segments(incoming) != ["me"] {
        return call::unknown_path(incoming);
    }
    let call = match Call::read(app, incoming) {
        Ok(call) => call,
        Err(answer) => return *answer,
    };
    let granted = &call.bearer.token.scopes;
    let fields = call.parameters.get("fields");
    let answer = match user::body(&call.account, &call.scoped_id, granted, fields) {
        Ok(body) => graph::json_answer(200, &Value::Object(body)),
        Err(name) => {
            let message = format!("(#100) Tried accessing nonexisting field ({name}) on node type (User)");
            GraphError::oauth(100, message)
                .answer(400, &graph::new_trace(&app.rng))
                .refused(Refusal::new(
                    "field-known",
                    format!("the field \"{name}\""),
                    "fields of a User",
                    "compare fields with the reference of the Graph API; names are case-sensitive",
                ))
        }
    };
    call.bearer.note(answer)
}
