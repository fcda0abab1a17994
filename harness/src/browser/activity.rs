//! What goes on in one tab, from the events of its protocol: documents, requests in flight, console lines, presses.
//!
//! Waiting for an event instead of a span of time needs somebody who hears the events.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::bidi::Bidi;
use super::bidi_events::BidiEvents;
use super::devtools::DevTools;
use super::devtools_events::DevToolsEvents;
use super::heard::{Heard, Press, Sent, State};
use super::rpc::RpcError;
use super::traffic::Request;
use crate::clock::Deadline;

/// Runs after everything that the page has put off until its present task ends, a form's submission for example.
const AFTER_PRESENT_TASKS: &str = "new Promise((done) => setTimeout(done, 0))";
/// How long those tasks may take.
const PRESENT_TASKS_LIMIT: Duration = Duration::from_millis(500);
/// How long after the acknowledgement of a press the report of its hit may come.
const REPORT_LIMIT: Duration = Duration::from_millis(250);
/// From the request of a script for another document until the browser begins with it.
const BEGIN_LIMIT: Duration = Duration::from_millis(500);

/// Listens to one tab until dropped.
#[derive(Debug)]
pub(super) struct Activity {
    source: Source,
    heard: Arc<Heard>,
}

/// Who tells what goes on.
#[derive(Debug)]
pub(super) enum Source {
    DevTools { devtools: DevTools, session: String },
    Bidi { bidi: Bidi, context: String },
}

impl Activity {
    /// Starts listening to the tab of the DevTools `session`, whose target is `target`.
    ///
    /// # Errors
    /// When the tab is gone.
    pub(super) async fn of_devtools(
        devtools: &DevTools,
        target: &str,
        session: &str,
    ) -> Result<Self, RpcError> {
        let this = Self {
            source: Source::DevTools {
                devtools: devtools.clone(),
                session: session.to_owned(),
            },
            heard: Arc::default(),
        };
        DevToolsEvents::listen(devtools, target, session, Arc::clone(&this.heard)).await?;
        Ok(this)
    }

    /// Starts listening to the tab `context`.
    pub(super) fn of_bidi(bidi: &Bidi, context: &str) -> Self {
        let this = Self {
            source: Source::Bidi {
                bidi: bidi.clone(),
                context: context.to_owned(),
            },
            heard: Arc::default(),
        };
        BidiEvents::listen(bidi, context, Arc::clone(&this.heard));
        this
    }

    /// Who tells what goes on.
    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// Waits until something happens in the tab, or `limit` has passed.
    pub(super) async fn next_change(&self, limit: Duration) {
        let mut changes = self.heard.changes();
        let _ = tokio::time::timeout(limit, changes.changed()).await;
    }

    /// Waits until no request is open and nothing has happened for `quiet`; false when `deadline` passed first.
    pub(super) async fn settled(&self, quiet: Duration, deadline: Deadline) -> bool {
        let mut changes = self.heard.changes();
        loop {
            changes.borrow_and_update();
            let Some(left) = deadline.left() else { return false };
            let idle = {
                let state = self.heard.lock();
                if state.gone.is_some() {
                    return false;
                }
                state.in_flight.is_empty() && !state.loading
            };
            let cap = quiet.min(left);
            let quiet_passed = tokio::time::timeout(cap, changes.changed()).await.is_err();
            if quiet_passed && idle && cap == quiet {
                return true;
            }
        }
    }

    /// Waits until the main frame is not on its way to another document; false when `deadline` passed first.
    pub(super) async fn loaded(&self, deadline: Deadline) -> bool {
        self.until(deadline, |state| {
            (!state.loading || state.gone.is_some()).then_some(())
        })
        .await
        .is_some()
    }

    /// Waits for a navigation that was asked for to begin.
    async fn navigation_begun(&self) {
        self.until(Deadline::after(BEGIN_LIMIT), |state| {
            (!state.requested || state.loading || state.gone.is_some()).then_some(())
        })
        .await;
    }

    /// True while the main frame is on its way to another document, or that is not complete.
    pub(super) fn is_loading(&self) -> bool {
        self.heard.lock().loading
    }

    /// Waits until the main frame is on its way to another document, for as long as it takes.
    async fn loading(&self) {
        let mut changes = self.heard.changes();
        while !self.heard.lock().loading {
            changes.borrow_and_update();
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// Gives the press that comes next a number, under which `press.js` reports it.
    pub(super) fn expect_press(&self) -> u64 {
        let mut state = self.heard.lock();
        state.press = Press {
            number: state.press.number + 1,
            ..Press::default()
        };
        state.press.number
    }

    /// After the browser has acknowledged the expected press: waits for the document that it leads to at once.
    /// False when the press missed its element.
    pub(super) async fn follow_press(&self, deadline: Deadline) -> bool {
        // A document that goes away takes the answer with it; then its successor is what to wait for.
        tokio::select! {
            _ = tokio::time::timeout(PRESENT_TASKS_LIMIT, self.source.present_tasks()) => {}
            () = self.loading() => {}
            _ = self.gone() => {}
        }
        let clicked = |state: &State| state.press.clicked.then_some(());
        let hit = self.until(Deadline::after(REPORT_LIMIT), clicked).await;
        if hit.is_none() {
            return false;
        }
        self.navigation_begun().await;
        self.loaded(deadline).await;
        true
    }

    /// The number of documents that the tab has shown.
    pub(super) fn documents(&self) -> u64 {
        self.heard.lock().documents
    }

    /// Waits until the tab shows another document than the one of this number, for as long as it takes: whoever asked
    /// that one something gets no answer any more.
    pub(super) async fn replaced(&self, document: u64) {
        let mut changes = self.heard.changes();
        while self.heard.lock().documents == document {
            changes.borrow_and_update();
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// Waits until the tab is gone, for as long as it lives, and says why.
    pub(super) async fn gone(&self) -> String {
        let mut changes = self.heard.changes();
        loop {
            changes.borrow_and_update();
            if let Some(reason) = self.heard.lock().gone.clone() {
                return reason;
            }
            if changes.changed().await.is_err() {
                return "nobody listens to the tab".to_owned();
            }
        }
    }

    /// True when the tab is gone.
    pub(super) fn is_gone(&self) -> bool {
        self.heard.lock().gone.is_some()
    }

    /// HTTP status of the newest main document.
    pub(super) fn document_status(&self) -> Option<u16> {
        self.heard.lock().last_document_status
    }

    /// Where the tab stands, as far as was heard.
    pub(super) fn url(&self) -> String {
        self.heard.lock().url.clone()
    }

    /// The address that could not be reached, while the browser shows its own page about that.
    pub(super) fn unreachable(&self) -> Option<String> {
        self.heard.lock().unreachable.clone()
    }

    /// Cookies that the browser refused to keep, each with the reason.
    pub(super) fn refused_cookies(&self) -> Vec<String> {
        self.heard.lock().refused_cookies.clone()
    }

    /// The last console lines and uncaught exceptions.
    pub(super) fn console(&self) -> Vec<String> {
        self.heard.lock().console.iter().cloned().collect()
    }

    /// The last requests of documents and scripts, oldest first.
    pub(super) fn sent(&self) -> Vec<Sent> {
        self.heard.lock().sent.iter().cloned().collect()
    }

    /// The last requests of any kind, with what became of them, oldest first.
    pub(super) fn requests(&self) -> Vec<Request> {
        self.heard.lock().traffic.list()
    }

    /// Number of what the tab shows, from 1: a document, or what a script made of it that changed the address.
    pub(super) fn scene(&self) -> u64 {
        self.heard.lock().scenes
    }

    /// Waits for a document behind the one that [`Self::documents`] counted as `number`; false when `deadline` passes first.
    pub(super) async fn document_after(&self, number: u64, deadline: Deadline) -> bool {
        self.until(deadline, |state| (state.documents > number).then_some(()))
            .await
            .is_some()
    }

    /// Waits for a document, or an address that a script gives to the present one, behind what [`Self::scene`] counted
    /// as `number`; false when `deadline` passes first.
    pub(super) async fn scene_after(&self, number: u64, deadline: Deadline) -> bool {
        self.until(deadline, |state| (state.scenes > number).then_some(()))
            .await
            .is_some()
    }

    /// Where the last redirects led, as written, oldest first.
    #[must_use]
    pub fn redirects(&self) -> Vec<String> {
        self.heard.lock().redirects.iter().cloned().collect()
    }

    /// Waits for a redirect whose address `wanted` takes, among all since the tab was opened; the newest one.
    pub(super) async fn redirected(
        &self,
        deadline: Deadline,
        wanted: impl Fn(&str) -> bool,
    ) -> Option<String> {
        self.until(deadline, |state| {
            state
                .redirects
                .iter()
                .rev()
                .find(|address| wanted(address))
                .cloned()
        })
        .await
    }

    /// Waits until `answer` has one; `None` when `deadline` passes first.
    async fn until<T>(&self, deadline: Deadline, answer: impl Fn(&State) -> Option<T>) -> Option<T> {
        let mut changes = self.heard.changes();
        loop {
            changes.borrow_and_update();
            if let Some(answer) = answer(&self.heard.lock()) {
                return Some(answer);
            }
            let left = deadline.left()?;
            let _ = tokio::time::timeout(left, changes.changed()).await;
        }
    }
}

impl Source {
    /// Waits until the page has done what it has put off until its present task ends.
    async fn present_tasks(&self) {
        match self {
            Self::DevTools { devtools, session } => {
                let parameters = json!({ "expression": AFTER_PRESENT_TASKS, "awaitPromise": true });
                let _ = devtools.call(Some(session), "Runtime.evaluate", parameters).await;
            }
            Self::Bidi { bidi, context } => {
                let parameters = json!({
                    "expression": AFTER_PRESENT_TASKS, "awaitPromise": true, "target": { "context": context },
                });
                let _ = bidi.call("script.evaluate", parameters).await;
            }
        }
    }
}

impl Drop for Activity {
    fn drop(&mut self) {
        match &self.source {
            Source::DevTools { devtools, session } => devtools.ignore(session),
            Source::Bidi { bidi, context } => bidi.ignore(context),
        }
    }
}
