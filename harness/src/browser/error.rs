//! What can go wrong between the harness and a browser.

use std::time::Duration;

use super::locator::Locator;
use super::rpc::RpcError;

/// Why the browser could not be started.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// There is no such program.
    #[error("no {what} was found")]
    Missing {
        /// `Chromium` or `ChromeDriver`.
        what: &'static str,
        /// What to type.
        hint: String,
    },
    /// A window was asked for where none can be shown.
    #[error("there is no display to show the browser on")]
    NoDisplay,
    /// The package manager failed.
    #[error("installing {packages} failed: {reason}")]
    Install {
        /// Debian package names.
        packages: String,
        /// Last line of the package manager.
        reason: String,
        /// What to type.
        hint: String,
    },
    /// Driver and browser do not belong together.
    #[error("ChromeDriver {driver} does not fit the browser {browser}")]
    Versions {
        /// Version of the driver.
        driver: String,
        /// Version of the browser.
        browser: String,
        /// What to type.
        hint: String,
    },
    /// The program started and ended, or never got ready.
    #[error("{program} did not start: {reason}")]
    Start {
        /// Path of the program.
        program: String,
        /// What it said last.
        reason: String,
    },
    /// The browser runs, but does not answer.
    #[error(transparent)]
    Rpc(#[from] RpcError),
    /// The driver refused a session.
    #[error("ChromeDriver refused a session: {0}")]
    Session(String),
    /// Firefox is to find the providers by their real names, and there is no proxy that knows them.
    #[error("Firefox finds providers under their real names by the mock provider's proxy, and it has none")]
    NoProxy,
    /// A remote end does not give a browser.
    #[error("{name} at {url} gives no browser: {reason}")]
    Remote {
        /// What answers, or should answer, there.
        name: &'static str,
        /// Its address.
        url: String,
        /// What it said, or did not.
        reason: String,
        /// What to do.
        hint: String,
    },
}

impl LaunchError {
    /// WebDriver was asked for with programs that were looked up for another transport.
    pub(super) fn no_driver() -> Self {
        Self::Missing {
            what: "ChromeDriver",
            hint: "look up the programs for the transport `webdriver`".to_owned(),
        }
    }

    /// One thing to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Missing { hint, .. }
            | Self::Install { hint, .. }
            | Self::Versions { hint, .. }
            | Self::Remote { hint, .. } => Some(hint),
            Self::NoDisplay => {
                Some("run it on a desktop or under xvfb-run, or leave --headed and --debug out")
            }
            Self::NoProxy => Some("start it with `MockProvider::builder().tls(Tls::ephemeral()).proxy()`"),
            Self::Start { .. } | Self::Rpc(_) | Self::Session(_) => None,
        }
    }
}

/// Why a page action did not happen.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The element did not appear in time.
    #[error("{locator} did not appear on {url} within {} s", .waited.as_secs_f32())]
    NotFound {
        /// What was looked for.
        locator: Box<Locator>,
        /// Where the browser stood.
        url: String,
        /// How long it was looked for.
        waited: Duration,
    },
    /// The browser, its tab, or its driver is gone.
    #[error("the browser is gone: {0}")]
    Gone(String),
    /// The protocol by which this browser is driven has no words for it.
    #[error("{0}")]
    Unsupported(&'static str),
    /// The browser or its driver refused the command.
    #[error("the browser refused to {action}: {reason}")]
    Refused {
        /// What was asked.
        action: String,
        /// Its words.
        reason: String,
    },
}

impl From<RpcError> for PageError {
    fn from(error: RpcError) -> Self {
        match error {
            RpcError::Closed(_) | RpcError::Connect { .. } => Self::Gone(error.to_string()),
            RpcError::Refused { method, message, .. } => Self::Refused {
                action: method,
                reason: message,
            },
        }
    }
}
