//! Which client assertions were accepted.

use super::Store;
use crate::config::Client;

impl Store {
    /// Remembers the identifier of a client's assertion until it expires. False: it was accepted before.
    pub(crate) fn first_use(&mut self, client: &Client, jti: &str, expires_at: i64, now: i64) -> bool {
        let name = format!("{} {} {jti}", client.provider, client.client_id);
        if self.assertions.get(&name).is_some_and(|until| *until > now) {
            return false;
        }
        self.assertions.insert(name, expires_at);
        true
    }
}
