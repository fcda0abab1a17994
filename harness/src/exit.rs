//! Exit codes, one meaning each; `harness run --help` and the README list them.

use crate::events::CheckResult;
use crate::verdict::Verdict;

/// Every check that ran passed.
pub const CONFORMANT: u8 = 0;
/// A check failed.
pub const BROKEN: u8 = 1;
/// Wrong usage or an invalid manifest.
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

/// The code that a run with these results ends with.
#[must_use]
pub fn code(results: &[CheckResult]) -> u8 {
    let any = |wanted: fn(&Verdict) -> bool| results.iter().any(|result| wanted(&result.verdict));
    if any(|verdict| matches!(verdict, Verdict::Fail)) {
        BROKEN
    } else if any(|verdict| matches!(verdict, Verdict::Inconclusive(_) | Verdict::Error(_))) {
        NOT_JUDGED
    } else if any(|verdict| matches!(verdict, Verdict::Pass | Verdict::Warn(_))) {
        CONFORMANT
    } else {
        NOTHING_RAN
    }
}
