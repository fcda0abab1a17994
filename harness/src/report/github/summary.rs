//! The Markdown summary of a job.

use super::super::markdown::{check_markdown, code, escaped};
use super::super::printable::{one_line, seconds};
use super::super::record::Run;
use super::super::tally::{Totals, conclusion};
use super::super::wording::fix_order;
use crate::events::CheckResult;
use crate::verdict::Verdict;

/// GitHub refuses a summary above 1 MiB; other steps of the job write there too.
const MOST_BYTES: usize = 900 * 1000;

pub(super) fn summary(run: &Run) -> String {
    let totals = Totals::of(&run.checks);
    let mut text = format!(
        "## {}\n\n{} in {} s against {} ({}), seed {}\n\n",
        escaped(&conclusion(&run.checks, &run.end, run.info.total)),
        totals.phrase(),
        seconds(run.end.duration_ms),
        escaped(&one_line(&run.info.target)),
        escaped(&one_line(&run.info.browser)),
        run.info.seed
    );
    text.push_str(&table(&run.checks));
    let mut open: Vec<&CheckResult> = run
        .checks
        .iter()
        .filter(|check| !matches!(check.verdict, Verdict::Pass | Verdict::NotApplicable(_)))
        .collect();
    open.sort_by_key(|check| fix_order(check));
    let end = format!("\nRepeat this run: {}\n", code(&run.info.command));
    for (number, check) in open.iter().enumerate() {
        let part = format!("\n{}", check_markdown(check, 3));
        let left = open.len() - number;
        let cut = format!("\n{left} more did not fit here; they are in the report.\n");
        if text.len() + part.len() + cut.len() + end.len() > MOST_BYTES {
            text.push_str(&cut);
            break;
        }
        text.push_str(&part);
    }
    text.push_str(&end);
    text
}

fn table(checks: &[CheckResult]) -> String {
    let mut features: Vec<&str> = checks.iter().map(|check| check.feature.as_str()).collect();
    features.sort_unstable();
    features.dedup();
    let mut text = "| Feature | Pass | Fail | Warn | Error | Inconclusive | Not applicable |\n|---|--:|--:|--:|--:|--:|--:|\n".to_owned();
    for feature in features {
        let totals = Totals::of(checks.iter().filter(|check| check.feature == feature));
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            escaped(&one_line(feature)),
            totals.pass,
            totals.fail,
            totals.warn,
            totals.error,
            totals.inconclusive,
            totals.not_applicable
        ));
    }
    text
}
