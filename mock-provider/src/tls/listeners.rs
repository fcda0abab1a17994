//! What is listened on, as the control API tells it.

use std::{net::SocketAddr, path::PathBuf};

use serde::{Deserialize, Serialize};

/// Where the providers are reached by their real names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct Listeners {
    /// The hosts that are served.
    pub hosts: Vec<String>,
    /// The TLS listener.
    pub tls: Option<TlsFacts>,
    /// The proxy.
    #[schema(value_type = Option<String>)]
    pub proxy: Option<SocketAddr>,
}

/// A TLS listener and the authority that vouches for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct TlsFacts {
    /// Where programs on this machine connect.
    #[schema(value_type = String)]
    pub address: SocketAddr,
    /// The certificate of the authority.
    pub ca_pem: String,
    /// The file that has it, where it is kept.
    #[schema(value_type = Option<String>)]
    pub ca_path: Option<PathBuf>,
    /// SHA-256 of the authority's public key, in base64.
    pub spki_hash: String,
}
