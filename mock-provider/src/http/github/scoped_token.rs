//! What a GitHub App may make of a token of its own: another one that reaches less.

use super::app_token::{Owned, invalid_body};
use crate::http::{incoming::Incoming, token::later};
use crate::{
    answer::Answer,
    app::Site,
    config::ClientKind,
    dialects::{
        Dialect as _,
        github::{
            GitHub, api,
            installations::{Unfit, Wish},
            token_record,
        },
    },
    endpoint::Endpoint,
    protocol::Refusal,
    store::AccessToken,
};

const DOCUMENTATION: &str = "/apps/apps#create-a-scoped-access-token";

/// `POST /applications/{client_id}/token/scoped`.
pub(crate) const ENDPOINT: Endpoint =
    Endpoint::post("scoped-token", |app, _, incoming| answer(app, incoming));

/// The token that is narrowed goes on working.
fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    let mut store = app.store();
    let (owned, account) = match Owned::of_account(app, &store, incoming) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    if owned.client.kind() != ClientKind::GithubApp {
        let refused = api::error(404, "Not Found", DOCUMENTATION).refused(Refusal::new(
            "client-kind",
            "an OAuth app, whose tokens have scopes",
            "a GitHub App, whose tokens reach what it is installed on",
            "set kind of the client to \"github_app\"",
        ));
        return owned.note(refused);
    }
    let wish = Wish::read(incoming.body.as_deref().unwrap_or_default());
    let narrowed = match wish.and_then(|wish| wish.narrowed(&owned.client, &account)) {
        Ok(narrowed) => narrowed,
        Err(unfit) => return owned.note(refused(&owned, unfit)),
    };
    let now = app.clock.now();
    let lifetimes = GitHub.lifetimes(&owned.client, &[], false, &app.config);
    let token = AccessToken {
        issued_at: now,
        expires_at: lifetimes.access.map(|seconds| later(now, seconds)),
        used_at: None,
        narrowed: Some(narrowed),
        ..owned.token.clone()
    };
    let text = GitHub.new_access_token(&owned.client, &app.rng);
    let body = token_record::body(&text, &token, &owned.client, &account, app.origins);
    store.add_access_token(text, token, GitHub.limits(&owned.client), now);
    drop(store);
    owned.note(api::json_answer(
        200,
        &body,
        incoming.header("x-github-api-version"),
    ))
}

fn refused(owned: &Owned, unfit: Unfit) -> Answer {
    match unfit {
        Unfit::Target => api::error(404, "Not Found", DOCUMENTATION).refused(Refusal::new(
            "app-installed",
            "an account on which the app is not installed, or that is not the person's",
            "the login or id of an account under installations of the client",
            "add the account to installations of the client, and to the persona's organizations if it is one",
        )),
        Unfit::Member(member) => invalid_body(&owned.client, "InstallationToken", member, DOCUMENTATION),
    }
}
