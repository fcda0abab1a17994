//! Reporters: every output of a run, made from the one stream of [`Event`]s.
//!
//! A reporter sees events and nothing else. Files are written when the run ends, each under a
//! temporary name first, so that a reader never finds half a report.

mod arrows;
mod baseline_entry;
mod failure_block;
mod files;
mod jwt;
mod markdown;
mod printable;
mod record;
mod tally;
mod wire;
mod wording;

pub mod github;
pub mod har;
pub mod html;
pub mod json;
pub mod junit;
pub mod merge;
pub mod messages;
pub mod sarif;
pub mod screenshots;
pub mod terminal;

use std::fmt;
use std::io;
use std::path::Path;

use crate::events::Event;
use crate::redact::redact_event;

pub use tally::Totals;

/// One output of a run.
pub trait Reporter: Send {
    /// Takes the next event. An error is remembered and named at the end; the run goes on.
    fn on_event(&mut self, event: &Event) -> io::Result<()>;
}

/// Whether credentials are taken out of events before reporters see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Secrets {
    /// Every event goes through [`redact_event`].
    #[default]
    Redacted,
    /// Events are reported as they are: `--report-secrets`.
    Shown,
}

/// A reporter that could not do its work.
#[derive(Debug)]
pub struct ReporterFailure {
    /// Name that the reporter was added under, with the path it writes.
    pub reporter: String,
    /// The first error it gave.
    pub error: io::Error,
}

impl fmt::Display for ReporterFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "the harness could not write its {} report: {}",
            self.reporter, self.error
        )
    }
}

impl std::error::Error for ReporterFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// Several reporters over one stream.
#[derive(Default)]
pub struct Reporters {
    secrets: Secrets,
    reporters: Vec<(String, Box<dyn Reporter>)>,
    failures: Vec<ReporterFailure>,
}

impl Reporters {
    /// No reporters yet.
    #[must_use]
    pub fn new(secrets: Secrets) -> Self {
        Self {
            secrets,
            ..Self::default()
        }
    }

    /// Adds one; they see each event in the order in which they were added.
    ///
    /// The terminal belongs last: its summary names files that the others have written by then.
    pub fn add(&mut self, name: impl Into<String>, reporter: impl Reporter + 'static) -> &mut Self {
        self.reporters.push((name.into(), Box::new(reporter)));
        self
    }

    /// Adds every reporter that writes files, with the names that people and CI systems look for: `index.html`,
    /// `results.json`, `junit.xml`, `messages.ndjson`, `results.sarif`, `screenshots/`, and `har/`, all below `folder`.
    pub fn add_folder(&mut self, folder: &Path) -> &mut Self {
        self.add("screenshot", screenshots::Screenshots::new(folder))
            .add("HAR", har::Archives::new(folder))
            .add("JSON", json::Json::new(folder.join("results.json")))
            .add(
                "JUnit",
                junit::Junit::new(folder.join("junit.xml"), Some(folder.to_owned())),
            )
            .add(
                "Cucumber messages",
                messages::Messages::new(folder.join("messages.ndjson")),
            )
            .add("SARIF", sarif::Sarif::new(folder.join("results.sarif")))
            .add("HTML", html::Html::new(folder.join("index.html")))
    }

    /// Gives `event` to every reporter, whatever becomes of the others.
    pub fn on_event(&mut self, event: &Event) {
        let redacted;
        let event = match self.secrets {
            Secrets::Redacted => {
                redacted = redact_event(event);
                &redacted
            }
            Secrets::Shown => event,
        };
        for (name, reporter) in &mut self.reporters {
            if let Err(error) = reporter.on_event(event)
                && !self.failures.iter().any(|failure| failure.reporter == *name)
            {
                self.failures.push(ReporterFailure {
                    reporter: name.clone(),
                    error,
                });
            }
        }
    }

    /// Reporters that failed, each with its first error. The program prints them after the run.
    #[must_use]
    pub fn failures(&self) -> &[ReporterFailure] {
        &self.failures
    }
}
