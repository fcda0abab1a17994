//! What all answers of X's API v2 have in common.

use serde_json::{Map, Value, json};

use crate::answer::Answer;

/// A JSON answer.
#[must_use]
pub(crate) fn json_answer(status: u16, body: &Value) -> Answer {
    Answer::new(status, body.to_string())
        .header("content-type", "application/json; charset=utf-8")
        .header("cache-control", "no-cache, no-store, max-age=0")
}

/// A refusal whose title says everything, in the manner of RFC 9457.
#[must_use]
pub(crate) fn problem(status: u16, title: &str) -> Answer {
    problem_answer(
        status,
        &json!({"title": title, "type": "about:blank", "status": status, "detail": title}),
    )
}

/// A refusal of a request whose parameters are wrong. `message` says how, about one parameter.
#[must_use]
pub(crate) fn invalid_request(name: &str, values: &[&str], message: &str) -> Answer {
    let mut parameters = Map::new();
    parameters.insert(name.to_owned(), json!(values));
    problem_answer(
        400,
        &json!({
            "errors": [{"parameters": parameters, "message": message}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": "https://api.x.com/2/problems/invalid-request",
        }),
    )
}

/// The refusal of a client that is attached to no project.
#[must_use]
pub(crate) fn client_forbidden(client_id: &str) -> Answer {
    problem_answer(
        403,
        &json!({
            "client_id": client_id,
            "detail": "When authenticating requests to the Twitter API v2 endpoints, you must use keys and tokens from a Twitter developer App that is attached to a Project. You can create a project via the developer portal.",
            "registration_url": "https://developer.twitter.com/en/docs/projects/overview",
            "title": "Client Forbidden",
            "required_enrollment": "Appropriate Level of API Access",
            "reason": "client-not-enrolled",
            "type": "https://api.x.com/2/problems/client-forbidden",
        }),
    )
}

/// The headers that tell how many calls of `limit` are left until `reset` (seconds since 1970).
#[must_use]
pub(crate) fn limit_headers(answer: Answer, limit: u32, used: u32, reset: i64) -> Answer {
    answer
        .header("x-rate-limit-limit", limit.to_string())
        .header("x-rate-limit-remaining", limit.saturating_sub(used).to_string())
        .header("x-rate-limit-reset", reset.to_string())
}

fn problem_answer(status: u16, body: &Value) -> Answer {
    Answer::new(status, body.to_string())
        .header("content-type", "application/problem+json")
        .header("cache-control", "no-cache, no-store, max-age=0")
}
