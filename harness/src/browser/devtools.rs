//! A small client of the Chrome DevTools Protocol.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;

/// An open DevTools connection to the browser. Clones share it.
#[derive(Debug, Clone)]
pub struct DevTools {
    outgoing: mpsc::UnboundedSender<Message>,
    shared: Arc<Mutex<Shared>>,
    next_id: Arc<AtomicU64>,
}

/// Hears what a tab says unasked.
///
/// It is called before any answer that came later is handed out, so that whoever has an answer
/// also knows everything that happened before it. It must not block.
pub trait Listener: Send + Sync {
    /// `method` happened, for example `Network.requestWillBeSent`.
    fn heard(&self, method: &str, params: &Value);
    /// Nothing will be heard any more: the tab or the whole browser is gone.
    fn ended(&self, reason: &str);
}

/// Why a call gave no result.
#[derive(Debug, thiserror::Error)]
pub enum DevToolsError {
    /// The browser ended or closed the connection.
    #[error("the browser closed its DevTools connection")]
    Closed,
    /// The browser refused the call.
    #[error("DevTools refused {method}: {message}")]
    Refused {
        /// The call.
        method: String,
        /// The browser's words.
        message: String,
    },
    /// The WebSocket could not be opened.
    #[error("cannot connect to the browser's DevTools: {0}")]
    Connect(#[from] Box<tokio_tungstenite::tungstenite::Error>),
}

#[derive(Default)]
struct Shared {
    calls: HashMap<u64, oneshot::Sender<Value>>,
    listeners: HashMap<String, Arc<dyn Listener>>,
    closed: bool,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("calls", &self.calls.len())
            .field("listeners", &self.listeners.len())
            .field("closed", &self.closed)
            .finish()
    }
}

impl DevTools {
    /// Connects to the WebSocket URL that the browser printed at its start.
    ///
    /// # Errors
    /// When nothing answers there.
    pub async fn connect(url: &str) -> Result<Self, DevToolsError> {
        let (socket, _) = tokio_tungstenite::connect_async(url).await.map_err(Box::new)?;
        let (mut sink, mut stream) = socket.split();
        let (outgoing, mut queue) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(message) = queue.recv().await {
                if sink.send(message).await.is_err() {
                    break;
                }
            }
        });
        let this = Self {
            outgoing,
            shared: Arc::default(),
            next_id: Arc::new(AtomicU64::new(1)),
        };
        let reader = this.clone();
        tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                if let Message::Text(text) = message
                    && let Ok(value) = serde_json::from_str(&text)
                {
                    reader.dispatch(value);
                }
            }
            reader.end();
        });
        Ok(this)
    }

    /// Calls `method` on the browser, or on the tab of `session`, and waits for the result.
    ///
    /// Calls reach the browser in the order in which their futures are first polled.
    ///
    /// # Errors
    /// When the browser refuses, or is gone.
    pub async fn call(
        &self,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> Result<Value, DevToolsError> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = oneshot::channel();
        {
            let mut shared = self.lock();
            if shared.closed {
                return Err(DevToolsError::Closed);
            }
            shared.calls.insert(id, sender);
        }
        self.post(id, session, method, &params)?;
        let mut answer = receiver.await.map_err(|_| DevToolsError::Closed)?;
        match answer.get("error") {
            Some(error) => Err(DevToolsError::Refused {
                method: method.to_owned(),
                message: error["message"].as_str().unwrap_or("no reason given").to_owned(),
            }),
            None => Ok(answer["result"].take()),
        }
    }

    /// Calls `method` without waiting for the result: for clean-up in a drop, and from a listener.
    pub fn send(&self, session: Option<&str>, method: &str, params: &Value) {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let _ = self.post(id, session, method, params);
    }

    /// Lets `listener` hear the events of the tab of `session` until [`Self::ignore`].
    pub fn listen(&self, session: &str, listener: Arc<dyn Listener>) {
        self.lock().listeners.insert(session.to_owned(), listener);
    }

    /// Ends what [`Self::listen`] began.
    pub fn ignore(&self, session: &str) {
        self.lock().listeners.remove(session);
    }

    /// True when the browser is gone.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn post(
        &self,
        id: u64,
        session: Option<&str>,
        method: &str,
        params: &Value,
    ) -> Result<(), DevToolsError> {
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        self.outgoing
            .send(Message::text(message.to_string()))
            .map_err(|_| DevToolsError::Closed)
    }

    fn dispatch(&self, value: Value) {
        if let Some(id) = value["id"].as_u64() {
            let caller = self.lock().calls.remove(&id);
            if let Some(caller) = caller {
                let _ = caller.send(value);
            }
            return;
        }
        let (Some(method), params) = (value["method"].as_str(), &value["params"]) else {
            return;
        };
        let detached = method == "Target.detachedFromTarget";
        let session = if detached {
            params["sessionId"].as_str()
        } else {
            value["sessionId"].as_str()
        };
        let listener = session.and_then(|session| self.lock().listeners.get(session).cloned());
        match listener {
            Some(listener) if detached => listener.ended("its tab was closed"),
            Some(listener) => listener.heard(method, params),
            None => {}
        }
    }

    fn end(&self) {
        let listeners: Vec<_> = {
            let mut shared = self.lock();
            shared.closed = true;
            shared.calls.clear();
            shared.listeners.drain().map(|(_, listener)| listener).collect()
        };
        for listener in listeners {
            listener.ended("the browser closed its DevTools connection");
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
