//! Keeps pages of other origins from steering the provider through somebody's browser.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::app::App;

/// Refuses requests that a browser marks as coming from another origin. Programs send no `Origin` and pass.
pub(super) async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let own = app.origins.public().origin().ascii_serialization();
    match request.headers().get(header::ORIGIN) {
        Some(origin) if origin.as_bytes() != own.as_bytes() => {
            let found = String::from_utf8_lossy(origin.as_bytes());
            let text =
                format!("the control API was called by a page of {found}; expected no Origin, or {own}\n");
            (StatusCode::FORBIDDEN, text).into_response()
        }
        _ => next.run(request).await,
    }
}
