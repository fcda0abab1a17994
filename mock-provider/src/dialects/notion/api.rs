//! What all answers of Notion's API have in common.

use serde_json::{Value, json};

use crate::{answer::Answer, config::ApiError};

/// The versions that `Notion-Version` may ask for.
pub(crate) const VERSIONS: &[&str] = &[
    "2021-05-11",
    "2021-05-13",
    "2021-08-16",
    "2022-02-22",
    "2022-06-28",
    "2025-09-03",
];

/// A JSON answer.
#[must_use]
pub(crate) fn json_answer(status: u16, body: &Value) -> Answer {
    Answer::new(status, body.to_string()).header("content-type", "application/json; charset=utf-8")
}

/// The message of an error that comes from Notion's own state.
#[must_use]
pub(crate) fn provoked_by_nothing(error: ApiError) -> &'static str {
    match error {
        ApiError::InvalidRequest => "This request is not supported.",
        ApiError::ConflictError => "Conflict occurred while saving. Please try again.",
        ApiError::InternalServerError => "An unexpected error occurred.",
        ApiError::ServiceUnavailable => "Notion is unavailable. Please try again later.",
        ApiError::GatewayTimeout => "Notion took too long to complete this request.",
    }
}

/// The answer with the id of the request at the end of its body, which is an object, and in a header.
#[must_use]
pub(crate) fn identified(mut answer: Answer, request_id: &str) -> Answer {
    if let Ok(Value::Object(mut members)) = serde_json::from_str(&answer.body) {
        members.insert("request_id".to_owned(), json!(request_id));
        answer.body = Value::Object(members).to_string();
    }
    answer.header("x-notion-request-id", request_id)
}

/// An error object. The status follows from the code.
#[must_use]
pub(crate) fn error(code: &str, message: &str, request_id: &str) -> Answer {
    let status = match code {
        "unauthorized" => 401,
        "restricted_resource" => 403,
        "object_not_found" => 404,
        "conflict_error" => 409,
        "rate_limited" => 429,
        "internal_server_error" => 500,
        "service_unavailable" => 503,
        "gateway_timeout" => 504,
        _ => 400,
    };
    let body = json!({"object": "error", "status": status, "code": code, "message": message});
    identified(json_answer(status, &body), request_id)
}
