//! Words and order of verdicts and levels in every report.

use crate::events::{CheckResult, Party};
use crate::verdict::{Level, Verdict};

/// Short word in capitals, for columns of at most seven characters.
pub(super) fn label(check: &CheckResult) -> &'static str {
    match &check.expected {
        Some(_) => "XFAIL",
        None => verdict_label(&check.verdict),
    }
}

/// The same for a verdict alone.
pub(super) fn verdict_label(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "PASS",
        Verdict::Fail => "FAIL",
        Verdict::Warn(_) => "WARN",
        Verdict::Flaky(_) => "FLAKY",
        Verdict::NotApplicable(_) => "N/A",
        Verdict::Inconclusive(_) => "INCONCL",
        Verdict::Error(_) => "ERROR",
    }
}

/// The word of the verdict, or `expected` where the baseline expects it.
pub(super) fn word(check: &CheckResult) -> &'static str {
    match &check.expected {
        Some(_) => "expected",
        None => check.verdict.word(),
    }
}

/// Why the verdict is what it is, where it says so: its own reason, then the baseline's.
pub(super) fn reasons(check: &CheckResult) -> Vec<(&'static str, String)> {
    let mut reasons = Vec::new();
    reasons.extend(check.verdict.reason().map(|why| ("Reason", why.to_owned())));
    reasons.extend(check.expected.as_ref().map(|expected| {
        let until = expected
            .expires
            .as_ref()
            .map_or_else(String::new, |date| format!(" (until {date})"));
        (
            "Baseline",
            format!("expected to fail: {}{until}", expected.reason),
        )
    }));
    reasons
}

/// Place in lists: what needs a person comes first.
pub(super) fn urgency(check: &CheckResult) -> u8 {
    if check.expected.is_some() {
        return 5;
    }
    match check.verdict {
        Verdict::Fail => 0,
        Verdict::Error(_) => 1,
        Verdict::Inconclusive(_) => 2,
        Verdict::Flaky(_) => 3,
        Verdict::Warn(_) => 4,
        Verdict::Pass => 6,
        Verdict::NotApplicable(_) => 7,
    }
}

/// Order of a *fix first* list: a breach of a MUST before the rest, the core profile before the others.
pub(super) fn fix_order(check: &CheckResult) -> (u8, Level, bool) {
    (urgency(check), check.level, check.profile != "core")
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
pub(super) const DEFINITIONS: [(&str, &str, &str); 8] = [
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
    ("flaky", "FLAKY", "Passed in one attempt and not in another."),
    (
        "expected",
        "XFAIL",
        "Failed as the baseline expects, for the reason that stands there.",
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
