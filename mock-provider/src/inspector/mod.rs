//! Everything under `/_mock/`, and nothing of it elsewhere.

pub(crate) mod api;
mod pages;
mod same_origin;
pub mod verdicts;

use std::sync::Arc;

use axum::{Router, middleware::from_fn_with_state};

use crate::app::App;

/// The routes under `/_mock/`.
pub(crate) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    let guard = from_fn_with_state(Arc::clone(app), same_origin::check);
    Router::new()
        .nest("/_mock/api", api::routes().layer(guard.clone()))
        .merge(pages::routes().layer(guard))
}
