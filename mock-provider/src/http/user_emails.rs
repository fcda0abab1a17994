//! GitHub's addresses of a user.

use super::{
    incoming::Incoming,
    user::{api_request, finish},
};
use crate::{
    answer::Answer,
    app::App,
    dialects::github::{api, user},
    protocol::Refusal,
};

const ACCEPTED: &str = "user, user:email";

pub(super) fn answer(app: &App, incoming: &Incoming) -> Answer {
    let bearer = match api_request(app, incoming) {
        Ok(bearer) => bearer,
        Err(answer) => return *answer,
    };
    let Some(account) = bearer
        .persona
        .github
        .as_ref()
        .filter(|_| user::may_read_emails(&bearer.token.scopes))
    else {
        let missing = api::error(
            404,
            "Not Found",
            "/users/emails#list-email-addresses-for-the-authenticated-user",
        );
        let missing = missing.refused(Refusal::new(
            "scope-sufficient",
            format!("scope \"{}\"", bearer.token.scopes.join(",")),
            "user:email or user",
            "ask for user:email in the authorization request; GitHub says 404 where a scope is missing",
        ));
        return finish(app, &bearer, missing, ACCEPTED);
    };
    let answer = api::json_answer(
        200,
        &user::emails(account),
        incoming.header("x-github-api-version"),
    );
    finish(
        app,
        &bearer,
        answer.header("cache-control", "private, max-age=60, s-maxage=60"),
        ACCEPTED,
    )
}
