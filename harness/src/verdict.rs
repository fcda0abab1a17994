//! What a check concluded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How strongly the source of a check demands what it checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A security or protocol MUST: a breach fails the run.
    Must,
    /// A SHOULD: a breach warns, and fails with `--strict`.
    Should,
    /// A person is stuck: a breach fails the run.
    Usability,
    /// Recorded, never fails.
    Info,
}

impl Level {
    /// The word used in tags, options, and reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::Usability => "usability",
            Self::Info => "info",
        }
    }
}

/// The conclusion of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "verdict", content = "reason", rename_all = "kebab-case")]
pub enum Verdict {
    /// What was demanded was seen.
    Pass,
    /// What was demanded did not happen, or what is forbidden did.
    Fail,
    /// A breach of a SHOULD, or a right decision in an ugly manner.
    Warn(String),
    /// Passed in one attempt and not in another.
    Flaky(String),
    /// The target has no such capability, or its manifest does not say how to reach it.
    NotApplicable(String),
    /// The set-up, the control, or the way to the step failed: nothing was proved.
    Inconclusive(String),
    /// The harness itself, the browser, or the target process broke.
    Error(String),
}

impl Verdict {
    /// The word used in every output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Warn(_) => "warn",
            Self::Flaky(_) => "flaky",
            Self::NotApplicable(_) => "not-applicable",
            Self::Inconclusive(_) => "inconclusive",
            Self::Error(_) => "error",
        }
    }

    /// Why, where the verdict carries a reason.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Pass | Self::Fail => None,
            Self::Warn(why)
            | Self::Flaky(why)
            | Self::NotApplicable(why)
            | Self::Inconclusive(why)
            | Self::Error(why) => Some(why),
        }
    }

    /// True when the check failed or proved nothing: then another attempt may tell more.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        matches!(self, Self::Fail | Self::Inconclusive(_) | Self::Error(_))
    }

    /// The same verdict with another reason, where it carries one.
    #[must_use]
    pub fn map_reason(&self, change: impl FnOnce(&str) -> String) -> Self {
        match self {
            Self::Pass => Self::Pass,
            Self::Fail => Self::Fail,
            Self::Warn(why) => Self::Warn(change(why)),
            Self::Flaky(why) => Self::Flaky(change(why)),
            Self::NotApplicable(why) => Self::NotApplicable(change(why)),
            Self::Inconclusive(why) => Self::Inconclusive(change(why)),
            Self::Error(why) => Self::Error(change(why)),
        }
    }
}
