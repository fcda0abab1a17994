//! The bounded, append-only record of flows and exchanges.

mod event;
mod exchange;
mod filter;
mod flow;
mod har;
mod newest;
mod secrets;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{broadcast, watch};

pub use crate::protocol::Refusal;
pub use event::{Event, Happening};
pub use exchange::{BODY_LIMIT, Exchange, cut_body};
pub use filter::Filter;
pub use flow::{Flow, FlowStart, Outcome};
pub use har::{Secrets, archive};

/// How many exchanges a slow subscriber may lag behind before it loses the oldest.
const SUBSCRIBER_BUFFER: usize = 1_024;
/// What [`Journal::end`] tells those who wait.
const ENDED: u64 = u64::MAX;

/// The record. Exchanges are appended and never changed; flows are updated while they last.
#[derive(Debug)]
pub struct Journal {
    inner: Mutex<Inner>,
    live: broadcast::Sender<Arc<Exchange>>,
    latest: watch::Sender<u64>,
}

#[derive(Debug)]
struct Inner {
    exchanges: VecDeque<Told<Arc<Exchange>>>,
    flows: VecDeque<Told<Flow>>,
    most_exchanges: usize,
    most_flows: usize,
    last_exchange: u64,
    last_flow: u64,
    last_event: u64,
    /// The event by which everything before it was cleared.
    cleared: u64,
    /// The newest event that had to make room.
    forgotten: u64,
}

/// What is remembered, and the event that told of it last.
#[derive(Debug)]
struct Told<T> {
    event: u64,
    what: T,
}

impl Journal {
    /// Keeps at most so many exchanges and flows; the oldest go first.
    #[must_use]
    pub fn new(most_exchanges: usize, most_flows: usize) -> Self {
        let inner = Inner {
            exchanges: VecDeque::new(),
            flows: VecDeque::new(),
            most_exchanges: most_exchanges.max(1),
            most_flows: most_flows.max(1),
            last_exchange: 0,
            last_flow: 0,
            last_event: 0,
            cleared: 0,
            forgotten: 0,
        };
        Self {
            inner: Mutex::new(inner),
            live: broadcast::channel(SUBSCRIBER_BUFFER).0,
            latest: watch::channel(0).0,
        }
    }

    /// The exchanges that match, oldest first.
    #[must_use]
    pub fn exchanges(&self, filter: &Filter) -> Vec<Exchange> {
        self.lock()
            .exchanges
            .iter()
            .filter(|told| filter.matches_exchange(&told.what))
            .map(|told| (*told.what).clone())
            .collect()
    }

    /// The flows that match, oldest first. A filter by endpoint does not concern flows.
    #[must_use]
    pub fn flows(&self, filter: &Filter) -> Vec<Flow> {
        self.lock()
            .flows
            .iter()
            .filter(|told| filter.matches_flow(&told.what))
            .map(|told| told.what.clone())
            .collect()
    }

    /// One flow.
    #[must_use]
    pub fn flow(&self, id: u64) -> Option<Flow> {
        let inner = self.lock();
        inner
            .flows
            .iter()
            .find(|told| told.what.id == id)
            .map(|told| told.what.clone())
    }

    /// Every exchange from now on, as it is recorded.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Exchange>> {
        self.live.subscribe()
    }

    /// Forgets everything. Ids go on counting, so that none ever names two things.
    pub fn clear(&self) {
        let mut inner = self.lock();
        inner.exchanges.clear();
        inner.flows.clear();
        inner.cleared = inner.next_event();
        self.tell(&inner);
    }

    /// Opens a flow and returns its id.
    pub fn open_flow(&self, start: FlowStart) -> u64 {
        let mut inner = self.lock();
        inner.last_flow += 1;
        let id = inner.last_flow;
        let event = inner.next_event();
        let what = start.into_flow(id);
        inner.flows.push_back(Told { event, what });
        while inner.flows.len() > inner.most_flows {
            let oldest = inner.flows.pop_front().map_or(0, |told| told.event);
            inner.forgotten = inner.forgotten.max(oldest);
        }
        self.tell(&inner);
        id
    }

    /// Changes a flow, if it is still remembered.
    pub fn update_flow(&self, id: u64, change: impl FnOnce(&mut Flow)) {
        let mut inner = self.lock();
        inner.update_flow(id, change);
        self.tell(&inner);
    }

    /// Appends an exchange, whose id is set here, and tells the subscribers.
    pub fn record(&self, mut exchange: Exchange) -> Arc<Exchange> {
        let mut inner = self.lock();
        inner.last_exchange += 1;
        exchange.id = inner.last_exchange;
        let exchange = Arc::new(exchange);
        let event = inner.next_event();
        let what = Arc::clone(&exchange);
        inner.exchanges.push_back(Told { event, what });
        while inner.exchanges.len() > inner.most_exchanges {
            let oldest = inner.exchanges.pop_front().map_or(0, |told| told.event);
            inner.forgotten = inner.forgotten.max(oldest);
        }
        if let (Some(flow), Some(refusal)) = (exchange.flow, &exchange.refusal) {
            inner.update_flow(flow, |flow| {
                flow.problem.get_or_insert_with(|| refusal.clone());
            });
        }
        // Sent under the lock, so that subscribers see the order of the ids. Nobody listening is no error.
        let _ = self.live.send(Arc::clone(&exchange));
        self.tell(&inner);
        exchange
    }

    /// The ids of the last flow and the last exchange.
    pub(crate) fn counters(&self) -> (u64, u64) {
        let inner = self.lock();
        (inner.last_flow, inner.last_exchange)
    }

    /// Counts on from these ids at least, so that none names something that another journal recorded.
    pub(crate) fn count_from(&self, flow: u64, exchange: u64) {
        let mut inner = self.lock();
        inner.last_flow = inner.last_flow.max(flow);
        inner.last_exchange = inner.last_exchange.max(exchange);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn next_event(&mut self) -> u64 {
        self.last_event += 1;
        self.last_event
    }

    fn update_flow(&mut self, id: u64, change: impl FnOnce(&mut Flow)) {
        let event = self.last_event + 1;
        if let Some(told) = self.flows.iter_mut().find(|told| told.what.id == id) {
            let before = told.what.clone();
            change(&mut told.what);
            if told.what != before {
                told.event = event;
                self.last_event = event;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_first_and_ids_never_repeat() {
        let journal = Journal::new(2, 1);
        let mut live = journal.subscribe();
        for _ in 0..3 {
            journal.record(Exchange::default());
            journal.open_flow(FlowStart::default());
        }
        let ids = |exchanges: Vec<Exchange>| exchanges.into_iter().map(|e| e.id).collect::<Vec<_>>();
        assert_eq!(ids(journal.exchanges(&Filter::default())), [2, 3]);
        assert_eq!(journal.flows(&Filter::default()).len(), 1);
        journal.clear();
        journal.record(Exchange::default());
        assert_eq!(ids(journal.exchanges(&Filter::default())), [4]);
        assert_eq!(live.try_recv().expect("the first").id, 1);
    }
}
