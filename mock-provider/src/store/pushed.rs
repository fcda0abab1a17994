//! Authorization requests that clients pushed (RFC 9126).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Store;
use crate::{Provider, protocol::Parameters};

/// A pushed request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Pushed {
    /// Where.
    pub provider: Provider,
    /// By whom.
    pub client_id: String,
    /// What it asks.
    pub parameters: Parameters,
    /// When it dies.
    pub expires_at: Timestamp,
}

impl Store {
    /// Takes a client's request out, so that it is used once. Absent: it is none of this client's, or too old.
    pub(crate) fn take_pushed(
        &mut self,
        provider: Provider,
        client_id: &str,
        request_uri: &str,
        now: Timestamp,
    ) -> Option<Parameters> {
        let found = self.pushed.get(request_uri)?;
        if found.provider != provider || found.client_id != client_id || found.expires_at <= now {
            return None;
        }
        self.pushed.remove(request_uri).map(|pushed| pushed.parameters)
    }
}
