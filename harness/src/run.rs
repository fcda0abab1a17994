//! A run from set-up to clean-up, without any output of its own.

mod error;
mod scenarios;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use mock_provider::config::Config;
use mock_provider::{Clock, MockProvider, Provider};
use url::Url;

use crate::attempts::Rounds;
use crate::browser::{self, Browser, Kind, Options as BrowserOptions, RealNames, Transport};
use crate::capture::Capture;
use crate::catalogue::{self, Check};
use crate::clock::{self, Stopwatch};
use crate::collector::{Again, Shared, unjudged};
use crate::events::{Event, RunInfo, TargetInfo};
use crate::http_client::Trust;
use crate::ledger::Ledger;
use crate::pause::Pause;
use crate::plan::{self, TargetPlan};
use crate::selection::Selection;
use crate::shard::Shard;
use crate::suite::Suite;
use crate::target::{self, Access, Manifest, TargetError};
use crate::verdict::Verdict;
use crate::{exit, preflight};

pub use error::RunError;

/// What to run, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Manifest files or folders, judged one after the other; none means the embedded reference target.
    pub targets: Vec<PathBuf>,
    /// Settings of the targets that override the manifests'.
    pub target_env: BTreeMap<String, String>,
    /// Which checks.
    pub selection: Selection,
    /// Of these, only those of this target with this address: what was open in the last run.
    pub only: Option<HashSet<(String, String)>>,
    /// Of these, only one part.
    pub shard: Option<Shard>,
    /// The failures that are known; the file beside each manifest when left out.
    pub baseline: Option<PathBuf>,
    /// How often each check runs.
    pub rounds: Rounds,
    /// A check that passes in one attempt and not in another fails the run.
    pub flaky_fails: bool,
    /// Waits where a check went wrong, with its browser still open.
    pub pause: Option<Pause>,
    /// Scenarios that run at once.
    pub workers: usize,
    /// Warnings fail.
    pub strict: bool,
    /// Shows the browser.
    pub headed: bool,
    /// What is kept of the browsers.
    pub capture: Capture,
    /// Which browser.
    pub browser: Kind,
    /// The WebDriver remote end that has it; none: one is started on this machine.
    pub webdriver_url: Option<Url>,
    /// How pages are acted on in a Chromium of this machine.
    pub transport: Transport,
    /// Seed of the provider's randomness.
    pub seed: u64,
    /// A provider that already runs, in place of one of the run's own.
    pub provider: Option<Arc<MockProvider>>,
    /// The command that repeats this run, for reports.
    pub command: String,
    /// How a person repeats one check.
    pub again: Again,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            targets: Vec::new(),
            target_env: BTreeMap::new(),
            selection: Selection::default(),
            only: None,
            shard: None,
            baseline: None,
            rounds: Rounds::default(),
            flaky_fails: false,
            pause: None,
            workers: default_workers(),
            strict: false,
            headed: false,
            capture: Capture::default(),
            browser: Kind::default(),
            webdriver_url: None,
            transport: Transport::default(),
            seed: 42,
            provider: None,
            command: "harness run".to_owned(),
            again: Again {
                command: "harness run".to_owned(),
                options: String::new(),
            },
        }
    }
}

/// Two scenarios more than there are processors: a scenario waits for a third of its time, for timers of the browser
/// and for answers. On two processors, four at once take a fifth less time than two.
#[must_use]
pub fn default_workers() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get) + 2
}

/// Why a run ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interrupt {
    /// Ctrl-C.
    Interrupted,
    /// A termination signal.
    Terminated,
}

/// Runs the selected checks and hands every event to `sink`; `interrupt` ends the run early.
/// Returns the exit code.
///
/// # Errors
/// When the run could not begin; then nothing that was started is left behind.
pub async fn run(
    options: Options,
    say: impl Fn(&str),
    mut sink: impl FnMut(Event),
    interrupt: impl Future<Output = Interrupt>,
) -> Result<u8, RunError> {
    let features = catalogue::features()?;
    let all = catalogue::checks(&features)?;
    let plans = plan::plans(&options, &all)?;
    let alone = plans.len() == 1;
    let mut info = run_info(&options, plans.iter().map(TargetPlan::total).sum());
    let watch = Stopwatch::start();
    futures::pin_mut!(interrupt);
    let mut ledger = Ledger::new(options.rounds, &mut sink);
    // Targets that could not be set up before the run had begun.
    let mut missing: Vec<(TargetInfo, RunError)> = Vec::new();
    let mut begun = false;
    let mut ended_by = None;
    for plan in plans {
        let set_up = tokio::select! {
            set_up = open(&options, &plan, &say) => set_up,
            how = &mut interrupt => {
                ended_by = Some(how);
                break;
            }
        };
        let (suite, target) = match set_up {
            Ok(set_up) => set_up,
            Err(error) if alone => return Err(error),
            Err(error) => {
                let target = unusable(&plan, &error);
                if begun {
                    ledger.target(target, plan.baseline);
                } else {
                    missing.push((target, error));
                }
                continue;
            }
        };
        if !begun {
            (info.browser, info.driver) = suite.browser_names().await;
            ledger.begin(info.clone());
            for (target, _) in missing.drain(..) {
                ledger.target(target, crate::baseline::Baseline::default());
            }
            begun = true;
        }
        ledger.target(target, plan.baseline.clone());
        // Cucumber silences panics while it runs, and an interrupt keeps it from undoing that.
        let hook = std::panic::take_hook();
        ended_by = tokio::select! {
            () = judge(&suite, &features, &plan, &options, watch, &mut ledger) => None,
            how = &mut interrupt => Some(how),
        };
        std::panic::set_hook(hook);
        ledger.close_target(ended_by.is_some());
        close(suite).await;
        if ended_by.is_some() {
            break;
        }
    }
    if !begun {
        return match (ended_by, missing.into_iter().next()) {
            (Some(how), _) => Ok(code_of(how)),
            (None, Some((_, error))) => Err(error),
            (None, None) => Ok(exit::NOTHING_RAN),
        };
    }
    let exit_code = ended_by.map_or_else(|| ledger.exit_code(options.flaky_fails), code_of);
    ledger.end(watch.elapsed_ms(), ended_by.is_some(), exit_code);
    Ok(exit_code)
}

fn code_of(how: Interrupt) -> u8 {
    match how {
        Interrupt::Interrupted => exit::INTERRUPTED,
        Interrupt::Terminated => exit::TERMINATED,
    }
}

/// What is known before a browser runs.
fn run_info(options: &Options, total: usize) -> RunInfo {
    RunInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: clock::now().to_string(),
        browser: String::new(),
        driver: String::new(),
        workers: options.workers,
        seed: options.seed,
        total,
        repeat: options.rounds.repeat,
        shard: options.shard.map(|shard| shard.to_string()),
        command: options.command.clone(),
    }
}

/// A target that is not judged, and why.
fn unusable(plan: &TargetPlan, error: &RunError) -> TargetInfo {
    let problem = match error.hint() {
        Some(hint) => format!("{error}; {hint}"),
        None => error.to_string(),
    };
    TargetInfo {
        name: plan.manifest.name.clone(),
        start: "not started".to_owned(),
        url: String::new(),
        provider_url: String::new(),
        total: plan.total(),
        setup_ms: 0,
        problem: Some(problem),
    }
}

/// Sets up one target and proves that it can be judged.
async fn open(
    options: &Options,
    plan: &TargetPlan,
    say: impl Fn(&str),
) -> Result<(Arc<Suite>, TargetInfo), RunError> {
    let watch = Stopwatch::start();
    let suite = Arc::new(set_up(options, plan.manifest.clone(), say).await?);
    match info(&suite, plan, watch).await {
        Ok(info) => Ok((suite, info)),
        Err(error) => {
            close(suite).await;
            Err(error)
        }
    }
}

/// Runs the checks of one target, and again those that need further attempts.
async fn judge(
    suite: &Arc<Suite>,
    features: &[gherkin::Feature],
    plan: &TargetPlan,
    options: &Options,
    watch: Stopwatch,
    ledger: &mut Ledger<impl FnMut(Event)>,
) {
    let shared = Shared {
        target: plan.manifest.name.clone(),
        strict: options.strict,
        alone: options.workers == 1,
        again: Again {
            command: options.again.command.clone(),
            options: plan.options.clone(),
        },
        watch,
    };
    for (check, reason) in &plan.inapplicable {
        ledger.pass_over(unjudged(check, &shared, Verdict::NotApplicable(reason.clone())));
    }
    // What looks at the whole run comes when the rest of it is over.
    let (last, first): (Vec<&Check>, Vec<&Check>) =
        plan.applicable.iter().partition(|check| check.is_of_whole_run());
    for checks in [first, last] {
        let mut due: Vec<(Check, u32)> = checks
            .into_iter()
            .map(|check| (check.clone(), options.rounds.repeat))
            .collect();
        while !due.is_empty() {
            let mut unsettled = Vec::new();
            let mut sink = |event| {
                if let Event::AttemptFinished(result) = &event {
                    unsettled.push(result.address());
                }
                ledger.take_in(event);
            };
            let workers = options.workers;
            scenarios::run(suite, features, &due, options, workers, shared.clone(), &mut sink).await;
            let alone = Shared {
                alone: true,
                ..shared.clone()
            };
            for address in unsettled {
                let one = due.iter().find(|(check, _)| check.address() == address);
                let one: Vec<(Check, u32)> = one.map(|(check, _)| (check.clone(), 1)).into_iter().collect();
                let mut sink = |event| ledger.take_in(event);
                scenarios::run(suite, features, &one, options, 1, alone.clone(), &mut sink).await;
            }
            for (check, times) in &mut due {
                *times = ledger.due(&check.address());
            }
            due.retain(|(_, times)| *times > 0);
        }
    }
}

/// The built-in people and settings, with a journal that holds a whole run: verdicts are judged by it.
fn provider_config() -> Config {
    let mut config = Config::default();
    config.journal.exchanges = 50_000;
    config.journal.flows = 10_000;
    // Google names itself in its answers and does not announce it. Announced, as RFC 9207 section 3 has it, it is a
    // promise that apps can be held to.
    config.google.iss_parameter_in_discovery = true;
    config
}

/// Starts provider, browser, and the default variant of the target, side by side.
pub(crate) async fn set_up(
    options: &Options,
    manifest: Manifest,
    say: impl Fn(&str),
) -> Result<Suite, RunError> {
    let mut browser_options = BrowserOptions {
        kind: options.browser,
        remote: options.webdriver_url.clone(),
        headed: options.headed,
        transport: options.transport,
        real_names: None,
        hosts: manifest.app.allow_hosts.clone(),
        any_certificate: manifest.trust() == Trust::Everybody,
    };
    let programs = browser::find_or_install(&browser_options, &say).await?;
    let reach = manifest.provider.reach;
    let provider = match &options.provider {
        Some(provider) => Arc::clone(provider),
        None => {
            let builder = MockProvider::builder()
                .config(provider_config())
                .clock(Clock::system())
                .seed(options.seed)
                .port(manifest.provider.port);
            let builder = target::listeners(builder, reach).map_err(TargetError::from)?;
            // Firefox has no flags for names; it finds them by a proxy.
            let by_proxy = reach.is_by_real_names() && options.browser == Kind::Firefox;
            let builder = if by_proxy { builder.proxy() } else { builder };
            Arc::new(builder.start().await?)
        }
    };
    if reach.is_by_real_names() {
        browser_options.real_names = provider.chromium_flags().map(|chromium| RealNames {
            chromium,
            proxy: provider.proxy_addr(),
        });
    }
    let launch = async {
        Browser::launch(&programs, &browser_options)
            .await
            .map_err(RunError::from)
    };
    let prepare = async {
        target::set_up(&manifest).await?;
        Ok(Access::prepare(reach, &provider)
            .await
            .map_err(TargetError::from)?)
    };
    let (browser, access) = tokio::try_join!(launch, prepare)?;
    // Targets that keep their accounts meet new people in every run.
    let run = match manifest.start.as_ref().and_then(|start| start.embedded.as_ref()) {
        Some(_) => format!("r{}", options.seed),
        None => format!("r{:x}", clock::now().as_millisecond()),
    };
    let mut suite = Suite::new(
        provider,
        manifest,
        access,
        programs,
        browser_options,
        browser,
        run,
    );
    suite.capture = options.capture;
    Ok(suite)
}

async fn info(suite: &Arc<Suite>, plan: &TargetPlan, watch: Stopwatch) -> Result<TargetInfo, RunError> {
    let target = suite.target("default").await?;
    let providers = needed(&plan.applicable, &suite.manifest);
    preflight::judge(preflight::examine(suite, &target, &providers).await)?;
    Ok(TargetInfo {
        name: suite.manifest.name.clone(),
        start: target.how.clone(),
        url: target.url.to_string(),
        provider_url: suite.provider.url().to_string(),
        total: plan.total(),
        setup_ms: watch.elapsed_ms(),
        problem: None,
    })
}

/// The providers of the target with which `checks` sign people in.
fn needed(checks: &[Check], manifest: &Manifest) -> Vec<Provider> {
    let needs = |idp: Provider| {
        checks
            .iter()
            .any(|check| check.provider.as_deref().is_none_or(|name| name == idp.slug()))
    };
    manifest
        .offered()
        .map(|(idp, _)| idp)
        .filter(|&idp| needs(idp))
        .collect()
}

/// Stops everything; the scenarios that held the suite have ended.
pub(crate) async fn close(suite: Arc<Suite>) {
    if let Some(suite) = Arc::into_inner(suite) {
        suite.close().await;
    }
}
