//! Numbered calls and events over a WebSocket: what the Chrome DevTools Protocol and WebDriver BiDi have in common.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;

/// How a protocol words what the two have in common.
#[derive(Debug)]
pub struct Dialect {
    /// For people.
    pub name: &'static str,
    /// Why a call was refused, in an answer that refuses it.
    pub refusal: fn(&Value) -> Option<String>,
    /// The tab that an event is about, and whether it is the last one.
    pub route: fn(&Value) -> Option<(&str, Told)>,
}

/// What an event means to whoever listens to a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Something happened in it.
    News,
    /// It is gone.
    End,
}

/// An open connection to a browser. Clones share it.
#[derive(Debug, Clone)]
pub struct Rpc {
    dialect: &'static Dialect,
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
pub enum RpcError {
    /// The browser ended or closed the connection.
    #[error("the browser closed its {0} connection")]
    Closed(&'static str),
    /// The browser refused the call.
    #[error("{protocol} refused {method}: {message}")]
    Refused {
        /// Name of the protocol.
        protocol: &'static str,
        /// The call.
        method: String,
        /// The browser's words.
        message: String,
    },
    /// The WebSocket could not be opened.
    #[error("cannot connect to the browser's {protocol} at {url}: {error}")]
    Connect {
        /// Name of the protocol.
        protocol: &'static str,
        /// Address of the WebSocket.
        url: String,
        /// What went wrong.
        error: Box<tokio_tungstenite::tungstenite::Error>,
    },
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

impl Rpc {
    /// Connects to the WebSocket at `url`.
    ///
    /// # Errors
    /// When nothing answers there.
    pub async fn connect(dialect: &'static Dialect, url: &str) -> Result<Self, RpcError> {
        let (socket, _) = tokio_tungstenite::connect_async(url)
            .await
            .map_err(|error| RpcError::Connect {
                protocol: dialect.name,
                url: url.to_owned(),
                error: Box::new(error),
            })?;
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
            dialect,
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

    /// Sends `message`, which names its `method`, and waits for the result.
    ///
    /// Calls reach the browser in the order in which their futures are first polled.
    ///
    /// # Errors
    /// When the browser refuses, or is gone.
    pub async fn call(&self, mut message: Value) -> Result<Value, RpcError> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = oneshot::channel();
        {
            let mut shared = self.lock();
            if shared.closed {
                return Err(self.closed());
            }
            shared.calls.insert(id, sender);
        }
        message["id"] = json!(id);
        self.post(&message)?;
        let mut answer = receiver.await.map_err(|_| self.closed())?;
        match (self.dialect.refusal)(&answer) {
            Some(reason) => Err(RpcError::Refused {
                protocol: self.dialect.name,
                method: message["method"].as_str().unwrap_or_default().to_owned(),
                message: reason,
            }),
            None => Ok(answer["result"].take()),
        }
    }

    /// Sends `message` without waiting for the result: for clean-up in a drop, and from a listener.
    pub fn send(&self, mut message: Value) {
        message["id"] = json!(self.next_id.fetch_add(1, Ordering::Relaxed));
        let _ = self.post(&message);
    }

    /// Lets `listener` hear the events of `tab` until [`Self::ignore`].
    pub fn listen(&self, tab: &str, listener: Arc<dyn Listener>) {
        self.lock().listeners.insert(tab.to_owned(), listener);
    }

    /// Ends what [`Self::listen`] began.
    pub fn ignore(&self, tab: &str) {
        self.lock().listeners.remove(tab);
    }

    /// True when the browser is gone.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn closed(&self) -> RpcError {
        RpcError::Closed(self.dialect.name)
    }

    fn post(&self, message: &Value) -> Result<(), RpcError> {
        self.outgoing
            .send(Message::text(message.to_string()))
            .map_err(|_| self.closed())
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
        let Some((tab, told)) = (self.dialect.route)(&value) else {
            return;
        };
        let listener = self.lock().listeners.get(tab).cloned();
        match (listener, told) {
            (Some(listener), Told::End) => listener.ended("its tab was closed"),
            (Some(listener), Told::News) => listener.heard(method, params),
            (None, _) => {}
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
            listener.ended(&self.closed().to_string());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
