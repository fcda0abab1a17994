//! The journal, filtered by query parameters.

use std::sync::Arc;

use axum::{
    Json,
    extract::{RawQuery, State},
};

use super::error::ApiError;
use crate::{
    app::App,
    journal::{Exchange, Filter, Flow},
    protocol::Parameters,
};

const NAMES: [&str; 7] = [
    "provider",
    "browser",
    "persona",
    "flow",
    "client_id",
    "endpoint",
    "after",
];
const HINT: &str = "filter by provider, browser, persona, flow, client_id, endpoint, or after";

pub(super) async fn flows(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Json<Vec<Flow>>, ApiError> {
    Ok(Json(app.journal.flows(&filter(query.as_deref())?)))
}

pub(super) async fn exchanges(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Json<Vec<Exchange>>, ApiError> {
    Ok(Json(app.journal.exchanges(&filter(query.as_deref())?)))
}

/// A filter from a query; an unknown name is refused, because it would silently match everything.
fn filter(query: Option<&str>) -> Result<Filter, ApiError> {
    let parameters = Parameters::from_form(query.unwrap_or_default().as_bytes());
    if let Some(unknown) = parameters.names().find(|name| !NAMES.contains(name)) {
        return Err(ApiError::invalid(
            format!("the journal cannot be filtered by \"{unknown}\""),
            HINT,
        ));
    }
    let text = |name: &str| parameters.get(name).map(ToOwned::to_owned);
    let number = |name: &str| {
        let parse = |value: &str| {
            value
                .parse()
                .map_err(|_| ApiError::invalid(format!("{name} is \"{value}\"; expected a number"), HINT))
        };
        parameters.get(name).map(parse).transpose()
    };
    let provider = parameters.get("provider").map(str::parse).transpose();
    Ok(Filter {
        provider: provider
            .map_err(|error: crate::UnknownProvider| ApiError::invalid(error.to_string(), HINT))?,
        browser: text("browser"),
        persona: text("persona"),
        flow: number("flow")?,
        client_id: text("client_id"),
        endpoint: text("endpoint"),
        after: number("after")?,
    })
}
