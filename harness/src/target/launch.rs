//! Starts one program of a target and waits until it answers.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use reference_target::{ReferenceTarget, Settings};
use url::Url;

use super::access::Access;
use super::error::TargetError;
use super::http::Http;
use super::template::Values;
use crate::clock::Deadline;
use crate::process::{Lines, ProcessGroup};

/// Time a program gets to stop by itself.
const GRACE: Duration = Duration::from_secs(3);
/// The longest pause between two looks at whether it is ready; there is no event to wait for.
const READY_PAUSE: Duration = Duration::from_millis(25);

/// What embedded targets say to whoever runs them.
static SAID: OnceLock<Lines> = OnceLock::new();

/// A program that was started.
#[derive(Debug)]
pub(super) enum Running {
    /// In this process.
    Embedded(ReferenceTarget),
    /// As a process of its own.
    Process(ProcessGroup),
}

/// What to start.
#[derive(Debug)]
pub(super) struct Program<'a> {
    /// True for the target that the harness carries inside.
    pub(super) embedded: bool,
    /// Command, in which placeholders are filled.
    pub(super) command: &'a [String],
    /// Variables, in which placeholders are filled.
    pub(super) env: BTreeMap<String, String>,
    /// Folder to run it in.
    pub(super) folder: &'a Path,
}

impl Program<'_> {
    /// Starts it.
    ///
    /// # Errors
    /// [`TargetError::Placeholder`], [`TargetError::Embedded`], or [`TargetError::Spawn`].
    pub(super) async fn launch(mut self, values: &Values, access: &Access) -> Result<Running, TargetError> {
        for value in self.env.values_mut() {
            *value = values.fill(value)?;
        }
        if self.embedded {
            let settings = Settings::from_lookup(|name| self.env.get(name).cloned())
                .map_err(|error| TargetError::Embedded(error.to_string()))?;
            reference_target::log_to(|line| SAID.get_or_init(Lines::default).push(line.to_owned()));
            return ReferenceTarget::start(settings)
                .await
                .map(Running::Embedded)
                .map_err(|error| TargetError::Embedded(error.to_string()));
        }
        let words = self
            .command
            .iter()
            .map(|word| values.fill(word))
            .collect::<Result<Vec<_>, _>>()?;
        let mut command = access.command(words);
        command.current_dir(self.folder);
        for (name, value) in &self.env {
            command.env(name, access.joined(name, value));
        }
        ProcessGroup::spawn(command)
            .map(Running::Process)
            .map_err(|error| TargetError::Spawn {
                command: self.shown(),
                reason: error.to_string(),
            })
    }

    /// How it runs, for people.
    pub(super) fn shown(&self) -> String {
        if self.embedded {
            "embedded".to_owned()
        } else {
            self.command.join(" ")
        }
    }
}

impl Running {
    /// How it ended, when it has ended by itself: its status and what it said last.
    pub(super) fn death(&mut self) -> Option<(String, String)> {
        let Self::Process(process) = self else { return None };
        let status = process.ended()?;
        Some((status.to_string(), process.output().tail(3).join(" / ")))
    }

    /// Whether it has ended by itself.
    fn has_ended(&mut self) -> bool {
        self.death().is_some()
    }

    /// Waits until it ends by itself; forever when it is part of this process.
    pub(super) async fn ended(&mut self) {
        match self {
            Self::Embedded(_) => std::future::pending().await,
            // An error means that it is gone, too.
            Self::Process(process) => drop(process.wait().await),
        }
    }

    /// Stops it and everything it started.
    pub(super) async fn stop(self) {
        match self {
            Self::Embedded(target) => target.shutdown().await,
            Self::Process(process) => process.stop(GRACE).await,
        }
    }

    /// The last lines that it printed.
    pub(super) fn last_words(&self, lines: usize) -> Vec<String> {
        match self {
            Self::Embedded(_) => Vec::new(),
            Self::Process(process) => process.output().tail(lines),
        }
    }

    /// Where its output is kept. What several embedded ones say is not told apart.
    pub(super) fn lines(&self) -> Lines {
        match self {
            Self::Embedded(_) => SAID.get_or_init(Lines::default).clone(),
            Self::Process(process) => process.output().lines(),
        }
    }
}

/// Waits until `ready` answers with a status below 400; `running` is the program, when it is ours.
///
/// # Errors
/// [`TargetError::Ended`] or [`TargetError::Silent`].
pub(super) async fn wait_until_ready(
    mut running: Option<&mut Running>,
    http: &Http,
    ready: &Url,
    limit: Duration,
) -> Result<(), TargetError> {
    let deadline = Deadline::after(limit);
    loop {
        let reason = match http.status(ready.as_str()).await {
            // Somebody else may answer there while the program has ended.
            Ok(status) if status < 400 && !running.as_deref_mut().is_some_and(Running::has_ended) => {
                return Ok(());
            }
            Ok(status) => format!("HTTP status {status}"),
            Err(error) => error,
        };
        if let Some(Running::Process(process)) = running.as_deref_mut()
            && let Some(status) = process.ended()
        {
            return Err(TargetError::Ended {
                status: status.to_string(),
                url: ready.to_string(),
                output: process.last_words(10).await.join("\n"),
            });
        }
        let Some(left) = deadline.left() else {
            let output = running
                .as_deref()
                .map(|running| running.last_words(10).join("\n"));
            return Err(TargetError::Silent {
                url: ready.to_string(),
                seconds: limit.as_secs(),
                reason,
                output: output.unwrap_or_default(),
            });
        };
        let pause = left.min(READY_PAUSE);
        match running.as_deref_mut() {
            // Its end is an event, so the pause is cut short by it.
            Some(Running::Process(process)) => {
                let _ = tokio::time::timeout(pause, process.wait()).await;
            }
            _ => tokio::time::timeout(pause, std::future::pending::<()>())
                .await
                .unwrap_or(()),
        }
    }
}
