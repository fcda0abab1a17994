//! A small client of the Chrome DevTools Protocol.

use std::sync::Arc;

use serde_json::{Value, json};

use super::rpc::{Dialect, Listener, Rpc, RpcError, Told};

static DIALECT: Dialect = Dialect {
    name: "DevTools",
    refusal: |answer| {
        let error = answer.get("error")?;
        Some(error["message"].as_str().unwrap_or("no reason given").to_owned())
    },
    route: |event| {
        if event["method"] == "Target.detachedFromTarget" {
            return Some((event["params"]["sessionId"].as_str()?, Told::End));
        }
        Some((event["sessionId"].as_str()?, Told::News))
    },
};

/// An open DevTools connection to the browser. Clones share it.
#[derive(Debug, Clone)]
pub struct DevTools(Rpc);

impl DevTools {
    /// Connects to the WebSocket URL that the browser printed at its start.
    ///
    /// # Errors
    /// When nothing answers there.
    pub async fn connect(url: &str) -> Result<Self, RpcError> {
        Rpc::connect(&DIALECT, url).await.map(Self)
    }

    /// Calls `method` on the browser, or on the tab of `session`, and waits for the result.
    ///
    /// Calls reach the browser in the order in which their futures are first polled.
    ///
    /// # Errors
    /// When the browser refuses, or is gone.
    pub async fn call(&self, session: Option<&str>, method: &str, params: Value) -> Result<Value, RpcError> {
        self.0.call(message(session, method, &params)).await
    }

    /// Calls `method` without waiting for the result: for clean-up in a drop, and from a listener.
    pub fn send(&self, session: Option<&str>, method: &str, params: &Value) {
        self.0.send(message(session, method, params));
    }

    /// Lets `listener` hear the events of the tab of `session` until [`Self::ignore`].
    pub fn listen(&self, session: &str, listener: Arc<dyn Listener>) {
        self.0.listen(session, listener);
    }

    /// Ends what [`Self::listen`] began.
    pub fn ignore(&self, session: &str) {
        self.0.ignore(session);
    }

    /// True when the browser is gone.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

fn message(session: Option<&str>, method: &str, params: &Value) -> Value {
    let mut message = json!({ "method": method, "params": params });
    if let Some(session) = session {
        message["sessionId"] = json!(session);
    }
    message
}
