//! How the control API refuses.

use std::borrow::Cow;

use axum::{
    Json,
    extract::OriginalUri,
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{IntoResponses, ToSchema};

use super::document;
use crate::config::read_json;

/// A refused request to the control API.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    message: String,
    hint: Cow<'static, str>,
}

/// Why a request to the control API was refused.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// The whole of it, in a sentence.
    pub(crate) message: String,
    /// What was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) found: Option<String>,
    /// What would have been accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expected: Option<String>,
    /// One thing to do about it.
    pub(crate) hint: String,
}

impl ApiError {
    /// What was sent cannot be used. `message` has the form `<found>; expected <expected>`.
    pub(super) fn invalid(message: String, hint: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, message, hint)
    }

    /// What was named does not exist.
    pub(super) fn missing(message: String, hint: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message, hint)
    }

    /// What was asked cannot be done as things stand.
    pub(super) fn conflict(message: String, hint: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, message, hint)
    }

    /// The provider itself failed.
    pub(super) fn internal(message: String) -> Self {
        let hint = "this is a fault of mock-provider; please report it";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, message, hint)
    }

    fn new(status: StatusCode, message: String, hint: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            message,
            hint: hint.into(),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let split = self
            .message
            .split_once("; expected ")
            .or_else(|| self.message.strip_suffix('?')?.split_once("; did you mean "));
        let body = ErrorBody {
            found: split.map(|(found, _)| found.to_owned()),
            expected: split.map(|(_, expected)| expected.to_owned()),
            message: self.message,
            hint: self.hint.into_owned(),
        };
        (self.status, Json(body)).into_response()
    }
}

impl IntoResponses for ApiError {
    fn responses() -> std::collections::BTreeMap<String, utoipa::openapi::RefOr<utoipa::openapi::Response>> {
        use utoipa::openapi::{ContentBuilder, Ref, ResponseBuilder};
        let body = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("ErrorBody")))
            .build();
        let response = ResponseBuilder::new()
            .description("Refused; the body says why")
            .content("application/json", body)
            .build();
        [("4XX".to_owned(), response.into())].into()
    }
}

/// Reads a JSON body strictly.
pub(super) fn read<T: DeserializeOwned>(body: &[u8], hint: &'static str) -> Result<T, ApiError> {
    read_json(body, document::keys()).map_err(|error| ApiError::invalid(error, hint))
}

/// The answer to paths that the control API does not have.
pub(super) async fn no_such_path(OriginalUri(uri): OriginalUri) -> ApiError {
    let paths = document::paths().join(", ");
    ApiError::missing(
        format!(
            "the control API has no path \"{}\"; expected one of {paths}",
            uri.path()
        ),
        "GET /_mock/api/openapi.json describes them all",
    )
}

/// The answer to methods that a path does not have.
pub(super) async fn no_such_method(method: Method, OriginalUri(uri): OriginalUri) -> Response {
    let error = ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        format!(
            "{} cannot be asked with {method}; expected another method",
            uri.path()
        ),
        "the header Allow names the methods, GET /_mock/api/openapi.json what they do",
    );
    error.into_response()
}
