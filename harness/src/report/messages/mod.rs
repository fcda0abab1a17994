//! `messages.ndjson`: the run as Cucumber messages, for the viewers and services that read them.
//!
//! One envelope a line, as <https://github.com/cucumber/messages> describes them. Rows of outlines are written as
//! scenarios of their own, because a result is about a row.

mod document;
mod envelopes;
mod time;

use std::io;
use std::path::PathBuf;

use super::Reporter;
use super::files::write_whole;
use super::record::Record;
use crate::events::Event;

/// Writes messages when the run ends.
#[derive(Debug)]
pub struct Messages {
    path: PathBuf,
    record: Record,
}

impl Messages {
    /// Writes to `path`.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            record: Record::default(),
        }
    }
}

impl Reporter for Messages {
    fn on_event(&mut self, event: &Event) -> io::Result<()> {
        let Some(run) = self.record.observe(event) else {
            return Ok(());
        };
        let mut text = String::new();
        for envelope in envelopes::envelopes(&run) {
            text.push_str(&envelope.to_string());
            text.push('\n');
        }
        write_whole(&self.path, text.as_bytes())
    }
}

/// Gives each thing an id of its own; the same run gets the same ids.
#[derive(Debug, Default)]
struct Ids(u64);

impl Ids {
    fn next(&mut self) -> String {
        self.0 += 1;
        self.0.to_string()
    }
}
