//! Gathers the events of a run for reporters that write at its end.

use crate::events::{CheckResult, Event, RunEnd, RunInfo};

/// A whole run.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) info: RunInfo,
    /// In the order of the feature files, whatever order they finished in.
    pub(super) checks: Vec<CheckResult>,
    pub(super) end: RunEnd,
}

/// A run that is not over.
#[derive(Debug, Default)]
pub(super) struct Record {
    info: Option<RunInfo>,
    checks: Vec<CheckResult>,
}

impl Record {
    /// Takes the next event, and gives the run when this was its last.
    ///
    /// A run that ended before it started (set-up failed) has nothing to report.
    pub(super) fn observe(&mut self, event: &Event) -> Option<Run> {
        match event {
            Event::RunStarted(info) => self.info = Some(info.clone()),
            Event::CheckStarted { .. } => {}
            Event::CheckFinished(result) => self.checks.push((**result).clone()),
            Event::RunFinished(end) => {
                let info = self.info.take()?;
                let mut checks = std::mem::take(&mut self.checks);
                checks.sort_by_cached_key(|check| (check.file.clone(), check.line, check.address()));
                return Some(Run {
                    info,
                    checks,
                    end: end.clone(),
                });
            }
        }
        None
    }
}
