//! Counts, and the one sentence that says what a run concluded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::printable::count;
use super::record::Run;
use crate::events::CheckResult;
use crate::verdict::{Level, Verdict};

/// How many checks got which verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Totals {
    /// Checks that passed.
    pub pass: usize,
    /// Checks that failed, and no baseline expects it.
    pub fail: usize,
    /// Checks that warned.
    pub warn: usize,
    /// Checks that passed in one attempt and not in another.
    pub flaky: usize,
    /// Checks that did not pass, as the baseline expects.
    pub expected: usize,
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
            totals.add(check);
        }
        totals
    }

    /// Counts one more.
    pub fn add(&mut self, check: &CheckResult) {
        if check.expected.is_some() {
            self.expected += 1;
            return;
        }
        *match &check.verdict {
            Verdict::Pass => &mut self.pass,
            Verdict::Fail => &mut self.fail,
            Verdict::Warn(_) => &mut self.warn,
            Verdict::Flaky(_) => &mut self.flaky,
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
        self.pass + self.fail + self.warn + self.flaky + self.expected
    }

    /// Checks that a person has to look into.
    #[must_use]
    pub fn open(&self) -> usize {
        self.fail + self.warn + self.flaky + self.error + self.inconclusive
    }

    /// `44 passed, 1 failed, 2 warnings`: passed always, the others when there are any.
    #[must_use]
    pub fn phrase(&self) -> String {
        let mut parts = vec![format!("{} passed", self.pass)];
        parts.extend((self.fail > 0).then(|| format!("{} failed", self.fail)));
        parts.extend((self.warn > 0).then(|| count(self.warn, "warning", "warnings")));
        parts.extend((self.flaky > 0).then(|| format!("{} flaky", self.flaky)));
        parts.extend((self.expected > 0).then(|| format!("{} expected to fail", self.expected)));
        parts.extend((self.error > 0).then(|| count(self.error, "error", "errors")));
        parts.extend((self.inconclusive > 0).then(|| format!("{} inconclusive", self.inconclusive)));
        parts.extend((self.not_applicable > 0).then(|| format!("{} not applicable", self.not_applicable)));
        parts.join(", ")
    }
}

/// The verdict on the targets in one sentence, without a full stop.
pub(super) fn conclusion(run: &Run) -> String {
    let totals = Totals::of(&run.checks);
    let (end, selected) = (&run.end, run.info.total);
    let after = format!(
        "after {} of {}",
        totals.total(),
        count(selected, "check", "checks")
    );
    if totals.fail > 0 {
        let interrupted = if end.interrupted {
            format!("; interrupted {after}")
        } else {
            String::new()
        };
        return format!("Not conformant: {}{interrupted}", broken(run, totals));
    }
    if end.interrupted {
        return format!("Interrupted {after}: nothing is concluded about the rest");
    }
    if !end.stale.is_empty() {
        return format!(
            "Not accepted: {} of the baseline {} wrong by now",
            count(end.stale.len(), "entry", "entries"),
            if end.stale.len() == 1 { "is" } else { "are" }
        );
    }
    if let Some(sentence) = unjudged(run, totals) {
        return sentence;
    }
    if totals.judged() == 0 {
        let targets = if run.has_several_targets() {
            "these targets"
        } else {
            "this target"
        };
        return format!("Nothing was proved: no check applied to {targets}");
    }
    if end.exit_code != 0 && totals.flaky > 0 {
        return format!(
            "Not accepted: {} not pass every time",
            count(totals.flaky, "check does", "checks do")
        );
    }
    if end.exit_code != 0 {
        return format!(
            "Not accepted: no check failed, but the run ends with exit code {}",
            end.exit_code
        );
    }
    let mut but = Vec::new();
    but.extend((totals.warn > 0).then(|| count(totals.warn, "warning", "warnings")));
    but.extend((totals.flaky > 0).then(|| count(totals.flaky, "flaky check", "flaky checks")));
    let but = if but.is_empty() {
        String::new()
    } else {
        format!(", with {}", but.join(" and "))
    };
    if totals.expected > 0 {
        return format!(
            "Accepted: {} as the baseline expects, and nothing else is broken{but}",
            count(totals.expected, "check fails", "checks fail")
        );
    }
    format!(
        "Conformant: nothing is broken in {}{but}",
        count(totals.judged(), "check", "checks")
    )
}

/// `1 MUST requirement and 2 SHOULD requirements are broken`.
fn broken(run: &Run, totals: Totals) -> String {
    let kinds = [
        (Level::Must, "MUST requirement"),
        (Level::Should, "SHOULD requirement"),
        (Level::Usability, "USABILITY requirement"),
        (Level::Info, "recorded expectation"),
    ];
    let parts: Vec<String> = kinds
        .into_iter()
        .filter_map(|(level, name)| {
            let of_level = run.checks.iter().filter(|check| check.level == level);
            let number = Totals::of(of_level).fail;
            (number > 0).then(|| count(number, name, &format!("{name}s")))
        })
        .collect();
    let verb = if totals.fail == 1 { "is" } else { "are" };
    format!("{} {verb} broken", parts.join(" and "))
}

/// What could not be judged, if anything.
fn unjudged(run: &Run, totals: Totals) -> Option<String> {
    let missing: Vec<&str> = run
        .targets
        .iter()
        .filter(|target| target.problem.is_some())
        .map(|target| target.name.as_str())
        .collect();
    let mut parts = Vec::new();
    parts.extend((!missing.is_empty()).then(|| format!("{} could not be set up", missing.join(", "))));
    parts.extend((totals.inconclusive > 0).then(|| {
        count(
            totals.inconclusive,
            "check was inconclusive",
            "checks were inconclusive",
        )
    }));
    parts.extend(
        (totals.error > 0).then(|| count(totals.error, "check ended in an error", "checks ended in errors")),
    );
    (!parts.is_empty()).then(|| format!("Could not judge: {}", parts.join(" and ")))
}
