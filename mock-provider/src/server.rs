//! Starting and stopping, and the Rust API.

use std::{
    future::IntoFuture as _,
    io,
    net::{IpAddr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use futures::future::join_all;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tower_http::catch_panic::CatchPanicLayer;
use url::Url;

use crate::{
    Provider,
    app::App,
    clock::Clock,
    config::{Client, ClockSetting, Config, Persona},
    faults::Fault,
    http, inspector,
    journal::Journal,
    keys::{KeyError, Keys},
    origins::Origins,
    rng::Rng,
    tls::{self, Environment, LeadsTo, Listeners, Proxy, Tls, TlsError},
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
    /// The TLS listener cannot be set up.
    #[error("the TLS listener cannot start: {0}")]
    Tls(#[from] TlsError),
    /// A proxy was asked for, and there is nothing that it could lead to.
    #[error("a proxy was asked for without a TLS listener; expected both, or neither")]
    ProxyWithoutTls,
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
    tls: Option<Tls>,
    proxy_port: Option<u16>,
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

    /// Serves the providers over TLS too, under their real host names. Without this call only if the configuration
    /// says so, and then with [`Tls::of_user`].
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Adds a proxy on any free port, for programs that honour `HTTPS_PROXY`: it leads to the TLS listener and to
    /// this machine, and refuses every other host. [`Builder::tls`] has to be called as well.
    #[must_use]
    pub fn proxy(self) -> Self {
        self.proxy_port(0)
    }

    /// As [`Builder::proxy`], on this port; 0 takes any free one.
    #[must_use]
    pub fn proxy_port(mut self, port: u16) -> Self {
        self.proxy_port = Some(port);
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
        let (plain, local) = bind(server.bind, self.port.unwrap_or(server.port)).await?;
        let tls = match self
            .tls
            .or_else(|| server.wanted_tls_port().map(|port| Tls::of_user().port(port)))
        {
            Some(tls) => {
                let authority = tls.open()?;
                let port = tls.wanted_port().or(server.tls_port).unwrap_or(0);
                let (listener, address) = bind(tls.wanted_ip().unwrap_or(server.bind), port).await?;
                Some((authority.listen(listener)?, authority.facts(address)))
            }
            None => None,
        };
        let proxy = match self.proxy_port.or(server.proxy_port) {
            Some(_) if tls.is_none() => return Err(StartError::ProxyWithoutTls),
            Some(port) => Some(bind(server.bind, port).await?),
            None => None,
        };

        let public = server.public_url.clone().unwrap_or_else(|| local_url(local));
        let clock = self.clock.unwrap_or_else(|| match server.clock {
            ClockSetting::Now => Clock::system(),
            ClockSetting::Frozen(now) => Clock::frozen(now),
        });
        let rng = self
            .seed
            .or(server.seed)
            .map_or_else(Rng::from_system, Rng::seeded);
        let keys = Keys::embedded(&self.config)?;
        let mut app = App::new(self.config, Origins::new(public), clock, rng, keys);
        app.listeners = Listeners {
            hosts: tls::hosts().iter().map(ToString::to_string).collect(),
            tls: tls.as_ref().map(|(_, facts)| facts.clone()),
            proxy: proxy
                .as_ref()
                .map(|(_, address)| tls::loopback::reachable(*address)),
        };
        let app = Arc::new(app);

        let router = Router::new()
            .merge(http::routes(&app))
            .merge(inspector::routes(&app))
            .layer(CatchPanicLayer::new())
            .with_state(Arc::clone(&app));
        let (stop, stopped) = watch::channel(false);
        let mut tasks = Vec::new();
        if let Some((listener, facts)) = tls {
            let by_host = tls::by_host(http::by_host(Arc::clone(&app), router.clone()), router.clone());
            if let Some((listener, _)) = proxy {
                let leads_to = LeadsTo {
                    hosts: tls::hosts(),
                    tls: facts.address,
                    by_host: by_host.clone(),
                };
                let proxy = Proxy::new(leads_to, Arc::clone(&app.strays), stopped.clone());
                let service = proxy.router().into_make_service_with_connect_info::<SocketAddr>();
                let serve = axum::serve(listener, service).with_graceful_shutdown(until(stopped.clone()));
                tasks.push(tokio::spawn(serve.into_future()));
            }
            let serve = axum::serve(listener, by_host).with_graceful_shutdown(until(stopped.clone()));
            tasks.push(tokio::spawn(serve.into_future()));
        }
        let serve = axum::serve(plain, router).with_graceful_shutdown(until(stopped));
        tasks.push(tokio::spawn(serve.into_future()));
        Ok(MockProvider {
            app,
            local,
            stop,
            tasks,
        })
    }
}

/// A running provider. Dropping it stops it.
#[derive(Debug)]
pub struct MockProvider {
    pub(crate) app: Arc<App>,
    local: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<io::Result<()>>>,
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
            tls: None,
            proxy_port: None,
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

    /// How many bytes of its padding were taken by those to whom an armed fault sends an endless answer.
    #[must_use]
    pub fn taken(&self, id: &str) -> usize {
        self.app.faults.taken(id)
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
        self.app.journal.end();
    }

    /// Stops listening and waits, for two seconds at most, until the requests in progress are answered: browsers
    /// hold connections open on which they never ask anything.
    pub async fn shutdown(mut self) {
        self.stop();
        // What is not done by then is aborted by the drop.
        let _ = tokio::time::timeout(GRACE, join_all(&mut self.tasks)).await;
    }

    /// Where the providers are served over TLS under their real names.
    #[must_use]
    pub fn tls_addr(&self) -> Option<SocketAddr> {
        self.app.listeners.tls.as_ref().map(|tls| tls.address)
    }

    /// Where the proxy is that leads to [`MockProvider::tls_addr`].
    #[must_use]
    pub fn proxy_addr(&self) -> Option<SocketAddr> {
        self.app.listeners.proxy
    }

    /// The certificate of the local authority as PEM, with TLS.
    #[must_use]
    pub fn ca_pem(&self) -> Option<&str> {
        self.app.listeners.tls.as_ref().map(|tls| tls.ca_pem.as_str())
    }

    /// The file that has [`MockProvider::ca_pem`]; none for an authority that is not kept.
    #[must_use]
    pub fn ca_path(&self) -> Option<&Path> {
        self.app.listeners.tls.as_ref()?.ca_path.as_deref()
    }

    /// SHA-256 of the authority's public key in base64, for Chromium's `--ignore-certificate-errors-spki-list`.
    #[must_use]
    pub fn ca_spki_hash(&self) -> Option<&str> {
        self.app.listeners.tls.as_ref().map(|tls| tls.spki_hash.as_str())
    }

    /// The real host names that are served over TLS.
    #[must_use]
    pub fn virtual_hosts(&self) -> &'static [&'static str] {
        tls::hosts()
    }

    /// The hosts that programs asked the proxy or the TLS listener for in vain, each once, the first ones first. A
    /// hundred are kept.
    #[must_use]
    pub fn unknown_hosts(&self) -> Vec<String> {
        self.app.strays.hosts()
    }

    /// The variables by which programs reach the virtual hosts and trust them. Certificate and script for Node are
    /// written into `folder`, which is made. None: the provider was started without TLS.
    ///
    /// # Errors
    /// What the system says when a file cannot be written.
    pub fn environment(&self, folder: impl AsRef<Path>) -> io::Result<Option<Environment>> {
        let Listeners { hosts, tls, proxy } = &self.app.listeners;
        tls.as_ref()
            .map(|tls| Environment::in_folder(folder.as_ref(), &tls.ca_pem, hosts, tls.address, *proxy))
            .transpose()
    }

    /// The flags with which Chromium finds the virtual hosts and accepts them. None: there is no TLS.
    #[must_use]
    pub fn chromium_flags(&self) -> Option<[String; 2]> {
        let Listeners { hosts, tls, .. } = &self.app.listeners;
        tls.as_ref()
            .map(|tls| tls::chromium_flags(hosts, tls.address, &tls.spki_hash))
    }

    /// The configuration it was started with.
    pub(crate) fn config(&self) -> &Config {
        &self.app.config
    }
}

impl Drop for MockProvider {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// A listening socket and its address.
async fn bind(ip: IpAddr, port: u16) -> Result<(TcpListener, SocketAddr), StartError> {
    let address = SocketAddr::new(ip, port);
    let bind_error = |source| StartError::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(bind_error)?;
    let local = listener.local_addr().map_err(bind_error)?;
    Ok((listener, local))
}

/// Ends when a stop is asked for.
async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone: the handle was dropped.
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// `http://<address>/`
fn local_url(address: SocketAddr) -> Url {
    // Every socket address makes a valid authority.
    Url::parse(&format!("http://{address}/"))
        .unwrap_or_else(|error| panic!("http://{address}/ is a URL: {error}"))
}
