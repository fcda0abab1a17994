//! `results.json`: everything that the events carried.

use std::io;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::files::write_whole;
use super::record::Record;
use super::{Reporter, Totals};
use crate::events::{CheckResult, Event, RunEnd, RunInfo, TargetInfo};

/// Version of [`Results`]; grows when a reader of the older form would break.
pub const SCHEMA_VERSION: u32 = 2;

/// Content of `results.json`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "harness results")]
pub struct Results {
    /// [`SCHEMA_VERSION`] of the harness that wrote it.
    pub schema_version: u32,
    /// What was known when the checks started.
    pub run: RunInfo,
    /// The targets, in the order in which they were judged.
    pub targets: Vec<TargetInfo>,
    /// Every finished check, target by target, each in the order of the feature files.
    pub checks: Vec<CheckResult>,
    /// How the run ended.
    pub end: RunEnd,
    /// Number of checks for each verdict.
    pub totals: Totals,
}

impl Results {
    /// The events that these results came from, for other reporters. When checks started is not among them.
    #[must_use]
    pub fn into_events(self) -> Vec<Event> {
        let mut events = vec![Event::RunStarted(self.run)];
        let mut checks = self.checks;
        for target in self.targets {
            let (own, others): (Vec<_>, Vec<_>) =
                checks.into_iter().partition(|check| check.target == target.name);
            checks = others;
            events.push(Event::TargetStarted(target));
            events.extend(own.into_iter().map(|check| Event::CheckFinished(Box::new(check))));
        }
        events.push(Event::RunFinished(self.end));
        events
    }
}

/// Writes `results.json` when the run ends.
#[derive(Debug)]
pub struct Json {
    path: PathBuf,
    record: Record,
}

impl Json {
    /// Writes to `path`.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            record: Record::default(),
        }
    }
}

impl Reporter for Json {
    fn on_event(&mut self, event: &Event) -> io::Result<()> {
        let Some(run) = self.record.observe(event) else {
            return Ok(());
        };
        let totals = Totals::of(&run.checks);
        let results = Results {
            schema_version: SCHEMA_VERSION,
            run: run.info,
            targets: run.targets,
            checks: run.checks,
            end: run.end,
            totals,
        };
        let mut text = serde_json::to_vec_pretty(&results)?;
        text.push(b'\n');
        write_whole(&self.path, &text)
    }
}
