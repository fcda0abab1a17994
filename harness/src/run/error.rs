//! Why a run could not begin, what to do about it, and the exit code.

use crate::baseline::BaselineError;
use crate::browser::LaunchError;
use crate::catalogue::CatalogueError;
use crate::selection::SelectionError;
use crate::target::{ManifestError, TargetError};
use crate::{exit, preflight};

/// Why a run could not begin.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The selection selects nothing.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The manifest is no manifest.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// Two manifests give the same name.
    #[error("two targets are named `{0}`")]
    SameName(String),
    /// The baseline is no baseline.
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    /// There is no usable browser.
    #[error(transparent)]
    Browser(#[from] LaunchError),
    /// The provider did not start.
    #[error("the mock provider did not start: {0}")]
    Provider(#[from] mock_provider::StartError),
    /// The target did not start.
    #[error("could not judge: {0}")]
    Target(#[from] TargetError),
    /// The target answers, but not as its manifest says.
    #[error("could not judge: {0}")]
    Preflight(#[from] preflight::Problem),
    /// The built-in features are broken.
    #[error("the built-in features are broken: {0}")]
    Catalogue(#[from] CatalogueError),
}

impl RunError {
    /// One thing to do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Selection(error) => Some(error.hint()),
            Self::Manifest(error) => error.hint().map(str::to_owned),
            Self::SameName(_) => {
                Some("give each manifest its own `name`; reports tell them apart by it".to_owned())
            }
            Self::Baseline(error) => error.hint().map(str::to_owned),
            Self::Browser(error) => error.hint().map(str::to_owned),
            Self::Target(error) => Some(error.hint()),
            Self::Preflight(problem) => Some(problem.hint.clone()),
            Self::Provider(_) | Self::Catalogue(_) => None,
        }
    }

    /// The code that the process ends with.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Selection(_) => exit::NOTHING_RAN,
            Self::Manifest(_) | Self::SameName(_) | Self::Baseline(_) => exit::USAGE,
            Self::Catalogue(_) => exit::INTERNAL,
            Self::Browser(_) | Self::Provider(_) | Self::Target(_) | Self::Preflight(_) => exit::NOT_JUDGED,
        }
    }
}
