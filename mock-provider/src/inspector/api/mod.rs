//! The control API: what the Rust API can do, over HTTP and in JSON. One resource a file.
//!
//! Unknown keys are refused with a suggestion; an error is `{"error": ..., "hint": ...}`.

mod clients;
mod clock;
mod error;
mod faults;
mod journal;
mod personas;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{delete, get, post},
};
use serde_json::{Value, json};

use crate::app::App;

/// The routes below `/_mock/api`.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/health", get(health))
        .route("/reset", post(reset))
        .route("/clock", get(clock::show))
        .route("/clock/advance", post(clock::advance))
        .route("/personas", get(personas::list))
        .route(
            "/personas/{id}",
            get(personas::show).put(personas::put).delete(personas::remove),
        )
        .route("/clients", get(clients::list))
        .route(
            "/clients/{provider}/{client_id}",
            get(clients::show).put(clients::put).delete(clients::remove),
        )
        .route(
            "/faults",
            get(faults::list).post(faults::arm).delete(faults::clear),
        )
        .route("/faults/{id}", delete(faults::disarm))
        .route("/journal/flows", get(journal::flows))
        .route("/journal/exchanges", get(journal::exchanges))
        .fallback(error::no_such_path)
}

async fn health() -> Json<Value> {
    Json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))
}

/// Back to the configuration: nobody signed in, nothing granted, nothing recorded, only configured faults armed.
async fn reset(State(app): State<Arc<App>>) -> StatusCode {
    app.reset();
    StatusCode::NO_CONTENT
}
