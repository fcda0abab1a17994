//! A run from set-up to clean-up, without any output of its own.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use cucumber::{Cucumber, World as _, cli, runner};
use futures::future::{FutureExt as _, LocalBoxFuture};
use mock_provider::config::Config;
use mock_provider::{Clock, MockProvider, Provider};
use url::Url;

use crate::attempts::Rounds;
use crate::baseline::BaselineError;
use crate::broken::Broken;
use crate::browser::{self, Browser, Kind, LaunchError, Options as BrowserOptions, RealNames, Transport};
use crate::catalogue::{self, CatalogueError, Check};
use crate::clock::{self, Stopwatch};
use crate::collector::{Again, Collector, Left, LeftBehind, Shared, place, unjudged};
use crate::events::{Event, RunInfo, TargetInfo};
use crate::ledger::Ledger;
use crate::pause::{Pause, Stop};
use crate::plan::{self, TargetPlan};
use crate::selection::{Selection, SelectionError};
use crate::shard::Shard;
use crate::suite::Suite;
use crate::target::{self, Access, Manifest, ManifestError, TargetError};
use crate::verdict::Verdict;
use crate::world::World;
use crate::{evidence, exit, features, preflight, steps};

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

/// As many scenarios at once as there are processors, which is where more stops helping.
#[must_use]
pub fn default_workers() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

/// Why a run could not begin.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The selection selects nothing.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The manifest is no manifest.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// Two manifests give the same name.
    #[error("two targets are named `{0}`")]
    SameName(String),
    /// The baseline is no baseline.
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    /// There is no usable browser.
    #[error(transparent)]
    Browser(#[from] LaunchError),
    /// The provider did not start.
    #[error("the mock provider did not start: {0}")]
    Provider(#[from] mock_provider::StartError),
    /// The target did not start.
    #[error("could not judge: {0}")]
    Target(#[from] TargetError),
    /// The target answers, but not as its manifest says.
    #[error("could not judge: {0}")]
    Preflight(#[from] preflight::Problem),
    /// The built-in features are broken.
    #[error("the built-in features are broken: {0}")]
    Catalogue(#[from] CatalogueError),
}

impl RunError {
    /// One thing to do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Selection(error) => Some(error.hint()),
            Self::Manifest(error) => error.hint().map(str::to_owned),
            Self::SameName(_) => {
                Some("give each manifest its own `name`; reports tell them apart by it".to_owned())
            }
            Self::Baseline(error) => error.hint().map(str::to_owned),
            Self::Browser(error) => error.hint().map(str::to_owned),
            Self::Target(error) => Some(error.hint()),
            Self::Preflight(problem) => Some(problem.hint.clone()),
            Self::Provider(_) | Self::Catalogue(_) => None,
        }
    }

    /// The code that the process ends with.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Selection(_) => exit::NOTHING_RAN,
            Self::Manifest(_) | Self::SameName(_) | Self::Baseline(_) => exit::USAGE,
            Self::Catalogue(_) => exit::INTERNAL,
            Self::Browser(_) | Self::Provider(_) | Self::Target(_) | Self::Preflight(_) => exit::NOT_JUDGED,
        }
    }
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
        again: Again {
            command: options.again.command.clone(),
            options: plan.options.clone(),
        },
        watch,
    };
    for (check, reason) in &plan.inapplicable {
        let result = unjudged(check, &shared, Verdict::NotApplicable(reason.clone()));
        ledger.take_in(Event::CheckFinished(Box::new(result)));
    }
    let mut checks = plan.applicable.clone();
    while !checks.is_empty() {
        let mut sink = |event| ledger.take_in(event);
        scenarios(
            suite,
            features.to_vec(),
            &checks,
            options,
            shared.clone(),
            &mut sink,
        )
        .await;
        checks.retain(|check| ledger.is_due(&check.address()));
    }
}

/// The built-in people and settings, with a journal that holds a whole run: verdicts are judged by it.
fn provider_config() -> Config {
    let mut config = Config::default();
    config.journal.exchanges = 50_000;
    config.journal.flows = 10_000;
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
    for limit in browser.limits() {
        say(&format!("the remote end has no WebDriver BiDi: {limit}"));
    }
    // Targets that keep their accounts meet new people in every run.
    let run = match manifest.start.as_ref().and_then(|start| start.embedded.as_ref()) {
        Some(_) => format!("r{}", options.seed),
        None => format!("r{:x}", clock::now().as_millisecond()),
    };
    Ok(Suite::new(
        provider,
        manifest,
        access,
        programs,
        browser_options,
        browser,
        run,
    ))
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

/// Runs the scenarios of `checks`.
async fn scenarios(
    suite: &Arc<Suite>,
    features: Vec<gherkin::Feature>,
    checks: &[Check],
    options: &Options,
    shared: Shared,
    sink: &mut impl FnMut(Event),
) {
    steps::link();
    let left_behind = LeftBehind::default();
    let places: HashMap<_, _> = checks
        .iter()
        .map(|check| ((check.file.clone(), check.line), ()))
        .collect();
    let entering = Arc::clone(suite);
    let leaving = Arc::clone(&left_behind);
    let pause = options.pause.clone();
    let runner = runner::Basic::default()
        .steps(World::collection())
        .max_concurrent_scenarios(options.workers)
        .before(move |_, _, _, world: &mut World| world.enter(Arc::clone(&entering)).boxed_local())
        .after(move |feature, _, scenario, finished, world: Option<&mut World>| {
            let leaving = Arc::clone(&leaving);
            let pause = pause.clone().zip(what_stopped(feature, scenario, finished));
            let place = place(feature, scenario);
            let passed = matches!(finished, cucumber::event::ScenarioFinished::StepPassed);
            let work: LocalBoxFuture<'_, ()> = async move {
                let Some(world) = world else { return };
                if let Some((pause, (check, broken))) = pause {
                    pause.at(Stop::of(world, &check, broken).await).await;
                }
                world.disarm();
                let evidence = evidence::gather(world, !passed && !is_inapplicable(finished)).await;
                let variant = world.variant().to_owned();
                // A dead part is only worth looking for where something went wrong.
                let casualty = if passed {
                    None
                } else {
                    world.suite().casualty(&variant).await
                };
                let left = Left {
                    evidence,
                    variant,
                    casualty,
                    blemish: world
                        .blemish()
                        .map(|blemish| (blemish.step, blemish.broken.clone())),
                    hint: world.suite().strays(),
                };
                leaving
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(place, left);
            }
            .boxed_local();
            work
        });
    let collector = Collector::new(checks, left_behind, shared, sink);
    let quiet = cli::Opts {
        re_filter: None,
        tags_filter: None,
        parser: cli::Empty,
        runner: runner::basic::Cli::default(),
        writer: cli::Empty,
        custom: cli::Empty,
    };
    let _collector =
        Cucumber::<World, _, _, _, _, cli::Empty>::custom(features::Parsed(features), runner, collector)
            .with_cli(quiet)
            .filter_run((), move |feature, _, scenario| {
                places.contains_key(&place(feature, scenario))
            })
            .await;
}

fn is_inapplicable(finished: &cucumber::event::ScenarioFinished) -> bool {
    broken(finished).is_some_and(|broken| broken.kind == crate::broken::Kind::NotApplicable)
}

/// What ended a scenario, when a step said so.
fn broken(finished: &cucumber::event::ScenarioFinished) -> Option<&Broken> {
    use cucumber::event::{ScenarioFinished, StepError};
    match finished {
        ScenarioFinished::StepFailed(_, _, StepError::Panic(payload)) => payload.downcast_ref(),
        _ => None,
    }
}

/// The check and what went wrong with it, for a person who may want to look into that.
fn what_stopped(
    feature: &gherkin::Feature,
    scenario: &gherkin::Scenario,
    finished: &cucumber::event::ScenarioFinished,
) -> Option<(Check, Broken)> {
    let broken = broken(finished).filter(|_| !is_inapplicable(finished))?;
    Some((Check::of(feature, scenario).ok()?, broken.clone()))
}

/// Stops everything; the scenarios that held the suite have ended.
pub(crate) async fn close(suite: Arc<Suite>) {
    if let Some(suite) = Arc::into_inner(suite) {
        suite.close().await;
    }
}
