//! What arrives over TLS, handed on by the host that it asks for.

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Uri, header, uri},
};
use tower::ServiceExt as _;

use super::loopback;

/// Requests for this machine (`https://localhost:4443/google/…`) go to `mounted`, all others to `providers`, which
/// refuses the hosts that it does not know.
pub(crate) fn by_host(providers: Router, mounted: Router) -> Router {
    Router::new().fallback(move |mut request: Request| async move {
        let authority = authority(&request);
        let here = authority
            .as_ref()
            .is_some_and(|authority| loopback::is_name(authority.host()));
        if let Some(authority) = authority {
            to_origin_form(&mut request, &authority);
        }
        let router = if here { mounted } else { providers };
        match router.oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    })
}

/// Host and port that the client named: in the URL (HTTP/2's `:authority`, or absolute form), else in `Host`.
fn authority(request: &Request) -> Option<uri::Authority> {
    let header = || request.headers().get(header::HOST)?.to_str().ok()?.parse().ok();
    request.uri().authority().cloned().or_else(header)
}

/// Gives every request the form of HTTP/1.1, so that endpoints need not care by which protocol it came.
fn to_origin_form(request: &mut Request, authority: &uri::Authority) {
    if let Ok(value) = HeaderValue::from_str(authority.as_str()) {
        request.headers_mut().insert(header::HOST, value);
    }
    if let Some(path) = request.uri().path_and_query().cloned() {
        *request.uri_mut() = Uri::from(path);
    }
}
