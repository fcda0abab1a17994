//! The providers under their real names: TLS with a local certificate authority, and a proxy that leads there.
//!
//! | file | what is there |
//! |---|---|
//! | `authority` | the certificate authority, limited to the served names |
//! | `directory` | where a user's authority is kept |
//! | `leaf`, `listener` | the certificate that is shown, and the TLS listener |
//! | `virtual_hosts` | what is this machine's goes to the mounted providers |
//! | `proxy` | `CONNECT` for programs that honour `HTTPS_PROXY`; nothing leaves the machine |
//! | `strays` | the hosts that were asked for in vain |
//! | `environment` | variables and flags for programs |

mod authority;
mod directory;
mod environment;
mod hosts;
mod leaf;
mod listener;
mod listeners;
pub(crate) mod loopback;
mod proxy;
mod strays;
mod virtual_hosts;

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use tokio::net::TcpListener;

use crate::clock::Clock;
use authority::Authority;
use listener::TlsListener;

pub use authority::AuthorityError;
pub use directory::DirectoryError;
pub(crate) use directory::of_user;
pub(crate) use environment::chromium_flags;
pub use environment::{Environment, Variable};
pub(crate) use hosts::hosts;
pub use hosts::is_real_host;
pub(crate) use listeners::{Listeners, TlsFacts};
pub(crate) use proxy::{LeadsTo, Proxy};
pub(crate) use strays::Strays;
pub(crate) use virtual_hosts::by_host;

/// Why there is no TLS listener.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The authority cannot be made.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The folder that keeps the authority cannot be used.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}

/// How the TLS listener is set up: which certificate authority it uses, and on which port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    authority: Kept,
    ip: Option<IpAddr>,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kept {
    Nowhere,
    In(PathBuf),
    WithUser,
}

impl Tls {
    /// An authority that lives as long as the provider and never touches the disk.
    #[must_use]
    pub fn ephemeral() -> Self {
        Self {
            authority: Kept::Nowhere,
            ip: None,
            port: None,
        }
    }

    /// The authority that is kept in a folder; it is made where there is none.
    #[must_use]
    pub fn in_dir(path: impl Into<PathBuf>) -> Self {
        Self {
            authority: Kept::In(path.into()),
            ip: None,
            port: None,
        }
    }

    /// The user's authority, in `mock-provider/ca` below the data directory (`XDG_DATA_HOME`, else `~/.local/share`).
    #[must_use]
    pub fn of_user() -> Self {
        Self {
            authority: Kept::WithUser,
            ip: None,
            port: None,
        }
    }

    /// The port, in place of the configured one; without either any free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// A loopback address of its own, in place of the provider's: names that lead there in a hosts file need port 443
    /// of an address that nobody else listens on. One that is not loopback counts for nothing.
    #[must_use]
    pub fn ip(mut self, ip: IpAddr) -> Self {
        self.ip = Some(ip).filter(IpAddr::is_loopback);
        self
    }

    /// The address that was asked for.
    pub(crate) fn wanted_ip(&self) -> Option<IpAddr> {
        self.ip
    }

    /// The port that was asked for.
    pub(crate) fn wanted_port(&self) -> Option<u16> {
        self.port
    }

    /// Makes or reads the authority.
    pub(crate) fn open(&self) -> Result<OpenAuthority, TlsError> {
        let now = Clock::system().now();
        let folder = match &self.authority {
            Kept::Nowhere => {
                let authority = Arc::new(Authority::create(hosts(), now)?);
                return Ok(OpenAuthority {
                    authority,
                    folder: None,
                });
            }
            Kept::In(folder) => folder.clone(),
            Kept::WithUser => of_user()?,
        };
        // Programs that are told of the certificate run in other folders.
        let folder = std::path::absolute(&folder).map_err(|source| DirectoryError::File {
            path: folder.clone(),
            source,
        })?;
        let authority = Arc::new(directory::open(&folder, hosts(), now)?);
        Ok(OpenAuthority {
            authority,
            folder: Some(folder),
        })
    }
}

/// An authority, and the folder in which it is kept.
#[derive(Debug)]
pub(crate) struct OpenAuthority {
    authority: Arc<Authority>,
    folder: Option<PathBuf>,
}

impl OpenAuthority {
    /// The certificate as PEM.
    pub(crate) fn pem(&self) -> String {
        self.authority.certificate_pem()
    }

    /// The file that has the certificate, where it is kept.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        self.folder
            .as_ref()
            .map(|folder| folder.join(directory::CERTIFICATE))
    }

    /// SHA-256 of the public key in base64.
    pub(crate) fn spki_hash(&self) -> String {
        self.authority.spki_hash()
    }

    /// Listens on an open socket.
    pub(crate) fn listen(&self, tcp: TcpListener) -> Result<TlsListener, TlsError> {
        Ok(TlsListener::new(tcp, Arc::clone(&self.authority))?)
    }

    /// What there is to know of the listener at an address.
    pub(crate) fn facts(&self, address: SocketAddr) -> TlsFacts {
        TlsFacts {
            address: loopback::reachable(address),
            ca_pem: self.pem(),
            ca_path: self.path(),
            spki_hash: self.spki_hash(),
        }
    }
}
