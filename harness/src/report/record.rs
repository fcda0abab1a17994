//! Gathers the events of a run for reporters that write at its end.

use crate::events::{CheckResult, Event, RunEnd, RunInfo, TargetInfo};

/// A whole run.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) info: RunInfo,
    /// In the order in which they were judged.
    pub(super) targets: Vec<TargetInfo>,
    /// Target by target, each in the order of the feature files, whatever order they finished in.
    pub(super) checks: Vec<CheckResult>,
    pub(super) end: RunEnd,
}

/// A run that is not over.
#[derive(Debug, Default)]
pub(super) struct Record {
    info: Option<RunInfo>,
    targets: Vec<TargetInfo>,
    checks: Vec<CheckResult>,
}

impl Run {
    /// True when checks have to be told apart by their target.
    pub(super) fn has_several_targets(&self) -> bool {
        self.targets.len() > 1
    }

    /// What people know the check by: its address, after its target where there are several.
    pub(super) fn name_of(&self, check: &CheckResult) -> String {
        if self.has_several_targets() {
            format!("{} {}", check.target, check.address())
        } else {
            check.address()
        }
    }

    /// Names of the targets, for headings.
    pub(super) fn target_names(&self) -> String {
        let names: Vec<&str> = self.targets.iter().map(|target| target.name.as_str()).collect();
        names.join(", ")
    }
}

impl Record {
    /// Takes the next event, and gives the run when this was its last.
    ///
    /// A run that ended before it started (set-up failed) has nothing to report.
    pub(super) fn observe(&mut self, event: &Event) -> Option<Run> {
        match event {
            Event::RunStarted(info) => self.info = Some(info.clone()),
            Event::TargetStarted(target) => self.targets.push(target.clone()),
            Event::CheckStarted { .. } | Event::AttemptFinished(_) => {}
            Event::CheckFinished(result) => self.checks.push((**result).clone()),
            Event::RunFinished(end) => {
                let info = self.info.take()?;
                let mut checks = std::mem::take(&mut self.checks);
                let targets = std::mem::take(&mut self.targets);
                let place =
                    |check: &CheckResult| targets.iter().position(|target| target.name == check.target);
                checks.sort_by_cached_key(|check| {
                    (place(check), check.file.clone(), check.line, check.address())
                });
                return Some(Run {
                    info,
                    targets,
                    checks,
                    end: end.clone(),
                });
            }
        }
        None
    }
}
