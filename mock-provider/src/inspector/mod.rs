//! Everything under `/_mock/`, and nothing of it elsewhere.

mod api;

use std::sync::Arc;

use axum::Router;

use crate::app::App;

/// The routes under `/_mock/`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().nest("/_mock/api", api::routes())
}
