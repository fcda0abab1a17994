//! Entries of the baseline that no longer say what is so.

use jiff::civil::Date;

use super::{Baseline, Entry, ExpectedVerdict};
use crate::events::{CheckResult, Stale};
use crate::verdict::Verdict;

impl Baseline {
    /// The entries that are wrong on `today`, held against every result of a run.
    ///
    /// An entry about checks that were not selected is left alone: a run of one check must not fail for another.
    #[must_use]
    pub fn stale(&self, results: &[CheckResult], today: Date) -> Vec<Stale> {
        self.entries
            .iter()
            .filter_map(|entry| {
                Some(Stale {
                    file: self.file.clone(),
                    line: entry.line,
                    target: results.first()?.target.clone(),
                    check: entry.label(),
                    problem: entry.problem(results, today)?,
                })
            })
            .collect()
    }
}

impl Entry {
    fn problem(&self, results: &[CheckResult], today: Date) -> Option<String> {
        let covered: Vec<&CheckResult> = results.iter().filter(|result| self.covers(result)).collect();
        if covered.is_empty() {
            return None;
        }
        if let Some(expires) = self.expires.filter(|_| self.expired(today)) {
            return Some(format!(
                "expired on {expires}: correct the app, or decide again and set a later date"
            ));
        }
        let ran: Vec<&CheckResult> = covered
            .into_iter()
            .filter(|result| !matches!(result.verdict, Verdict::NotApplicable(_)))
            .collect();
        if ran.is_empty() {
            return Some("matches nothing that ran: the check does not apply; remove the entry".to_owned());
        }
        // What could not be judged says nothing about the entry either.
        let judged = ran
            .iter()
            .filter(|result| !matches!(result.verdict, Verdict::Error(_)))
            .filter(|result| {
                self.verdict == ExpectedVerdict::Inconclusive
                    || !matches!(result.verdict, Verdict::Inconclusive(_))
            });
        let contrary: Vec<String> = judged
            .filter(|result| !self.foresees(&result.verdict))
            .map(|result| format!("{} {}", result.address(), outcome(&result.verdict)))
            .collect();
        if contrary.is_empty() {
            return None;
        }
        let all = contrary.len() == ran.len();
        let advice = if all {
            "remove the entry"
        } else {
            "narrow the entry with `provider`"
        };
        Some(format!("{}; {advice}", contrary.join(", ")))
    }
}

/// `passes now`, and so on.
fn outcome(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "passes now",
        Verdict::Warn(_) => "only warns now",
        Verdict::Flaky(_) => "passes now and then",
        Verdict::Fail => "fails now",
        Verdict::Inconclusive(_) => "is inconclusive now",
        Verdict::NotApplicable(_) => "does not apply now",
        Verdict::Error(_) => "ends in an error now",
    }
}
