//! Where the providers are reached by their real names.

use std::sync::Arc;

use axum::{Json, extract::State};

use crate::{app::App, tls::Listeners};

/// Where the providers are reached by their real names
#[utoipa::path(get, path = "/listeners", tag = "server", responses((status = 200, body = Listeners)))]
pub(super) async fn show(State(app): State<Arc<App>>) -> Json<Listeners> {
    Json(app.listeners.clone())
}
