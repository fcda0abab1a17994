//! Every request, newest first, and a single one.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};

use super::{
    exchange_view::{ExchangeView, from_browser, path},
    frame::{Frame, page},
    masking::Mask,
    missing,
};
use crate::{
    app::App,
    journal::{Exchange, Filter},
    protocol::Parameters,
};

/// How many are on a page.
const MOST: usize = 200;

#[derive(Template)]
#[template(path = "inspector/requests.html")]
struct RequestsPage {
    frame: Frame,
    rows: Vec<RequestRow>,
    only_refused: bool,
    older: Option<u64>,
}

/// A row.
#[derive(Debug)]
struct RequestRow {
    id: u64,
    time: String,
    provider: &'static str,
    from: &'static str,
    method: String,
    path: String,
    endpoint: String,
    status: u16,
    flow: Option<u64>,
    problem: Option<String>,
    fault: Option<String>,
}

#[derive(Template)]
#[template(path = "inspector/request.html")]
struct RequestPage {
    frame: Frame,
    exchange: ExchangeView,
}

pub(super) async fn list(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Response {
    let parameters = Parameters::from_form(query.unwrap_or_default().as_bytes());
    let only_refused = parameters.get("refused").is_some();
    let before: Option<u64> = parameters.get("before").and_then(|id| id.parse().ok());
    let filter = Filter {
        refused: only_refused.then_some(true),
        ..Filter::default()
    };
    let exchanges = app.journal.newest(&filter, before, MOST + 1);
    let mut rows: Vec<RequestRow> = exchanges.iter().map(|exchange| row(&app, exchange)).collect();
    let older = (rows.len() > MOST).then(|| rows[MOST - 1].id);
    rows.truncate(MOST);
    page(&RequestsPage {
        frame: Frame::new(&app, "Requests", 0),
        rows,
        only_refused,
        older,
    })
}

pub(super) async fn show(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let found = id.parse().ok().and_then(|id: u64| {
        let newest = app
            .journal
            .newest(&Filter::default(), Some(id.checked_add(1)?), 1);
        newest.into_iter().find(|exchange| exchange.id == id)
    });
    let Some(exchange) = found else {
        return missing(&app, 1, format!("There is no request {id}, or it is forgotten."));
    };
    let mask = Mask::of([exchange.as_ref()]);
    page(&RequestPage {
        frame: Frame::new(&app, "", 1),
        exchange: ExchangeView::new(&app, &exchange, &mask),
    })
}

fn row(app: &App, exchange: &Exchange) -> RequestRow {
    RequestRow {
        id: exchange.id,
        time: exchange.at.strftime("%H:%M:%S").to_string(),
        provider: exchange.provider.name(),
        from: if from_browser(app, exchange) {
            "browser"
        } else {
            "app"
        },
        method: exchange.method.clone(),
        path: path(&exchange.url).to_owned(),
        endpoint: exchange.endpoint.clone(),
        status: exchange.status,
        flow: exchange.flow,
        problem: exchange.refusal.as_ref().map(|refusal| refusal.rule.clone()),
        fault: exchange.fault.clone(),
    }
}
