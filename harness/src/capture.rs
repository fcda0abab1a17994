//! What is kept of the browsers of a scenario.

use clap::ValueEnum;

/// Of which scenarios the report shows the browsers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub enum Capture {
    /// Those that did not pass: page, console, and requests at the end
    #[default]
    Failed,
    /// Every one, with a picture of each page on the way
    All,
    /// None
    Off,
}

impl Capture {
    /// Whether a scenario is shown that went well or not.
    #[must_use]
    pub fn wants(self, failed: bool) -> bool {
        match self {
            Self::Failed => failed,
            Self::All => true,
            Self::Off => false,
        }
    }
}
