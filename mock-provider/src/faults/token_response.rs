//! Members of the successful token response (RFC 6749 §5.1), before it is encoded.

use serde_json::{Map, Value};

use super::{Change, Faults, Occasion, override_members};

impl Faults {
    /// Changes the members and returns the names of the faults that fired.
    pub fn change_token_response(
        &self,
        occasion: &Occasion<'_>,
        members: &mut Map<String, Value>,
    ) -> Vec<String> {
        self.fire(occasion, |change| {
            let Change::TokenResponse { set, remove } = change else {
                return false;
            };
            override_members(members, set, remove);
            true
        })
    }
}
