//! `harness report show`: a report in the terminal.

use std::path::PathBuf;

use anstream::{AutoStream, ColorChoice};
use clap::Args;

use super::super::results::{self, Problem};
use super::super::run::REPORT_DIR;
use super::super::say;
use super::find;
use crate::exit;
use crate::report::terminal::{Terminal, TerminalOptions, show};
use crate::report::{Reporters, Secrets};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Id or address of a check, for example cb-state-wrong/google; everything that is open when left out
    check: Option<String>,
    /// Folder of the report
    #[arg(long, value_name = "DIR", default_value = REPORT_DIR)]
    report_dir: PathBuf,
}

pub(super) fn main(arguments: &Arguments) -> Result<u8, Problem> {
    let results = results::read(&arguments.report_dir)?;
    let colour = AutoStream::choice(&std::io::stdout()) != ColorChoice::Never;
    let report_dir = arguments
        .report_dir
        .is_dir()
        .then(|| arguments.report_dir.clone());
    if let Some(name) = &arguments.check {
        let blocks: Vec<String> = find(&results, name)?
            .into_iter()
            .map(|check| show(check, report_dir.as_deref(), colour))
            .collect();
        say::data(blocks.join("\n").trim_end());
        return Ok(exit::CONFORMANT);
    }
    let options = TerminalOptions {
        report_dir,
        colour,
        only_open: true,
    };
    // What was left in the report on purpose is shown as it is there.
    let mut reporters = Reporters::new(Secrets::Shown);
    reporters.add("terminal", Terminal::plain(std::io::stdout(), options));
    for event in results.into_events() {
        reporters.on_event(&event);
    }
    Ok(exit::CONFORMANT)
}
