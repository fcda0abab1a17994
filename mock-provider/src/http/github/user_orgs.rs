//! GitHub's organisations of a user.

use crate::http::{github::call::Call, incoming::Incoming};
use crate::{answer::Answer, app::Site, dialects::github::organizations, endpoint::Endpoint};

const ACCEPTED: &str = "admin:org, read:org, repo, user, write:org";

/// `GET /user/orgs`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("user-orgs", |app, _, incoming| answer(app, incoming));

/// Those that the app sees.
fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    let call = match Call::read(app, incoming) {
        Ok(call) => call,
        Err(answer) => return *answer,
    };
    if !call.may(organizations::may_be_listed) {
        let answer = call.beyond_scope(
            "You need at least read:org scope or user scope to list your organizations.",
            "/orgs/orgs#list-organizations-for-the-authenticated-user",
        );
        return call.finish(app, answer, ACCEPTED);
    }
    let item = |organization| organizations::organization(organization, app.origins);
    let items: Vec<_> = call.organizations().map(item).collect();
    call.list(app, incoming, &items, "/user/orgs", ACCEPTED)
}
