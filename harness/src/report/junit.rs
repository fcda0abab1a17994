//! `junit.xml`: a feature is a suite, a check is a case.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::Reporter;
use super::failure_block::failure_block;
use super::files::write_whole;
use super::printable::{one_line, paragraph, printable};
use super::record::{Record, Run};
use super::screenshots::screenshot_path;
use crate::events::CheckResult;
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
    let mut report = Report::new(format!("harness: {}", one_line(&run.info.target)));
    report.timestamp = run.info.started_at.parse().ok();
    report.set_time(Duration::from_millis(run.end.duration_ms));
    let mut suites: Vec<(&str, TestSuite)> = Vec::new();
    for check in &run.checks {
        let place = suites
            .iter()
            .position(|(feature, _)| *feature == check.feature)
            .unwrap_or_else(|| {
                let mut suite = TestSuite::new(one_line(&check.feature));
                suite.add_property(("target", run.info.target_url.as_str()));
                suite.add_property(("browser", run.info.browser.as_str()));
                suite.add_property(("seed", run.info.seed.to_string().as_str()));
                suites.push((&check.feature, suite));
                suites.len() - 1
            });
        suites[place].1.add_test_case(case(check, report_dir));
    }
    for (feature, mut suite) in suites {
        let checks = run.checks.iter().filter(|check| check.feature == feature);
        suite.set_time(Duration::from_millis(checks.map(|check| check.duration_ms).sum()));
        report.add_test_suite(suite);
    }
    report
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
    case.add_property(Property::new("verdict", check.verdict.word()));
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
    let mut status = match &check.verdict {
        Verdict::Pass | Verdict::Warn(_) => return TestCaseStatus::success(),
        Verdict::NotApplicable(reason) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(one_line(reason));
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
    let block: Vec<String> = failure_block(check, report_dir)
        .into_iter()
        .map(|(_, line)| line)
        .collect();
    status.set_description(block.join("\n"));
    status
}
