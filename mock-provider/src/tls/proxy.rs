//! An HTTP proxy for programs that honour `HTTPS_PROXY`: to the providers and to this machine, and nowhere else.
//!
//! `CONNECT` to a provider's host on port 443 ends at the TLS listener; loopback hosts are reached as they are. Every
//! other host is refused, which is also a guarantee: nothing that uses this proxy leaves the machine.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, Version, header, uri},
    response::{IntoResponse as _, Response},
};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{HttpConnector, dns::Name},
    },
    rt::{TokioExecutor, TokioIo},
};
use tokio::{net::TcpStream, sync::watch};
use tower::ServiceExt as _;

use super::{loopback, strays::Strays};

/// Port of `https://`.
const HTTPS: u16 = 443;
/// What belongs to one connection and is never forwarded (RFC 9110 §7.6.1).
const HOP_BY_HOP: [&str; 8] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "upgrade",
];

type Addresses = std::vec::IntoIter<SocketAddr>;
type Lookup = tower::util::ServiceFn<fn(Name) -> std::future::Ready<Result<Addresses, Infallible>>>;

/// What the proxy leads to.
#[derive(Clone)]
pub(crate) struct LeadsTo {
    /// The providers' hosts.
    pub(crate) hosts: &'static [&'static str],
    /// The TLS listener, at an address that this machine can connect to.
    pub(crate) tls: SocketAddr,
    /// What answers on the TLS listener, for clients that send `https://` URLs without a tunnel.
    pub(crate) by_host: Router,
}

/// The proxy.
#[derive(Clone)]
pub(crate) struct Proxy {
    to: LeadsTo,
    /// For `http://` URLs on this machine.
    client: Client<HttpConnector<Lookup>, Body>,
    strays: Arc<Strays>,
    /// True: tunnels end.
    stop: watch::Receiver<bool>,
}

impl Proxy {
    pub(crate) fn new(to: LeadsTo, strays: Arc<Strays>, stop: watch::Receiver<bool>) -> Self {
        // Only loopback hosts get this far, and what their names mean is no question for a name server.
        let lookup: fn(Name) -> _ = |name| {
            let addresses: Vec<_> = loopback::addresses(name.as_str())
                .into_iter()
                .map(|address| SocketAddr::new(address, 0))
                .collect();
            std::future::ready(Ok(addresses.into_iter()))
        };
        let connector = HttpConnector::new_with_resolver(tower::service_fn(lookup));
        Self {
            to,
            client: Client::builder(TokioExecutor::new()).build(connector),
            strays,
            stop,
        }
    }

    /// The proxy as a service; it wants [`ConnectInfo`].
    pub(crate) fn router(self) -> Router {
        Router::new().fallback(serve).with_state(Arc::new(self))
    }
}

async fn serve(
    State(proxy): State<Arc<Proxy>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let uri = request.uri();
    let Some(authority) = uri.authority().cloned() else {
        return no_proxy_request();
    };
    let tunnel = request.method() == Method::CONNECT;
    let https = uri.scheme() == Some(&uri::Scheme::HTTPS);
    match proxy.way(&authority, tunnel || https, peer) {
        Way::Provider if tunnel => open_tunnel(&proxy, vec![proxy.to.tls], request).await,
        Way::Provider => proxy
            .to
            .by_host
            .clone()
            .oneshot(request)
            .await
            .unwrap_or_else(|impossible| match impossible {}),
        Way::ThisMachine(addresses) if tunnel => open_tunnel(&proxy, addresses, request).await,
        Way::ThisMachine(_) if https => refuse(
            StatusCode::NOT_IMPLEMENTED,
            &format!(
                "the app sent an https:// URL for \"{authority}\" to mock-provider's proxy without a tunnel"
            ),
            "reach this machine without the proxy: NO_PROXY=localhost,127.0.0.1,::1",
        ),
        Way::ThisMachine(_) => forward(&proxy, request).await,
        Way::Nowhere(found) => refuse(
            StatusCode::FORBIDDEN,
            &format!(
                "{found}; mock-provider's proxy leads to {} on port {HTTPS} and to this machine: nothing leaves it",
                proxy.to.hosts.join(", ")
            ),
            "remove the request, or let this program run without the proxy",
        ),
    }
}

/// Where a request goes.
enum Way {
    Provider,
    ThisMachine(Vec<SocketAddr>),
    /// With what is wrong.
    Nowhere(String),
}

impl Proxy {
    fn way(&self, authority: &uri::Authority, secure: bool, peer: SocketAddr) -> Way {
        let host = authority.host().to_ascii_lowercase();
        let port = authority.port_u16().unwrap_or(if secure { HTTPS } else { 80 });
        if self.to.hosts.contains(&host.as_str()) {
            return if secure && port == HTTPS {
                Way::Provider
            } else {
                Way::Nowhere(format!(
                    "the app asked for \"{host}\" on port {port} instead of https:// on {HTTPS}"
                ))
            };
        }
        let addresses = loopback::addresses(&host);
        if addresses.is_empty() {
            self.strays.add(&host);
            return Way::Nowhere(format!("the app asked for \"{authority}\""));
        }
        // Where the proxy itself can be reached from outside, loopback still cannot.
        if !peer.ip().to_canonical().is_loopback() {
            return Way::Nowhere(format!(
                "{} asked for \"{authority}\", which is open to this machine only",
                peer.ip()
            ));
        }
        Way::ThisMachine(
            addresses
                .into_iter()
                .map(|address| SocketAddr::new(address, port))
                .collect(),
        )
    }
}

/// Connects first, so that a refusal is an answer and not a tunnel that ends at once.
async fn open_tunnel(proxy: &Proxy, addresses: Vec<SocketAddr>, request: Request) -> Response {
    let mut far = match TcpStream::connect(addresses.as_slice()).await {
        Ok(stream) => stream,
        Err(error) => return unreachable(&addresses, &error),
    };
    let mut stop = proxy.stop.clone();
    tokio::spawn(async move {
        let Ok(near) = hyper::upgrade::on(request).await else {
            return;
        };
        let mut near = TokioIo::new(near);
        tokio::select! {
            // However it ends, both sides see it in their own connection.
            _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    });
    StatusCode::OK.into_response()
}

/// `GET http://127.0.0.1:3000/` and the like.
async fn forward(proxy: &Proxy, mut request: Request) -> Response {
    let authority = request
        .uri()
        .authority()
        .map(ToString::to_string)
        .unwrap_or_default();
    strip(request.headers_mut());
    *request.version_mut() = Version::HTTP_11;
    match proxy.client.request(request).await {
        Ok(response) => {
            let mut response = response.map(Body::new);
            strip(response.headers_mut());
            response
        }
        Err(error) => refuse(
            StatusCode::BAD_GATEWAY,
            &format!("\"{authority}\" on this machine gives no answer to mock-provider's proxy: {error}"),
            "start the program that listens there",
        ),
    }
}

/// Removes what belongs to the connection: the fixed names, and those that `Connection` lists.
fn strip(headers: &mut HeaderMap) {
    let listed: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in listed {
        headers.remove(name);
    }
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
}

fn unreachable(addresses: &[SocketAddr], error: &io::Error) -> Response {
    let tried: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    refuse(
        StatusCode::BAD_GATEWAY,
        &format!(
            "mock-provider's proxy cannot connect to {}: {error}",
            tried.join(" or ")
        ),
        "start the program that listens there",
    )
}

fn no_proxy_request() -> Response {
    refuse(
        StatusCode::BAD_REQUEST,
        "this is mock-provider's proxy, and the request names no host; expected CONNECT, or a URL with a host",
        "set HTTPS_PROXY to this address; the provider itself listens on another port",
    )
}

fn refuse(status: StatusCode, what: &str, hint: &str) -> Response {
    (status, format!("{what}\n\nhint: {hint}\n")).into_response()
}
