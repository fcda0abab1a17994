//! What goes on in one tab, from DevTools events: documents, requests in flight, console lines.
//!
//! Waiting for an event instead of a span of time needs somebody who hears the events.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{broadcast, watch};

use super::devtools::{DevTools, Event};
use crate::clock::Deadline;

/// Console lines that are kept.
const KEPT_LINES: usize = 100;

/// Listens to one tab until dropped.
#[derive(Debug)]
pub struct Activity {
    state: Arc<Mutex<State>>,
    changes: watch::Receiver<u64>,
    listener: tokio::task::AbortHandle,
}

#[derive(Debug, Default)]
struct State {
    in_flight: HashSet<String>,
    console: VecDeque<String>,
    last_document_status: Option<u16>,
}

impl Activity {
    /// Starts listening to the tab of `session`, whose `Network`, `Page`, and `Runtime` domains are enabled.
    #[must_use]
    pub fn listen(devtools: &DevTools, session: String) -> Self {
        let mut events = devtools.events();
        let state = Arc::new(Mutex::new(State::default()));
        let (sender, changes) = watch::channel(0_u64);
        let shared = Arc::clone(&state);
        let listener = tokio::spawn(async move {
            loop {
                match events.recv().await {
                    Ok(event) if event.session.as_deref() == Some(&session) => {
                        shared
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .take_in(&event);
                        sender.send_modify(|n| *n += 1);
                    }
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Lagged(_)) => {
                        // Events were lost, so the set of open requests is no longer known to be right.
                        shared
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .in_flight
                            .clear();
                    }
                    Err(broadcast::error::RecvError::Closed) => break,
                }
            }
        })
        .abort_handle();
        Self {
            state,
            changes,
            listener,
        }
    }

    /// Waits until something happens in the tab, or `limit` has passed.
    pub async fn next_change(&self, limit: Duration) {
        let mut changes = self.changes.clone();
        changes.borrow_and_update();
        let _ = tokio::time::timeout(limit, changes.changed()).await;
    }

    /// Waits until no request is open and nothing has happened for `quiet`; false when `deadline` passed first.
    pub async fn settled(&self, quiet: Duration, deadline: Deadline) -> bool {
        let mut changes = self.changes.clone();
        loop {
            changes.borrow_and_update();
            let Some(left) = deadline.left() else { return false };
            let idle = self.lock().in_flight.is_empty();
            match tokio::time::timeout(quiet.min(left), changes.changed()).await {
                Err(_) if idle => return true,
                Ok(Err(_)) => return false,
                _ => {}
            }
        }
    }

    /// HTTP status of the newest main document.
    #[must_use]
    pub fn document_status(&self) -> Option<u16> {
        self.lock().last_document_status
    }

    /// The last console lines and uncaught exceptions.
    #[must_use]
    pub fn console(&self) -> Vec<String> {
        self.lock().console.iter().cloned().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Activity {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

impl State {
    fn take_in(&mut self, event: &Event) {
        let params = &event.params;
        match event.method.as_str() {
            "Network.requestWillBeSent" => {
                if let Some(id) = params["requestId"].as_str() {
                    self.in_flight.insert(id.to_owned());
                }
            }
            "Network.loadingFinished" | "Network.loadingFailed" => {
                if let Some(id) = params["requestId"].as_str() {
                    self.in_flight.remove(id);
                }
            }
            "Network.responseReceived" if params["type"] == "Document" => {
                self.last_document_status = params["response"]["status"]
                    .as_u64()
                    .and_then(|status| u16::try_from(status).ok());
            }
            // Requests of the document that went away get no end of their own.
            "Page.frameNavigated" if params["frame"]["parentId"].is_null() => self.in_flight.clear(),
            "Runtime.consoleAPICalled" => {
                let text = params["args"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(said)
                    .collect::<Vec<_>>();
                self.say(format!(
                    "{}: {}",
                    params["type"].as_str().unwrap_or("log"),
                    text.join(" ")
                ));
            }
            "Runtime.exceptionThrown" => {
                let details = &params["exceptionDetails"];
                let text = details["exception"]["description"]
                    .as_str()
                    .or(details["text"].as_str());
                self.say(format!("uncaught: {}", text.unwrap_or("exception")));
            }
            _ => {}
        }
    }

    fn say(&mut self, line: String) {
        if self.console.len() == KEPT_LINES {
            self.console.pop_front();
        }
        self.console.push_back(line);
    }
}

fn said(argument: &Value) -> String {
    argument["value"]
        .as_str()
        .map(str::to_owned)
        .or_else(|| argument["description"].as_str().map(str::to_owned))
        .unwrap_or_else(|| argument["value"].to_string())
}
