//! Why a step did not get to its end: the facts, and whose side they are on.

use std::time::Duration;

use crate::browser::PageError;
use crate::target::HookError;

/// What ended a step.
#[derive(Debug, Clone)]
pub struct Broken {
    /// Which side, and so which verdict.
    pub kind: Kind,
    /// What was demanded.
    pub expected: String,
    /// What was found.
    pub actual: String,
    /// One thing to do.
    pub hint: Option<String>,
}

/// Which side ended a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The app did what the check forbids, or not what it demands.
    Breach,
    /// The app decided rightly, but a person cannot make sense of its answer.
    Ugly,
    /// The app meets the demand by a means that standards allow but that holds less well than the one demanded.
    Weaker,
    /// The person could not go on: a breach where going on is the point, no proof where it is only the way.
    Stuck,
    /// The honest sign-in that must work around a negative check did not.
    Control,
    /// The manifest or a hook does not do what it says.
    SetUp,
    /// The target lacks what the check needs.
    NotApplicable,
    /// The browser, its driver, the target's process, or the harness broke.
    Crash,
}

impl Broken {
    /// The app broke a demand.
    #[must_use]
    pub fn breach(expected: impl Into<String>, actual: impl Into<String>) -> Self {
        Self {
            kind: Kind::Breach,
            expected: expected.into(),
            actual: actual.into(),
            hint: None,
        }
    }

    /// The target lacks what the check needs.
    #[must_use]
    pub fn not_applicable(reason: impl Into<String>) -> Self {
        Self {
            kind: Kind::NotApplicable,
            expected: String::new(),
            actual: reason.into(),
            hint: None,
        }
    }

    /// The set-up is at fault.
    #[must_use]
    pub fn set_up(expected: impl Into<String>, actual: impl Into<String>) -> Self {
        Self {
            kind: Kind::SetUp,
            ..Self::breach(expected, actual)
        }
    }

    /// The step took too long as a whole.
    #[must_use]
    pub fn deadline(limit: Duration) -> Self {
        Self {
            kind: Kind::Stuck,
            hint: Some("raise timeouts.step_s in the manifest if the app is this slow on purpose".to_owned()),
            ..Self::breach(
                format!("the step ends within {} s", limit.as_secs()),
                "it was still waiting when its deadline passed",
            )
        }
    }

    /// The same facts on another side.
    #[must_use]
    pub fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// The same facts with one thing to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same facts as the failure of a control: unless something broke, it proves nothing.
    #[must_use]
    pub fn as_control(self) -> Self {
        match self.kind {
            Kind::Crash | Kind::SetUp | Kind::NotApplicable => self,
            _ => self.of_kind(Kind::Control),
        }
    }
}

impl From<PageError> for Broken {
    fn from(error: PageError) -> Self {
        match error {
            PageError::NotFound { locator, url, waited } => Self::breach(
                format!("{locator} on the page"),
                format!("it did not appear on {url} within {:.1} s", waited.as_secs_f32()),
            )
            .of_kind(Kind::Stuck),
            PageError::Refused { action, reason } => Self::breach(action, reason).of_kind(Kind::Stuck),
            PageError::Unsupported(what) => {
                Self::not_applicable(format!("{what}: run it in a Chromium of this machine"))
            }
            PageError::Gone(reason) => Self::breach("a running browser", reason).of_kind(Kind::Crash),
        }
    }
}

impl From<HookError> for Broken {
    fn from(error: HookError) -> Self {
        Self::set_up(format!("{} works as the manifest says", error.hook), error.reason)
            .hint(format!("correct [{}] in the manifest", error.hook))
    }
}
