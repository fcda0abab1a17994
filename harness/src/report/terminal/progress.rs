//! The bar at the bottom: how many are done, and what runs now for how long.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::super::printable::{count, cut_middle, one_line};
use crate::events::CheckResult;
use crate::verdict::Verdict;

/// Redraws per second at most.
const REDRAWS: u8 = 10;

/// Names on the line of running checks.
const NAMES: usize = 4;

/// A bar that draws itself to standard error.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    state: Arc<Mutex<State>>,
    colour: bool,
}

#[derive(Debug, Default)]
struct State {
    /// Address, and the bar's elapsed time when it started.
    running: Vec<(String, Duration)>,
    failed: usize,
    warnings: usize,
    unproved: usize,
}

impl Progress {
    pub(super) fn new(colour: bool) -> Self {
        Self {
            bar: ProgressBar::hidden(),
            state: Arc::default(),
            colour,
        }
    }

    /// Shows the bar.
    pub(super) fn begin(&self, total: usize) {
        let state = Arc::clone(&self.state);
        let bar = if self.colour {
            "{bar:24.green/dim}"
        } else {
            "{bar:24}"
        };
        let template = format!("   [{{pos}}/{{len}}] {bar}  {{msg}}  {{elapsed}}\n    {{running}}");
        let style = ProgressStyle::with_template(&template)
            .expect("the template is made of fixed parts")
            .progress_chars("█▌·")
            .with_key(
                "running",
                move |progress: &ProgressState, out: &mut dyn std::fmt::Write| {
                    let names = lock(&state).names(progress.elapsed());
                    // The bar draws what it has; a line that cannot be written is drawn next time.
                    let _ = out.write_str(&names);
                },
            );
        self.bar.set_style(style);
        self.bar.set_length(total as u64);
        self.bar.reset_elapsed();
        self.bar.set_message("0 failed");
        self.bar
            .set_draw_target(ProgressDrawTarget::stderr_with_hz(REDRAWS));
        self.bar.enable_steady_tick(Duration::from_millis(500));
    }

    pub(super) fn started(&self, address: &str) {
        let elapsed = self.bar.elapsed();
        lock(&self.state).running.push((address.to_owned(), elapsed));
        self.bar.tick();
    }

    /// A check ended and will be tried again: a retry makes the run longer, a repetition was counted from the start.
    pub(super) fn attempted(&self, check: &CheckResult) {
        lock(&self.state).leave(&check.address());
        if self.bar.position() + 1 < self.bar.length().unwrap_or(0) {
            self.bar.inc(1);
        }
    }

    pub(super) fn finished(&self, check: &CheckResult) {
        let message = {
            let mut state = lock(&self.state);
            state.leave(&check.address());
            match check.verdict {
                _ if check.expected.is_some() => {}
                Verdict::Fail => state.failed += 1,
                Verdict::Warn(_) | Verdict::Flaky(_) => state.warnings += 1,
                Verdict::Inconclusive(_) | Verdict::Error(_) => state.unproved += 1,
                Verdict::Pass | Verdict::NotApplicable(_) => {}
            }
            state.message()
        };
        self.bar.set_message(message);
        self.bar.inc(1);
    }

    /// Writes above the bar.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl State {
    fn leave(&mut self, address: &str) {
        if let Some(place) = self.running.iter().position(|(running, _)| running == address) {
            self.running.remove(place);
        }
    }

    fn message(&self) -> String {
        let mut message = format!("{} failed", self.failed);
        if self.unproved > 0 {
            let _ = write!(message, ", {} not judged", self.unproved);
        }
        if self.warnings > 0 {
            let _ = write!(message, ", {}", count(self.warnings, "warning", "warnings"));
        }
        message
    }

    /// `running: cb-state-wrong/google (3 s), id-nonce-wrong/google (1 s)`; nothing between checks.
    fn names(&self, now: Duration) -> String {
        let shown = self.running.iter().take(NAMES).map(|(address, since)| {
            format!(
                "{} ({} s)",
                cut_middle(&one_line(address), 32),
                now.saturating_sub(*since).as_secs()
            )
        });
        let mut names = shown.collect::<Vec<_>>().join(", ");
        if !names.is_empty() {
            names.insert_str(0, "running: ");
        }
        if self.running.len() > NAMES {
            let _ = write!(names, " and {} more", self.running.len() - NAMES);
        }
        names
    }
}

/// A panic in another thread leaves names that are at worst out of date.
fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
