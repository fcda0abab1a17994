//! The browsers, and the ways of acting on pages.

use clap::ValueEnum;

/// Which browser checks run in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub enum Kind {
    /// Chromium, or Chrome: the fastest, because its headless shell draws no window
    #[default]
    Chromium,
    /// Firefox, by geckodriver
    Firefox,
}

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
