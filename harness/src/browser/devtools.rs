//! A small client of the Chrome DevTools Protocol: the side channel that WebDriver has no words for
//! (isolated contexts, cookies of every origin, events).

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;

/// An open DevTools connection to the browser. Clones share it.
#[derive(Debug, Clone)]
pub struct DevTools {
    outgoing: mpsc::UnboundedSender<Message>,
    waiting: Arc<Mutex<Waiting>>,
    events: broadcast::Sender<Arc<Event>>,
    next_id: Arc<AtomicU64>,
}

/// An event that the browser sent unasked.
#[derive(Debug)]
pub struct Event {
    /// Session of the tab that it belongs to, when it belongs to one.
    pub session: Option<String>,
    /// Name, for example `Network.requestWillBeSent`.
    pub method: String,
    /// Parameters.
    pub params: Value,
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

#[derive(Debug, Default)]
struct Waiting {
    calls: HashMap<u64, oneshot::Sender<Value>>,
    closed: bool,
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
        let (events, _) = broadcast::channel(4096);
        let waiting = Arc::new(Mutex::new(Waiting::default()));
        tokio::spawn(async move {
            while let Some(message) = queue.recv().await {
                if sink.send(message).await.is_err() {
                    break;
                }
            }
        });
        let this = Self {
            outgoing,
            waiting,
            events,
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
            let mut waiting = reader.lock();
            waiting.closed = true;
            waiting.calls.clear();
        });
        Ok(this)
    }

    /// Calls `method` on the browser, or on the tab of `session`, and waits for the result.
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
            let mut waiting = self.lock();
            if waiting.closed {
                return Err(DevToolsError::Closed);
            }
            waiting.calls.insert(id, sender);
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

    /// Calls `method` on the browser without waiting for the result: for clean-up in a drop.
    pub fn send(&self, method: &str, params: &Value) {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let _ = self.post(id, None, method, params);
    }

    /// All events from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Arc<Event>> {
        self.events.subscribe()
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

    fn dispatch(&self, mut value: Value) {
        if let Some(id) = value["id"].as_u64() {
            if let Some(caller) = self.lock().calls.remove(&id) {
                let _ = caller.send(value);
            }
        } else if let Some(method) = value["method"].as_str() {
            let event = Event {
                session: value["sessionId"].as_str().map(str::to_owned),
                method: method.to_owned(),
                params: value["params"].take(),
            };
            let _ = self.events.send(Arc::new(event));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
