//! A WebDriver session at a remote end. It never outlives its handle: an abandoned one would keep a browser.

use std::time::Duration;

use serde_json::Value;

use super::remote_end::RemoteEnd;

/// How long the end of a session may take: a browser is closed in it.
const END_LIMIT: Duration = Duration::from_secs(10);

/// An open session. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Session {
    end: RemoteEnd,
    id: String,
    /// What the remote end gave.
    pub(super) capabilities: Value,
    /// Its end is not needed any more, or somebody else's.
    ended: bool,
}

impl Session {
    pub(super) fn new(end: RemoteEnd, id: String, capabilities: Value) -> Self {
        Self {
            end,
            id,
            capabilities,
            ended: false,
        }
    }

    /// The address of its BiDi connection, where the remote end has one.
    pub(super) fn web_socket(&self) -> Option<String> {
        let url = self.capabilities["webSocketUrl"].as_str()?;
        Some(url.to_owned())
    }

    /// The same connection, by the address at which the remote end itself was reached: a Grid behind another address
    /// than its own passes BiDi on there.
    pub(super) fn web_socket_of_grid(&self) -> Option<String> {
        let mut url = self.end.of(&["session", &self.id, "se", "bidi"]);
        url.set_scheme("ws").ok()?;
        Some(url.into())
    }

    /// Ends the session.
    pub(super) async fn close(mut self) {
        self.ended = true;
        let path = ["session", self.id.as_str()];
        let _ = tokio::time::timeout(END_LIMIT, self.end.request("DELETE", &path, None)).await;
    }

    /// Leaves the end to whoever ends the driver, and with it every session.
    pub(super) fn leave(&mut self) {
        self.ended = true;
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        let (end, id) = (self.end.clone(), std::mem::take(&mut self.id));
        // The runtime may be on its way out, and nobody could wait for it here.
        let work = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            if let Ok(runtime) = runtime {
                runtime.block_on(async {
                    let end = end.with_own_connection();
                    let path = ["session", id.as_str()];
                    let _ = tokio::time::timeout(END_LIMIT, end.request("DELETE", &path, None)).await;
                });
            }
        };
        let _ = std::thread::spawn(work).join();
    }
}
