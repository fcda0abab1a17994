//! What every request handler shares.

use std::{
    ops::Deref,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    Provider,
    clock::Clock,
    config::Config,
    dialects::{self, Dialect, Setting},
    faults::Faults,
    journal::Journal,
    keys::Keys,
    origins::Origins,
    rng::Rng,
    store::Store,
    tls::{Listeners, Strays},
};

/// One running provider.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) config: Config,
    /// Where everything is below the public URL.
    pub(crate) origins: Origins,
    real_hosts: Origins,
    dialects: Vec<Box<dyn Dialect>>,
    pub(crate) clock: Clock,
    pub(crate) rng: Rng,
    pub(crate) keys: Keys,
    pub(crate) journal: Arc<Journal>,
    pub(crate) faults: Faults,
    /// Beside the plain one.
    pub(crate) listeners: Listeners,
    /// Hosts that were asked for in vain.
    pub(crate) strays: Arc<Strays>,
    store: Mutex<Store>,
}

impl App {
    pub(crate) fn new(config: Config, origins: Origins, clock: Clock, rng: Rng, keys: Keys) -> Self {
        Self {
            journal: Arc::new(Journal::new(config.journal.exchanges, config.journal.flows)),
            faults: Faults::armed_with(&config.faults),
            listeners: Listeners::default(),
            strays: Arc::default(),
            store: Mutex::new(Store::new(&config)),
            dialects: dialects::of(&config),
            real_hosts: origins.by_real_hosts(),
            config,
            origins,
            clock,
            rng,
            keys,
        }
    }

    /// The state, for as long as the guard lives. Take it once in a handler.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every dialect that is served.
    pub(crate) fn dialects(&self) -> impl Iterator<Item = &dyn Dialect> {
        self.dialects.iter().map(AsRef::as_ref)
    }

    /// The dialect of a provider; absent for an issuer that is not configured.
    pub(crate) fn dialect(&self, provider: Provider) -> Option<&dyn Dialect> {
        self.dialects().find(|dialect| dialect.provider() == provider)
    }

    /// This provider as it is seen below the public URL.
    pub(crate) fn mounted(&self) -> Site<'_> {
        Site {
            app: self,
            origins: &self.origins,
        }
    }

    /// This provider as it is seen by the names of the real hosts.
    pub(crate) fn by_real_hosts(&self) -> Site<'_> {
        Site {
            app: self,
            origins: &self.real_hosts,
        }
    }

    /// Back to the configuration: nobody signed in, nothing granted, nothing recorded, and only the configured faults
    /// armed.
    pub(crate) fn reset(&self) {
        *self.store() = Store::new(&self.config);
        self.faults.clear();
        for fault in &self.config.faults {
            self.faults.arm(fault.clone());
        }
        self.keys.reset();
        self.journal.clear();
        self.strays.clear();
    }
}

/// A running provider as seen from where a request arrived: every URL in the answer is written for that place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'a> {
    app: &'a App,
    /// How URLs of this place begin.
    pub(crate) origins: &'a Origins,
}

impl Site<'_> {
    pub(crate) fn setting(&self) -> Setting<'_> {
        Setting {
            config: &self.app.config,
            origins: self.origins,
            clock: &self.app.clock,
            rng: &self.app.rng,
        }
    }
}

impl Deref for Site<'_> {
    type Target = App;

    fn deref(&self) -> &App {
        self.app
    }
}
