//! Keeps what a run found out: from single attempts to results, expectations, and the exit code.

use jiff::tz::TimeZone;

use crate::attempts::{Attempts, Rounds};
use crate::baseline::Baseline;
use crate::clock;
use crate::events::{CheckResult, Event, Evidence, RunEnd, RunInfo, Stale, TargetInfo};
use crate::exit;

/// The results of a run so far, handed on as events.
#[derive(Debug)]
pub struct Ledger<Sink> {
    sink: Sink,
    today: jiff::civil::Date,
    rounds: Rounds,
    attempts: Attempts,
    baseline: Baseline,
    /// Results of targets that are done, and where those of the present one begin.
    results: Vec<CheckResult>,
    present: usize,
    stale: Vec<Stale>,
    target_is_missing: bool,
}

impl<Sink: FnMut(Event)> Ledger<Sink> {
    /// An empty ledger; events go to `sink`.
    pub fn new(rounds: Rounds, sink: Sink) -> Self {
        Self {
            sink,
            today: clock::now().to_zoned(TimeZone::UTC).date(),
            rounds,
            attempts: Attempts::new(rounds),
            baseline: Baseline::default(),
            results: Vec::new(),
            present: 0,
            stale: Vec::new(),
            target_is_missing: false,
        }
    }

    /// The run begins.
    pub fn begin(&mut self, info: RunInfo) {
        (self.sink)(Event::RunStarted(info));
    }

    /// The checks of a target come next, or none when the target has a problem.
    pub fn target(&mut self, target: TargetInfo, baseline: Baseline) {
        self.target_is_missing |= target.problem.is_some();
        self.present = self.results.len();
        self.baseline = baseline;
        self.attempts = Attempts::new(self.rounds);
        (self.sink)(Event::TargetStarted(target));
    }

    /// Takes in what the collector heard.
    pub fn take_in(&mut self, event: Event) {
        let event = match event {
            Event::CheckFinished(result) => {
                let is_expected = self.baseline.expected(&result, self.today).is_some();
                self.attempts.take_in(*result, is_expected)
            }
            other => other,
        };
        match event {
            Event::CheckFinished(result) => self.finish(*result),
            other => (self.sink)(other),
        }
    }

    /// Takes in the result of a check that is not run.
    pub fn pass_over(&mut self, result: CheckResult) {
        self.finish(result);
    }

    /// How many more attempts the check needs, as far as is known by now.
    #[must_use]
    pub fn due(&self, address: &str) -> u32 {
        self.attempts.due(address)
    }

    /// No more checks of this target. After an interruption, most of the baseline was never put to the test.
    pub fn close_target(&mut self, interrupted: bool) {
        for result in self.attempts.close() {
            self.finish(result);
        }
        if !interrupted {
            self.stale
                .extend(self.baseline.stale(&self.results[self.present..], self.today));
        }
    }

    /// The code that the run ends with, unless it was interrupted.
    #[must_use]
    pub fn exit_code(&self, flaky_fails: bool) -> u8 {
        exit::code(exit::Outcome {
            results: &self.results,
            flaky_fails,
            baseline_is_stale: !self.stale.is_empty(),
            target_is_missing: self.target_is_missing,
        })
    }

    /// The run is over.
    pub fn end(mut self, duration_ms: u64, interrupted: bool, exit_code: u8) {
        (self.sink)(Event::RunFinished(RunEnd {
            duration_ms,
            interrupted,
            exit_code,
            stale: self.stale,
        }));
    }

    fn finish(&mut self, mut result: CheckResult) {
        result.expected = self.baseline.expected(&result, self.today);
        // What was recorded is needed by reports alone.
        let kept = CheckResult {
            evidence: Evidence::default(),
            attempts: Vec::new(),
            steps: Vec::new(),
            ..result.clone()
        };
        self.results.push(kept);
        (self.sink)(Event::CheckFinished(Box::new(result)));
    }
}
