//! Exit codes, one meaning each; `harness run --help` and the README list them.

use crate::events::CheckResult;
use crate::verdict::Verdict;

/// Every check that ran passed, or failed as the baseline expects.
pub const CONFORMANT: u8 = 0;
/// A check failed, or the baseline is wrong.
pub const BROKEN: u8 = 1;
/// Wrong usage, or an invalid manifest, baseline, or report.
pub const USAGE: u8 = 2;
/// The browser, the target, or the provider could not be used, or checks ended without a verdict.
pub const NOT_JUDGED: u8 = 3;
/// Nothing was selected, or nothing that was selected applies.
pub const NOTHING_RAN: u8 = 4;
/// A mistake of the harness itself.
pub const INTERNAL: u8 = 70;
/// Ended by Ctrl-C.
pub const INTERRUPTED: u8 = 130;
/// Ended by a termination signal.
pub const TERMINATED: u8 = 143;

/// What a run's exit code follows from.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'a> {
    /// Every judged check.
    pub results: &'a [CheckResult],
    /// A check that passed in one attempt and not in another fails the run.
    pub flaky_fails: bool,
    /// An entry of the baseline is wrong.
    pub baseline_is_stale: bool,
    /// A target could not be set up.
    pub target_is_missing: bool,
}

/// The code that a run with this outcome ends with.
#[must_use]
pub fn code(outcome: Outcome<'_>) -> u8 {
    let any = |wanted: fn(&CheckResult) -> bool| outcome.results.iter().any(wanted);
    let broken = any(|result| result.verdict == Verdict::Fail && result.expected.is_none());
    let flaky = any(|result| matches!(result.verdict, Verdict::Flaky(_)));
    let unjudged = any(|result| result.verdict.is_bad() && result.expected.is_none());
    if broken || outcome.baseline_is_stale || (flaky && outcome.flaky_fails) {
        BROKEN
    } else if unjudged || outcome.target_is_missing {
        NOT_JUDGED
    } else if any(|result| !matches!(result.verdict, Verdict::NotApplicable(_))) {
        CONFORMANT
    } else {
        NOTHING_RAN
    }
}
