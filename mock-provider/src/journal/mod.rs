//! The bounded, append-only record of flows and exchanges.

mod exchange;
mod filter;
mod flow;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::broadcast;

pub use crate::protocol::Refusal;
pub use exchange::{BODY_LIMIT, Exchange, cut_body};
pub use filter::Filter;
pub use flow::{Flow, FlowStart, Outcome};

/// How many exchanges a slow subscriber may lag behind before it loses the oldest.
const SUBSCRIBER_BUFFER: usize = 1_024;

/// The record. Exchanges are appended and never changed; flows are updated while they last.
#[derive(Debug)]
pub struct Journal {
    inner: Mutex<Inner>,
    live: broadcast::Sender<Arc<Exchange>>,
}

#[derive(Debug)]
struct Inner {
    exchanges: VecDeque<Arc<Exchange>>,
    flows: VecDeque<Flow>,
    most_exchanges: usize,
    most_flows: usize,
    last_exchange: u64,
    last_flow: u64,
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
        };
        Self {
            inner: Mutex::new(inner),
            live: broadcast::channel(SUBSCRIBER_BUFFER).0,
        }
    }

    /// The exchanges that match, oldest first.
    #[must_use]
    pub fn exchanges(&self, filter: &Filter) -> Vec<Exchange> {
        self.lock()
            .exchanges
            .iter()
            .filter(|exchange| filter.matches_exchange(exchange))
            .map(|e| (**e).clone())
            .collect()
    }

    /// The flows that match, oldest first. A filter by endpoint does not concern flows.
    #[must_use]
    pub fn flows(&self, filter: &Filter) -> Vec<Flow> {
        self.lock()
            .flows
            .iter()
            .filter(|flow| filter.matches_flow(flow))
            .cloned()
            .collect()
    }

    /// One flow.
    #[must_use]
    pub fn flow(&self, id: u64) -> Option<Flow> {
        self.lock().flows.iter().find(|flow| flow.id == id).cloned()
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
    }

    /// Opens a flow and returns its id.
    pub fn open_flow(&self, start: FlowStart) -> u64 {
        let mut inner = self.lock();
        inner.last_flow += 1;
        let id = inner.last_flow;
        inner.flows.push_back(start.into_flow(id));
        while inner.flows.len() > inner.most_flows {
            inner.flows.pop_front();
        }
        id
    }

    /// Changes a flow, if it is still remembered.
    pub fn update_flow(&self, id: u64, change: impl FnOnce(&mut Flow)) {
        if let Some(flow) = self.lock().flows.iter_mut().find(|flow| flow.id == id) {
            change(flow);
        }
    }

    /// Appends an exchange, whose id is set here, and tells the subscribers.
    pub fn record(&self, mut exchange: Exchange) -> Arc<Exchange> {
        let mut inner = self.lock();
        inner.last_exchange += 1;
        exchange.id = inner.last_exchange;
        let exchange = Arc::new(exchange);
        inner.exchanges.push_back(Arc::clone(&exchange));
        while inner.exchanges.len() > inner.most_exchanges {
            inner.exchanges.pop_front();
        }
        // Sent under the lock, so that subscribers see the order of the ids. Nobody listening is no error.
        let _ = self.live.send(Arc::clone(&exchange));
        exchange
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
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
