//! Polling with a device code (RFC 8628 §3.4, §3.5).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::token::Problem;

/// Seconds by which the interval grows with each poll that came too early (RFC 8628 §3.5).
pub const SLOW_DOWN: u32 = 5;

/// What the person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// Nothing yet.
    Pending,
    /// Consented.
    Approved,
    /// Said no.
    Denied,
}

/// What is known about a device code that is being polled.
#[derive(Debug, Clone, Copy)]
pub struct Poll {
    /// What the person did.
    pub decision: Decision,
    /// When the device asked last.
    pub last: Option<Timestamp>,
    /// Seconds between two polls.
    pub interval: u32,
    /// When the code dies.
    pub expires_at: Timestamp,
    /// When tokens were issued for it.
    pub used_at: Option<Timestamp>,
}

/// Whether tokens are due at `now`.
///
/// # Errors
/// [`Problem`] with the first rule that was broken; [`Problem::AuthorizationPending`] while nobody decided.
pub fn check(poll: &Poll, now: Timestamp) -> Result<(), Problem> {
    if let Some(at) = poll.used_at {
        return Err(Problem::DeviceCodeUsed { at });
    }
    if now >= poll.expires_at {
        return Err(Problem::DeviceCodeExpired { at: poll.expires_at });
    }
    let waited = poll.last.map(|last| now.as_second() - last.as_second());
    if let Some(waited) = waited.filter(|waited| *waited < i64::from(poll.interval)) {
        return Err(Problem::SlowDown {
            waited,
            interval: poll.interval + SLOW_DOWN,
        });
    }
    match poll.decision {
        Decision::Pending => Err(Problem::AuthorizationPending),
        Decision::Denied => Err(Problem::DeviceDenied),
        Decision::Approved => Ok(()),
    }
}
