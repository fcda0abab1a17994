//! GitHub Actions: annotations at the lines of the feature files, and a Markdown summary of the job.

mod summary;

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;

use super::Reporter;
use super::printable::{one_line, paragraph};
use super::record::{Record, Run};
use super::wording::{fix_order, label};
use crate::events::{CheckResult, Event, Stale};
use crate::verdict::Verdict;

/// GitHub shows ten annotations of a kind for a step, and drops the rest without a word.
const ANNOTATIONS: usize = 10;

/// Writes annotations and the summary when the run ends.
pub struct Github {
    out: Box<dyn Write + Send>,
    summary: Option<PathBuf>,
    features: String,
    record: Record,
}

impl Github {
    /// In a GitHub job, annotations on standard error and the summary in `$GITHUB_STEP_SUMMARY`; elsewhere nothing.
    ///
    /// `features` is the folder of the feature files from the root of the repository, for example `features`.
    #[must_use]
    pub fn from_environment(features: &str) -> Option<Self> {
        if std::env::var_os("GITHUB_ACTIONS").is_none_or(|value| value != "true") {
            return None;
        }
        let summary = std::env::var_os("GITHUB_STEP_SUMMARY")
            .filter(|path| !path.is_empty())
            .map(PathBuf::from);
        Some(Self::new(io::stderr(), summary, features))
    }

    /// Annotations to `out`, and the summary appended to the file `summary`.
    #[must_use]
    pub fn new(out: impl Write + Send + 'static, summary: Option<PathBuf>, features: &str) -> Self {
        let features = features.trim_end_matches('/').to_owned();
        Self {
            out: Box::new(out),
            summary,
            features,
            record: Record::default(),
        }
    }

    fn annotate(&mut self, run: &Run) -> io::Result<()> {
        for (command, of_kind) in [
            ("error", is_error as fn(&Verdict) -> bool),
            ("warning", is_warning),
        ] {
            let mut open: Vec<&CheckResult> = run
                .checks
                .iter()
                .filter(|check| check.expected.is_none() && of_kind(&check.verdict))
                .collect();
            open.sort_by_key(|check| fix_order(check));
            // What the baseline says wrongly is an error like any other, and there are few of them.
            if command == "error" {
                for stale in run.end.stale.iter().take(ANNOTATIONS) {
                    writeln!(self.out, "{}", stale_annotation(stale))?;
                }
            }
            // The last place is kept for the number of those left out.
            let shown = if open.len() > ANNOTATIONS {
                ANNOTATIONS - 1
            } else {
                open.len()
            };
            for check in &open[..shown] {
                writeln!(self.out, "{}", annotation(run, command, &self.features, check))?;
            }
            if open.len() > shown {
                let more = format!("and {} more, see the report", open.len() - shown);
                writeln!(self.out, "::{command} title=harness::{}", data(&more))?;
            }
        }
        self.out.flush()
    }
}

impl Reporter for Github {
    fn on_event(&mut self, event: &Event) -> io::Result<()> {
        let Some(run) = self.record.observe(event) else {
            return Ok(());
        };
        self.annotate(&run)?;
        if let Some(path) = &self.summary {
            // Other steps of the job write to the same file.
            let mut file = OpenOptions::new().create(true).append(true).open(path)?;
            file.write_all(summary::summary(&run).as_bytes())?;
        }
        Ok(())
    }
}

fn is_error(verdict: &Verdict) -> bool {
    verdict.is_bad()
}

fn is_warning(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Warn(_) | Verdict::Flaky(_))
}

fn stale_annotation(stale: &Stale) -> String {
    format!(
        "::error file={},line={},title={}::{}",
        property(&one_line(&stale.file)),
        stale.line,
        property(&format!("baseline: {}", one_line(&stale.check))),
        data(&paragraph(&stale.problem))
    )
}

fn annotation(run: &Run, command: &str, features: &str, check: &CheckResult) -> String {
    let title = format!(
        "{} {}: {}",
        label(check),
        one_line(&run.name_of(check)),
        one_line(&check.name)
    );
    let mut message = String::new();
    if let Some(failure) = &check.failure {
        message.push_str(&format!(
            "expected: {}\nactual: {}\n",
            paragraph(&failure.expected),
            paragraph(&failure.actual)
        ));
    }
    if let Some(reason) = check.verdict.reason() {
        message.push_str(&format!("reason: {}\n", paragraph(reason)));
    }
    message.push_str(&format!("run again: {}", check.rerun));
    format!(
        "::{command} file={},line={},title={}::{}",
        property(&format!("{features}/{}", check.file)),
        check.line,
        property(&title),
        data(&message)
    )
}

/// Escapes the message of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
