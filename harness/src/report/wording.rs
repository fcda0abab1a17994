//! Words and order of verdicts and levels in every report.

use crate::events::{CheckResult, Party};
use crate::verdict::{Level, Verdict};

/// Short word in capitals, for columns of at most seven characters.
pub(super) fn label(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "PASS",
        Verdict::Fail => "FAIL",
        Verdict::Warn(_) => "WARN",
        Verdict::NotApplicable(_) => "N/A",
        Verdict::Inconclusive(_) => "INCONCL",
        Verdict::Error(_) => "ERROR",
    }
}

/// Place in lists: what needs a person comes first.
pub(super) fn urgency(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Fail => 0,
        Verdict::Error(_) => 1,
        Verdict::Inconclusive(_) => 2,
        Verdict::Warn(_) => 3,
        Verdict::Pass => 4,
        Verdict::NotApplicable(_) => 5,
    }
}

/// Order of a *fix first* list: a breach of a MUST before the rest, the core profile before the others.
pub(super) fn fix_order(check: &CheckResult) -> (u8, Level, bool) {
    (urgency(&check.verdict), check.level, check.profile != "core")
}

/// Level in capitals, as specifications write it.
pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "MUST",
        Level::Should => "SHOULD",
        Level::Usability => "USABILITY",
        Level::Info => "INFO",
    }
}

/// Name of a party in arrows and diagrams.
pub(super) fn party(party: Party) -> &'static str {
    match party {
        Party::Browser => "browser",
        Party::App => "app",
        Party::Provider => "provider",
    }
}

/// Every verdict with its meaning, for the legend of a report.
pub(super) const DEFINITIONS: [(&str, &str, &str); 6] = [
    ("pass", "PASS", "What was demanded was seen."),
    (
        "fail",
        "FAIL",
        "What was demanded did not happen, or what is forbidden did.",
    ),
    (
        "warn",
        "WARN",
        "A SHOULD is breached, or the decision was right and its manner was not.",
    ),
    (
        "not-applicable",
        "N/A",
        "The target has no such capability, or its manifest does not say how to reach it.",
    ),
    (
        "inconclusive",
        "INCONCL",
        "The set-up, the control, or the way to the step failed: nothing was proved.",
    ),
    (
        "error",
        "ERROR",
        "The harness itself, the browser, or the target process broke.",
    ),
];
