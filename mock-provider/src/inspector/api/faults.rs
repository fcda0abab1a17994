//! Faults.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::{ApiError, read};
use crate::{
    app::App,
    faults::{Armed, Fault},
};

const HINT: &str = "a fault looks like {\"name\": \"no-iss\", \"scope\": {\"browser\": \"b-1\"}, \"change\": {\"authorization_response\": {\"remove\": [\"iss\"]}}}";

/// The name of an armed fault.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct FaultId {
    /// By which it is disarmed.
    pub(crate) id: String,
}

/// What is armed
#[utoipa::path(get, path = "/faults", tag = "faults", responses((status = 200, body = Vec<Armed>)))]
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<Vec<Armed>> {
    Json(app.faults.armed())
}

/// Arm a fault
#[utoipa::path(post, path = "/faults", tag = "faults", request_body = Fault,
    responses((status = 201, body = FaultId), ApiError))]
pub(super) async fn arm(
    State(app): State<Arc<App>>,
    body: Bytes,
) -> Result<(StatusCode, Json<FaultId>), ApiError> {
    let fault: Fault = read(&body, HINT)?;
    let id = app.faults.arm(fault);
    Ok((StatusCode::CREATED, Json(FaultId { id })))
}

/// Disarm a fault
#[utoipa::path(delete, path = "/faults/{id}", tag = "faults", params(("id" = String, Path)),
    responses((status = 204), ApiError))]
pub(super) async fn disarm(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    if app.faults.disarm(&id) {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(ApiError::missing(
        format!("no fault \"{id}\" is armed"),
        "GET /_mock/api/faults or `mock-provider fault list` lists them",
    ))
}

/// Disarm every fault
#[utoipa::path(delete, path = "/faults", tag = "faults", responses((status = 204)))]
pub(super) async fn clear(State(app): State<Arc<App>>) -> StatusCode {
    app.faults.clear();
    StatusCode::NO_CONTENT
}
