//! Counts, and the one sentence that says what a run concluded.

use serde::{Deserialize, Serialize};

use super::printable::count;
use crate::events::{CheckResult, RunEnd};
use crate::verdict::{Level, Verdict};

/// How many checks got which verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Totals {
    /// Checks that passed.
    pub pass: usize,
    /// Checks that failed.
    pub fail: usize,
    /// Checks that warned.
    pub warn: usize,
    /// Checks that the target has nothing to be judged by.
    pub not_applicable: usize,
    /// Checks that proved nothing.
    pub inconclusive: usize,
    /// Checks that broke.
    pub error: usize,
}

impl Totals {
    /// Counts the verdicts of `checks`.
    pub fn of<'a>(checks: impl IntoIterator<Item = &'a CheckResult>) -> Self {
        let mut totals = Self::default();
        for check in checks {
            totals.add(&check.verdict);
        }
        totals
    }

    /// Counts one more.
    pub fn add(&mut self, verdict: &Verdict) {
        *match verdict {
            Verdict::Pass => &mut self.pass,
            Verdict::Fail => &mut self.fail,
            Verdict::Warn(_) => &mut self.warn,
            Verdict::NotApplicable(_) => &mut self.not_applicable,
            Verdict::Inconclusive(_) => &mut self.inconclusive,
            Verdict::Error(_) => &mut self.error,
        } += 1;
    }

    /// All checks.
    #[must_use]
    pub fn total(&self) -> usize {
        self.judged() + self.not_applicable + self.inconclusive + self.error
    }

    /// Checks that say something about the target.
    #[must_use]
    pub fn judged(&self) -> usize {
        self.pass + self.fail + self.warn
    }

    /// `44 passed, 1 failed, 2 warnings`: passed always, the others when there are any.
    #[must_use]
    pub fn phrase(&self) -> String {
        let mut parts = vec![format!("{} passed", self.pass)];
        parts.extend((self.fail > 0).then(|| format!("{} failed", self.fail)));
        parts.extend((self.warn > 0).then(|| count(self.warn, "warning", "warnings")));
        parts.extend((self.error > 0).then(|| count(self.error, "error", "errors")));
        parts.extend((self.inconclusive > 0).then(|| format!("{} inconclusive", self.inconclusive)));
        parts.extend((self.not_applicable > 0).then(|| format!("{} not applicable", self.not_applicable)));
        parts.join(", ")
    }
}

/// The verdict on the target in one sentence, without a full stop.
///
/// `selected` is the number of checks that were to run.
#[must_use]
pub fn conclusion(checks: &[CheckResult], end: &RunEnd, selected: usize) -> String {
    let totals = Totals::of(checks);
    let broken = |level: Level| {
        checks
            .iter()
            .filter(|check| check.verdict == Verdict::Fail && check.level == level)
            .count()
    };
    if totals.fail > 0 && end.exit_code == 0 {
        return format!(
            "Accepted: {} as the baseline expects, and nothing else is broken",
            count(totals.fail, "check fails", "checks fail")
        );
    }
    let interrupted = if end.interrupted {
        format!(
            "; interrupted after {} of {}",
            totals.total(),
            count(selected, "check", "checks")
        )
    } else {
        String::new()
    };
    if totals.fail > 0 {
        let kinds = [
            (Level::Must, "MUST requirement"),
            (Level::Should, "SHOULD requirement"),
            (Level::Usability, "USABILITY requirement"),
            (Level::Info, "recorded expectation"),
        ];
        let parts: Vec<String> = kinds
            .into_iter()
            .filter(|(level, _)| broken(*level) > 0)
            .map(|(level, name)| count(broken(level), name, &format!("{name}s")))
            .collect();
        let verb = if totals.fail == 1 { "is" } else { "are" };
        return format!(
            "Not conformant: {} {verb} broken{interrupted}",
            parts.join(" and ")
        );
    }
    if end.interrupted {
        return format!(
            "Interrupted after {} of {}: nothing is concluded about the rest",
            totals.total(),
            count(selected, "check", "checks")
        );
    }
    if totals.error + totals.inconclusive > 0 {
        let mut parts = Vec::new();
        parts.extend((totals.inconclusive > 0).then(|| {
            count(
                totals.inconclusive,
                "check was inconclusive",
                "checks were inconclusive",
            )
        }));
        parts.extend(
            (totals.error > 0)
                .then(|| count(totals.error, "check ended in an error", "checks ended in errors")),
        );
        return format!("Could not judge: {}", parts.join(" and "));
    }
    if totals.judged() == 0 {
        return "Nothing was proved: no check applied to this target".to_owned();
    }
    if end.exit_code != 0 {
        return format!(
            "Not accepted: no check failed, but the run ends with exit code {}",
            end.exit_code
        );
    }
    let warnings = if totals.warn > 0 {
        format!(", with {}", count(totals.warn, "warning", "warnings"))
    } else {
        String::new()
    };
    format!(
        "Conformant: nothing is broken in {}{warnings}",
        count(totals.judged(), "check", "checks")
    )
}
