//! The variables and flags by which programs find the providers' hosts here, and trust them.

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use super::directory;

/// A script for Node that sends connections to the providers' hosts to the TLS listener.
const PRELOAD: &str = include_str!("preload.cjs");
/// Its name beside the certificate.
const PRELOAD_FILE: &str = "node-preload.cjs";
/// The variable by which the script learns the listener's address.
const ADDRESS: &str = "MOCK_PROVIDER_TLS_ADDRESS";
/// What no proxy is asked for.
const LOOPBACK: &str = "localhost,127.0.0.1,::1";

/// A variable and its value.
pub type Variable = (&'static str, String);

/// How programs on this machine reach the virtual hosts.
///
/// Two ways, which can be combined: Node is redirected by a preloaded script, everything else by the proxy. Both are
/// without any change to the program, and without rights over the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    tls: SocketAddr,
    proxy: Option<SocketAddr>,
    ca: PathBuf,
    preload: PathBuf,
}

impl Environment {
    /// Writes the script for Node into a folder in which the certificate is already.
    pub(crate) fn beside(
        ca: &Path,
        hosts: &[impl AsRef<str>],
        tls: SocketAddr,
        proxy: Option<SocketAddr>,
    ) -> io::Result<Self> {
        let hosts: Vec<&str> = hosts.iter().map(AsRef::as_ref).collect();
        let script = PRELOAD.replace("HOSTS", &serde_json::Value::from(hosts).to_string());
        let preload = ca.with_file_name(PRELOAD_FILE);
        directory::replace(&preload, script.as_bytes(), 0o644)?;
        Ok(Self {
            tls,
            proxy,
            ca: ca.to_owned(),
            preload,
        })
    }

    /// Writes the certificate and the script for Node into a folder, which is made.
    pub(crate) fn in_folder(
        folder: &Path,
        ca_pem: &str,
        hosts: &[impl AsRef<str>],
        tls: SocketAddr,
        proxy: Option<SocketAddr>,
    ) -> io::Result<Self> {
        let folder = std::path::absolute(folder)?;
        std::fs::create_dir_all(&folder)?;
        let ca = folder.join(directory::CERTIFICATE);
        directory::replace(&ca, ca_pem.as_bytes(), 0o644)?;
        Self::beside(&ca, hosts, tls, proxy)
    }

    /// The certificate authority, as a PEM file.
    #[must_use]
    pub fn ca(&self) -> &Path {
        &self.ca
    }

    /// Node 18 and later: `NODE_EXTRA_CA_CERTS` adds to the trusted authorities; `NODE_OPTIONS` replaces one that is
    /// set already.
    #[must_use]
    pub fn node(&self) -> Vec<Variable> {
        let preload = self.preload.display().to_string();
        // Node splits at spaces, and unescapes what stands in double quotes.
        let preload = if preload.contains([' ', '"', '\\']) {
            format!("\"{}\"", preload.replace('\\', "\\\\").replace('"', "\\\""))
        } else {
            preload
        };
        vec![
            ("NODE_EXTRA_CA_CERTS", self.ca.display().to_string()),
            ("NODE_OPTIONS", format!("--require {preload}")),
            (ADDRESS, self.tls.to_string()),
        ]
    }

    /// Python (ssl, urllib, requests, httpx, aiohttp with `trust_env`): the bundle *replaces* the system's, so that
    /// nothing but the providers is trusted. Without a proxy only the trust.
    #[must_use]
    pub fn python(&self) -> Vec<Variable> {
        let ca = self.ca.display().to_string();
        let mut variables = vec![("SSL_CERT_FILE", ca.clone()), ("REQUESTS_CA_BUNDLE", ca)];
        variables.extend(self.through_proxy());
        variables
    }

    /// curl: the bundle replaces the system's.
    #[must_use]
    pub fn curl(&self) -> Vec<Variable> {
        let mut variables = vec![("CURL_CA_BUNDLE", self.ca.display().to_string())];
        variables.extend(self.through_proxy());
        variables
    }

    /// Go, and what uses OpenSSL's defaults (Ruby, PHP): the bundle replaces the system's.
    #[must_use]
    pub fn openssl(&self) -> Vec<Variable> {
        let mut variables = vec![("SSL_CERT_FILE", self.ca.display().to_string())];
        variables.extend(self.through_proxy());
        variables
    }

    /// Node, Python, curl, Go, and OpenSSL's defaults at once, for a program of which nothing is known.
    #[must_use]
    pub fn any(&self) -> Vec<Variable> {
        let mut variables = self.node();
        variables.extend(self.python());
        variables.push(("CURL_CA_BUNDLE", self.ca.display().to_string()));
        // Some read only these (wget), and some these before the others (Python, curl).
        for (upper, lower) in [("HTTPS_PROXY", "https_proxy"), ("NO_PROXY", "no_proxy")] {
            let value = variables.iter().find(|(name, _)| *name == upper);
            variables.extend(value.cloned().map(|(_, value)| (lower, value)));
        }
        variables
    }

    /// The trust alone, for a program to which the names themselves lead to the TLS listener on port 443.
    #[must_use]
    pub fn trust(&self) -> Vec<Variable> {
        let ca = self.ca.display().to_string();
        [
            "NODE_EXTRA_CA_CERTS",
            "SSL_CERT_FILE",
            "REQUESTS_CA_BUNDLE",
            "CURL_CA_BUNDLE",
        ]
        .map(|name| (name, ca.clone()))
        .into()
    }

    /// `HTTPS_PROXY` and `NO_PROXY`; nothing without a proxy.
    fn through_proxy(&self) -> Vec<Variable> {
        self.proxy.map_or_else(Vec::new, |proxy| {
            vec![
                ("HTTPS_PROXY", format!("http://{proxy}")),
                ("NO_PROXY", LOOPBACK.to_owned()),
            ]
        })
    }
}

/// Flags for Chromium: the hosts lead to the TLS listener, and its authority is accepted by the hash of its key.
/// Nothing is added to any trust store.
#[must_use]
pub(crate) fn chromium_flags(hosts: &[impl AsRef<str>], tls: SocketAddr, spki_hash: &str) -> [String; 2] {
    let rules: Vec<String> = hosts
        .iter()
        .map(|host| format!("MAP {} {tls}", host.as_ref()))
        .collect();
    [
        format!("--host-resolver-rules={}", rules.join(", ")),
        format!("--ignore-certificate-errors-spki-list={spki_hash}"),
    ]
}
