//! From the socket to an endpoint and back, and into the journal.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, any},
};
use jiff::{Timestamp, fmt::rfc2822};

use super::{cors, incoming::Incoming};
use crate::{
    Provider,
    answer::{Answer, Note},
    app::{App, Site},
    dialects::Dialect,
    endpoint::{Endpoint, Route},
    faults::{Delivered, Occasion},
    journal::{Exchange, cut_body},
    origins::Origins,
    protocol::Refusal,
};

static DATES: rfc2822::DateTimePrinter = rfc2822::DateTimePrinter::new();

/// A request that arrived by the name of a real host, before it was sent to where that host is mounted.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The host.
    pub(super) host: String,
    /// What was asked there.
    pub(super) path_and_query: String,
}

/// The routes of every provider; what lies below a provider's mount and has no route is answered and recorded too.
pub(crate) fn routes(app: &App) -> Router<Arc<App>> {
    let mut router = Router::new();
    for dialect in app.dialects() {
        let provider = dialect.provider();
        for route in dialect.routes() {
            let path = Origins::mount(provider, route.host) + route.path;
            router = router.route(&path, handler(provider, Some(*route)));
        }
        for (path, route) in dialect.routes_at_the_root() {
            router = router.route(&path, handler(provider, Some(route)));
        }
    }
    router.fallback(elsewhere)
}

/// A path without a route: one of the provider below whose mount it lies, or nobody's. No route can say so, because
/// the paths of some providers begin with a parameter.
async fn elsewhere(State(app): State<Arc<App>>, request: Request) -> Response {
    match provider_of(&app, request.uri().path()) {
        Some(provider) => serve(&app, provider, None, request).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn handler(provider: Provider, route: Option<Route>) -> MethodRouter<Arc<App>> {
    any(move |State(app): State<Arc<App>>, request: Request| async move {
        serve(&app, provider, route, request).await
    })
}

/// The provider below whose mount a path lies.
fn provider_of(app: &App, path: &str) -> Option<Provider> {
    app.dialects().map(Dialect::provider).find(|provider| {
        let path = path.strip_prefix('/');
        let rest = path.and_then(|path| path.strip_prefix(provider.slug()));
        rest.is_some_and(|rest| rest.len() > 1 && rest.starts_with('/'))
    })
}

async fn serve(app: &Arc<App>, provider: Provider, route: Option<Route>, request: Request) -> Response {
    let Some(dialect) = app.dialect(provider) else {
        // Routes exist for configured providers only, and configuration does not change while it is served.
        return StatusCode::NOT_FOUND.into_response();
    };
    let asked = request.extensions().get::<Asked>().cloned();
    let site = if asked.is_some() {
        app.by_real_hosts()
    } else {
        app.mounted()
    };
    // Pages follow each other by relative redirects, so they are on each of the provider's hosts.
    let endpoint = route
        .filter(|route| route.endpoint.page || asked.as_ref().is_none_or(|asked| route.host.is(&asked.host)))
        .map(|route| route.endpoint);
    let is_page = endpoint.is_some_and(|endpoint| endpoint.page);
    let incoming = Incoming::read(request, is_page, &app.rng).await;
    let mut answer = decide(&site, dialect, endpoint, &incoming);
    let held_by = hold(app, dialect, endpoint, &mut answer);
    let delivered = deliver(app, dialect, endpoint, &mut answer);
    if let Some(cookie) = incoming.new_browser_cookie() {
        answer = answer.header("set-cookie", cookie);
    }
    let now = app.clock.now();
    if let Some((name, value)) = dialect.trace_header(app.journal.counters().1, now) {
        answer = answer.header(name, value);
    }
    let headers = response_headers(&answer, now);
    let url = match &asked {
        Some(asked) => format!("https://{}{}", asked.host, asked.path_and_query),
        None => app.origins.absolute(&incoming.path_and_query),
    };
    let sent = Sent {
        url,
        headers: &headers,
        at: now,
    };
    record(app, dialect, endpoint, &incoming, &answer, sent);
    if !held_by.is_empty() {
        app.faults.until_disarmed(&held_by).await;
    }

    let body = match answer.binary {
        Some(bytes) => Bytes::from_static(bytes),
        None => Bytes::from(answer.body),
    };
    let body = match delivered {
        Some(delivered) => delivered.body(Arc::clone(app), body),
        None => Body::from(body),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = headers;
    response
}

fn decide(
    site: &Site<'_>,
    dialect: &dyn Dialect,
    endpoint: Option<&'static Endpoint>,
    incoming: &Incoming,
) -> Answer {
    let Some(endpoint) = endpoint else {
        let mut answer = dialect.no_such_path(&incoming.path_and_query);
        answer.note.refusal.get_or_insert_with(|| {
            Refusal::new(
                "path-known",
                incoming.path_and_query.clone(),
                "a path that this provider serves",
                "compare the app's URLs with the provider's documentation",
            )
        });
        return answer;
    };
    let scripts = dialect.allows_scripts(endpoint);
    if incoming.method == "OPTIONS" && scripts {
        return cors::preflight(endpoint);
    }
    if !endpoint.methods.contains(&incoming.method.as_str()) {
        let allowed = endpoint.methods.join(", ");
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
    let mut answer = (endpoint.answer)(site, dialect, incoming);
    // Who asks is known from the token, so that what is altered is one person's answer alone.
    if answer.status == 200 && answer.note.persona.is_some() {
        let note = answer.note.clone();
        let fired = site
            .faults
            .change_api_answer(&occasion(dialect, &note), endpoint.word, &mut answer);
        answer.note.faults.extend(fired);
    }
    if incoming.headers.contains_key(header::ORIGIN) && scripts {
        return cors::exposed(answer);
    }
    answer
}

/// Ids of the faults that hold the answer back.
fn hold(app: &App, dialect: &dyn Dialect, endpoint: Option<&Endpoint>, answer: &mut Answer) -> Vec<String> {
    let Some(endpoint) = endpoint.filter(|_| answer.note.persona.is_some()) else {
        return Vec::new();
    };
    let held = app
        .faults
        .hold_answer(&occasion(dialect, &answer.note), endpoint.word);
    let (ids, names): (Vec<_>, Vec<_>) = held.into_iter().unzip();
    answer.note.faults.extend(names);
    ids
}

/// The fault by which the answer goes out in another way than usual.
fn deliver(
    app: &App,
    dialect: &dyn Dialect,
    endpoint: Option<&Endpoint>,
    answer: &mut Answer,
) -> Option<Delivered> {
    let endpoint = endpoint.filter(|_| answer.note.persona.is_some())?;
    let delivered = app
        .faults
        .delivery(&occasion(dialect, &answer.note), endpoint.word)?;
    answer.note.faults.push(delivered.name.clone());
    Some(delivered)
}

/// To whom an answer goes.
fn occasion<'a>(dialect: &dyn Dialect, note: &'a Note) -> Occasion<'a> {
    Occasion {
        flow: note.flow.unwrap_or_default(),
        persona: note.persona.as_deref().unwrap_or_default(),
        browser: note.browser.as_deref().unwrap_or_default(),
        provider: dialect.provider(),
        client_id: note.client_id.as_deref().unwrap_or_default(),
    }
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

/// What the journal keeps of an exchange beside its request and answer.
struct Sent<'a> {
    url: String,
    headers: &'a HeaderMap,
    at: Timestamp,
}

fn record(
    app: &App,
    dialect: &dyn Dialect,
    endpoint: Option<&Endpoint>,
    incoming: &Incoming,
    answer: &Answer,
    sent: Sent,
) {
    let note = &answer.note;
    let own_browser = Some(incoming.browser.clone()).filter(|browser| !browser.is_empty());
    app.journal.record(Exchange {
        id: 0,
        flow: note.flow,
        at: sent.at,
        provider: dialect.provider(),
        endpoint: endpoint.map_or("unknown", |endpoint| endpoint.word).to_owned(),
        method: incoming.method.clone(),
        url: sent.url,
        request_headers: list(&incoming.headers),
        request_body: cut_body(incoming.body.as_deref().unwrap_or_default()),
        status: answer.status,
        response_headers: list(sent.headers),
        response_body: cut_body(answer.binary.unwrap_or(answer.body.as_bytes())),
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
