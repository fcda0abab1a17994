//! One check of a run that is over, whatever its verdict.

use std::path::Path;

use super::super::failure_block::failure_block;
use super::super::printable::{one_line, seconds_column};
use super::Paint;
use crate::events::{CheckResult, StepStatus};

/// The line of the check, its steps with their states and times, and what a failure block says.
#[must_use]
pub fn show(check: &CheckResult, report_dir: Option<&Path>, colour: bool) -> String {
    let paint = Paint { on: colour };
    let mut text = paint.check_line(check);
    text.push('\n');
    for step in &check.steps {
        let state = match step.status {
            StepStatus::Passed => "passed",
            StepStatus::Failed => "failed",
            StepStatus::Skipped => "skipped",
        };
        text.push_str(&format!(
            "  {state:<7} [{}]  {} {}\n",
            seconds_column(step.duration_ms),
            one_line(&step.keyword),
            one_line(&step.text)
        ));
    }
    if !check.steps.is_empty() {
        text.push('\n');
    }
    for (part, line) in failure_block(check, report_dir) {
        text.push_str(format!("  {}", paint.part(part, &line)).trim_end());
        text.push('\n');
    }
    text
}
