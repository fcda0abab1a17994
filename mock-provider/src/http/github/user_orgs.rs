//! GitHub's organisations of a user.

use crate::http::{github::call::Call, incoming::Incoming};
use crate::{
    answer::Answer,
    app::Site,
    config::ClientKind,
    dialects::github::{api, user},
    endpoint::Endpoint,
    protocol::Refusal,
};

const ACCEPTED: &str = "admin:org, read:org, repo, user, write:org";

/// `GET /user/orgs`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("user-orgs", |app, _, incoming| answer(app, incoming));

/// A GitHub App sees the organisations in which it is installed, and here it is installed in none.
fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    let call = match Call::read(app, incoming) {
        Ok(call) => call,
        Err(answer) => return *answer,
    };
    let scopes = &call.bearer.token.scopes;
    if call.kind == ClientKind::GithubApp {
        return call.list(app, incoming, &[], "/user/orgs", ACCEPTED);
    }
    if !user::may_list_organizations(scopes) {
        let refused = api::error(
            403,
            "You need at least read:org scope or user scope to list your organizations.",
            "/orgs/orgs#list-organizations-for-the-authenticated-user",
        )
        .refused(Refusal::new(
            "scope-sufficient",
            format!("scope \"{}\"", scopes.join(",")),
            "read:org or user",
            "ask for read:org in the authorization request",
        ));
        return call.finish(app, refused, ACCEPTED);
    }
    let items = user::organizations(&call.account, app.origins);
    call.list(app, incoming, &items, "/user/orgs", ACCEPTED)
}
