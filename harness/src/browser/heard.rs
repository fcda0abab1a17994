//! What was heard of one tab so far: documents, requests in flight, console lines, presses. Whoever hears the events
//! of a protocol writes it down here.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::traffic::Traffic;

/// Console lines that are kept.
pub(super) const KEPT_LINES: usize = 100;
/// Requests, and redirects, that are kept.
const KEPT_REQUESTS: usize = 500;

/// What was heard so far, and a bell for whoever waits for more.
#[derive(Debug)]
pub(super) struct Heard {
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) in_flight: HashSet<String>,
    pub(super) console: VecDeque<String>,
    pub(super) sent: VecDeque<Sent>,
    /// All requests, and what became of them.
    pub(super) traffic: Traffic,
    /// The number of requests that were noted, also of those that are not kept any more.
    noted: u64,
    pub(super) redirects: VecDeque<String>,
    pub(super) last_document_status: Option<u16>,
    pub(super) url: String,
    /// The address that could not be reached, while the browser shows its own page about that.
    pub(super) unreachable: Option<String>,
    pub(super) refused_cookies: Vec<String>,
    /// A script, link, or form has asked for another document, and the browser has not begun with it.
    pub(super) requested: bool,
    /// The newest navigation, where navigations have names.
    pub(super) navigation: Option<String>,
    /// The main frame is on its way to another document, or that is not complete.
    pub(super) loading: bool,
    /// Counts the documents that the main frame has shown.
    pub(super) documents: u64,
    /// Counts these, and the addresses that scripts have given them since.
    pub(super) scenes: u64,
    pub(super) press: Press,
    pub(super) gone: Option<String>,
}

/// A request that the tab sent: a document, or one of its scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// HTTP method.
    pub method: String,
    /// Absolute URL.
    pub url: String,
    /// Body as text, empty for none.
    pub body: String,
}

/// Where the newest press of the mouse landed.
#[derive(Debug, Default)]
pub(super) struct Press {
    /// Counts presses, so that reports of an earlier one are told apart.
    pub(super) number: u64,
    /// The element saw the button go down.
    pub(super) down: bool,
    /// The element was clicked.
    pub(super) clicked: bool,
}

impl Default for Heard {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            changes: watch::Sender::new(0),
        }
    }
}

impl Heard {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes something down and rings the bell.
    pub(super) fn change(&self, write: impl FnOnce(&mut State)) {
        write(&mut self.lock());
        self.changes.send_modify(|n| *n += 1);
    }

    /// A bell that rings at every change from now on.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}

impl State {
    /// The main frame shows another document, which is on its way or complete.
    pub(super) fn commit(&mut self, url: &str) {
        // Requests of the document that went away get no end of their own.
        self.in_flight.clear();
        // Neither gets a press that replaced the document at once.
        self.press.clicked |= self.press.down;
        self.documents += 1;
        self.unreachable = None;
        self.show(url);
    }

    /// The main frame has another address.
    pub(super) fn show(&mut self, url: &str) {
        self.scenes += 1;
        url.clone_into(&mut self.url);
    }

    /// Keeps a request, and returns its number.
    pub(super) fn note(&mut self, request: Sent) -> u64 {
        push(&mut self.sent, request, KEPT_REQUESTS);
        self.noted += 1;
        self.noted
    }

    /// Adds the body to the request of this number, while that is kept.
    pub(super) fn set_body(&mut self, number: u64, body: String) {
        let from_the_end = usize::try_from(self.noted - number).unwrap_or(usize::MAX);
        let place = self.sent.len().checked_sub(from_the_end + 1);
        if let Some(sent) = place.and_then(|place| self.sent.get_mut(place)) {
            sent.body = body;
        }
    }

    pub(super) fn note_redirect(&mut self, address: &str) {
        push(&mut self.redirects, address.to_owned(), KEPT_REQUESTS);
    }

    pub(super) fn end(&mut self, reason: &str) {
        self.gone.get_or_insert_with(|| reason.to_owned());
    }

    pub(super) fn say(&mut self, line: String) {
        push(&mut self.console, line, KEPT_LINES);
    }
}

/// Adds the newest one, in place of the oldest where there is no more room.
fn push<T>(kept: &mut VecDeque<T>, newest: T, room: usize) {
    if kept.len() == room {
        kept.pop_front();
    }
    kept.push_back(newest);
}

impl Press {
    /// Takes in `NUMBER down` or `NUMBER click`.
    pub(super) fn report(&mut self, payload: &str) {
        let Some((number, what)) = payload.split_once(' ') else {
            return;
        };
        if number.parse() != Ok(self.number) {
            return;
        }
        match what {
            "down" => self.down = true,
            "click" => self.clicked = true,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_finds_its_request_also_after_the_oldest_ones_were_dropped() {
        let mut state = State::default();
        let sent = |url: &str| Sent {
            method: "POST".to_owned(),
            url: url.to_owned(),
            body: String::new(),
        };
        let dropped = state.note(sent("first"));
        for _ in 1..KEPT_REQUESTS {
            state.note(sent("filler"));
        }
        let kept = state.note(sent("last"));
        state.note(sent("after"));
        state.set_body(kept, "a=b".to_owned());
        state.set_body(dropped, "lost".to_owned());
        let bodies: Vec<_> = state.sent.iter().filter(|sent| !sent.body.is_empty()).collect();
        assert_eq!(bodies.len(), 1);
        assert_eq!((bodies[0].url.as_str(), bodies[0].body.as_str()), ("last", "a=b"));
    }
}
