//! Starting and stopping, and the Rust API.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tower_http::catch_panic::CatchPanicLayer;
use url::Url;

use crate::{
    Provider,
    app::App,
    clock::Clock,
    config::{Client, ClockSetting, Config, Persona},
    dialects,
    faults::Fault,
    http, inspector,
    journal::Journal,
    keys::{KeyError, Keys},
    origins::{Origins, Surface},
    rng::Rng,
};

/// How long a stop waits for requests in progress.
const GRACE: Duration = Duration::from_secs(2);

/// Why the provider did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address that was asked.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// An address that reaches further than this machine, without having been asked for in so many words.
    #[error(
        "listening on {address} would let other machines in; expected a loopback address such as 127.0.0.1"
    )]
    NotLoopback {
        /// The address that was asked.
        address: IpAddr,
    },
    /// The embedded keys cannot be used.
    #[error("the embedded test keys cannot be used: {0}")]
    Keys(#[from] KeyError),
}

/// What a provider is started with.
#[derive(Debug)]
pub struct Builder {
    config: Config,
    seed: Option<u64>,
    clock: Option<Clock>,
    port: Option<u16>,
    allow_other_machines: bool,
}

impl Builder {
    /// People, clients, and settings. Without this call: the built-in ones.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// The seed of every code, token, and identifier, in place of the configured one.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// The clock, in place of the configured one.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// The port, in place of the configured one; 0 takes any free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Allows an address in `server.bind` that other machines can reach.
    #[must_use]
    pub fn allow_other_machines(mut self) -> Self {
        self.allow_other_machines = true;
        self
    }

    /// Listens, and serves until [`MockProvider::shutdown`] or drop.
    ///
    /// # Errors
    /// [`StartError`] when the address cannot be listened on.
    pub async fn start(self) -> Result<MockProvider, StartError> {
        let server = &self.config.server;
        if !server.bind.is_loopback() && !self.allow_other_machines {
            return Err(StartError::NotLoopback { address: server.bind });
        }
        let address = SocketAddr::new(server.bind, self.port.unwrap_or(server.port));
        let bind_error = |source| StartError::Bind { address, source };
        let listener = TcpListener::bind(address).await.map_err(bind_error)?;
        let local = listener.local_addr().map_err(bind_error)?;
        let public = server.public_url.clone().unwrap_or_else(|| local_url(local));
        let clock = self.clock.unwrap_or_else(|| match server.clock {
            ClockSetting::Now => Clock::system(),
            ClockSetting::Frozen(now) => Clock::frozen(now),
        });
        let rng = self
            .seed
            .or(server.seed)
            .map_or_else(Rng::from_system, Rng::seeded);
        let app = Arc::new(App::new(
            self.config,
            Origins::new(public),
            clock,
            rng,
            Keys::embedded()?,
        ));

        let router = Router::new()
            .merge(http::routes())
            .merge(inspector::routes(&app))
            .layer(CatchPanicLayer::new())
            .with_state(Arc::clone(&app));
        let (stop, mut stopped) = watch::channel(false);
        let task = tokio::spawn(async move {
            let until = async move {
                // An error means that the sender is gone: the handle was dropped.
                let _ = stopped.wait_for(|stop| *stop).await;
            };
            axum::serve(listener, router).with_graceful_shutdown(until).await
        });
        Ok(MockProvider {
            app,
            local,
            stop,
            task: Some(task),
        })
    }
}

/// A running provider. Dropping it stops it.
#[derive(Debug)]
pub struct MockProvider {
    app: Arc<App>,
    local: SocketAddr,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<io::Result<()>>>,
}

impl MockProvider {
    /// What to start with; see [`Builder`].
    #[must_use]
    pub fn builder() -> Builder {
        Builder {
            config: Config::default(),
            seed: None,
            clock: None,
            port: None,
            allow_other_machines: false,
        }
    }

    /// The public URL, with a trailing slash: `http://127.0.0.1:4400/`.
    #[must_use]
    pub fn url(&self) -> &Url {
        self.app.origins.public()
    }

    /// The address that is listened on.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// The base URL of a provider: `http://127.0.0.1:4400/google`.
    #[must_use]
    pub fn base(&self, provider: Provider) -> Url {
        let mut url = self.url().clone();
        let path = format!("{}{}", url.path(), provider.slug());
        url.set_path(&path);
        url
    }

    /// The base URL of a provider as text without a trailing slash.
    #[must_use]
    pub fn base_str(&self, provider: Provider) -> String {
        self.app.origins.base(provider, Surface::Web)
    }

    /// The base URL of a provider's resource API: `http://127.0.0.1:4400/github/api`. For Google it is its base.
    #[must_use]
    pub fn api_base_str(&self, provider: Provider) -> String {
        self.app.origins.base(provider, Surface::Api)
    }

    /// The issuer identifier, as in `iss`.
    #[must_use]
    pub fn issuer(&self, provider: Provider) -> String {
        dialects::of(provider).issuer(&self.app.origins)
    }

    /// Registers a client, in place of one of the same id.
    pub fn put_client(&self, client: Client) {
        self.app.store().put_client(client);
    }

    /// Removes a client. False: there was none.
    pub fn remove_client(&self, provider: Provider, client_id: &str) -> bool {
        self.app.store().remove_client(provider, client_id)
    }

    /// Adds a person, in place of one of the same id.
    pub fn put_persona(&self, persona: Persona) {
        self.app.store().put_persona(persona);
    }

    /// Removes a person. False: there was none.
    pub fn remove_persona(&self, id: &str) -> bool {
        self.app.store().remove_persona(id)
    }

    /// Forgets everything that a person allowed at a provider: the next sign-in asks for consent again.
    pub fn forget_grants(&self, provider: Provider, persona: &str) {
        self.app.store().remove_grants_of(provider, persona);
    }

    /// Arms a fault and returns the id by which it is disarmed.
    pub fn arm(&self, fault: Fault) -> String {
        self.app.faults.arm(fault)
    }

    /// Disarms a fault. False: there was none of that id.
    pub fn disarm(&self, id: &str) -> bool {
        self.app.faults.disarm(id)
    }

    /// The record of flows and exchanges.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.app.journal
    }

    /// The provider's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.app.clock
    }

    /// Back to the configuration: nobody signed in, nothing granted, nothing recorded, only the configured faults
    /// armed. Clients and people that were put since are gone.
    pub fn reset(&self) {
        self.app.reset();
    }

    /// Stops listening without waiting for anything: an outage.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Stops listening and waits, for two seconds at most, until the requests in progress are answered: browsers
    /// hold connections open on which they never ask anything.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        if let Some(mut task) = self.task.take()
            && tokio::time::timeout(GRACE, &mut task).await.is_err()
        {
            task.abort();
        }
    }

    /// The configuration it was started with.
    pub(crate) fn config(&self) -> &Config {
        &self.app.config
    }
}

impl Drop for MockProvider {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

/// `http://<address>/`
fn local_url(address: SocketAddr) -> Url {
    // Every socket address makes a valid authority.
    Url::parse(&format!("http://{address}/"))
        .unwrap_or_else(|error| panic!("http://{address}/ is a URL: {error}"))
}
