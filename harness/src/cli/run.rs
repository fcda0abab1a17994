//! `harness run`: runs checks and reports.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::say;
use crate::browser::Transport;
use crate::collector::Again;
use crate::events::Event;
use crate::report::github::Github;
use crate::report::terminal::Terminal;
use crate::report::{Reporters, Secrets};
use crate::run::{self, Interrupt, Options};
use crate::selection::Selection;

const AFTER_HELP: &str = "\
Exit codes:
  0    every check that ran passed (warnings allowed unless --strict)
  1    a check failed
  2    wrong usage, or an invalid manifest
  3    could not judge: browser, target, or provider not usable, or a check without a verdict
  4    no check matched, or none that matched applies to the target
  70   a mistake of the harness itself
  130  ended by Ctrl-C, 143 by a termination signal; reports are still written

The browser is found on the PATH, or named by HARNESS_CHROMIUM; so is the driver of
--transport webdriver, or named by HARNESS_CHROMEDRIVER.";

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// Ids, addresses (cb-state-wrong/google), patterns with `*`, or feature files with an optional :LINE
    checks: Vec<String>,
    /// Manifest of the target, its folder, or its name in fixtures/targets; the embedded reference target when left out
    #[arg(long, value_name = "PATH", env = "HARNESS_TARGET")]
    target: Option<PathBuf>,
    /// Tag expression, for example "@must and not @mfa"
    #[arg(short, long, value_name = "EXPR")]
    tags: Option<String>,
    /// Scenarios that run at once; as many as there are processors when left out
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    workers: Option<u16>,
    /// Warnings fail
    #[arg(long)]
    strict: bool,
    /// Show the browser
    #[arg(long)]
    headed: bool,
    /// How pages are acted on
    #[arg(long, value_name = "NAME", value_enum, default_value_t)]
    transport: Transport,
    /// Seed of the provider's randomness
    #[arg(long, value_name = "N", default_value_t = 42)]
    seed: u64,
    /// Setting of the target that overrides [start.env] of its manifest; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    target_env: Vec<(String, String)>,
    /// Folder for the reports
    #[arg(long, value_name = "DIR", default_value = "harness-report")]
    report_dir: PathBuf,
    /// Leave tokens, codes, and cookies in the reports
    #[arg(long)]
    report_secrets: bool,
}

pub(super) fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

pub(super) async fn main(arguments: Arguments) -> u8 {
    let secrets = if arguments.report_secrets {
        Secrets::Shown
    } else {
        Secrets::Redacted
    };
    let reporters = Arc::new(Mutex::new(reporters(&arguments.report_dir, secrets)));
    let sink = {
        let reporters = Arc::clone(&reporters);
        move |event: Event| {
            reporters
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .on_event(&event);
        }
    };
    let result = run::run(arguments.into(), say::note, sink, interrupt()).await;
    for failure in reporters
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .failures()
    {
        say::error(failure, Some("check that --report-dir can be written"));
    }
    match result {
        Ok(code) => code,
        Err(error) => {
            say::error(&error, error.hint().as_deref());
            error.exit_code()
        }
    }
}

impl From<Arguments> for Options {
    fn from(arguments: Arguments) -> Self {
        let again = Again {
            command: format!("{} run", program()),
            target_options: target_options(&arguments),
        };
        Self {
            target: arguments.target,
            target_env: BTreeMap::from_iter(arguments.target_env),
            selection: Selection {
                names: arguments.checks,
                tags: arguments.tags,
            },
            workers: arguments.workers.map_or_else(run::default_workers, usize::from),
            strict: arguments.strict,
            headed: arguments.headed,
            transport: arguments.transport,
            seed: arguments.seed,
            provider: None,
            command: command_line(),
            again,
        }
    }
}

fn reporters(folder: &Path, secrets: Secrets) -> Reporters {
    let mut reporters = Reporters::new(secrets);
    reporters.add_folder(folder);
    if let Some(github) = Github::from_environment("features") {
        reporters.add("GitHub", github);
    }
    // Last, because its summary names files that the others have written by then.
    reporters.add("terminal", Terminal::stderr(Some(folder.to_owned())));
    reporters
}

/// What a person types to start this program: by cargo's alias when cargo started it.
fn program() -> &'static str {
    if std::env::var_os("CARGO").is_some() {
        "cargo harness"
    } else {
        "harness"
    }
}

/// The command as typed, without the path of the program.
fn command_line() -> String {
    let words = std::env::args().skip(1).map(|word| quoted(&word));
    std::iter::once(program().to_owned())
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ")
}

fn target_options(arguments: &Arguments) -> String {
    let mut options = String::new();
    if let Some(target) = &arguments.target {
        options += &format!(" --target {}", quoted(&target.display().to_string()));
    }
    for (name, value) in &arguments.target_env {
        options += &format!(" --target-env {}", quoted(&format!("{name}={value}")));
    }
    options
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = word
        .chars()
        .all(|c| c.is_alphanumeric() || "-_./=:,@".contains(c));
    if plain && !word.is_empty() {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Ends with the first signal that asks the program to stop.
async fn interrupt() -> Interrupt {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => Interrupt::Interrupted,
        _ = terminate.recv() => Interrupt::Terminated,
    }
}
