//! The journal live, as server-sent events.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
    response::sse::{Event as Sent, KeepAlive, Sse},
};
use futures::{Stream, StreamExt as _, stream};
use serde::Serialize;
use serde_json::json;

use super::{error::ApiError, journal::Query};
use crate::{
    app::App,
    journal::{Event, Filter, Happening},
};

/// How long a proxy or a person may see nothing.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The journal as it happens
///
/// Server-sent events. `exchange` and `flow` carry the same JSON as the lists; a flow is told again whenever it changes.
/// `cleared`: everything before was forgotten on purpose. `lost`: the events from `from` to `to` are partly forgotten,
/// because they were asked for too late. The header `Last-Event-ID`, or the parameter of that name, goes on after an
/// event; without it the stream begins now, and with 0 it begins with everything that is remembered. A comment is sent
/// at the start and while nothing happens. The stream ends when the server stops.
#[utoipa::path(get, path = "/journal/events", tag = "journal",
    params(Filter, ("last_event_id" = Option<u64>, Query, description = "The last event that is known")),
    responses((status = 200, content_type = "text/event-stream", body = String), ApiError))]
pub(super) async fn follow(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Sent, Infallible>>>, ApiError> {
    let query = Query::read(query.as_deref(), &["last_event_id"])?;
    let header = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let last = match header {
        Some(value) => Some(value.parse().map_err(|_| {
            ApiError::invalid(
                format!("Last-Event-ID is \"{value}\"; expected a number"),
                "send the id of an event of this stream, or leave the header out",
            )
        })?),
        None => query.parsed("last_event_id", "a number")?,
    };
    let last = last.unwrap_or_else(|| app.journal.last_event());
    let hello = stream::once(async { Ok(Sent::default().comment("connected")) });
    let events = events(app, last, query.filter).map(|event| Ok(sent(&event)));
    Ok(Sse::new(hello.chain(events)).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat")))
}

/// What happens after an event, until the journal ends.
fn events(app: Arc<App>, last: u64, filter: Filter) -> impl Stream<Item = Event> {
    let start = (app, last, VecDeque::new());
    let all = stream::unfold(start, |(app, mut last, mut waiting)| async move {
        if waiting.is_empty() {
            waiting.extend(app.journal.next_events(last).await);
        }
        let event: Event = waiting.pop_front()?;
        last = event.id;
        Some((event, (app, last, waiting)))
    });
    all.filter(move |event| {
        let wanted = match &event.what {
            Happening::Exchange(exchange) => filter.matches_exchange(exchange),
            Happening::Flow(flow) => filter.matches_flow(flow),
            Happening::Cleared | Happening::Lost { .. } => true,
        };
        std::future::ready(wanted)
    })
}

fn sent(event: &Event) -> Sent {
    let sent = Sent::default().id(event.id.to_string());
    match &event.what {
        Happening::Exchange(exchange) => sent.event("exchange").data(line(&**exchange)),
        Happening::Flow(flow) => sent.event("flow").data(line(&**flow)),
        Happening::Cleared => sent.event("cleared").data("{}"),
        Happening::Lost { from, to } => sent
            .event("lost")
            .data(json!({"from": from, "to": to}).to_string()),
    }
}

/// One line of JSON. Records of the journal have only strings, numbers, and names as keys.
fn line(record: &impl Serialize) -> String {
    serde_json::to_string(record).unwrap_or_default()
}
