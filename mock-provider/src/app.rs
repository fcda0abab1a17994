//! What every request handler shares.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{
    clock::Clock, config::Config, dialects::Setting, faults::Faults, journal::Journal, keys::Keys,
    origins::Origins, rng::Rng, store::Store,
};

/// One running provider.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) origins: Origins,
    pub(crate) clock: Clock,
    pub(crate) rng: Rng,
    pub(crate) keys: Keys,
    pub(crate) journal: Journal,
    pub(crate) faults: Faults,
    store: Mutex<Store>,
}

impl App {
    pub(crate) fn new(config: Config, origins: Origins, clock: Clock, rng: Rng, keys: Keys) -> Self {
        Self {
            journal: Journal::new(config.journal.exchanges, config.journal.flows),
            faults: Faults::armed_with(&config.faults),
            store: Mutex::new(Store::new(&config)),
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

    pub(crate) fn setting(&self) -> Setting<'_> {
        Setting {
            config: &self.config,
            origins: &self.origins,
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
        self.journal.clear();
    }
}
