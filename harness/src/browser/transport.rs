//! The ways of acting on pages.

use clap::ValueEnum;

/// How the harness acts on pages. Both behave alike; a check has the same verdict over either.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub enum Transport {
    /// Chromium's own protocol: fast, and no other program is needed
    #[default]
    DevTools,
    /// ChromeDriver, which speaks what the drivers of other browsers speak
    WebDriver,
}
