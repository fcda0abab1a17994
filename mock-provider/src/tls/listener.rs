//! The TLS listener: HTTP/2 and HTTP/1.1 behind one port.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::serve::Listener;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::aws_lc_rs, version},
    server::TlsStream,
};

use super::{
    authority::{Authority, AuthorityError},
    leaf::FreshLeaf,
};
use crate::clock::Clock;

/// Whoever takes longer to greet is no client.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Accepts connections and greets several at once: one that is slow or talks nonsense holds up nobody.
pub(crate) struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
    handshakes: JoinSet<Option<(TlsStream<TcpStream>, SocketAddr)>>,
}

impl TlsListener {
    /// Listens on an open socket with certificates of this authority.
    pub(crate) fn new(tcp: TcpListener, authority: Arc<Authority>) -> Result<Self, AuthorityError> {
        let leaf = FreshLeaf::new(authority, Clock::system())?;
        // The cryptography is named, so that no other crate's choice for the process matters.
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[&version::TLS13, &version::TLS12])?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(leaf));
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            tcp,
            acceptor: TlsAcceptor::from(Arc::new(config)),
            handshakes: JoinSet::new(),
        })
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            tokio::select! {
                (stream, peer) = Listener::accept(&mut self.tcp) => {
                    let handshake = self.acceptor.accept(stream);
                    self.handshakes.spawn(async move {
                        // A client that does not trust the authority ends here; it says so itself.
                        let stream = tokio::time::timeout(HANDSHAKE, handshake).await.ok()?.ok()?;
                        Some((stream, peer))
                    });
                }
                Some(greeted) = self.handshakes.join_next() => {
                    if let Ok(Some(connection)) = greeted {
                        return connection;
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}
