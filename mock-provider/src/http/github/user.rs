//! GitHub's user.

use crate::http::{github::call::Call, incoming::Incoming};
use crate::{answer::Answer, app::Site, dialects::github::user, endpoint::Endpoint};

/// `GET /user`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("user", |app, _, incoming| answer(app, incoming));

fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    let call = match Call::read(app, incoming) {
        Ok(call) => call,
        Err(answer) => return *answer,
    };
    let body = user::body(&call.account, &call.bearer.token.scopes, app.origins);
    call.ok(app, incoming, &body, None, "")
        .header("last-modified", user::LAST_MODIFIED)
}
