//! What GitHub tells about the organisations of a user, and who may know of them.

use serde_json::{Value, json};

use super::{
    API, WEB, scopes,
    user::{node_id, simple},
};
use crate::{
    Provider,
    config::{GitHubAccount, GitHubOrganization, GitHubTeam},
    origins::Origins,
};

/// An item of `GET /user/orgs`.
#[must_use]
pub(crate) fn organization(organization: &GitHubOrganization, origins: &Origins) -> Value {
    let id = organization.id;
    let url = url(organization, origins);
    json!({
        "login": organization.login,
        "id": id,
        "node_id": node_id("Organization", id),
        "url": url,
        "repos_url": format!("{url}/repos"),
        "events_url": format!("{url}/events"),
        "hooks_url": format!("{url}/hooks"),
        "issues_url": format!("{url}/issues"),
        "members_url": format!("{url}/members{{/member}}"),
        "public_members_url": format!("{url}/public_members{{/member}}"),
        "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"),
        "description": organization.description,
    })
}

/// An item of `GET /user/memberships/orgs`.
#[must_use]
pub(crate) fn membership(of: &GitHubOrganization, account: &GitHubAccount, origins: &Origins) -> Value {
    let url = url(of, origins);
    json!({
        "url": format!("{url}/memberships/{}", account.login),
        "state": "active",
        "role": of.role(),
        "organization_url": url,
        "user": simple(account, origins),
        "organization": organization(of, origins),
    })
}

/// An item of `GET /user/teams`.
#[must_use]
pub(crate) fn team(team: &GitHubTeam, of: &GitHubOrganization, origins: &Origins) -> Value {
    let url = format!("{}/team/{}", url(of, origins), team.id);
    let page = format!("/orgs/{}/teams/{}", of.login, team.slug);
    json!({
        "id": team.id,
        "node_id": node_id("Team", team.id),
        "url": url,
        "html_url": origins.url(Provider::GitHub, &WEB, &page),
        "name": team.name,
        "slug": team.slug,
        "description": null,
        "privacy": "closed",
        "permission": "pull",
        "members_url": format!("{url}/members{{/member}}"),
        "repositories_url": format!("{url}/repos"),
        "parent": null,
        "organization": organization(of, origins),
    })
}

/// Whether a token may list the organisations and what belongs to them.
#[must_use]
pub(crate) fn may_be_listed(granted: &[String]) -> bool {
    scopes::covers(granted, "read:org") || scopes::covers(granted, "user")
}

/// Whether a token may list the teams, which are also those of repositories.
#[must_use]
pub(crate) fn teams_may_be_listed(granted: &[String]) -> bool {
    may_be_listed(granted) || scopes::covers(granted, "repo")
}

fn url(organization: &GitHubOrganization, origins: &Origins) -> String {
    let base = origins.base(Provider::GitHub, &API);
    format!("{base}/orgs/{}", organization.login)
}
