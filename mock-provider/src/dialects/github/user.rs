//! What GitHub tells about a user.

use serde_json::{Map, Value, json};

use super::scopes;
use crate::{
    Provider,
    config::{GitHubAccount, GitHubEmail},
    origins::{Origins, Surface},
};

/// The body of `GET /user`; the private members are there with `user` or `read:user`.
#[must_use]
pub(crate) fn body(account: &GitHubAccount, granted: &[String], origins: &Origins) -> Value {
    let private = scopes::covers(granted, "read:user");
    let api = |path: &str| {
        format!(
            "{}/users/{}{path}",
            origins.base(Provider::GitHub, Surface::Api),
            account.login
        )
    };
    let mut body = json!({
        "login": account.login,
        "id": account.id,
        "node_id": node_id(account.id),
        "avatar_url": format!("https://avatars.githubusercontent.com/u/{}?v=4", account.id),
        "gravatar_id": "",
        "url": api(""),
        "html_url": origins.url(Provider::GitHub, Surface::Web, &format!("/{}", account.login)),
        "followers_url": api("/followers"),
        "following_url": api("/following{/other_user}"),
        "gists_url": api("/gists{/gist_id}"),
        "starred_url": api("/starred{/owner}{/repo}"),
        "subscriptions_url": api("/subscriptions"),
        "organizations_url": api("/orgs"),
        "repos_url": api("/repos"),
        "events_url": api("/events{/privacy}"),
        "received_events_url": api("/received_events"),
        "type": "User",
        "user_view_type": if private { "private" } else { "public" },
        "site_admin": false,
        "name": account.name,
        "company": null,
        "blog": "",
        "location": null,
        "email": account.public_email,
        "hireable": null,
        "bio": null,
        "twitter_username": null,
        "notification_email": account.public_email,
        "public_repos": 3,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": "2019-05-17T08:30:00Z",
        "updated_at": "2026-01-09T16:45:00Z",
    });
    if private && let Value::Object(members) = &mut body {
        members.extend(private_members());
    }
    body
}

/// The body of `GET /user/emails`.
#[must_use]
pub(crate) fn emails(account: &GitHubAccount) -> Value {
    let entry = |entry: &GitHubEmail| {
        json!({
            "email": entry.email,
            "primary": entry.primary,
            "verified": entry.verified,
            "visibility": entry.visibility,
        })
    };
    account.emails.iter().map(entry).collect()
}

/// Whether a token may read the addresses.
#[must_use]
pub(crate) fn may_read_emails(granted: &[String]) -> bool {
    scopes::covers(granted, "user:email")
}

fn private_members() -> Map<String, Value> {
    let members = json!({
        "private_gists": 0,
        "total_private_repos": 1,
        "owned_private_repos": 1,
        "disk_usage": 2048,
        "collaborators": 0,
        "two_factor_authentication": true,
        "plan": {"name": "free", "space": 976_562_499, "collaborators": 0, "private_repos": 10_000},
    });
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// The old form of a node id: base64 of `04:User` and the id.
fn node_id(id: u64) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.encode(format!("04:User{id}"))
}
