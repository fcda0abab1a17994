//! GitHub's user.

use super::{github_api::Call, incoming::Incoming};
use crate::{answer::Answer, app::App, dialects::github::user};

pub(super) fn answer(app: &App, incoming: &Incoming) -> Answer {
    let call = match Call::read(app, incoming) {
        Ok(call) => call,
        Err(answer) => return *answer,
    };
    let body = user::body(&call.account, &call.bearer.token.scopes, &app.origins);
    call.ok(app, incoming, &body, None, "")
}
