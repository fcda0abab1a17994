//! The command line: one file for each subcommand; `run` is the default.

mod browser;
mod completions;
mod debug;
mod doctor;
mod explain;
mod init;
mod interrupt;
mod last_failed;
mod list;
mod report;
mod results;
mod run;
mod say;
mod schema;
mod serve;

use clap::{Parser, Subcommand};

/// Proves that a social-login implementation is right, in a real browser.
#[derive(Debug, Parser)]
#[command(
    name = "harness",
    version,
    max_term_width = 100,
    args_conflicts_with_subcommands = true
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: run::Arguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run checks against a target and report what is broken
    Run(run::Arguments),
    /// Examine the set-up and name the one thing to change, without running a check
    Doctor(doctor::Arguments),
    /// Look at an app, find its sign-in page, buttons, and sessions, and write its manifest
    Init(init::Arguments),
    /// Start a target and its provider, to use them by hand or from an app of your own
    Serve(serve::Arguments),
    /// List checks with their levels and tags
    List(list::Arguments),
    /// Explain a check: what it demands, why, and by which specification
    Explain(explain::Arguments),
    /// Open, print, or join the reports of earlier runs
    Report(report::Arguments),
    /// Print the JSON Schema of results.json, target.toml, or baseline.toml
    Schema(schema::Arguments),
    /// Print what a shell needs to complete this command line
    Completions(completions::Arguments),
}

/// Runs the program and returns its exit code.
pub async fn main() -> u8 {
    match Cli::parse() {
        Cli {
            command: None,
            run: arguments,
        }
        | Cli {
            command: Some(Command::Run(arguments)),
            ..
        } => run::main(arguments).await,
        Cli {
            command: Some(Command::Doctor(arguments)),
            ..
        } => doctor::main(arguments).await,
        Cli {
            command: Some(Command::Init(arguments)),
            ..
        } => init::main(arguments).await,
        Cli {
            command: Some(Command::Serve(arguments)),
            ..
        } => serve::main(arguments).await,
        Cli {
            command: Some(Command::List(arguments)),
            ..
        } => list::main(&arguments),
        Cli {
            command: Some(Command::Explain(arguments)),
            ..
        } => explain::main(&arguments),
        Cli {
            command: Some(Command::Report(arguments)),
            ..
        } => report::main(&arguments),
        Cli {
            command: Some(Command::Schema(arguments)),
            ..
        } => schema::main(&arguments),
        Cli {
            command: Some(Command::Completions(arguments)),
            ..
        } => completions::main(&arguments),
    }
}
