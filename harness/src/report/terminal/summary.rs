//! The end of a run: counts, what to fix first, where the report is, and the verdict.

use std::path::Path;

use super::super::printable::{cut_middle, one_line, seconds};
use super::super::record::Run;
use super::super::tally::{Totals, conclusion};
use super::super::wording::{fix_order, label, level};
use super::baseline::baseline;
use super::{LONGEST_TITLE, Paint};
use crate::events::CheckResult;
use crate::verdict::Level;

pub(super) fn summary(run: &Run, report_dir: Option<&Path>, paint: Paint) -> String {
    let totals = Totals::of(&run.checks);
    let checks = if totals.total() == 1 { "check" } else { "checks" };
    let mut text = format!(
        "────────────\n   Summary [ {} s] {} {checks}: {}\n",
        seconds(run.end.duration_ms),
        totals.total(),
        totals.phrase()
    );
    let unfinished = run.info.total.saturating_sub(totals.total());
    if unfinished > 0 {
        text.push_str(&format!("   {unfinished} not run\n"));
    }
    text.push_str(&named(run, paint));
    text.push_str(&format!("   {}\n", by_level(&run.checks)));
    text.push_str(&by_feature(&run.checks));
    if run.has_several_targets() {
        text.push_str(&by_target(run));
    }
    text.push_str(&baseline(run));
    if let Some(folder) = report_dir {
        text.push_str(&format!("   Report   {}\n", folder.join("index.html").display()));
    }
    text.push_str(&format!("   {}\n", paint.bold(&conclusion(run))));
    text
}

/// What did not pass, in the order in which it is worth fixing.
fn named(run: &Run, paint: Paint) -> String {
    let mut open: Vec<&CheckResult> = run.checks.iter().filter(|check| check.is_open()).collect();
    open.sort_by_key(|check| fix_order(check));
    let lines = open.iter().map(|check| {
        let word = paint.verdict(check, &format!("{:>10}", label(check)));
        format!(
            "{word}  {:<9} {}  {}\n",
            level(check.level),
            one_line(&run.name_of(check)),
            cut_middle(&one_line(&check.name), LONGEST_TITLE)
        )
    });
    lines.collect()
}

/// `MUST 39/40   SHOULD 5/7`: passed of judged; levels without a judged check are left out.
fn by_level(checks: &[CheckResult]) -> String {
    let levels = [Level::Must, Level::Should, Level::Usability, Level::Info];
    let parts: Vec<String> = levels
        .into_iter()
        .filter_map(|wanted| {
            let totals = Totals::of(checks.iter().filter(|check| check.level == wanted));
            (totals.judged() > 0).then(|| format!("{} {}/{}", level(wanted), totals.pass, totals.judged()))
        })
        .collect();
    if parts.is_empty() {
        "no check was judged".to_owned()
    } else {
        format!("Passed   {}", parts.join("   "))
    }
}

/// One line for each feature where something is open; a count for the rest.
fn by_feature(checks: &[CheckResult]) -> String {
    let mut features: Vec<&str> = checks.iter().map(|check| check.feature.as_str()).collect();
    features.dedup();
    features.sort_unstable();
    features.dedup();
    let mut text = String::new();
    let mut clean = 0;
    for feature in features {
        let totals = Totals::of(checks.iter().filter(|check| check.feature == feature));
        if totals.open() == 0 {
            clean += 1;
        } else {
            text.push_str(&format!("     {}: {}\n", one_line(feature), totals.phrase()));
        }
    }
    if clean > 0 && !text.is_empty() {
        let (features, have) = if clean == 1 {
            ("feature", "has")
        } else {
            ("features", "have")
        };
        text.push_str(&format!("     {clean} other {features} {have} nothing open\n"));
    }
    text
}

/// One line for each target, names aligned.
fn by_target(run: &Run) -> String {
    let width = run.targets.iter().map(|target| target.name.chars().count()).max();
    let width = width.unwrap_or_default();
    let lines = run.targets.iter().map(|target| {
        let said = match &target.problem {
            Some(_) => "could not be set up".to_owned(),
            None => Totals::of(run.checks.iter().filter(|check| check.target == target.name)).phrase(),
        };
        format!("   {:<width$}  {said}\n", one_line(&target.name))
    });
    lines.collect()
}
