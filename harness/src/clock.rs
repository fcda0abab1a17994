//! The only place of the harness that asks the system for time.

use std::time::{Duration, Instant};

/// Measures how long something took.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts measuring.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the clock module")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    /// Time since the start in whole milliseconds.
    #[must_use]
    pub fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A point in time after which waiting is given up.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    started: Stopwatch,
    limit: Duration,
}

impl Deadline {
    /// A deadline `limit` from now.
    #[must_use]
    pub fn after(limit: Duration) -> Self {
        Self {
            started: Stopwatch::start(),
            limit,
        }
    }

    /// What is left, or `None` when it has passed.
    #[must_use]
    pub fn left(&self) -> Option<Duration> {
        self.limit
            .checked_sub(self.started.elapsed())
            .filter(|left| !left.is_zero())
    }

    /// The whole span, for messages.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.limit
    }
}

/// The present moment.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the clock module")]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Lets `span` pass: for what only time brings, such as an authenticator's next code.
pub async fn pass(span: Duration) {
    let _ = tokio::time::timeout(span, std::future::pending::<()>()).await;
}
