//! An answer of the back channel, held back: it is ready and in the journal, and is sent when the fault is disarmed.
//! So a slow provider is slow by an event, and never by the clock.

use super::{Change, Faults, Occasion};

impl Faults {
    /// Ids and names of the faults that hold the answer of the endpoint with this word back; empty when it goes out.
    pub(crate) fn hold_answer(&self, occasion: &Occasion<'_>, endpoint: &str) -> Vec<(String, String)> {
        self.fire_armed(
            occasion,
            |change| matches!(change, Change::HoldAnswer { endpoint: held } if held == endpoint),
        )
    }
}
