//! What DevTools tells of a tab.

use std::sync::Arc;

use serde_json::{Value, json};

use super::devtools::DevTools;
use super::heard::{Heard, KEPT_LINES, Sent, State};
use super::rpc::{Listener, RpcError};

/// The function through which `press.js` reports where a press landed.
const PRESS_BINDING: &str = "harnessPress";

/// Hears the events of one tab.
#[derive(Debug)]
pub(super) struct DevToolsEvents {
    devtools: DevTools,
    session: String,
    main_frame: String,
    heard: Arc<Heard>,
}

impl DevToolsEvents {
    /// Starts listening to the tab of `session`, whose target is `target`.
    ///
    /// # Errors
    /// When the tab is gone.
    pub(super) async fn listen(
        devtools: &DevTools,
        target: &str,
        session: &str,
        heard: Arc<Heard>,
    ) -> Result<(), RpcError> {
        let listener = Self {
            devtools: devtools.clone(),
            session: session.to_owned(),
            // The main frame of a tab has the id of its target.
            main_frame: target.to_owned(),
            heard,
        };
        devtools.listen(session, Arc::new(listener));
        let call = |method, params| devtools.call(Some(session), method, params);
        tokio::try_join!(
            call("Network.enable", json!({})),
            call("Page.enable", json!({})),
            call("Runtime.enable", json!({})),
            call("Inspector.enable", json!({})),
            call("Runtime.addBinding", json!({ "name": PRESS_BINDING })),
        )?;
        Ok(())
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

impl Listener for DevToolsEvents {
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
        self.heard
            .change(|state| take_in(state, method, params, &self.main_frame));
    }

    fn ended(&self, reason: &str) {
        self.heard.change(|state| state.end(reason));
    }
}

fn take_in(state: &mut State, method: &str, params: &Value, main_frame: &str) {
    state.traffic.hear_devtools(method, params);
    let of_main = params["frameId"] == main_frame;
    match method {
        // What a page holds itself goes to nobody, and the script of a worker has no end in its page's session.
        "Network.requestWillBeSent" if is_local(params) => {}
        "Network.requestWillBeSent" => {
            if let Some(id) = params["requestId"].as_str() {
                state.in_flight.insert(id.to_owned());
            }
            if matches!(params["type"].as_str(), Some("Document" | "XHR" | "Fetch")) {
                state.note(request_of(&params["request"]));
            }
        }
        "Network.loadingFinished" | "Network.loadingFailed" => {
            if let Some(id) = params["requestId"].as_str() {
                state.in_flight.remove(id);
            }
        }
        "Network.responseReceived" if params["type"] == "Document" && of_main => {
            state.last_document_status = params["response"]["status"]
                .as_u64()
                .and_then(|status| u16::try_from(status).ok());
        }
        "Network.responseReceivedExtraInfo" => {
            let blocked = params["blockedCookies"].as_array().into_iter().flatten();
            let room = KEPT_LINES.saturating_sub(state.refused_cookies.len());
            state.refused_cookies.extend(blocked.take(room).map(refusal));
            // The only place where a redirect is seen to an address that the browser cannot open.
            let headers = params["headers"].as_object().into_iter().flatten();
            let location = headers.filter(|(name, _)| name.eq_ignore_ascii_case("location"));
            for address in location.filter_map(|(_, value)| value.as_str()) {
                state.note_redirect(address);
            }
        }
        "Page.frameRequestedNavigation" if of_main => {
            state.requested = params["disposition"] == "currentTab";
        }
        "Page.frameClearedScheduledNavigation" if of_main => state.requested = false,
        "Page.frameStartedLoading" if of_main => state.loading = true,
        "Page.frameStoppedLoading" if of_main => state.loading = false,
        "Page.frameNavigated" if params["frame"]["parentId"].is_null() => {
            let unreachable = params["frame"]["unreachableUrl"].as_str();
            state.commit(unreachable.unwrap_or(params["frame"]["url"].as_str().unwrap_or_default()));
            state.unreachable = unreachable.map(str::to_owned);
        }
        "Page.navigatedWithinDocument" if of_main => {
            state.show(params["url"].as_str().unwrap_or_default());
        }
        "Page.javascriptDialogOpening" => {
            let message = params["message"].as_str().unwrap_or_default();
            state.say(format!("dialog closed: {message}"));
        }
        "Inspector.targetCrashed" => state.end("its tab crashed"),
        "Runtime.bindingCalled" if params["name"] == PRESS_BINDING => {
            state.press.report(params["payload"].as_str().unwrap_or_default());
        }
        "Runtime.consoleAPICalled" => {
            let text = params["args"]
                .as_array()
                .into_iter()
                .flatten()
                .map(said)
                .collect::<Vec<_>>();
            state.say(format!(
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
            state.say(format!("uncaught: {}", text.unwrap_or("exception")));
        }
        _ => {}
    }
}

fn request_of(request: &Value) -> Sent {
    let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
    Sent {
        method: text("method"),
        url: text("url"),
        body: text("postData"),
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
