//! What GitHub tells about a user.

use serde_json::{Map, Value, json};

use super::{API, WEB, scopes};
use crate::{
    Provider,
    config::{GitHubAccount, GitHubEmail},
    origins::Origins,
};

/// When every account was changed last, as `Last-Modified` writes it.
pub(crate) const LAST_MODIFIED: &str = "Fri, 09 Jan 2026 16:45:00 GMT";

/// The body of `GET /user`; the private members are there with `user` or `read:user`.
#[must_use]
pub(crate) fn body(account: &GitHubAccount, granted: &[String], origins: &Origins) -> Value {
    let private = scopes::covers(granted, "read:user");
    let mut body = simple(account, origins);
    body.insert(
        "user_view_type".to_owned(),
        json!(if private { "private" } else { "public" }),
    );
    let more = json!({
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
    body.extend(members_of(more));
    if private {
        body.extend(private_members());
    }
    Value::Object(body)
}

/// The form in which other answers mention a user.
#[must_use]
pub(crate) fn simple(account: &GitHubAccount, origins: &Origins) -> Map<String, Value> {
    let api = |path: &str| {
        format!(
            "{}/users/{}{path}",
            origins.base(Provider::GitHub, &API),
            account.login
        )
    };
    members_of(json!({
        "login": account.login,
        "id": account.id,
        "node_id": node_id("User", account.id),
        "avatar_url": format!("https://avatars.githubusercontent.com/u/{}?v=4", account.id),
        "gravatar_id": "",
        "url": api(""),
        "html_url": origins.url(Provider::GitHub, &WEB, &format!("/{}", account.login)),
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
        "user_view_type": "public",
        "site_admin": false,
    }))
}

/// The items of `GET /user/emails`.
#[must_use]
pub(crate) fn emails(account: &GitHubAccount) -> Vec<Value> {
    account.emails.iter().map(email).collect()
}

/// The items of `GET /user/public_emails`.
#[must_use]
pub(crate) fn public_emails(account: &GitHubAccount) -> Vec<Value> {
    let public = |entry: &&GitHubEmail| entry.visibility.as_deref() == Some("public");
    account.emails.iter().filter(public).map(email).collect()
}

/// Whether a token may read the addresses.
#[must_use]
pub(crate) fn may_read_emails(granted: &[String]) -> bool {
    scopes::covers(granted, "user:email")
}

fn email(entry: &GitHubEmail) -> Value {
    json!({
        "email": entry.email,
        "primary": entry.primary,
        "verified": entry.verified,
        "visibility": entry.visibility,
    })
}

fn private_members() -> Map<String, Value> {
    members_of(json!({
        "private_gists": 0,
        "total_private_repos": 1,
        "owned_private_repos": 1,
        "disk_usage": 2048,
        "collaborators": 0,
        "two_factor_authentication": true,
        "plan": {"name": "free", "space": 976_562_499, "collaborators": 0, "private_repos": 10_000},
    }))
}

fn members_of(object: Value) -> Map<String, Value> {
    match object {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// The old form of a node id: base64 of the length of the kind, the kind, and the id (`04:User1`).
pub(super) fn node_id(kind: &str, id: u64) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.encode(format!("{:02}:{kind}{id}", kind.len()))
}
