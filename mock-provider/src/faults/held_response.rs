//! The successful authorization response, held back: the browser gets a page with it in place of the redirect.
//!
//! The one override is that nobody is sent on. The code stays valid and unused, which is what an attacker does who
//! stops before the callback and passes the address on (RFC 9700 §4.7).

use super::{Change, Faults, Occasion};

impl Faults {
    /// The names of the faults that hold this response back; empty when it goes out.
    pub fn hold_authorization_response(&self, occasion: &Occasion<'_>) -> Vec<String> {
        self.fire(occasion, |change| {
            matches!(change, Change::HoldAuthorizationResponse)
        })
    }
}
