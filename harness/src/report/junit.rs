//! `junit.xml`: a feature is a suite, a check is a case.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestRerun, TestSuite};

use super::Reporter;
use super::failure_block::failure_block;
use super::files::write_whole;
use super::printable::{one_line, paragraph, printable};
use super::record::{Record, Run};
use super::screenshots::screenshot_path;
use super::wording::word;
use crate::events::{Attempt, CheckResult};
use crate::verdict::Verdict;

/// Writes JUnit XML when the run ends.
#[derive(Debug)]
pub struct Junit {
    path: PathBuf,
    report_dir: Option<PathBuf>,
    record: Record,
}

impl Junit {
    /// Writes to `path`; with a `report_dir`, cases name their screenshots there.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, report_dir: Option<PathBuf>) -> Self {
        Self {
            path: path.into(),
            report_dir,
            record: Record::default(),
        }
    }
}

impl Reporter for Junit {
    fn on_event(&mut self, event: &crate::events::Event) -> io::Result<()> {
        let Some(run) = self.record.observe(event) else {
            return Ok(());
        };
        let xml = report(&run, self.report_dir.as_deref())
            .to_string()
            .map_err(io::Error::other)?;
        write_whole(&self.path, xml.as_bytes())
    }
}

fn report(run: &Run, report_dir: Option<&Path>) -> Report {
    let mut report = Report::new(format!("harness: {}", one_line(&run.target_names())));
    report.timestamp = run.info.started_at.parse().ok();
    report.set_time(Duration::from_millis(run.end.duration_ms));
    for target in &run.targets {
        let checks: Vec<&CheckResult> = run
            .checks
            .iter()
            .filter(|check| check.target == target.name)
            .collect();
        for feature in features(&checks) {
            let name = if run.has_several_targets() {
                format!("{}: {feature}", target.name)
            } else {
                feature.to_owned()
            };
            let mut suite = TestSuite::new(one_line(&name));
            suite.add_property(("target", target.url.as_str()));
            suite.add_property(("browser", run.info.browser.as_str()));
            suite.add_property(("seed", run.info.seed.to_string().as_str()));
            let of_feature = || checks.iter().filter(|check| check.feature == feature);
            suite.set_time(Duration::from_millis(
                of_feature().map(|check| check.duration_ms).sum(),
            ));
            suite.add_test_cases(of_feature().map(|check| case(check, report_dir)));
            report.add_test_suite(suite);
        }
        if let Some(problem) = &target.problem {
            report.add_test_suite(unusable(&target.name, problem));
        }
    }
    if !run.end.stale.is_empty() {
        report.add_test_suite(baseline(run));
    }
    report
}

/// Titles of the features, each once, in the order of their first check.
fn features<'a>(checks: &[&'a CheckResult]) -> Vec<&'a str> {
    let mut features: Vec<&str> = Vec::new();
    for check in checks {
        if !features.contains(&check.feature.as_str()) {
            features.push(&check.feature);
        }
    }
    features
}

/// A target that could not be set up, which must not look like one without checks.
fn unusable(target: &str, problem: &str) -> TestSuite {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(one_line(problem));
    let mut suite = TestSuite::new(one_line(target));
    suite.add_test_case(TestCase::new("set-up", status));
    suite
}

/// Wrong entries of the baseline, each as a case that failed.
fn baseline(run: &Run) -> TestSuite {
    let mut suite = TestSuite::new("Baseline");
    for stale in &run.end.stale {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(one_line(&stale.problem));
        let name = format!("{}:{} {}", stale.file, stale.line, stale.check);
        suite.add_test_case(TestCase::new(one_line(&name), status));
    }
    suite
}

fn case(check: &CheckResult, report_dir: Option<&Path>) -> TestCase {
    let mut case = TestCase::new(check.address(), status(check, report_dir));
    case.set_classname(one_line(&check.feature));
    case.set_time(Duration::from_millis(check.duration_ms));
    case.extra.insert(
        "file".into(),
        format!("features/{}", one_line(&check.file)).into(),
    );
    case.extra.insert("line".into(), check.line.to_string().into());
    case.add_property(Property::new("title", one_line(&check.name)));
    case.add_property(Property::new("level", check.level.word()));
    case.add_property(Property::new("profile", one_line(&check.profile)));
    case.add_property(Property::new("verdict", word(check)));
    for section in &check.sections {
        case.add_property(Property::new("section", one_line(&section.title)));
    }
    let mut output = String::new();
    if let Verdict::Warn(reason) = &check.verdict {
        output.push_str(&format!("warning: {}\n", printable(reason)));
    }
    if let Some(folder) = report_dir {
        for page in check
            .evidence
            .pages
            .iter()
            .filter(|page| page.screenshot.is_some())
        {
            // Jenkins and GitLab read this line.
            output.push_str(&format!(
                "[[ATTACHMENT|{}]]\n",
                screenshot_path(folder, check, &page.person).display()
            ));
        }
    }
    if !output.is_empty() {
        case.set_system_out(output);
    }
    case
}

fn status(check: &CheckResult, report_dir: Option<&Path>) -> TestCaseStatus {
    if let Some(expected) = &check.expected {
        return skipped(&format!("expected to fail: {}", expected.reason));
    }
    let mut status = match &check.verdict {
        Verdict::Pass | Verdict::Warn(_) => return TestCaseStatus::success(),
        Verdict::NotApplicable(reason) => return skipped(reason),
        Verdict::Flaky(_) => {
            let mut status = TestCaseStatus::success();
            for attempt in check.attempts.iter().filter(|attempt| attempt.verdict.is_bad()) {
                status.add_rerun(rerun(attempt));
            }
            return status;
        }
        Verdict::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Inconclusive(_) | Verdict::Error(_) => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    let actual = check.failure.as_ref().map(|failure| failure.actual.as_str());
    status.set_message(one_line(&paragraph(
        check.verdict.reason().or(actual).unwrap_or_default(),
    )));
    status.set_type(check.verdict.word());
    // The last attempt is the case itself.
    for attempt in check.attempts.iter().rev().skip(1).rev() {
        status.add_rerun(rerun(attempt));
    }
    let block: Vec<String> = failure_block(check, report_dir)
        .into_iter()
        .map(|(_, line)| line)
        .collect();
    status.set_description(block.join("\n"));
    status
}

fn skipped(reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(one_line(reason));
    status
}

/// One attempt of several.
fn rerun(attempt: &Attempt) -> TestRerun {
    let kind = match attempt.verdict {
        Verdict::Fail => NonSuccessKind::Failure,
        _ => NonSuccessKind::Error,
    };
    let mut rerun = TestRerun::new(kind);
    rerun.set_time(Duration::from_millis(attempt.duration_ms));
    rerun.set_type(attempt.verdict.word());
    let actual = attempt.failure.as_ref().map(|failure| failure.actual.as_str());
    rerun.set_message(one_line(&paragraph(
        actual.or(attempt.verdict.reason()).unwrap_or_default(),
    )));
    rerun
}
