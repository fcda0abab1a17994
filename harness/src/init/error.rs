//! Why no manifest could be written.

use crate::exit;
use crate::preflight::Problem;
use crate::run::RunError;

/// Why no manifest could be written.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// What was asked for cannot be.
    #[error("{0}")]
    Usage(Problem),
    /// The browser, the provider, or the app did not start.
    #[error(transparent)]
    SetUp(#[from] RunError),
    /// The app answers, and does not do what a sign-in takes.
    #[error("{0}")]
    App(Problem),
    /// The file cannot be written.
    #[error("cannot write {file}: {reason}")]
    Write {
        /// The file.
        file: String,
        /// The system's words.
        reason: String,
    },
}

impl InitError {
    /// What was asked for cannot be.
    pub(super) fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage(Problem::new(what, hint))
    }

    /// The app does not do what a sign-in takes.
    pub(super) fn app(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::App(Problem::new(what, hint))
    }

    /// One thing to do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Usage(problem) | Self::App(problem) => Some(problem.hint.clone()),
            Self::SetUp(error) => error.hint(),
            Self::Write { .. } => Some("name another file with --out".to_owned()),
        }
    }

    /// The code that the process ends with.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Write { .. } => exit::USAGE,
            Self::App(_) => exit::NOT_JUDGED,
            Self::SetUp(error) => error.exit_code(),
        }
    }
}

impl From<crate::target::TargetError> for InitError {
    fn from(error: crate::target::TargetError) -> Self {
        Self::SetUp(error.into())
    }
}

impl From<crate::browser::PageError> for InitError {
    fn from(error: crate::browser::PageError) -> Self {
        Self::app(
            error.to_string(),
            "open the page by hand, and run it again with --headed to see what the browser sees",
        )
    }
}
