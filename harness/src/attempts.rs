//! Several attempts at a check, and the one result that they make.

use crate::events::{Attempt, CheckResult, Event, Evidence};
use crate::verdict::Verdict;

/// How often a check runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounds {
    /// Times that each check runs, whatever becomes of it; at least 1.
    pub repeat: u32,
    /// Further attempts at a check that did not pass.
    pub retries: u32,
}

impl Default for Rounds {
    fn default() -> Self {
        Self {
            repeat: 1,
            retries: 0,
        }
    }
}

/// Attempts at the checks of one target.
#[derive(Debug, Default)]
pub struct Attempts {
    rounds: Rounds,
    /// Checks that are not judged yet, with what their attempts gave, oldest first.
    open: Vec<(String, Vec<CheckResult>)>,
}

impl Attempts {
    /// No attempts yet.
    #[must_use]
    pub fn new(rounds: Rounds) -> Self {
        Self {
            rounds,
            open: Vec::new(),
        }
    }

    /// Takes in one attempt and tells what it means: the check is judged, or it is tried again.
    ///
    /// A failure that the baseline expects (`is_expected`) is not retried: it would only fail again.
    pub fn take_in(&mut self, mut result: CheckResult, is_expected: bool) -> Event {
        let address = result.address();
        let place = self.open.iter().position(|(open, _)| *open == address);
        let made = place.map_or(1, |place| self.open[place].1.len() + 1);
        let again = made < self.rounds.repeat as usize
            || (result.verdict.is_bad() && !is_expected && made <= self.rounds.retries as usize);
        if made > 1 && !result.verdict.is_bad() {
            // Hundreds of passes look alike; only the first keeps what was recorded.
            result.evidence = Evidence::default();
        }
        let copy = again.then(|| Box::new(result.clone()));
        let results = match place {
            Some(place) => &mut self.open[place].1,
            None => {
                self.open.push((address, Vec::new()));
                &mut self.open.last_mut().expect("it was just pushed").1
            }
        };
        results.push(result);
        match copy {
            Some(attempt) => Event::AttemptFinished(attempt),
            None => {
                let place = place.unwrap_or(self.open.len() - 1);
                let (_, mut results) = self.open.remove(place);
                // Of several that run side by side, one that started later may end earlier.
                results.sort_by_key(|result| result.started_ms);
                Event::CheckFinished(Box::new(folded(results)))
            }
        }
    }

    /// How many more times the check is to be tried, as far as is known by now.
    #[must_use]
    pub fn due(&self, address: &str) -> u32 {
        let made = self.open.iter().find(|(open, _)| open == address);
        made.map_or(0, |(_, results)| {
            let made = u32::try_from(results.len()).unwrap_or(u32::MAX);
            self.rounds.repeat.saturating_sub(made).max(1)
        })
    }

    /// What is known of checks whose last attempt never came.
    pub fn close(&mut self) -> Vec<CheckResult> {
        self.open.drain(..).map(|(_, results)| folded(results)).collect()
    }
}

/// One result of several of the same check, oldest first, which may themselves be made of attempts.
///
/// # Panics
/// When there are none.
#[must_use]
pub fn folded(mut results: Vec<CheckResult>) -> CheckResult {
    if results.len() == 1 {
        return results.remove(0);
    }
    let telling = results
        .iter()
        .rposition(|result| result.verdict.is_bad() || matches!(result.verdict, Verdict::Flaky(_)));
    // When all passed, the first has kept what was recorded.
    let telling = telling.unwrap_or(0);
    let mut evidence = Evidence::default();
    let mut attempts = Vec::new();
    for (place, result) in results.iter_mut().enumerate() {
        let recorded = std::mem::take(&mut result.evidence);
        let recorded = if place == telling {
            evidence = recorded;
            Evidence::default()
        } else {
            recorded
        };
        if result.attempts.is_empty() {
            attempts.push(attempt(result, recorded));
        } else {
            attempts.append(&mut result.attempts);
        }
    }
    let result = results.swap_remove(telling);
    let verdict = verdict(&attempts);
    CheckResult {
        expected: result.expected.filter(|_| verdict == result.verdict),
        verdict,
        attempts,
        evidence,
        ..result
    }
}

fn attempt(result: &CheckResult, evidence: Evidence) -> Attempt {
    Attempt {
        verdict: result.verdict.clone(),
        started_ms: result.started_ms,
        duration_ms: result.duration_ms,
        steps: result.steps.clone(),
        failure: result.failure.clone(),
        evidence,
    }
}

/// The verdict on several attempts, which are at least two.
#[must_use]
pub fn verdict(attempts: &[Attempt]) -> Verdict {
    let bad: Vec<&Attempt> = attempts
        .iter()
        .filter(|attempt| attempt.verdict.is_bad())
        .collect();
    let last = attempts
        .last()
        .map_or(Verdict::Pass, |attempt| attempt.verdict.clone());
    if bad.is_empty() {
        let warning = attempts
            .iter()
            .find(|attempt| matches!(attempt.verdict, Verdict::Warn(_)));
        return warning.map_or(last, |attempt| attempt.verdict.clone());
    }
    if bad.len() == attempts.len() {
        let failed = bad.iter().any(|attempt| attempt.verdict == Verdict::Fail);
        return if failed { Verdict::Fail } else { last };
    }
    let why = bad[bad.len() - 1]
        .failure
        .as_ref()
        .map(|failure| failure.actual.as_str())
        .or(bad[bad.len() - 1].verdict.reason());
    let counted = format!("{} of {} attempts did not pass", bad.len(), attempts.len());
    Verdict::Flaky(match why {
        Some(why) => format!("{counted}: {why}"),
        None => counted,
    })
}
