//! Hosts that programs asked for and that nobody here is.

use std::sync::{Mutex, PoisonError};

/// How many are kept: whoever asks for more has told enough.
const KEPT: usize = 100;

/// Each host once, the first ones first.
#[derive(Debug, Default)]
pub(crate) struct Strays(Mutex<Vec<String>>);

impl Strays {
    /// Remembers a host that was asked for in vain.
    pub(crate) fn add(&self, host: &str) {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !host.is_empty() && hosts.len() < KEPT && !hosts.iter().any(|known| known == host) {
            hosts.push(host.to_owned());
        }
    }

    /// What was asked for so far.
    pub(crate) fn hosts(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
