//! Reads baseline files: what is wrong is named with file, line, and one thing to do.

use std::path::Path;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::{Baseline, Entry, ExpectedVerdict};
use crate::catalogue::Check;
use crate::suggest;

/// Name of the file that is read from the folder of a manifest when no other is named.
pub const FILE_NAME: &str = "baseline.toml";

/// Failures that are known and accepted for now.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "harness baseline")]
pub struct BaselineFile {
    /// One entry for each expected failure.
    #[serde(default)]
    #[schemars(with = "Vec<EntryFile>")]
    expected: Vec<Spanned<EntryFile>>,
}

/// One expected failure.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryFile {
    /// Id (`cb-state-wrong`) or address (`cb-state-wrong/google`) of the check.
    check: String,
    /// Provider of the row, for example `github`; every row of the check when left out.
    provider: Option<String>,
    /// Name of the target; every target of the run when left out.
    target: Option<String>,
    /// What is expected.
    #[serde(default)]
    verdict: ExpectedVerdict,
    /// Why it is accepted for now.
    #[schemars(length(min = 1))]
    reason: String,
    /// The first day on which it is accepted no more, for example 2027-06-01.
    #[schemars(with = "Option<String>")]
    expires: Option<Datetime>,
}

/// What is wrong with a baseline file.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It cannot be read.
    #[error("cannot read the baseline {file}: {reason}")]
    Read {
        /// The file.
        file: String,
        /// The system's words.
        reason: String,
    },
    /// An entry says something that cannot be.
    #[error("{file}:{line}: {reason}")]
    Entry {
        /// The file.
        file: String,
        /// Line from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
        /// One thing to do.
        hint: Option<String>,
    },
}

impl BaselineError {
    /// One thing to do.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Read { .. } => None,
            Self::Entry { hint, .. } => hint.as_deref(),
        }
    }
}

impl Baseline {
    /// Reads `path`; every entry has to name a check of `all`.
    ///
    /// # Errors
    /// See [`BaselineError`].
    pub fn load(path: &Path, all: &[Check]) -> Result<Self, BaselineError> {
        let text = std::fs::read_to_string(path).map_err(|error| BaselineError::Read {
            file: path.display().to_string(),
            reason: error.to_string(),
        })?;
        Self::parse(&text, &path.display().to_string(), all)
    }

    /// Reads a baseline from `text`; `file` is its name in messages.
    ///
    /// # Errors
    /// See [`BaselineError`].
    pub fn parse(text: &str, file: &str, all: &[Check]) -> Result<Self, BaselineError> {
        let wrong = |offset: usize, reason: String, hint: Option<String>| BaselineError::Entry {
            file: file.to_owned(),
            line: text[..offset.min(text.len())].matches('\n').count() + 1,
            reason,
            hint,
        };
        let read: BaselineFile = toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let hint = suggest::for_unknown_field(error.message());
            wrong(offset, error.message().to_owned(), hint)
        })?;
        let mut entries = Vec::new();
        for spanned in read.expected {
            let offset = spanned.span().start;
            let entry = Entry::of(
                spanned.into_inner(),
                text[..offset].matches('\n').count() + 1,
                all,
            )
            .map_err(|(reason, hint)| wrong(offset, reason, Some(hint)))?;
            entries.push(entry);
        }
        Ok(Self {
            file: file.to_owned(),
            entries,
        })
    }
}

impl Entry {
    /// The entry, or what is wrong with it and one thing to do.
    fn of(read: EntryFile, line: usize, all: &[Check]) -> Result<Self, (String, String)> {
        if read.reason.trim().is_empty() {
            return Err((
                "the entry has an empty reason".to_owned(),
                "say why the failure is accepted for now".to_owned(),
            ));
        }
        let expires = read.expires.map(date).transpose()?;
        let entry = Self {
            check: read.check,
            provider: read.provider,
            target: read.target,
            verdict: read.verdict,
            reason: read.reason,
            expires,
            line,
        };
        if all.iter().any(|check| entry.names_check(check)) {
            return Ok(entry);
        }
        let rows: Vec<&Check> = all
            .iter()
            .filter(|check| entry.check == check.id || entry.check == check.address())
            .collect();
        match &entry.provider {
            Some(provider) if !rows.is_empty() => {
                let known: Vec<&str> = rows
                    .iter()
                    .filter_map(|check| check.provider.as_deref())
                    .collect();
                let hint = suggest::nearest(provider, known.iter().copied()).map_or_else(
                    || "leave `provider` out".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                Err((format!("no row of `{}` is about `{provider}`", entry.check), hint))
            }
            _ => {
                let ids = all.iter().map(|check| check.id.as_str());
                let hint = suggest::nearest(&entry.check, ids).map_or_else(
                    || "remove the entry; `harness list` shows every check".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                Err((format!("there is no check `{}`", entry.check), hint))
            }
        }
    }
}

/// The date alone: an expiry has no time of day.
fn date(written: Datetime) -> Result<Date, (String, String)> {
    let day = match (written.date, written.time) {
        (Some(day), None) => day.to_string().parse().ok(),
        _ => None,
    };
    day.ok_or_else(|| {
        (
            format!("`{written}` is not a date"),
            "write expires = 2027-06-01".to_owned(),
        )
    })
}
