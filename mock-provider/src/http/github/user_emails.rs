//! GitHub's addresses of a user.

use serde_json::Value;

use crate::http::{github::call::Call, incoming::Incoming};
use crate::{
    answer::Answer,
    app::Site,
    config::{ClientKind, GitHubAccount},
    dialects::github::{api, user},
    endpoint::Endpoint,
    protocol::Refusal,
};

const ACCEPTED: &str = "user, user:email";
/// The account permission by which a GitHub App reads addresses.
const PERMISSION: &str = "email_addresses=read";

/// `GET /user/emails`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("user-emails", |app, _, incoming| answer(app, incoming));

/// Every address.
fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    let documentation = "/users/emails#list-email-addresses-for-the-authenticated-user";
    list(app, incoming, user::emails, "/user/emails", documentation)
}

/// `GET /user/public_emails`.
pub(crate) const PUBLIC: Endpoint =
    Endpoint::get("user-public-emails", |app, _, incoming| public(app, incoming));

/// The addresses that are shown on the profile.
fn public(app: &Site<'_>, incoming: &Incoming) -> Answer {
    let documentation = "/users/emails#list-public-email-addresses-for-the-authenticated-user";
    list(
        app,
        incoming,
        user::public_emails,
        "/user/public_emails",
        documentation,
    )
}

fn list(
    app: &Site<'_>,
    incoming: &Incoming,
    items: fn(&GitHubAccount) -> Vec<Value>,
    path: &str,
    documentation: &str,
) -> Answer {
    let call = match Call::read(app, incoming) {
        Ok(call) => call,
        Err(answer) => return *answer,
    };
    match call.kind {
        ClientKind::GithubApp if !call.has_permission(PERMISSION) => {
            let refused = api::error(403, "Resource not accessible by integration", documentation)
                .header("x-accepted-github-permissions", PERMISSION)
                .refused(Refusal::new(
                    "permission-sufficient",
                    "a GitHub App without the permission",
                    format!("permissions with \"{PERMISSION}\""),
                    "give the app the account permission \"Email addresses: read\"",
                ));
            call.finish(app, refused, ACCEPTED)
        }
        ClientKind::GithubApp => call.list(app, incoming, &items(&call.account), path, ACCEPTED),
        _ if !user::may_read_emails(&call.bearer.token.scopes) => {
            let missing = api::error(404, "Not Found", documentation).refused(Refusal::new(
                "scope-sufficient",
                format!("scope \"{}\"", call.bearer.token.scopes.join(",")),
                "user:email or user",
                "ask for user:email in the authorization request; GitHub says 404 where a scope is missing",
            ));
            call.finish(app, missing, ACCEPTED)
        }
        _ => call.list(app, incoming, &items(&call.account), path, ACCEPTED),
    }
}
