//! Everything that is state, in one document.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State, http::StatusCode};

use super::{document, error::ApiError};
use crate::{app::App, snapshot::Snapshot};

/// Write down everything that is state
///
/// Clients, personas, sessions, grants, codes, tokens, faults, clock, key rings, and where the random generator stands;
/// not the journal, and not the configuration. It contains credentials and private test keys.
#[utoipa::path(get, path = "/snapshot", tag = "server", responses((status = 200, body = Snapshot)))]
pub(super) async fn take(State(app): State<Arc<App>>) -> Json<Snapshot> {
    Json(app.snapshot())
}

/// Put a snapshot in place of the present state
///
/// All of it or, where it cannot be read, nothing. The clock goes to where it stood, even back.
#[utoipa::path(post, path = "/restore", tag = "server", request_body = Snapshot, responses((status = 204), ApiError))]
pub(super) async fn restore(State(app): State<Arc<App>>, body: Bytes) -> Result<StatusCode, ApiError> {
    let hint = "send a document of GET /_mock/api/snapshot as it is";
    let snapshot = Snapshot::read(&body, document::keys()).map_err(|error| ApiError::invalid(error, hint))?;
    app.restore(snapshot)
        .map_err(|error| ApiError::invalid(error.to_string(), hint))?;
    Ok(StatusCode::NO_CONTENT)
}
