//! GitHub's user.

use super::{bearer_token::Bearer, incoming::Incoming};
use crate::{
    Provider,
    answer::Answer,
    app::App,
    dialects::github::{api, user},
    protocol::Refusal,
};

pub(super) fn answer(app: &App, incoming: &Incoming) -> Answer {
    let bearer = match api_request(app, incoming) {
        Ok(bearer) => bearer,
        Err(answer) => return *answer,
    };
    let Some(account) = &bearer.persona.github else {
        return bearer.note(api::error(401, "Bad credentials", ""));
    };
    let body = user::body(account, &bearer.token.scopes, &app.origins);
    let answer = api::json_answer(200, &body, incoming.header("x-github-api-version"));
    finish(
        app,
        &bearer,
        answer.header("cache-control", "private, max-age=60, s-maxage=60"),
        "",
    )
}

/// What every API request has to show before its endpoint is asked.
pub(super) fn api_request(app: &App, incoming: &Incoming) -> Result<Bearer, Box<Answer>> {
    if incoming
        .header("user-agent")
        .is_none_or(|agent| agent.trim().is_empty())
    {
        return Err(Box::new(api::no_user_agent()));
    }
    if let Some(version) = incoming
        .header("x-github-api-version")
        .filter(|v| !api::VERSIONS.contains(v))
    {
        let refusal = Refusal::new(
            "api-version-known",
            format!("X-GitHub-Api-Version \"{version}\""),
            api::VERSIONS.join(" or "),
            "leave the header out, or send a version that exists",
        );
        let message = format!("{version} is not a supported version.");
        return Err(Box::new(
            api::error(400, &message, "/about-the-rest-api/api-versions").refused(refusal),
        ));
    }
    Bearer::find(app, Provider::GitHub, incoming, &["Bearer", "token"], None).map_err(|refused| {
        let message = if refused.present {
            "Bad credentials"
        } else {
            "Requires authentication"
        };
        Box::new(refused.note(api::error(401, message, "")))
    })
}

/// Adds what every answer to a valid token has.
pub(super) fn finish(app: &App, bearer: &Bearer, answer: Answer, accepted_scopes: &str) -> Answer {
    let (used, reset) =
        app.store()
            .count_api_call(Provider::GitHub, &bearer.token.persona, app.clock.now_seconds());
    let answer = api::limit_headers(
        api::token_headers(answer, &bearer.token, accepted_scopes),
        used,
        reset,
    );
    bearer.note(answer)
}
