//! From the socket to an endpoint and back, and into the journal.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
    routing::any,
};
use jiff::{Timestamp, fmt::rfc2822};

use super::{cors, incoming::Incoming};
use crate::{
    Provider,
    answer::Answer,
    app::App,
    dialects::{self, Dialect, Endpoint, github::api},
    journal::{Exchange, cut_body},
    origins::Surface,
    protocol::Refusal,
};

static DATES: rfc2822::DateTimePrinter = rfc2822::DateTimePrinter::new();

/// The routes of every provider; what lies below a provider's mount and has no route is answered and recorded too.
pub(crate) fn routes() -> Router<Arc<App>> {
    let mut router = Router::new();
    for dialect in dialects::ALL {
        for route in dialect.routes() {
            let endpoint = route.endpoint;
            router = router.route(
                route.path,
                any(move |State(app): State<Arc<App>>, request: Request| async move {
                    serve(&app, dialect, Some(endpoint), request).await
                }),
            );
        }
        router = router.route(
            match dialect.provider() {
                Provider::Google => "/google/{*rest}",
                Provider::GitHub => "/github/{*rest}",
            },
            any(move |State(app): State<Arc<App>>, request: Request| async move {
                serve(&app, dialect, None, request).await
            }),
        );
    }
    router
}

async fn serve(
    app: &App,
    dialect: &'static dyn Dialect,
    endpoint: Option<Endpoint>,
    request: Request,
) -> Response {
    let incoming = Incoming::read(request, endpoint.is_some_and(Endpoint::is_page), &app.rng).await;
    let mut answer = decide(app, dialect, endpoint, &incoming);
    if let Some(cookie) = incoming.new_browser_cookie() {
        answer = answer.header("set-cookie", cookie);
    }
    let now = app.clock.now();
    let headers = response_headers(&answer, now);
    record(app, dialect, endpoint, &incoming, &answer, &headers, now);

    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = headers;
    response
}

fn decide(
    app: &App,
    dialect: &'static dyn Dialect,
    endpoint: Option<Endpoint>,
    incoming: &Incoming,
) -> Answer {
    let Some(endpoint) = endpoint else {
        let api = crate::origins::mount(dialect.provider(), Surface::Api);
        if dialect.provider() == Provider::GitHub && incoming.path_and_query.starts_with(&format!("{api}/")) {
            return api::no_such_path(&incoming.path_and_query);
        }
        return Answer::new(404, "Not Found")
            .header("content-type", "text/plain; charset=utf-8")
            .refused(Refusal::new(
                "path-known",
                incoming.path_and_query.clone(),
                "a path that this provider serves",
                "compare the app's URLs with the provider's discovery document",
            ));
    };
    if incoming.method == "OPTIONS" && cors::allowed(dialect.provider(), endpoint) {
        return cors::preflight(endpoint);
    }
    if !endpoint.methods().contains(&incoming.method.as_str()) {
        let allowed = endpoint.methods().join(", ");
        return Answer::new(405, "")
            .header("allow", allowed.clone())
            .refused(Refusal::new(
                "method-allowed",
                incoming.method.clone(),
                allowed,
                "use the method that the provider's documentation names",
            ));
    }
    if incoming.body.is_none() {
        return Answer::new(413, "").refused(Refusal::new(
            "body-size",
            "a body that is too long or was cut off",
            "at most 1 MiB",
            "a sign-in needs no more than a few kilobytes",
        ));
    }
    let answer = super::answer(app, dialect, endpoint, incoming);
    if incoming.headers.contains_key(header::ORIGIN) && cors::allowed(dialect.provider(), endpoint) {
        return cors::exposed(answer);
    }
    answer
}

/// The headers in the order in which they are sent. `Date` follows the provider's clock, which clients compute from.
fn response_headers(answer: &Answer, now: Timestamp) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in &answer.headers {
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            headers.append(HeaderName::from_static(name), value);
        }
    }
    if let Ok(date) = DATES.timestamp_to_rfc9110_string(&now)
        && let Ok(date) = HeaderValue::from_str(&date)
    {
        headers.insert(header::DATE, date);
    }
    headers.insert(
        "x-mock-provider",
        HeaderValue::from_static(env!("CARGO_PKG_VERSION")),
    );
    headers
}

fn record(
    app: &App,
    dialect: &dyn Dialect,
    endpoint: Option<Endpoint>,
    incoming: &Incoming,
    answer: &Answer,
    response_headers: &HeaderMap,
    at: Timestamp,
) {
    let note = &answer.note;
    let own_browser = Some(incoming.browser.clone()).filter(|browser| !browser.is_empty());
    app.journal.record(Exchange {
        id: 0,
        flow: note.flow,
        at,
        provider: dialect.provider(),
        endpoint: endpoint.map_or("unknown", Endpoint::word).to_owned(),
        method: incoming.method.clone(),
        url: app.origins.absolute(&incoming.path_and_query),
        request_headers: list(&incoming.headers),
        request_body: cut_body(incoming.body.as_deref().unwrap_or_default()),
        status: answer.status,
        response_headers: list(response_headers),
        response_body: cut_body(answer.body.as_bytes()),
        browser: note.browser.clone().or(own_browser),
        persona: note.persona.clone(),
        client_id: note.client_id.clone(),
        refusal: note.refusal.clone(),
        fault: (!note.faults.is_empty()).then(|| note.faults.join(", ")),
    });
}

fn list(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            (
                name.to_string(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}
