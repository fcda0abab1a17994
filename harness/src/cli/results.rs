//! Reads the results of an earlier run.

use std::path::Path;

use super::say;
use crate::exit;
use crate::report::json::{Results, SCHEMA_VERSION};

/// Why a command cannot do its work.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) message: String,
    pub(super) hint: Option<String>,
    pub(super) exit_code: u8,
}

impl Problem {
    /// Wrong usage.
    pub(super) fn usage(message: String, hint: &str) -> Self {
        Self {
            message,
            hint: Some(hint.to_owned()),
            exit_code: exit::USAGE,
        }
    }

    /// Prints it, and returns the exit code.
    pub(super) fn report(&self) -> u8 {
        say::error(&self.message, self.hint.as_deref());
        self.exit_code
    }
}

/// Reads `results.json` of a report folder, or the file itself.
pub(super) fn read(path: &Path) -> Result<Results, Problem> {
    let file = if path.is_dir() {
        path.join("results.json")
    } else {
        path.to_owned()
    };
    let named = |what: &str| format!("{}: {what}", file.display());
    let text = std::fs::read_to_string(&file).map_err(|error| {
        Problem::usage(
            format!(
                "cannot read the results of an earlier run: {}",
                named(&error.to_string())
            ),
            "name the folder that `harness run` wrote, or run it first",
        )
    })?;
    let again = "run the checks again with this version of the harness";
    let value: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| Problem::usage(named(&format!("not JSON: {error}")), again))?;
    match value.get("schema_version").and_then(serde_json::Value::as_u64) {
        Some(version) if version == u64::from(SCHEMA_VERSION) => {}
        Some(version) => {
            let what =
                format!("schema version {version}, where this version of the harness reads {SCHEMA_VERSION}");
            return Err(Problem::usage(named(&what), again));
        }
        None => return Err(Problem::usage(named("no results of a run"), again)),
    }
    serde_json::from_value(value)
        .map_err(|error| Problem::usage(named(&format!("no results of a run: {error}")), again))
}
