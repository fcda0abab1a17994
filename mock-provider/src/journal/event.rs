//! What happens in the journal, for those who watch it live.
//!
//! A watcher asks for what came after the last event that it knows. Nothing is kept for it beyond what the journal
//! remembers anyway, so a slow watcher costs no memory; it is told what it missed.

use std::sync::{Arc, MutexGuard};

use super::{ENDED, Exchange, Flow, Inner, Journal};

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Counts up from 1.
    pub id: u64,
    /// What happened.
    pub what: Happening,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// A request was answered.
    Exchange(Arc<Exchange>),
    /// A flow began or changed; this is how it stands now. Changes in between are not told one by one.
    Flow(Box<Flow>),
    /// Everything so far was forgotten on purpose.
    Cleared,
    /// The watcher was too slow, or away too long: of these events some are forgotten.
    Lost {
        /// The first one.
        from: u64,
        /// The last one.
        to: u64,
    },
}

impl Journal {
    /// The id of the last event; 0 before the first one.
    #[must_use]
    pub fn last_event(&self) -> u64 {
        self.lock().last_event
    }

    /// What happened after the event of that id, in order, as far as it is remembered. An id that was never given
    /// comes from another run: everything known from there is cleared, and everything remembered here is told.
    #[must_use]
    pub fn events_after(&self, id: u64) -> Vec<Event> {
        let inner = self.lock();
        let mut events = Vec::new();
        let mut after = id;
        if after > inner.last_event {
            events.push(Event {
                id: inner.cleared,
                what: Happening::Cleared,
            });
            after = inner.cleared;
        } else if after < inner.cleared {
            after = inner.cleared;
            events.push(Event {
                id: after,
                what: Happening::Cleared,
            });
        }
        if after < inner.forgotten {
            // Its id is the one that the watcher has: what follows may be older than the last forgotten event.
            events.push(Event {
                id: after,
                what: Happening::Lost {
                    from: after + 1,
                    to: inner.forgotten,
                },
            });
        }
        let told = events.len();
        let exchanges = inner.exchanges.iter().filter(|told| told.event > after);
        events.extend(exchanges.map(|told| Event {
            id: told.event,
            what: Happening::Exchange(Arc::clone(&told.what)),
        }));
        let flows = inner.flows.iter().filter(|told| told.event > after);
        events.extend(flows.map(|told| Event {
            id: told.event,
            what: Happening::Flow(Box::new(told.what.clone())),
        }));
        events[told..].sort_by_key(|event| event.id);
        events
    }

    /// As [`Journal::events_after`], but waits until there is something. Empty when the journal has ended.
    pub async fn next_events(&self, id: u64) -> Vec<Event> {
        let mut latest = self.latest.subscribe();
        loop {
            let events = self.events_after(id);
            if !events.is_empty() {
                return events;
            }
            // An error would mean that the journal, which is borrowed here, is gone.
            if *latest.borrow_and_update() == ENDED || latest.changed().await.is_err() {
                return events;
            }
        }
    }

    /// Lets everybody who waits for events go.
    pub(crate) fn end(&self) {
        self.latest.send_replace(ENDED);
    }

    /// Wakes those who wait. Called under the lock, so that the last id told is the last one there is.
    pub(super) fn tell(&self, inner: &MutexGuard<'_, Inner>) {
        self.latest.send_if_modified(|latest| {
            let news = *latest != ENDED && *latest != inner.last_event;
            if news {
                *latest = inner.last_event;
            }
            news
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::FlowStart;

    fn ids(events: &[Event]) -> Vec<u64> {
        events.iter().map(|event| event.id).collect()
    }

    #[test]
    fn a_watcher_goes_on_after_what_it_knows_and_is_told_what_is_forgotten() {
        let journal = Journal::new(2, 2);
        let flow = journal.open_flow(FlowStart::default());
        for _ in 0..3 {
            journal.record(Exchange::default());
        }
        journal.update_flow(flow, |flow| flow.persona = Some("alice".to_owned()));
        // 1 began the flow and was overtaken by 5; 2 had to make room.
        let events = journal.events_after(0);
        assert_eq!(events[0].what, Happening::Lost { from: 1, to: 2 });
        assert_eq!(ids(&events), [0, 3, 4, 5]);
        assert!(matches!(&events[3].what, Happening::Flow(flow) if flow.persona.is_some()));
        assert_eq!(ids(&journal.events_after(3)), [4, 5]);
        assert_eq!(journal.events_after(journal.last_event()), []);
        // A change that changes nothing is none.
        journal.update_flow(flow, |_| {});
        assert_eq!(journal.last_event(), 5);

        journal.clear();
        journal.record(Exchange::default());
        let events = journal.events_after(1);
        assert_eq!((ids(&events), &events[0].what), (vec![6, 7], &Happening::Cleared));
        assert_eq!(journal.events_after(1_000), events, "an id of another run");
    }

    #[tokio::test]
    async fn whoever_waits_is_woken_by_an_event_and_by_the_end() {
        let journal = Arc::new(Journal::new(2, 2));
        let waiting = tokio::spawn({
            let journal = Arc::clone(&journal);
            async move { journal.next_events(0).await }
        });
        journal.record(Exchange::default());
        assert_eq!(ids(&waiting.await.expect("ends")), [1]);
        let waiting = tokio::spawn({
            let journal = Arc::clone(&journal);
            async move { journal.next_events(1).await }
        });
        journal.end();
        assert_eq!(waiting.await.expect("ends"), []);
    }
}
