//! The pages under `/_mock/`: what happened, in the order in which people ask for it.
//!
//! Plain HTML that works without JavaScript; one small script keeps a page fresh and listens to keys. A page loads
//! nothing. Links are relative, so that the pages work below any public URL.

mod answered;
mod chart;
mod clock;
mod curl;
mod exchange_view;
mod fault_sentence;
mod faults;
mod flow;
mod flows;
mod frame;
mod identity;
mod keys;
mod masking;
mod people;
mod requests;
mod sample;
mod scenario;
mod shown;

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri},
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};

use crate::app::App;
use frame::Frame;

/// The routes of the pages.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/_mock", get(async || Redirect::permanent("_mock/")))
        .route("/_mock/", get(flows::show))
        .route("/_mock/flows/{id}", get(flow::show))
        .route("/_mock/flows/{id}/scenario", get(scenario::download))
        .route("/_mock/requests", get(requests::list))
        .route("/_mock/requests/{id}", get(requests::show))
        .route("/_mock/faults", get(faults::show).post(faults::change))
        .route("/_mock/clock", get(clock::show).post(clock::change))
        .route("/_mock/keys", get(keys::show).post(keys::change))
        .route("/_mock/people", get(people::show))
        .route("/_mock/reset", post(people::reset))
        .route("/_mock/try/{provider}", post(sample::begin))
        .route("/_mock/try/{provider}/callback", get(sample::finish))
        .route("/_mock/{*rest}", get(no_such_page))
}

async fn no_such_page(State(app): State<Arc<App>>, uri: Uri) -> Response {
    let depth = uri.path().trim_start_matches("/_mock/").matches('/').count();
    missing(
        &app,
        depth,
        format!("The inspector has no page \"{}\".", uri.path()),
    )
}

/// The answer where what was asked is not there. `depth` counts the folders below `/_mock/`.
fn missing(app: &App, depth: usize, says: String) -> Response {
    plainly(app, depth, StatusCode::NOT_FOUND, "Not there", says)
}

/// A page that only says something.
fn plainly(app: &App, depth: usize, status: StatusCode, heading: &'static str, says: String) -> Response {
    let template = frame::Missing {
        frame: Frame::new(app, "", depth),
        heading,
        says,
    };
    (status, frame::page(&template)).into_response()
}
