//! The only place that asks the system what time it is.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The provider's time: running or frozen, and movable forwards. Clones share one state.
#[derive(Debug, Clone)]
pub struct Clock {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// System time plus what was advanced; less where it was frozen meanwhile.
    Running { ahead: SignedDuration },
    /// Stands still until it is advanced.
    Frozen { now: Timestamp },
}

/// What a clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClockReading {
    /// The present moment.
    pub now: Timestamp,
    /// Whether it stands still.
    pub frozen: bool,
}

/// A clock was to go back, which would make dead tokens live again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the clock was to be set to {asked}; expected {now} or later, because it only moves forwards")]
pub struct ClockBackwards {
    /// The present moment.
    pub now: Timestamp,
    /// The moment that was asked for.
    pub asked: Timestamp,
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
        self.lock().now()
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
        let moment = state.now().saturating_add(by).unwrap_or(Timestamp::MAX);
        *state = state.moved_to(moment);
    }

    /// Stands still from now on.
    pub fn freeze(&self) {
        let mut state = self.lock();
        *state = State::Frozen { now: state.now() };
    }

    /// Runs on from where it stands.
    ///
    /// ```
    /// let clock = mock_provider::Clock::frozen("2026-01-31T12:00:00Z".parse()?);
    /// clock.set("2026-02-01T00:00:00Z".parse()?)?;
    /// assert!(clock.set("2026-01-01T00:00:00Z".parse()?).is_err());
    /// clock.unfreeze();
    /// assert!(clock.now() >= "2026-02-01T00:00:00Z".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn unfreeze(&self) {
        let mut state = self.lock();
        *state = State::running_at(state.now());
    }

    /// Moves this clock forwards to a moment; a frozen clock stays frozen.
    ///
    /// # Errors
    /// [`ClockBackwards`] for a moment that has passed; the clock stays as it is.
    pub fn set(&self, moment: Timestamp) -> Result<(), ClockBackwards> {
        let mut state = self.lock();
        let now = state.now();
        if moment < now {
            return Err(ClockBackwards { now, asked: moment });
        }
        *state = state.moved_to(moment);
        Ok(())
    }

    /// What this clock shows.
    #[must_use]
    pub fn reading(&self) -> ClockReading {
        let state = self.lock();
        ClockReading {
            now: state.now(),
            frozen: matches!(*state, State::Frozen { .. }),
        }
    }

    /// Shows what another clock showed, even if that was earlier.
    pub(crate) fn restore(&self, reading: ClockReading) {
        *self.lock() = if reading.frozen {
            State::Frozen { now: reading.now }
        } else {
            State::running_at(reading.now)
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

impl State {
    fn running_at(now: Timestamp) -> Self {
        Self::Running {
            ahead: now.duration_since(system_now()),
        }
    }

    fn now(self) -> Timestamp {
        match self {
            Self::Running { ahead } => system_now().saturating_add(ahead).unwrap_or(Timestamp::MAX),
            Self::Frozen { now } => now,
        }
    }

    fn moved_to(self, moment: Timestamp) -> Self {
        match self {
            Self::Running { .. } => Self::running_at(moment),
            Self::Frozen { .. } => Self::Frozen { now: moment },
        }
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
    fn a_clock_is_frozen_where_it_is_and_runs_on_from_where_it_stands() {
        let clock = Clock::system();
        clock.freeze();
        let stood = clock.now();
        assert_eq!(
            clock.reading(),
            ClockReading {
                now: stood,
                frozen: true
            }
        );
        let later = stood + SignedDuration::from_hours(30 * 24);
        clock.set(later).expect("forwards");
        assert_eq!(clock.now(), later);
        let earlier = later - SignedDuration::from_secs(1);
        assert_eq!(
            clock.set(earlier),
            Err(ClockBackwards {
                now: later,
                asked: earlier
            })
        );
        clock.unfreeze();
        assert!(!clock.reading().frozen);
        let ran = clock.now().duration_since(later);
        assert!(!ran.is_negative() && ran < SignedDuration::from_mins(5), "{ran}");
    }

    #[test]
    fn a_running_clock_can_be_ahead() {
        let (plain, ahead) = (Clock::system(), Clock::system());
        ahead.advance(Duration::from_secs(3_600));
        assert!(ahead.now_seconds() - plain.now_seconds() >= 3_599);
    }
}
