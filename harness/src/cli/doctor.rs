//! `harness doctor`: examines the set-up part by part, runs no check, and names the one thing to change.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::browser::{self, BrowserArguments};
use super::run::assignment;
use super::say;
use crate::preflight::{Examination, Outcome, Problem};
use crate::run::Options;
use crate::{doctor, exit};

const AFTER_HELP: &str = "\
Exit codes:
  0    everything works
  2    wrong usage, or an invalid manifest
  3    something does not work; the last lines name the one thing to change";

#[derive(Debug, Args)]
#[command(after_help = format!("{AFTER_HELP}\n\n{}", browser::HELP))]
pub(super) struct Arguments {
    /// Manifest of the target, or its folder; the embedded reference target when left out
    #[arg(long, value_name = "PATH", env = "HARNESS_TARGET")]
    target: Option<PathBuf>,
    /// Show the browser
    #[arg(long)]
    headed: bool,
    #[command(flatten)]
    browser: BrowserArguments,
    /// Setting of the target that overrides [start.env] of its manifest; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    target_env: Vec<(String, String)>,
}

pub(super) async fn main(arguments: Arguments) -> u8 {
    if let Some((what, hint)) = arguments.browser.problem() {
        say::error(&what, Some(hint));
        return exit::USAGE;
    }
    let options = Options {
        targets: arguments.target.into_iter().collect(),
        target_env: BTreeMap::from_iter(arguments.target_env),
        headed: arguments.headed,
        browser: arguments.browser.browser,
        transport: arguments.browser.transport(),
        webdriver_url: arguments.browser.webdriver_url,
        ..Options::default()
    };
    examine(&options).await
}

/// Examines the set-up of `options`, prints a line for each part, and returns the exit code.
pub(super) async fn examine(options: &Options) -> u8 {
    let mut first = None;
    let sink = |examination: Examination| {
        say::data(&line(&examination));
        if let Outcome::Problem(problem) = examination.outcome {
            first.get_or_insert(problem);
        }
    };
    if let Err(error) = doctor::examine(options, say::note, sink).await {
        say::error(&error, error.hint().as_deref());
        return error.exit_code();
    }
    match first {
        None => exit::CONFORMANT,
        Some(Problem { what, hint }) => {
            say::error(&what, Some(&hint));
            exit::NOT_JUDGED
        }
    }
}

fn line(examination: &Examination) -> String {
    let (word, fact) = match &examination.outcome {
        Outcome::Fine(fact) => ("ok", fact.as_str()),
        // The first line says it; the whole is repeated at the end.
        Outcome::Problem(problem) => ("problem", problem.what.lines().next().unwrap_or_default()),
        Outcome::Skipped(reason) => ("skipped", reason.as_str()),
    };
    format!("{word:8} {:28} {fact}", examination.name)
}
