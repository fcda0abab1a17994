//! Keeps pages of other origins from steering the provider through somebody's browser.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use url::{Host, Url};

use crate::app::App;

/// Refuses requests that a browser marks as coming from another origin. Programs send no `Origin` and pass.
pub(super) async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let public = app.origins.public();
    match request.headers().get(header::ORIGIN) {
        Some(origin) if !origin.to_str().is_ok_and(|origin| is_own(public, origin)) => {
            let own = public.origin().ascii_serialization();
            let found = String::from_utf8_lossy(origin.as_bytes());
            let text =
                format!("the control API was called by a page of {found}; expected no Origin, or {own}\n");
            (StatusCode::FORBIDDEN, text).into_response()
        }
        _ => next.run(request).await,
    }
}

/// Whether an origin is that of the public URL. The names of this machine (`localhost`, `127.0.0.1`) stand for each
/// other: people type either, and the port shows that it is the same server.
fn is_own(public: &Url, origin: &str) -> bool {
    if origin == public.origin().ascii_serialization() {
        return true;
    }
    Url::parse(origin).is_ok_and(|origin| {
        origin.scheme() == public.scheme()
            && origin.port_or_known_default() == public.port_or_known_default()
            && is_this_machine(&origin)
            && is_this_machine(public)
    })
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_pages_are_kept_out_and_the_names_of_this_machine_are_one() {
        let local = Url::parse("http://127.0.0.1:4400/").expect("a URL");
        let public = Url::parse("https://mock.test/idp/").expect("a URL");
        for own in [
            "http://127.0.0.1:4400",
            "http://localhost:4400",
            "http://[::1]:4400",
        ] {
            assert!(is_own(&local, own), "{own}");
        }
        for other in [
            "http://127.0.0.1:3000",
            "https://127.0.0.1:4400",
            "http://localhost.attacker.test:4400",
            "http://attacker.test:4400",
            "null",
            "",
        ] {
            assert!(!is_own(&local, other), "{other}");
        }
        assert!(is_own(&public, "https://mock.test") && !is_own(&public, "https://localhost"));
    }
}
