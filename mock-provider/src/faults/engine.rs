//! Which armed faults concern the answer at hand.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::{Change, Fault, Scope};
use crate::Provider;

/// A fault that is armed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Armed {
    /// By which it is disarmed.
    pub id: String,
    /// The fault; `times` is what is left.
    #[serde(flatten)]
    pub fault: Fault,
}

/// To whom the answer at hand goes.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// The flow.
    pub flow: u64,
    /// The person.
    pub persona: &'a str,
    /// The browser.
    pub browser: &'a str,
    /// The provider.
    pub provider: Provider,
    /// The client.
    pub client_id: &'a str,
}

/// The armed faults, in the order in which they were armed.
#[derive(Debug, Default)]
pub struct Faults {
    inner: Mutex<Inner>,
    /// Counts how often something was disarmed, for those who wait for it.
    disarmed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Inner {
    armed: Vec<Armed>,
    last: u64,
    /// Bytes of padding that were taken, by the id of the armed fault that adds them.
    taken: BTreeMap<String, usize>,
}

impl Faults {
    /// Starts with these.
    #[must_use]
    pub fn armed_with(faults: &[Fault]) -> Self {
        let armed = Self::default();
        for fault in faults {
            armed.arm(fault.clone());
        }
        armed
    }

    /// Arms a fault and returns the id by which it is disarmed.
    pub fn arm(&self, fault: Fault) -> String {
        let mut inner = self.lock();
        inner.last += 1;
        let id = format!("fault-{}", inner.last);
        inner.armed.push(Armed {
            id: id.clone(),
            fault,
        });
        id
    }

    /// Disarms a fault. False: there was none of that id.
    pub fn disarm(&self, id: &str) -> bool {
        let found = {
            let mut inner = self.lock();
            let before = inner.armed.len();
            inner.armed.retain(|armed| armed.id != id);
            inner.taken.remove(id);
            inner.armed.len() < before
        };
        self.tell_those_who_wait();
        found
    }

    /// Disarms everything.
    pub fn clear(&self) {
        {
            let mut inner = self.lock();
            inner.armed.clear();
            inner.taken.clear();
        }
        self.tell_those_who_wait();
    }

    /// Counts bytes of the padding that an armed fault adds, as a connection takes them.
    pub(super) fn count_taken(&self, id: &str, bytes: usize) {
        let mut inner = self.lock();
        if inner.armed.iter().any(|armed| armed.id == id) {
            *inner.taken.entry(id.to_owned()).or_default() += bytes;
        }
    }

    /// How many bytes of the padding of an armed fault were taken so far.
    #[must_use]
    pub fn taken(&self, id: &str) -> usize {
        self.lock().taken.get(id).copied().unwrap_or_default()
    }

    /// Waits until none of these is armed.
    pub(crate) async fn until_disarmed(&self, ids: &[String]) {
        let mut disarmed = self.disarmed.subscribe();
        let gone = |_: &u64| !self.lock().armed.iter().any(|armed| ids.contains(&armed.id));
        // The sender lives as long as this does, so that there is always an end to wait for.
        let _ = disarmed.wait_for(gone).await;
    }

    fn tell_those_who_wait(&self) {
        self.disarmed.send_modify(|count| *count += 1);
    }

    /// What is armed.
    #[must_use]
    pub fn armed(&self) -> Vec<Armed> {
        self.lock().armed.clone()
    }

    /// What is armed, and how many faults were armed so far.
    pub(crate) fn snapshot(&self) -> (Vec<Armed>, u64) {
        let inner = self.lock();
        (inner.armed.clone(), inner.last)
    }

    /// Arms these in place of the present ones, under their ids.
    pub(crate) fn restore(&self, armed: Vec<Armed>, last: u64) {
        {
            let mut inner = self.lock();
            inner.armed = armed;
            inner.last = inner.last.max(last);
        }
        self.tell_those_who_wait();
    }

    /// Runs `apply` with each change that concerns the occasion. Where it answers true the fault has fired: it
    /// counts against `times`, and its name is returned.
    pub fn fire(&self, occasion: &Occasion<'_>, apply: impl FnMut(&Change) -> bool) -> Vec<String> {
        let fired = self.fire_armed(occasion, apply);
        fired.into_iter().map(|(_, name)| name).collect()
    }

    /// As [`Faults::fire`], with the ids of the faults before their names.
    pub(super) fn fire_armed(
        &self,
        occasion: &Occasion<'_>,
        mut apply: impl FnMut(&Change) -> bool,
    ) -> Vec<(String, String)> {
        let mut fired = Vec::new();
        for Armed { id, fault } in &mut self.lock().armed {
            let spent = fault.times == Some(0);
            if !spent && concerns(&fault.scope, occasion) && apply(&fault.change) {
                fault.times = fault.times.map(|left| left - 1);
                fired.push((id.clone(), fault.name.clone()));
            }
        }
        fired
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn concerns(scope: &Scope, occasion: &Occasion<'_>) -> bool {
    scope.flow.is_none_or(|flow| flow == occasion.flow)
        && scope
            .persona
            .as_deref()
            .is_none_or(|persona| persona == occasion.persona)
        && scope
            .browser
            .as_deref()
            .is_none_or(|browser| browser == occasion.browser)
        && scope
            .provider
            .is_none_or(|provider| provider == occasion.provider)
        && scope
            .client_id
            .as_deref()
            .is_none_or(|client_id| client_id == occasion.client_id)
}
