//! The journal as a HAR file.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
};

use super::{error::ApiError, journal::Query};
use crate::{
    app::App,
    journal::{Filter, Secrets, archive},
};

/// The journal as an HTTP Archive (HAR 1.2)
///
/// The whole journal, or what the filter lets through. Authorization headers, cookies, client secrets, codes, and tokens
/// are replaced by `REDACTED` unless `secrets=1` is asked.
#[utoipa::path(get, path = "/journal/har", tag = "journal",
    params(Filter, ("secrets" = Option<u8>, Query, description = "1: keep credentials readable")),
    responses((status = 200, body = Value), ApiError))]
pub(super) async fn export(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = Query::read(query.as_deref(), &["secrets"])?;
    let shown = match query.parameters.get("secrets") {
        None | Some("0") => false,
        Some("1") => true,
        Some(other) => {
            return Err(ApiError::invalid(
                format!("secrets is \"{other}\"; expected 0 or 1"),
                "leave it out to have credentials replaced",
            ));
        }
    };
    let exchanges = app.journal.exchanges(&query.filter);
    let flows = app.journal.flows(&Filter::default());
    let known = if shown { Vec::new() } else { app.store().secrets() };
    let secrets = if shown {
        Secrets::Shown
    } else {
        Secrets::Redacted(&known)
    };
    let body = har::to_json(&archive(&exchanges, &flows, secrets))
        .map_err(|error| ApiError::internal(format!("the archive cannot be written: {error}")))?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"mock-provider.har\"",
        ),
    ];
    Ok((headers, body).into_response())
}
