//! How the app is started and reached while it is looked at: a manifest without what is to be found.

use std::collections::BTreeMap;
use std::path::PathBuf;

use mock_provider::Provider;
use serde::Deserialize;
use url::Url;

use crate::target::{
    Act, Actions, App, Capabilities, Hooks, Manifest, Pages, ProviderServer, Reach, Serve, Service, Start,
    Timeouts, Whoami,
};

/// Where a provider is expected by apps that run already: the port that the README tells people to give it.
const USUAL_PROVIDER_PORT: u16 = 4400;

/// Seconds until an app answers that already runs.
const ALREADY_RUNNING_S: u64 = 3;

/// How the app is started and reached.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Name in reports.
    pub(super) name: String,
    /// Folder of the manifest.
    pub(super) folder: PathBuf,
    /// The page that a person named.
    pub(super) url: Url,
    /// How it is started; absent when it already runs.
    pub(super) start: Option<Start>,
    /// What it needs beside it.
    pub(super) services: Vec<Service>,
    /// Where it listens.
    pub(super) port: Port,
    /// How it finds the provider.
    pub(super) reach: Reach,
    /// Whether a person said so.
    pub(super) reach_is_given: bool,
    /// Port of the provider, 0 for any.
    pub(super) provider_port: u16,
    /// Hosts beside loopback.
    pub(super) allow_hosts: Vec<String>,
    /// Seconds until it answers.
    pub(super) start_s: u64,
}

/// Where the app listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Port {
    /// Where PORT tells it to.
    Told(u16),
    /// Where it always does.
    Own,
}

/// The parts of a manifest that say how a target is started.
#[derive(Debug, Deserialize)]
pub(super) struct Beginning {
    pub(super) name: Option<String>,
    pub(super) start: Option<Start>,
    #[serde(default)]
    pub(super) services: Vec<Service>,
    pub(super) app: Option<App>,
    #[serde(default)]
    pub(super) provider: ProviderServer,
}

impl Plan {
    /// Path of the page that a person named, with its query.
    pub(super) fn path(&self) -> String {
        path_of_url(&self.url)
    }

    /// Base URL for the manifest.
    pub(super) fn base(&self) -> String {
        let origin = self.url.origin().ascii_serialization();
        match self.port {
            Port::Own => origin,
            Port::Told(_) => format!(
                "{}://{}:{{port}}",
                self.url.scheme(),
                self.url.host_str().unwrap_or("localhost")
            ),
        }
    }

    /// The address that a person named, without its path.
    pub(super) fn base_of_person(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Starts the app where it listens by itself; it is still told so.
    pub(super) fn keep_to_its_port(&mut self) {
        self.port = Port::Own;
        let port = self.url.port_or_known_default().unwrap_or_default().to_string();
        if let Some(start) = &mut self.start {
            for value in start.env.values_mut().chain(&mut start.command) {
                *value = value.replace("{port}", &port);
            }
        }
    }

    /// Whether a variable of the app holds an address of the provider.
    pub(super) fn tells_an_address(&self) -> bool {
        let values = self
            .start
            .iter()
            .flat_map(|start| start.env.values().chain(&start.command));
        let services = self
            .services
            .iter()
            .flat_map(|service| service.env.values().chain(&service.command));
        values.chain(services).any(|value| {
            Provider::ALL.iter().any(|idp| {
                ["url", "issuer", "api_url"]
                    .iter()
                    .any(|key| value.contains(&format!("{{{}.{key}}}", idp.slug())))
            })
        })
    }

    /// The port at which the provider is started.
    pub(super) fn provider_port(&self) -> u16 {
        match (self.provider_port, &self.start) {
            (0, None) if is_free(USUAL_PROVIDER_PORT) => USUAL_PROVIDER_PORT,
            (port, _) => port,
        }
    }

    /// The manifest by which the app is started now. Its page, its buttons, and whoami are not known yet, and nothing
    /// asks for them.
    pub(super) fn manifest(&self) -> Manifest {
        Manifest {
            name: self.name.clone(),
            start: self.start.clone(),
            services: self.services.clone(),
            app: App {
                url: self.base(),
                allow_hosts: self.allow_hosts.clone(),
            },
            provider: ProviderServer {
                port: self.provider_port(),
                reach: self.reach,
            },
            providers: BTreeMap::new(),
            pages: Pages {
                sign_in: self.path(),
                sign_up: None,
                protected: None,
                account: None,
                return_parameter: None,
            },
            actions: Actions::of_sign_in(Act::default()),
            whoami: Whoami {
                url: "/".to_owned(),
                email: None,
                pattern: None,
            },
            connected_accounts: None,
            native: None,
            clerk: None,
            hooks: Hooks::default(),
            capabilities: Capabilities::default(),
            variants: BTreeMap::new(),
            timeouts: Timeouts {
                // Nothing is to be waited for where nothing is started.
                start_s: if self.start.is_some() {
                    self.start_s
                } else {
                    ALREADY_RUNNING_S
                },
                ..Timeouts::default()
            },
            serve: Serve::default(),
            port: match self.port {
                Port::Told(port) => Some(port),
                Port::Own => None,
            },
            folder: self.folder.clone(),
        }
    }
}

/// Whether nobody listens on a port of loopback at this moment.
pub(super) fn is_free(port: u16) -> bool {
    std::net::TcpListener::bind(("127.0.0.1", port)).is_ok()
}

/// Path and query of a URL.
pub(super) fn path_of_url(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}
