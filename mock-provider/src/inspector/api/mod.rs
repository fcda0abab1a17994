//! The control API: what the Rust API can do, over HTTP and in JSON. One resource a file.
//!
//! Unknown keys are refused with a suggestion. An error has a message, what was found and expected, and a hint.

mod clients;
mod clock;
mod document;
mod error;
mod events;
mod faults;
mod har;
mod journal;
mod keys;
mod listeners;
mod personas;
mod server;
mod snapshot;
mod tokens;

use std::sync::Arc;

use axum::{
    Router, extract::DefaultBodyLimit, http::HeaderValue, middleware::map_response, response::Response,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Provider, app::App};
use error::ApiError;

pub(crate) use clock::Move;
pub(crate) use error::ErrorBody;
pub(crate) use faults::FaultId;
pub(crate) use server::Health;

/// Where the control API is.
pub(crate) const PREFIX: &str = "/_mock/api";
/// The header that every response of this program has.
pub(crate) const MARK: &str = "x-mock-provider";
/// More than a snapshot of a full store has.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// The routes below [`PREFIX`].
pub(super) fn routes() -> Router<Arc<App>> {
    let (router, _) = described_routes().split_for_parts();
    router
        .fallback(error::no_such_path)
        .method_not_allowed_fallback(error::no_such_method)
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(map_response(marked))
}

/// Says who answers, so that nobody takes another program's answer for ours.
async fn marked(mut response: Response) -> Response {
    let version = HeaderValue::from_static(env!("CARGO_PKG_VERSION"));
    response.headers_mut().insert(MARK, version);
    response
}

/// Every route with its description: one that is served is described, and the other way round.
fn described_routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(server::health))
        .routes(routes!(server::reset))
        .routes(routes!(listeners::show))
        .routes(routes!(document::show))
        .routes(routes!(snapshot::take))
        .routes(routes!(snapshot::restore))
        .routes(routes!(clock::show, clock::change))
        .routes(routes!(clock::advance))
        .routes(routes!(personas::list))
        .routes(routes!(personas::show, personas::put, personas::remove))
        .routes(routes!(clients::list))
        .routes(routes!(clients::show, clients::put, clients::remove))
        .routes(routes!(tokens::mint))
        .routes(routes!(faults::list, faults::arm, faults::clear))
        .routes(routes!(faults::disarm))
        .routes(routes!(keys::list))
        .routes(routes!(keys::list_of))
        .routes(routes!(keys::publish))
        .routes(routes!(keys::rotate))
        .routes(routes!(keys::retire))
        .routes(routes!(journal::flows))
        .routes(routes!(journal::exchanges))
        .routes(routes!(events::follow))
        .routes(routes!(har::export))
}

/// The provider that a path names.
fn provider_of(word: &str, path: &'static str) -> Result<Provider, ApiError> {
    word.parse().map_err(|error: crate::UnknownProvider| {
        ApiError::missing(error.to_string(), format!("the path is {PREFIX}{path}"))
    })
}
