//! The baseline: failures that are known and accepted for now, each with a reason.
//!
//! A baseline shrinks or it is wrong: an entry whose check passes, that no check answers to, or that has expired fails
//! the run, so that an accepted failure cannot outlive its cause.

mod load;
mod stale;

use jiff::civil::Date;

use crate::catalogue::Check;
use crate::events::{CheckResult, Expected};
use crate::verdict::Verdict;

pub use load::{BaselineError, BaselineFile, EntryFile, FILE_NAME};

/// The entries of one baseline file.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// The file, as messages name it.
    file: String,
    entries: Vec<Entry>,
}

/// One expected failure.
#[derive(Debug, Clone)]
struct Entry {
    check: String,
    provider: Option<String>,
    target: Option<String>,
    verdict: ExpectedVerdict,
    reason: String,
    expires: Option<Date>,
    line: usize,
}

/// What an entry expects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExpectedVerdict {
    /// The check fails.
    #[default]
    Fail,
    /// The check cannot be judged.
    Inconclusive,
}

impl Baseline {
    /// The entry that expects `result` on `today`, if one does.
    #[must_use]
    pub fn expected(&self, result: &CheckResult, today: Date) -> Option<Expected> {
        let entry = self
            .entries
            .iter()
            .find(|entry| entry.covers(result) && entry.foresees(&result.verdict) && !entry.expired(today))?;
        Some(Expected {
            reason: entry.reason.clone(),
            expires: entry.expires.map(|date| date.to_string()),
        })
    }
}

impl Entry {
    /// True when the entry is about this check of this target.
    fn covers(&self, result: &CheckResult) -> bool {
        self.target
            .as_deref()
            .is_none_or(|target| target == result.target)
            && self.names(&result.id, &result.address(), result.provider.as_deref())
    }

    fn names_check(&self, check: &Check) -> bool {
        self.names(&check.id, &check.address(), check.provider.as_deref())
    }

    fn names(&self, id: &str, address: &str, provider: Option<&str>) -> bool {
        (self.check == id || self.check == address)
            && self
                .provider
                .as_deref()
                .is_none_or(|wanted| provider == Some(wanted))
    }

    fn foresees(&self, verdict: &Verdict) -> bool {
        match self.verdict {
            ExpectedVerdict::Fail => matches!(verdict, Verdict::Fail),
            ExpectedVerdict::Inconclusive => matches!(verdict, Verdict::Inconclusive(_)),
        }
    }

    fn expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|expires| today >= expires)
    }

    /// `cb-state-wrong`, or `cb-state-wrong/google` when it names a provider.
    fn label(&self) -> String {
        match &self.provider {
            Some(provider) => format!("{}/{provider}", self.check),
            None => self.check.clone(),
        }
    }
}
