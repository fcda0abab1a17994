//! `GET /v1.0/me`.

use super::call::Call;
use crate::{
    dialects::microsoft::{grants, graph},
    endpoint::Endpoint,
};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("me", |app, _, incoming| {
    match Call::read(app, incoming, "User.Read", |granted| grants(granted, "User.Read")) {
        Ok(call) => {
            let setting = app.setting();
            let body = graph::user(&call.account, setting);
            call.bearer.note(graph::json_answer(200, &body, setting))
        }
        Err(answer) => *answer,
    }
});
