//! HTTP clients: they go past every proxy, because what they are for runs on this machine.

use reqwest::ClientBuilder;
use url::Url;

/// Whose certificates are good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Nobody's: there is no TLS where this client goes, and looking up the system's authorities takes its time.
    Nobody,
    /// Everybody's.
    Everybody,
    /// Those that the system's authorities vouch for.
    System,
}

impl Trust {
    /// That of a client for `url` alone, where every certificate has to be good.
    #[must_use]
    pub fn for_url(url: &Url) -> Self {
        match url.scheme() {
            "https" => Self::System,
            _ => Self::Nobody,
        }
    }
}

/// A client to be, without a proxy.
pub fn builder(trust: Trust) -> ClientBuilder {
    let builder = reqwest::Client::builder().no_proxy();
    match trust {
        Trust::Nobody => builder.tls_certs_only([]),
        Trust::Everybody => builder.tls_certs_only([]).tls_danger_accept_invalid_certs(true),
        Trust::System => builder,
    }
}
