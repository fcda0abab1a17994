//! Points in time and durations as messages write them.

use jiff::Timestamp;
use serde_json::{Value, json};

/// The start of the run, from which everything else is counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start(Timestamp);

impl Start {
    /// `started_at` is RFC 3339; what cannot be read counts from 1970.
    pub(super) fn of(started_at: &str) -> Self {
        Self(started_at.parse().unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// The moment `later_ms` after the start.
    pub(super) fn after(self, later_ms: u64) -> Value {
        let milliseconds = u64::try_from(self.0.as_millisecond()).unwrap_or(0) + later_ms;
        duration(milliseconds)
    }
}

/// Whole seconds and the nanoseconds beyond them.
pub(super) fn duration(milliseconds: u64) -> Value {
    json!({ "seconds": milliseconds / 1000, "nanos": milliseconds % 1000 * 1_000_000 })
}
