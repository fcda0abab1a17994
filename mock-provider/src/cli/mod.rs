//! The command line: one subcommand a file; without one, `serve`.

mod banner;
mod check;
mod init;
mod keys;
mod log_line;
mod print;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use banner::{Banner, banner};
pub use log_line::log_line;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// A clean stop.
    Ok = 0,
    /// Wrong usage or an invalid configuration; clap uses the same code.
    Usage = 2,
    /// An address cannot be listened on, or a file not be written.
    Environment = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Fake identity providers, exact on the wire, offline, that misbehave in one precise way when told to.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Exit codes: 0 clean stop, 2 wrong usage or invalid configuration, 3 cannot listen or write"
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the providers until Ctrl-C (the default)
    Serve(serve::Options),
    /// Say whether a configuration file is valid
    Check(check::Options),
    /// Write the commented reference configuration as mock-provider.toml
    Init(init::Options),
    /// Signing keys
    Keys(keys::Options),
}

/// Reads the arguments of this process and does what they say.
pub async fn main() -> ExitCode {
    let cli = Cli::parse();
    let exit = match cli.command {
        None => serve::run(&cli.serve).await,
        Some(Command::Serve(options)) => serve::run(&options).await,
        Some(Command::Check(options)) => check::run(&options),
        Some(Command::Init(options)) => init::run(&options),
        Some(Command::Keys(options)) => keys::run(&options),
    };
    exit.into()
}
