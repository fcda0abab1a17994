//! `harness report`: opens, prints, and joins the reports of earlier runs.

mod merge;
mod open;
mod show;

use clap::{Args, Subcommand};

use crate::events::CheckResult;
use crate::exit;
use crate::report::json::Results;
use crate::suggest;

use super::results::Problem;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open the HTML report in a browser, at a check if one is named
    Open(open::Arguments),
    /// Print what is open in a report, or all about one check
    Show(show::Arguments),
    /// Join reports: parts of one run, runs of other targets, or a run of what had failed
    Merge(merge::Arguments),
}

pub(super) fn main(arguments: &Arguments) -> u8 {
    let result = match &arguments.command {
        Command::Open(arguments) => open::main(arguments),
        Command::Show(arguments) => show::main(arguments),
        Command::Merge(arguments) => merge::main(arguments),
    };
    result.unwrap_or_else(|problem| problem.report())
}

/// The checks of a report with this id or address, of every target.
fn find<'a>(results: &'a Results, name: &str) -> Result<Vec<&'a CheckResult>, Problem> {
    let found: Vec<&CheckResult> = results
        .checks
        .iter()
        .filter(|check| check.id == name || check.address() == name)
        .collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let addresses: Vec<String> = results.checks.iter().map(CheckResult::address).collect();
    let near = suggest::nearest(name, addresses.iter().map(String::as_str));
    Err(Problem {
        message: format!("the report has no check `{name}`"),
        hint: Some(near.map_or_else(
            || "`harness report show` names what is in it".to_owned(),
            |near| format!("did you mean `{near}`?"),
        )),
        exit_code: exit::NOTHING_RAN,
    })
}
