//! The Markdown summary of a job.

use super::super::markdown::{check_markdown, code, escaped};
use super::super::printable::{cut_middle, one_line, seconds};
use super::super::record::Run;
use super::super::tally::{Totals, conclusion};
use super::super::wording::{fix_order, label};
use crate::events::CheckResult;

/// GitHub refuses a summary above 1 MiB; other steps of the job write there too.
const MOST_BYTES: usize = 900 * 1000;

pub(super) fn summary(run: &Run) -> String {
    let totals = Totals::of(&run.checks);
    let mut text = format!(
        "## {}\n\n{} in {} s against {} ({}), seed {}\n\n",
        escaped(&conclusion(run)),
        totals.phrase(),
        seconds(run.end.duration_ms),
        escaped(&one_line(&run.target_names())),
        escaped(&one_line(&run.info.browser)),
        run.info.seed
    );
    text.push_str(&baseline(run));
    if run.has_several_targets() {
        text.push_str(&targets(run));
    }
    text.push_str(&table(&run.checks));
    let mut open: Vec<&CheckResult> = run.checks.iter().filter(|check| check.is_open()).collect();
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

/// Wrong entries of the baseline, and the failures that it expects.
fn baseline(run: &Run) -> String {
    let mut text = String::new();
    for stale in &run.end.stale {
        text.push_str(&format!(
            "- {} {}: {}\n",
            code(&format!("{}:{}", stale.file, stale.line)),
            code(&stale.check),
            escaped(&one_line(&stale.problem))
        ));
    }
    let expected: Vec<String> = run
        .checks
        .iter()
        .filter_map(|check| Some((check, check.expected.as_ref()?)))
        .map(|(check, expected)| {
            format!(
                "- {} {} is expected to fail: {}\n",
                label(check),
                code(&run.name_of(check)),
                escaped(&one_line(&expected.reason))
            )
        })
        .collect();
    text.push_str(&expected.concat());
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn targets(run: &Run) -> String {
    let rows = run.targets.iter().map(|target| {
        let of_target = run.checks.iter().filter(|check| check.target == target.name);
        (
            target.name.as_str(),
            Totals::of(of_target),
            target.problem.as_deref(),
        )
    });
    let mut text = heading("Target");
    for (name, totals, problem) in rows {
        match problem {
            Some(problem) => text.push_str(&format!(
                "| {} | could not be set up: {} ||||||||\n",
                escaped(&one_line(name)),
                escaped(&cut_middle(&one_line(problem), 200))
            )),
            None => text.push_str(&row(name, totals)),
        }
    }
    text.push('\n');
    text
}

fn table(checks: &[CheckResult]) -> String {
    let mut features: Vec<&str> = checks.iter().map(|check| check.feature.as_str()).collect();
    features.sort_unstable();
    features.dedup();
    let mut text = heading("Feature");
    for feature in features {
        let totals = Totals::of(checks.iter().filter(|check| check.feature == feature));
        text.push_str(&row(feature, totals));
    }
    text
}

fn heading(first: &str) -> String {
    format!(
        "| {first} | Pass | Fail | Warn | Flaky | Expected | Error | Inconclusive | Not applicable |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    )
}

fn row(name: &str, totals: Totals) -> String {
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
        escaped(&one_line(name)),
        totals.pass,
        totals.fail,
        totals.warn,
        totals.flaky,
        totals.expected,
        totals.error,
        totals.inconclusive,
        totals.not_applicable
    )
}
