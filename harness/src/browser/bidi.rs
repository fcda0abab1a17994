//! A small client of WebDriver BiDi (<https://www.w3.org/TR/webdriver-bidi/>).

use std::sync::Arc;

use serde_json::{Value, json};

use super::rpc::{Dialect, Listener, Rpc, RpcError, Told};

/// Through which script of the harness's own a page reports, see `report.js`.
pub(super) const CHANNEL: &str = "harness";

const REPORT: &str = include_str!("report.js");

static DIALECT: Dialect = Dialect {
    name: "WebDriver BiDi",
    refusal: |answer| {
        (answer["type"] == "error").then(|| {
            let message = answer["message"].as_str().unwrap_or_default();
            let first = message.lines().next().unwrap_or_default();
            format!("{}: {first}", answer["error"].as_str().unwrap_or("error"))
        })
    },
    route: |event| {
        let params = &event["params"];
        let tab = params["context"]
            .as_str()
            .or(params["source"]["context"].as_str())?;
        // A frame within a page goes more often than its tab, and has an id of its own.
        let end = event["method"] == "browsingContext.contextDestroyed";
        Some((tab, if end { Told::End } else { Told::News }))
    },
};

/// Everything that the harness listens to.
const EVENTS: [&str; 16] = [
    "browsingContext.contextDestroyed",
    "browsingContext.domContentLoaded",
    "browsingContext.fragmentNavigated",
    "browsingContext.historyUpdated",
    "browsingContext.load",
    "browsingContext.navigationAborted",
    "browsingContext.navigationCommitted",
    "browsingContext.navigationFailed",
    "browsingContext.navigationStarted",
    "browsingContext.userPromptOpened",
    "log.entryAdded",
    "network.beforeRequestSent",
    "network.fetchError",
    "network.responseCompleted",
    "network.responseStarted",
    "script.message",
];

/// An open BiDi connection to the browser. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Bidi(Rpc);

impl Bidi {
    /// Connects to the `webSocketUrl` of a WebDriver session and subscribes to what happens in its tabs, now and later.
    ///
    /// # Errors
    /// When nothing answers there, or knows of no tabs.
    pub(super) async fn connect(url: &str) -> Result<Self, RpcError> {
        let this = Self(Rpc::connect(&DIALECT, url).await?);
        let subscriptions = EVENTS.map(|event| {
            let this = &this;
            async move {
                let events = json!({ "events": [event] });
                match this.call("session.subscribe", events).await {
                    // Older browsers have fewer events; the ones that the harness stands on are asked of all.
                    Err(RpcError::Refused { .. }) if !is_needed(event) => Ok(()),
                    other => other.map(drop),
                }
            }
        });
        futures::future::try_join_all(subscriptions).await?;
        // Once for everybody: what is set up for a tab would stay in the browser after it.
        let report = json!({
            "functionDeclaration": REPORT,
            "arguments": [{ "type": "channel", "value": { "channel": CHANNEL } }],
        });
        this.call("script.addPreloadScript", report).await?;
        // Older browsers have none; then bodies are empty.
        let bodies = json!({ "dataTypes": ["request"], "maxEncodedDataSize": 1_000_000 });
        this.send("network.addDataCollector", &bodies);
        Ok(this)
    }

    /// Calls `method` and waits for the result.
    ///
    /// # Errors
    /// When the browser refuses, or is gone.
    pub(super) async fn call(&self, method: &str, params: Value) -> Result<Value, RpcError> {
        self.0.call(json!({ "method": method, "params": params })).await
    }

    /// Calls `method` without waiting for the result: for clean-up in a drop, and from a listener.
    pub(super) fn send(&self, method: &str, params: &Value) {
        self.0.send(json!({ "method": method, "params": params }));
    }

    /// Lets `listener` hear the events of the tab `context` until [`Self::ignore`].
    pub(super) fn listen(&self, context: &str, listener: Arc<dyn Listener>) {
        self.0.listen(context, listener);
    }

    /// Ends what [`Self::listen`] began.
    pub(super) fn ignore(&self, context: &str) {
        self.0.ignore(context);
    }

    /// True when the browser is gone.
    pub(super) fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

/// Events without which a page cannot be waited for.
fn is_needed(event: &str) -> bool {
    matches!(
        event,
        "browsingContext.load"
            | "browsingContext.navigationStarted"
            | "network.beforeRequestSent"
            | "script.message"
    )
}
