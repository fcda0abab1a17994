//! A site of somebody else, on loopback: one page at every address, for as long as the value lives.

use std::net::Ipv4Addr;

use axum::Router;
use axum::http::header;
use axum::response::{Html, IntoResponse as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

/// An issuer that is nobody's provider.
pub const ISSUER: &str = "https://attacker.example";
/// An origin to which no app has a reason to show anything.
pub const ORIGIN: &str = "http://evil.localhost:9";
/// A page to which no app has a reason to send anybody.
pub const PAGE: &str = "http://evil.localhost:9/landing";
/// What would run in the app's own page.
pub const SCRIPT: &str = "javascript:alert(document.domain)";

/// A running site. Dropping it stops it.
#[derive(Debug)]
pub struct ForeignSite {
    port: u16,
    url: Url,
    serving: JoinHandle<std::io::Result<()>>,
}

impl ForeignSite {
    /// Serves `page` on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn serve(page: String) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let url = Url::parse(&format!("http://evil.localhost:{port}/")).map_err(std::io::Error::other)?;
        let answer = async move || ([(header::CACHE_CONTROL, "no-store")], Html(page)).into_response();
        let serving = tokio::spawn(axum::serve(listener, Router::new().fallback(answer)).into_future());
        Ok(Self { port, url, serving })
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its address: a name of loopback, so that it is another site than every target on `localhost`.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }
}

impl Drop for ForeignSite {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
