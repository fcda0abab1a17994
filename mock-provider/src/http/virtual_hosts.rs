//! The providers by the names of their real hosts, for applications whose URLs are hard-coded.

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    http::{
        StatusCode, Uri, header,
        uri::{Authority, PathAndQuery},
    },
    response::{IntoResponse as _, Response},
};
use tower::ServiceExt as _;

use super::dispatch::Asked;
use crate::{app::App, origins::Origins, tls};

/// Sends each request on to where its host is mounted in `mounted`. A host that nobody here is gets status 421
/// (RFC 9110 §15.5.20).
pub(crate) fn by_host(app: Arc<App>, mounted: Router) -> Router {
    Router::new().fallback(move |request: Request| {
        let (app, mounted) = (Arc::clone(&app), mounted.clone());
        async move {
            match rewritten(&app, request) {
                Ok(request) => match mounted.oneshot(request).await {
                    Ok(response) => response,
                    Err(never) => match never {},
                },
                Err(host) => {
                    app.strays.add(&host);
                    misdirected(&host)
                }
            }
        }
    })
}

/// The request as it is asked below the public URL, or the host that it names in vain.
fn rewritten(app: &App, mut request: Request) -> Result<Request, String> {
    let host = host(&request);
    let mount = app
        .dialects()
        .find_map(|dialect| {
            let host = dialect.hosts().iter().find(|known| known.is(&host))?;
            Some(Origins::mount(dialect.provider(), host))
        })
        .ok_or_else(|| host.clone())?;
    let asked = request
        .uri()
        .path_and_query()
        .map_or("/", PathAndQuery::as_str)
        .to_owned();
    if let Ok(uri) = format!("{mount}{asked}").parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request.extensions_mut().insert(Asked {
        host,
        path_and_query: asked,
    });
    Ok(request)
}

/// The host without its port, in lower case: of the URI in HTTP/2, of the header before.
fn host(request: &Request) -> String {
    let authority = request.uri().authority().map(Authority::as_str);
    let header = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    let text = authority.or(header).unwrap_or_default();
    text.split_once(':')
        .map_or(text, |(host, _)| host)
        .to_ascii_lowercase()
}

fn misdirected(host: &str) -> Response {
    let text = format!(
        "mock-provider is not \"{host}\"; expected one of {}.\nCheck which names are sent to this listener.\n",
        tls::hosts().join(", ")
    );
    (StatusCode::MISDIRECTED_REQUEST, text).into_response()
}
