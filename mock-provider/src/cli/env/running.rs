//! What a running provider says of itself.

use std::{path::PathBuf, time::Duration};

use serde::de::DeserializeOwned;
use url::Url;

use super::Problem;
use crate::{
    Provider,
    cli::ca::CaFolder,
    config::Client,
    tls::{Environment, Listeners, TlsFacts},
};

/// How long an answer from this machine may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running provider.
#[derive(Debug)]
pub(super) struct Running {
    /// Without a trailing slash.
    pub(super) url: String,
    pub(super) listeners: Listeners,
    clients: Vec<Client>,
}

impl Running {
    /// Asks the provider at a URL.
    pub(super) async fn ask(url: &str) -> Result<Self, Problem> {
        let url = url.trim_end_matches('/').to_owned();
        if Url::parse(&url).is_err() {
            return Err(Problem::new(
                format!("\"{url}\" is no URL; expected one such as http://127.0.0.1:4400"),
                "see --url and MOCK_PROVIDER_URL",
            ));
        }
        // No proxy: the variables that are printed here may be set already.
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(PATIENCE)
            .build()
            .map_err(|error| {
                Problem::new(
                    format!("no HTTP client can be made: {error}"),
                    "this is a fault of mock-provider; please report it",
                )
            })?;
        let listeners = get(&http, &url, "listeners").await?;
        let clients = get(&http, &url, "clients").await?;
        Ok(Self {
            url,
            listeners,
            clients,
        })
    }

    /// The first client registered at a provider.
    pub(super) fn client(&self, provider: Provider) -> Result<&Client, Problem> {
        self.clients
            .iter()
            .find(|client| client.provider == provider)
            .ok_or_else(|| {
                Problem::new(
                    format!("{} has no client at {}", provider.name(), self.url),
                    format!("add one with `provider = \"{provider}\"` under [[clients]]"),
                )
            })
    }

    /// The URL of a path below a provider's mount.
    pub(super) fn at(&self, provider: Provider, path: &str) -> String {
        format!("{}/{provider}{path}", self.url)
    }

    /// The TLS listener.
    pub(super) fn tls(&self) -> Result<&TlsFacts, Problem> {
        self.listeners.tls.as_ref().ok_or_else(|| {
            Problem::new(
                format!("the provider at {} does not serve the real host names", self.url),
                "start it with `mock-provider --tls auto --proxy-port 4480`",
            )
        })
    }

    /// An error where there is no proxy.
    pub(super) fn needs_proxy(&self) -> Result<(), Problem> {
        match self.listeners.proxy {
            Some(_) => Ok(()),
            None => Err(Problem::new(
                format!(
                    "the provider at {} has no proxy, by which such programs reach the real host names",
                    self.url
                ),
                "start it with `mock-provider --tls auto --proxy-port 4480`",
            )),
        }
    }

    /// The environment of programs, with its files: beside the provider's certificate where this is on the same disk,
    /// else in a folder of the provider's port.
    pub(super) fn environment(&self, ca: &CaFolder) -> Result<Environment, Problem> {
        let tls = self.tls()?;
        let Listeners { hosts, proxy, .. } = &self.listeners;
        if let Some(path) = &tls.ca_path
            && std::fs::read(path).is_ok_and(|found| found == tls.ca_pem.as_bytes())
        {
            return Environment::beside(path, hosts, tls.address, *proxy)
                .map_err(|error| Problem::file(path, &error));
        }
        let folder: PathBuf = ca
            .path()
            .map_err(|error| Problem::new(error.to_string(), "name a folder with --ca-dir"))?
            .join(format!("port-{}", tls.address.port()));
        Environment::in_folder(&folder, &tls.ca_pem, hosts, tls.address, *proxy)
            .map_err(|error| Problem::file(&folder, &error))
    }
}

/// A resource of the control API.
async fn get<T: DeserializeOwned>(http: &reqwest::Client, url: &str, resource: &str) -> Result<T, Problem> {
    let from = format!("{url}/_mock/api/{resource}");
    let response = http.get(&from).send().await.map_err(|error| {
        let cause = if error.is_connect() {
            "nothing listens there".to_owned()
        } else {
            error.to_string()
        };
        Problem::new(
            format!("no mock-provider answers at {url}: {cause}"),
            "start one, or name another with --url",
        )
    })?;
    let status = response.status();
    response.json().await.map_err(|_| {
        Problem::new(
            format!("{from} answered {status} with something else than expected; this program is mock-provider {}", env!("CARGO_PKG_VERSION")),
            "run the same version that is serving there",
        )
    })
}
