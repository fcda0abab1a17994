//! The only place that asks the system what time it is.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

/// The provider's time: running or frozen, and movable forwards. Clones share one state.
#[derive(Debug, Clone)]
pub struct Clock {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// System time plus what was advanced.
    Running { ahead: SignedDuration },
    /// Stands still until it is advanced.
    Frozen { now: Timestamp },
}

impl Clock {
    /// Follows the system's time.
    #[must_use]
    pub fn system() -> Self {
        Self::with(State::Running {
            ahead: SignedDuration::ZERO,
        })
    }

    /// Stands still at `now` until [`Clock::advance`] is called.
    #[must_use]
    pub fn frozen(now: Timestamp) -> Self {
        Self::with(State::Frozen { now })
    }

    /// The present moment of this clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match *self.lock() {
            State::Running { ahead } => system_now().saturating_add(ahead).unwrap_or(Timestamp::MAX),
            State::Frozen { now } => now,
        }
    }

    /// The present moment in whole seconds since 1970, as tokens carry it.
    #[must_use]
    pub fn now_seconds(&self) -> i64 {
        self.now().as_second()
    }

    /// Moves this clock forwards; codes and tokens issued before grow older by as much.
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        let mut state = self.lock();
        *state = match *state {
            State::Running { ahead } => State::Running {
                ahead: ahead.saturating_add(by),
            },
            State::Frozen { now } => State::Frozen {
                now: now.saturating_add(by).unwrap_or(Timestamp::MAX),
            },
        };
    }

    fn with(state: State) -> Self {
        Self {
            state: Arc::new(Mutex::new(state)),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Measures how long the program itself takes, which no clock setting changes.
#[derive(Debug)]
pub(crate) struct Stopwatch(std::time::Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that may ask the system for the time"
    )]
    pub(crate) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that may ask the system for the time"
)]
fn system_now() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_only_when_told() {
        let start = Timestamp::from_second(1_700_000_000).expect("in range");
        let clock = Clock::frozen(start);
        assert_eq!(clock.now(), start);
        clock.clone().advance(Duration::from_secs(90));
        assert_eq!(clock.now_seconds(), 1_700_000_090);
    }

    #[test]
    fn a_running_clock_can_be_ahead() {
        let (plain, ahead) = (Clock::system(), Clock::system());
        ahead.advance(Duration::from_secs(3_600));
        assert!(ahead.now_seconds() - plain.now_seconds() >= 3_599);
    }
}
