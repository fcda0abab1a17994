//! How the control API refuses.

use axum::{
    Json,
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::config::read_json;

/// A refused request to the control API.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    error: String,
    hint: &'static str,
}

impl ApiError {
    /// What was sent cannot be used.
    pub(super) fn invalid(error: String, hint: &'static str) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            error,
            hint,
        }
    }

    /// What was named does not exist.
    pub(super) fn missing(error: String, hint: &'static str) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            error,
            hint,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Json(json!({"error": self.error, "hint": self.hint}))).into_response()
    }
}

/// Reads a JSON body strictly.
pub(super) fn read<T: DeserializeOwned>(body: &[u8], hint: &'static str) -> Result<T, ApiError> {
    read_json(body).map_err(|error| ApiError::invalid(error, hint))
}

/// The answer to paths that the control API does not have.
pub(super) async fn no_such_path(uri: Uri) -> ApiError {
    ApiError::missing(
        format!("the control API has no path \"{}\"", uri.path()),
        "there are health, reset, clock, personas, clients, faults, journal/flows, and journal/exchanges",
    )
}
