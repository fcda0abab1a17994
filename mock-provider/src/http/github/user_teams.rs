//! GitHub's teams of a user.

use crate::http::{github::call::Call, incoming::Incoming};
use crate::{answer::Answer, app::Site, dialects::github::organizations, endpoint::Endpoint};

const ACCEPTED: &str = "admin:org, read:org, repo, user, write:org";

/// `GET /user/teams`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("user-teams", |app, _, incoming| answer(app, incoming));

/// The teams in the organisations that the app sees.
fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    let call = match Call::read(app, incoming) {
        Ok(call) => call,
        Err(answer) => return *answer,
    };
    if !call.may(organizations::teams_may_be_listed) {
        let answer = call.beyond_scope(
            "You need at least read:org scope, repo scope or user scope to list your teams.",
            "/teams/teams#list-teams-for-the-authenticated-user",
        );
        return call.finish(app, answer, ACCEPTED);
    }
    let mut items = Vec::new();
    for organization in call.organizations() {
        let item = |team| organizations::team(team, organization, app.origins);
        items.extend(organization.teams.iter().map(item));
    }
    call.list(app, incoming, &items, "/user/teams", ACCEPTED)
}
