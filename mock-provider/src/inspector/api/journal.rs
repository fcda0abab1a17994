//! The journal, filtered by query parameters.

use std::{fmt::Display, str::FromStr, sync::Arc};

use axum::{
    Json,
    extract::{RawQuery, State},
};

use super::error::ApiError;
use crate::{
    app::App,
    journal::{Exchange, Filter, Flow, Outcome},
    protocol::Parameters,
};

const NAMES: [&str; 9] = [
    "provider",
    "browser",
    "persona",
    "flow",
    "client_id",
    "endpoint",
    "outcome",
    "refused",
    "after",
];
const HINT: &str =
    "filter by provider, browser, persona, flow, client_id, endpoint, outcome, refused, or after";

/// Flows, oldest first
#[utoipa::path(get, path = "/journal/flows", tag = "journal", params(Filter),
    responses((status = 200, body = Vec<Flow>), ApiError))]
pub(super) async fn flows(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Json<Vec<Flow>>, ApiError> {
    let query = Query::read(query.as_deref(), &[])?;
    Ok(Json(app.journal.flows(&query.filter)))
}

/// Exchanges, oldest first
///
/// One that was refused says which rule it broke, what was found and expected, and a hint.
#[utoipa::path(get, path = "/journal/exchanges", tag = "journal", params(Filter),
    responses((status = 200, body = Vec<Exchange>), ApiError))]
pub(super) async fn exchanges(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Json<Vec<Exchange>>, ApiError> {
    let query = Query::read(query.as_deref(), &[])?;
    Ok(Json(app.journal.exchanges(&query.filter)))
}

/// A filter and what else a query says.
pub(super) struct Query {
    pub(super) filter: Filter,
    pub(super) parameters: Parameters,
}

impl Query {
    /// An unknown name is refused, because it would silently match everything. `also` are names beside the filter's.
    pub(super) fn read(query: Option<&str>, also: &[&str]) -> Result<Self, ApiError> {
        let parameters = Parameters::from_form(query.unwrap_or_default().as_bytes());
        if let Some(unknown) = parameters
            .names()
            .find(|name| !NAMES.contains(name) && !also.contains(name))
        {
            let known = NAMES.iter().chain(also).copied().collect::<Vec<_>>().join(", ");
            return Err(ApiError::invalid(
                format!("the query has \"{unknown}\"; expected {known}"),
                HINT,
            ));
        }
        let text = |name: &str| parameters.get(name).map(ToOwned::to_owned);
        let outcome = |word: &str| Outcome::ALL.into_iter().find(|outcome| outcome.word() == word);
        let filter = Filter {
            provider: parsed(&parameters, "provider", "the name of a provider")?,
            browser: text("browser"),
            persona: text("persona"),
            flow: parsed(&parameters, "flow", "a number")?,
            client_id: text("client_id"),
            endpoint: text("endpoint"),
            outcome: match parameters.get("outcome") {
                None => None,
                Some(word) => Some(outcome(word).ok_or_else(|| {
                    let words = Outcome::ALL.map(Outcome::word).join(", ");
                    ApiError::invalid(format!("outcome is \"{word}\"; expected one of {words}"), HINT)
                })?),
            },
            refused: parsed(&parameters, "refused", "true or false")?,
            after: parsed(&parameters, "after", "a number")?,
        };
        Ok(Self { filter, parameters })
    }

    /// The value of a parameter beside the filter's.
    pub(super) fn parsed<T: FromStr<Err: Display>>(
        &self,
        name: &str,
        expected: &str,
    ) -> Result<Option<T>, ApiError> {
        parsed(&self.parameters, name, expected)
    }
}

fn parsed<T: FromStr<Err: Display>>(
    parameters: &Parameters,
    name: &str,
    expected: &str,
) -> Result<Option<T>, ApiError> {
    let parse = |value: &str| {
        value
            .parse()
            .map_err(|_| ApiError::invalid(format!("{name} is \"{value}\"; expected {expected}"), HINT))
    };
    parameters.get(name).map(parse).transpose()
}
