//! Faults.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::error::{ApiError, read};
use crate::{
    app::App,
    faults::{Armed, Fault},
};

const HINT: &str = "a fault looks like {\"name\": \"no-iss\", \"scope\": {\"browser\": \"b-1\"}, \"change\": {\"authorization_response\": {\"remove\": [\"iss\"]}}}";

pub(super) async fn list(State(app): State<Arc<App>>) -> Json<Vec<Armed>> {
    Json(app.faults.armed())
}

pub(super) async fn arm(
    State(app): State<Arc<App>>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let fault: Fault = read(&body, HINT)?;
    Ok((StatusCode::CREATED, Json(json!({"id": app.faults.arm(fault)}))))
}

pub(super) async fn disarm(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    if app.faults.disarm(&id) {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(ApiError::missing(
        format!("no fault \"{id}\" is armed"),
        "GET /_mock/api/faults lists them",
    ))
}

pub(super) async fn clear(State(app): State<Arc<App>>) -> StatusCode {
    app.faults.clear();
    StatusCode::NO_CONTENT
}
