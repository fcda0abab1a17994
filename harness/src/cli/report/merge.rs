//! `harness report merge`: one report of several.

use std::path::PathBuf;

use anstream::{AutoStream, ColorChoice};
use clap::Args;

use super::super::results::{self, Problem};
use super::super::run::{FlakyResult, REPORT_DIR};
use super::super::say;
use crate::exit;
use crate::report::github::Github;
use crate::report::merge::merged;
use crate::report::terminal::{Terminal, TerminalOptions};
use crate::report::{Reporters, Secrets};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Report folders, or results.json files
    #[arg(required = true, value_name = "DIR")]
    parts: Vec<PathBuf>,
    /// Folder for the joined report; may be one of the folders that are read
    #[arg(long, value_name = "DIR", default_value = REPORT_DIR)]
    report_dir: PathBuf,
    /// What a check that passed in one run and not in another does to the exit code
    #[arg(long, value_name = "RESULT", value_enum, default_value_t = FlakyResult::Pass)]
    flaky_result: FlakyResult,
    /// Leave tokens, codes, and cookies that the parts hold in the joined report
    #[arg(long)]
    report_secrets: bool,
}

/// Ends with the exit code that one run of everything would have had.
pub(super) fn main(arguments: &Arguments) -> Result<u8, Problem> {
    let mut parts = Vec::new();
    for part in &arguments.parts {
        parts.push(results::read(part)?);
    }
    let results = merged(parts, arguments.flaky_result == FlakyResult::Fail);
    let exit_code = results.end.exit_code;
    let secrets = if arguments.report_secrets {
        Secrets::Shown
    } else {
        Secrets::Redacted
    };
    let mut reporters = Reporters::new(secrets);
    reporters.add_folder(&arguments.report_dir);
    if let Some(github) = Github::from_environment("features") {
        reporters.add("GitHub", github);
    }
    let options = TerminalOptions {
        report_dir: Some(arguments.report_dir.clone()),
        colour: AutoStream::choice(&std::io::stderr()) != ColorChoice::Never,
        only_open: true,
    };
    reporters.add("terminal", Terminal::plain(std::io::stderr(), options));
    for event in results.into_events() {
        reporters.on_event(&event);
    }
    for failure in reporters.failures() {
        say::error(failure, Some("check that --report-dir can be written"));
    }
    // A report that could not be written must not look like one that was.
    Ok(if reporters.failures().is_empty() {
        exit_code
    } else {
        exit_code.max(exit::BROKEN)
    })
}
