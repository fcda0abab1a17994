//! `harness run`: runs checks and reports.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use clap::{Args, ValueEnum};

use super::browser::{self, BrowserArguments};
use super::interrupt::interrupt;
use super::{debug, last_failed, say};
use crate::attempts::Rounds;
use crate::capture::Capture;
use crate::collector::Again;
use crate::events::Event;
use crate::exit;
use crate::report::github::Github;
use crate::report::terminal::Terminal;
use crate::report::{Reporters, Secrets};
use crate::run::{self, Options};
use crate::selection::Selection;
use crate::shard::Shard;
use crate::shell::quoted;

const AFTER_HELP: &str = "\
Exit codes:
  0    every check that ran passed (warnings allowed unless --strict), or failed as the baseline expects
  1    a check failed, was flaky with --flaky-result fail, or an entry of the baseline is wrong by now
  2    wrong usage, or an invalid manifest or baseline
  3    could not judge: browser, target, or provider not usable, or a check without a verdict
  4    no check matched, or none that matched applies to the target
  70   a mistake of the harness itself
  130  ended by Ctrl-C, 143 by a termination signal; reports are still written";

/// Where reports are written and looked for.
pub(super) const REPORT_DIR: &str = "harness-report";

#[derive(Debug, Args)]
#[command(after_help = format!("{AFTER_HELP}\n\n{}", browser::HELP))]
pub(super) struct Arguments {
    /// Ids, addresses (cb-state-wrong/google), patterns with `*`, or feature files with an optional :LINE
    checks: Vec<String>,
    /// Manifest of a target, its folder, or its name in fixtures/targets; `reference`, or none, is the embedded one.
    /// May be given several times: then the report compares the targets
    #[arg(long, value_name = "PATH", env = "HARNESS_TARGET")]
    target: Vec<PathBuf>,
    /// Tag expression, for example "@must and not @mfa"
    #[arg(short, long, value_name = "EXPR")]
    tags: Option<String>,
    /// Run only what was open in the last run, which is read from the report folder or from FILE
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    pub(super) last_failed: Option<Option<PathBuf>>,
    /// Run only one of several equal parts, for example 2/3
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Failures that are known; baseline.toml beside the manifest when left out
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Try a check that did not pass again, up to N times; one that passes then is flaky
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=100))]
    retries: u32,
    /// Run every check N times
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "retries", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    repeat: u32,
    /// What a flaky check does to the run; with --repeat it fails it, with --retries it does not
    #[arg(long, value_name = "RESULT", value_enum)]
    flaky_result: Option<FlakyResult>,
    /// Scenarios that run at once; two more than there are processors when left out
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    workers: Option<u16>,
    /// Warnings fail
    #[arg(long)]
    strict: bool,
    /// Show the browser
    #[arg(long)]
    headed: bool,
    /// Show the browser, run one scenario at a time, and stop where a check goes wrong, with everything still there
    #[arg(long, conflicts_with = "workers")]
    debug: bool,
    /// Of which checks the report shows the browsers
    #[arg(long, value_name = "WHICH", value_enum, default_value_t)]
    capture: Capture,
    #[command(flatten)]
    browser: BrowserArguments,
    /// Seed of the provider's randomness
    #[arg(long, value_name = "N", default_value_t = 42)]
    seed: u64,
    /// Setting of the target that overrides [start.env] of its manifest; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    target_env: Vec<(String, String)>,
    /// Folder for the reports
    #[arg(long, value_name = "DIR", default_value = REPORT_DIR)]
    pub(super) report_dir: PathBuf,
    /// Leave tokens, codes, and cookies in the reports
    #[arg(long)]
    report_secrets: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FlakyResult {
    /// A flaky check is reported, and does not fail the run
    Pass,
    /// A flaky check fails the run
    Fail,
}

pub(super) fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

pub(super) async fn main(arguments: Arguments) -> u8 {
    if let Some((what, hint)) = arguments.browser.problem() {
        say::error(&what, Some(hint));
        return exit::USAGE;
    }
    let only = match last_failed::only(&arguments) {
        Ok(only) => only,
        Err(problem) => return problem.report(),
    };
    let secrets = if arguments.report_secrets {
        Secrets::Shown
    } else {
        Secrets::Redacted
    };
    let reporters = Arc::new(Mutex::new(reporters(
        &arguments.report_dir,
        secrets,
        !arguments.debug,
    )));
    let sink = {
        let reporters = Arc::clone(&reporters);
        move |event: Event| {
            reporters
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .on_event(&event);
        }
    };
    let result = run::run(
        Options {
            only,
            ..arguments.into()
        },
        say::note,
        sink,
        interrupt(),
    )
    .await;
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
            options: arguments.browser.typed() + &target_env_options(&arguments),
        };
        let flaky_fails = match arguments.flaky_result {
            Some(result) => result == FlakyResult::Fail,
            None => arguments.repeat > 1,
        };
        Self {
            targets: arguments.target,
            target_env: BTreeMap::from_iter(arguments.target_env),
            selection: Selection {
                names: arguments.checks,
                tags: arguments.tags,
            },
            only: None,
            shard: arguments.shard,
            baseline: arguments.baseline,
            rounds: Rounds {
                repeat: arguments.repeat,
                retries: arguments.retries,
            },
            flaky_fails,
            pause: arguments.debug.then(debug::pause),
            workers: match arguments.workers {
                _ if arguments.debug => 1,
                Some(workers) => usize::from(workers),
                None => run::default_workers(),
            },
            strict: arguments.strict,
            headed: arguments.headed || arguments.debug,
            capture: arguments.capture,
            browser: arguments.browser.browser,
            transport: arguments.browser.transport(),
            webdriver_url: arguments.browser.webdriver_url,
            seed: arguments.seed,
            provider: None,
            command: command_line(),
            again,
        }
    }
}

fn reporters(folder: &Path, secrets: Secrets, bar: bool) -> Reporters {
    let mut reporters = Reporters::new(secrets);
    reporters.add_folder(folder);
    if let Some(github) = Github::from_environment("features") {
        reporters.add("GitHub", github);
    }
    // Last, because its summary names files that the others have written by then.
    reporters.add("terminal", Terminal::stderr(Some(folder.to_owned()), bar));
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

fn target_env_options(arguments: &Arguments) -> String {
    let settings = arguments.target_env.iter();
    settings
        .map(|(name, value)| format!(" --target-env {}", quoted(&format!("{name}={value}"))))
        .collect()
}
