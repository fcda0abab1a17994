//! What goes on in one tab, from DevTools events: documents, requests in flight, console lines, presses.
//!
//! Waiting for an event instead of a span of time needs somebody who hears the events.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;

use super::devtools::{DevTools, DevToolsError, Listener};
use super::traffic::{Request, Traffic};
use crate::clock::Deadline;

/// Console lines that are kept.
const KEPT_LINES: usize = 100;
/// Requests, and redirects, that are kept.
const KEPT_REQUESTS: usize = 500;
/// The function through which `press.js` reports where a press landed.
const PRESS_BINDING: &str = "harnessPress";
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
pub struct Activity {
    devtools: DevTools,
    session: String,
    heard: Arc<Heard>,
}

/// The listener's half: what was heard so far.
#[derive(Debug)]
struct Heard {
    devtools: DevTools,
    session: String,
    main_frame: String,
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    in_flight: HashSet<String>,
    console: VecDeque<String>,
    sent: VecDeque<Sent>,
    traffic: Traffic,
    redirects: VecDeque<String>,
    last_document_status: Option<u16>,
    url: String,
    /// The address that could not be reached, while the browser shows its own page about that.
    unreachable: Option<String>,
    refused_cookies: Vec<String>,
    /// Counts the documents that the main frame has shown.
    documents: u64,
    /// A script, link, or form has asked for another document, and the browser has not begun with it.
    requested: bool,
    /// The main frame is on its way to another document, or that is not complete.
    loading: bool,
    press: Press,
    gone: Option<String>,
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
struct Press {
    /// Counts presses, so that reports of an earlier one are told apart.
    number: u64,
    /// The element saw the button go down.
    down: bool,
    /// The element was clicked.
    clicked: bool,
}

impl Activity {
    /// Starts listening to the tab of `session`, whose target is `target`.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn listen(devtools: &DevTools, target: &str, session: &str) -> Result<Self, DevToolsError> {
        let heard = Arc::new(Heard {
            devtools: devtools.clone(),
            session: session.to_owned(),
            // The main frame of a tab has the id of its target.
            main_frame: target.to_owned(),
            state: Mutex::default(),
            changes: watch::Sender::new(0),
        });
        devtools.listen(session, Arc::clone(&heard) as Arc<dyn Listener>);
        let this = Self {
            devtools: devtools.clone(),
            session: session.to_owned(),
            heard,
        };
        let call = |method, params| devtools.call(Some(session), method, params);
        tokio::try_join!(
            call("Network.enable", json!({})),
            call("Page.enable", json!({})),
            call("Runtime.enable", json!({})),
            call("Inspector.enable", json!({})),
            call("Runtime.addBinding", json!({ "name": PRESS_BINDING })),
        )?;
        Ok(this)
    }

    /// Waits until something happens in the tab, or `limit` has passed.
    pub async fn next_change(&self, limit: Duration) {
        let mut changes = self.heard.changes.subscribe();
        let _ = tokio::time::timeout(limit, changes.changed()).await;
    }

    /// Waits until no request is open and nothing has happened for `quiet`; false when `deadline` passed first.
    pub async fn settled(&self, quiet: Duration, deadline: Deadline) -> bool {
        let mut changes = self.heard.changes.subscribe();
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
    pub async fn loaded(&self, deadline: Deadline) -> bool {
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
    pub fn is_loading(&self) -> bool {
        self.heard.lock().loading
    }

    /// Waits until the main frame is on its way to another document, for as long as it takes.
    async fn loading(&self) {
        let mut changes = self.heard.changes.subscribe();
        while !self.heard.lock().loading {
            changes.borrow_and_update();
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// Gives the press that comes next a number, under which `press.js` reports it.
    pub fn expect_press(&self) -> u64 {
        let mut state = self.heard.lock();
        state.press = Press {
            number: state.press.number + 1,
            ..Press::default()
        };
        state.press.number
    }

    /// After the browser has acknowledged the expected press: waits for the document that it leads to at once.
    /// False when the press missed its element.
    pub async fn follow_press(&self, deadline: Deadline) -> bool {
        // A document that goes away takes the answer with it; then its successor is what to wait for.
        let parameters = json!({ "expression": AFTER_PRESENT_TASKS, "awaitPromise": true });
        let present_tasks = self
            .devtools
            .call(Some(&self.session), "Runtime.evaluate", parameters);
        tokio::select! {
            _ = tokio::time::timeout(PRESENT_TASKS_LIMIT, present_tasks) => {}
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

    /// Waits until the tab is gone, for as long as it lives, and says why.
    pub async fn gone(&self) -> String {
        let mut changes = self.heard.changes.subscribe();
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
    pub fn is_gone(&self) -> bool {
        self.heard.lock().gone.is_some()
    }

    /// HTTP status of the newest main document.
    #[must_use]
    pub fn document_status(&self) -> Option<u16> {
        self.heard.lock().last_document_status
    }

    /// Where the tab stands, as far as was heard.
    #[must_use]
    pub fn url(&self) -> String {
        self.heard.lock().url.clone()
    }

    /// The address that could not be reached, while the browser shows its own page about that.
    #[must_use]
    pub fn unreachable(&self) -> Option<String> {
        self.heard.lock().unreachable.clone()
    }

    /// Cookies that the browser refused to keep, each with the reason.
    #[must_use]
    pub fn refused_cookies(&self) -> Vec<String> {
        self.heard.lock().refused_cookies.clone()
    }

    /// The last console lines and uncaught exceptions.
    #[must_use]
    pub fn console(&self) -> Vec<String> {
        self.heard.lock().console.iter().cloned().collect()
    }

    /// The last requests of documents and scripts, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.heard.lock().sent.iter().cloned().collect()
    }

    /// The last requests of any kind, with what became of them, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.heard.lock().traffic.list()
    }

    /// Number of the document that the tab shows, from 1; a script that changes the address makes another one of it.
    #[must_use]
    pub fn document(&self) -> u64 {
        self.heard.lock().documents
    }

    /// Where the last redirects led, as written, oldest first.
    #[must_use]
    pub fn redirects(&self) -> Vec<String> {
        self.heard.lock().redirects.iter().cloned().collect()
    }

    /// Waits for a redirect whose address `wanted` takes, among all since the tab was opened; the newest one.
    pub async fn redirected(&self, deadline: Deadline, wanted: impl Fn(&str) -> bool) -> Option<String> {
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
        let mut changes = self.heard.changes.subscribe();
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

impl Drop for Activity {
    fn drop(&mut self) {
        self.devtools.ignore(&self.session);
    }
}

impl Heard {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        self.changes.send_modify(|n| *n += 1);
    }

    /// Closes a dialog, which would stop the page and everybody who waits for it.
    fn close_dialog(&self, params: &Value) {
        // Not accepting to leave a page would keep the browser there.
        let leave = params["type"] == "beforeunload";
        self.devtools.send(
            Some(&self.session),
            "Page.handleJavaScriptDialog",
            &json!({ "accept": leave }),
        );
    }
}

impl Listener for Heard {
    fn heard(&self, method: &str, params: &Value) {
        match method {
            "Page.javascriptDialogOpening" => self.close_dialog(params),
            // A driver that attaches to the browser would wait for every tab to answer.
            "Inspector.targetCrashed" => {
                let target = json!({ "targetId": self.main_frame });
                self.devtools.send(None, "Target.closeTarget", &target);
            }
            _ => {}
        }
        self.lock().take_in(method, params, &self.main_frame);
        self.changed();
    }

    fn ended(&self, reason: &str) {
        self.lock().end(reason);
        self.changed();
    }
}

impl State {
    fn take_in(&mut self, method: &str, params: &Value, main_frame: &str) {
        self.traffic.hear_devtools(method, params);
        let of_main = params["frameId"] == main_frame;
        match method {
            // What a page holds itself goes to nobody, and the script of a worker has no end in its page's session.
            "Network.requestWillBeSent" if is_local(params) => {}
            "Network.requestWillBeSent" => {
                if let Some(id) = params["requestId"].as_str() {
                    self.in_flight.insert(id.to_owned());
                }
                if matches!(params["type"].as_str(), Some("Document" | "XHR" | "Fetch")) {
                    self.note(&params["request"]);
                }
            }
            "Network.loadingFinished" | "Network.loadingFailed" => {
                if let Some(id) = params["requestId"].as_str() {
                    self.in_flight.remove(id);
                }
            }
            "Network.responseReceived" if params["type"] == "Document" && of_main => {
                self.last_document_status = params["response"]["status"]
                    .as_u64()
                    .and_then(|status| u16::try_from(status).ok());
            }
            "Network.responseReceivedExtraInfo" => {
                let blocked = params["blockedCookies"].as_array().into_iter().flatten();
                let room = KEPT_LINES.saturating_sub(self.refused_cookies.len());
                self.refused_cookies.extend(blocked.take(room).map(refusal));
                // The only place where a redirect is seen to an address that the browser cannot open.
                self.note_redirect(&params["headers"]);
            }
            "Page.frameRequestedNavigation" if of_main => {
                self.requested = params["disposition"] == "currentTab";
            }
            "Page.frameClearedScheduledNavigation" if of_main => self.requested = false,
            "Page.frameStartedLoading" if of_main => self.loading = true,
            "Page.frameStoppedLoading" if of_main => self.loading = false,
            "Page.frameNavigated" if params["frame"]["parentId"].is_null() => {
                // Requests of the document that went away get no end of their own.
                self.in_flight.clear();
                // Neither gets a press that replaced the document at once.
                self.press.clicked |= self.press.down;
                self.documents += 1;
                self.unreachable = params["frame"]["unreachableUrl"].as_str().map(str::to_owned);
                self.url = self
                    .unreachable
                    .clone()
                    .unwrap_or_else(|| params["frame"]["url"].as_str().unwrap_or_default().to_owned());
            }
            "Page.navigatedWithinDocument" if of_main => {
                self.documents += 1;
                self.url = params["url"].as_str().unwrap_or_default().to_owned();
            }
            "Page.javascriptDialogOpening" => {
                let message = params["message"].as_str().unwrap_or_default();
                self.say(format!("dialog closed: {message}"));
            }
            "Inspector.targetCrashed" => self.end("its tab crashed"),
            "Runtime.bindingCalled" if params["name"] == PRESS_BINDING => {
                self.press.report(params["payload"].as_str().unwrap_or_default());
            }
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

    fn note(&mut self, request: &Value) {
        if self.sent.len() == KEPT_REQUESTS {
            self.sent.pop_front();
        }
        let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
        self.sent.push_back(Sent {
            method: text("method"),
            url: text("url"),
            body: text("postData"),
        });
    }

    fn note_redirect(&mut self, headers: &Value) {
        let headers = headers.as_object().into_iter().flatten();
        let location = headers.filter(|(name, _)| name.eq_ignore_ascii_case("location"));
        for address in location.filter_map(|(_, value)| value.as_str()) {
            if self.redirects.len() == KEPT_REQUESTS {
                self.redirects.pop_front();
            }
            self.redirects.push_back(address.to_owned());
        }
    }

    fn end(&mut self, reason: &str) {
        self.gone.get_or_insert_with(|| reason.to_owned());
    }

    fn say(&mut self, line: String) {
        if self.console.len() == KEPT_LINES {
            self.console.pop_front();
        }
        self.console.push_back(line);
    }
}

impl Press {
    /// Takes in `NUMBER down` or `NUMBER click`.
    fn report(&mut self, payload: &str) {
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

/// A cookie that the browser did not keep: its name and why, without its value.
fn refusal(blocked: &Value) -> String {
    let line = blocked["cookieLine"].as_str().unwrap_or_default();
    let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
    let name = pair.split('=').next().unwrap_or_default();
    let reasons = blocked["blockedReasons"].as_array().into_iter().flatten();
    let reasons: Vec<&str> = reasons.filter_map(Value::as_str).collect();
    format!("{name} ({}; it says{attributes})", reasons.join(", "))
}

fn is_local(params: &Value) -> bool {
    let url = params["request"]["url"].as_str().unwrap_or_default();
    url.starts_with("blob:") || url.starts_with("data:")
}

fn said(argument: &Value) -> String {
    argument["value"]
        .as_str()
        .map(str::to_owned)
        .or_else(|| argument["description"].as_str().map(str::to_owned))
        .unwrap_or_else(|| argument["value"].to_string())
}
