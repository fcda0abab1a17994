//! The command line: one subcommand a file; without one, `serve`.
//!
//! `serve` and `exec` start a provider, `init`, `check`, `completions`, and `keys generate` need none, and the others
//! talk to a running one through its control API.

mod app_variables;
mod banner;
mod ca;
mod check;
mod clock;
mod completions;
mod duration;
mod env;
mod exec;
mod fault;
mod flow_line;
mod flows;
mod init;
mod instance;
mod keys;
mod log_line;
mod log_record;
mod print;
mod ready_file;
mod reset;
mod restore;
mod serve;
mod signals;
mod snapshot;
mod sse;
mod token;
mod wait;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use banner::{Banner, banner, warnings};
pub use flow_line::flow_line;
pub use log_line::log_line;
pub use log_record::log_record;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// A clean stop.
    Ok,
    /// The answer is no: not ready, not valid, or refused by the running instance.
    No,
    /// Wrong usage or an invalid configuration; clap uses the same code.
    Usage,
    /// An address cannot be listened on, a file not be written, or an instance not be reached.
    Environment,
    /// As a command that was run.
    Of(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Ok => 0,
            Exit::No => 1,
            Exit::Usage => 2,
            Exit::Environment => 3,
            Exit::Of(code) => code,
        })
    }
}

const EXIT_CODES: &str = "Exit codes:
  0  clean stop
  1  no: `wait` found nothing ready, `check` an invalid file, or the running instance refused
  2  wrong usage or invalid configuration
  3  cannot listen, cannot read or write a file, or nothing answers at --url
  N  `exec`: the code of the command; 128 and the signal's number where a signal ended it, 127 where it does not exist";

/// Fake identity providers, exact on the wire, offline, that misbehave in one precise way when told to.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES)]
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
    /// Serve on a free port while a command runs, and end as it ends
    Exec(exec::Options),
    /// Say whether a configuration file is valid
    Check(check::Options),
    /// Write the commented reference configuration as mock-provider.toml
    Init(init::Options),
    /// Wait until a running instance answers
    Wait(wait::Options),
    /// Mint tokens without a browser
    Token(token::Options),
    /// The clock of a running instance
    Clock(clock::Options),
    /// Signing keys
    Keys(keys::Options),
    /// The sign-ins that a running instance has seen
    Flows(flows::Options),
    /// Deliberate deviations
    Fault(fault::Options),
    /// Set a running instance back to its configuration
    Reset(reset::Options),
    /// Write the whole state of a running instance to a file
    Snapshot(snapshot::Options),
    /// Put a snapshot in place of the state of a running instance
    Restore(restore::Options),
    /// Print completions for a shell
    Completions(completions::Options),
    /// The local certificate authority
    Ca(ca::Options),
    /// Print the variables by which programs and libraries use a running provider
    Env(env::Options),
}

/// Reads the arguments of this process and does what they say.
pub async fn main() -> ExitCode {
    let cli = Cli::parse();
    let exit = match cli.command {
        None => serve::run(&cli.serve).await,
        Some(Command::Serve(options)) => serve::run(&options).await,
        Some(Command::Exec(options)) => exec::run(&options).await,
        Some(Command::Check(options)) => check::run(&options),
        Some(Command::Init(options)) => init::run(&options),
        Some(Command::Wait(options)) => wait::run(&options).await,
        Some(Command::Token(options)) => token::run(options).await,
        Some(Command::Clock(options)) => clock::run(options).await,
        Some(Command::Keys(options)) => keys::run(options).await,
        Some(Command::Flows(options)) => flows::run(&options).await,
        Some(Command::Fault(options)) => fault::run(options).await,
        Some(Command::Reset(options)) => reset::run(&options).await,
        Some(Command::Snapshot(options)) => snapshot::run(&options).await,
        Some(Command::Restore(options)) => restore::run(&options).await,
        Some(Command::Completions(options)) => completions::run(&options),
        Some(Command::Ca(options)) => ca::run(&options),
        Some(Command::Env(options)) => env::run(&options).await,
    };
    exit.into()
}
