//! The server itself.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use crate::app::App;

/// Who answers.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`
    pub(crate) status: String,
    /// The program's version.
    pub(crate) version: String,
    /// The public URL, with a trailing slash.
    #[schema(value_type = String)]
    pub(crate) url: Url,
}

/// Whether the server answers
#[utoipa::path(get, path = "/health", tag = "server", responses((status = 200, body = Health)))]
pub(super) async fn health(State(app): State<Arc<App>>) -> Json<Health> {
    Json(Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        url: app.origins.public().clone(),
    })
}

/// Back to the configuration
///
/// Nobody signed in, nothing granted, nothing recorded, the embedded keys, and only configured faults armed. The clock
/// stays as it is.
#[utoipa::path(post, path = "/reset", tag = "server", responses((status = 204)))]
pub(super) async fn reset(State(app): State<Arc<App>>) -> StatusCode {
    app.reset();
    StatusCode::NO_CONTENT
}
