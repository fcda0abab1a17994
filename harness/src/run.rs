//! A run from set-up to clean-up, without any output of its own.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use cucumber::{Cucumber, World as _, cli, runner};
use futures::future::{FutureExt as _, LocalBoxFuture};
use mock_provider::config::Config;
use mock_provider::{Clock, MockProvider, Provider};

use crate::broken::Broken;
use crate::browser::{self, Browser, LaunchError, Options as BrowserOptions, Transport};
use crate::catalogue::{self, CatalogueError, Check};
use crate::clock::{self, Stopwatch};
use crate::collector::{Again, Collector, Left, LeftBehind, place, unjudged};
use crate::events::{CheckResult, Event, RunEnd, RunInfo};
use crate::selection::{Selection, SelectionError};
use crate::suite::Suite;
use crate::target::{self, Access, Manifest, ManifestError, TargetError};
use crate::verdict::Verdict;
use crate::world::World;
use crate::{evidence, exit, features, preflight, steps};

/// What to run, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Manifest file or folder; the embedded reference target when left out.
    pub target: Option<PathBuf>,
    /// Settings of the target that override the manifest's.
    pub target_env: BTreeMap<String, String>,
    /// Which checks.
    pub selection: Selection,
    /// Scenarios that run at once.
    pub workers: usize,
    /// Warnings fail.
    pub strict: bool,
    /// Shows the browser.
    pub headed: bool,
    /// How pages are acted on.
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
            target: None,
            target_env: BTreeMap::new(),
            selection: Selection::default(),
            workers: default_workers(),
            strict: false,
            headed: false,
            transport: Transport::default(),
            seed: 42,
            provider: None,
            command: "harness run".to_owned(),
            again: Again {
                command: "harness run".to_owned(),
                target_options: String::new(),
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
            Self::Manifest(_) => exit::USAGE,
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
    let started = (Stopwatch::start(), clock::now());
    let features = catalogue::features()?;
    let all = catalogue::checks(&features)?;
    let picked = options.selection.pick(&all)?;
    let manifest = manifest(&options)?;
    let (applicable, inapplicable) = by_profile(picked, &manifest);
    let total = applicable.len() + inapplicable.len();
    futures::pin_mut!(interrupt);

    let suite = tokio::select! {
        suite = set_up(&options, manifest, say) => Arc::new(suite?),
        how = &mut interrupt => return Ok(code_of(how)),
    };
    let info = tokio::select! {
        info = info(&options, &suite, &applicable, started, total) => info.map_err(Ok),
        how = &mut interrupt => Err(Err(how)),
    };
    let info = match info {
        Ok(info) => info,
        Err(ended) => {
            close(suite).await;
            return match ended {
                Ok(error) => Err(error),
                Err(how) => Ok(code_of(how)),
            };
        }
    };
    sink(Event::RunStarted(info));
    let watch = Stopwatch::start();
    let results = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&results);
    let mut sink = move |event: Event| {
        if let Event::CheckFinished(result) = &event {
            kept.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(CheckResult::clone(result));
        }
        sink(event);
    };
    for (check, reason) in inapplicable {
        let result = unjudged(
            &check,
            &options.again,
            "default".to_owned(),
            Verdict::NotApplicable(reason),
            0,
        );
        sink(Event::CheckFinished(Box::new(result)));
    }
    // Cucumber silences panics while it runs, and an interrupt keeps it from undoing that.
    let hook = std::panic::take_hook();
    let ended_by = {
        let scenarios = scenarios(&suite, features, applicable, &options, &mut sink);
        tokio::select! {
            () = scenarios => None,
            how = &mut interrupt => Some(how),
        }
    };
    std::panic::set_hook(hook);
    close(suite).await;
    let exit_code = match ended_by {
        Some(how) => code_of(how),
        None => exit::code(&results.lock().unwrap_or_else(PoisonError::into_inner)),
    };
    sink(Event::RunFinished(RunEnd {
        duration_ms: watch.elapsed_ms(),
        interrupted: ended_by.is_some(),
        exit_code,
    }));
    Ok(exit_code)
}

fn code_of(how: Interrupt) -> u8 {
    match how {
        Interrupt::Interrupted => exit::INTERRUPTED,
        Interrupt::Terminated => exit::TERMINATED,
    }
}

/// The manifest with the overrides of the command line.
pub(crate) fn manifest(options: &Options) -> Result<Manifest, ManifestError> {
    let mut manifest = match &options.target {
        Some(path) => Manifest::load(path)?,
        None => features::reference_manifest()?,
    };
    if let Some(start) = &mut manifest.start {
        start.env.extend(options.target_env.clone());
    }
    Ok(manifest)
}

/// Checks whose profile the target has, and the others with the reason.
fn by_profile(picked: Vec<Check>, manifest: &Manifest) -> (Vec<Check>, Vec<(Check, String)>) {
    let has =
        |check: &Check| check.profile == "core" || manifest.capabilities.profiles.contains(&check.profile);
    let (applicable, others): (Vec<_>, Vec<_>) = picked.into_iter().partition(has);
    let others = others.into_iter().map(|check| {
        let reason = format!("the manifest does not list the profile `{}`", check.profile);
        (check, reason)
    });
    (applicable, others.collect())
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
    let programs = browser::find_or_install(options.transport, say).await?;
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
            Arc::new(builder.start().await?)
        }
    };
    let real_names = reach
        .is_by_real_names()
        .then(|| provider.chromium_flags())
        .flatten();
    let browser_options = BrowserOptions {
        headed: options.headed,
        transport: options.transport,
        real_names,
    };
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

async fn info(
    options: &Options,
    suite: &Arc<Suite>,
    checks: &[Check],
    (watch, started_at): (Stopwatch, jiff::Timestamp),
    total: usize,
) -> Result<RunInfo, RunError> {
    let target = suite.target("default").await?;
    let providers = needed(checks, &suite.manifest);
    preflight::judge(preflight::examine(suite, &target, &providers).await)?;
    let (browser, driver) = suite.browser_names().await;
    Ok(RunInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: started_at.to_string(),
        target: suite.manifest.name.clone(),
        target_start: target.how.clone(),
        target_url: target.url.to_string(),
        provider_url: suite.provider.url().to_string(),
        browser,
        driver,
        workers: options.workers,
        seed: options.seed,
        total,
        command: options.command.clone(),
        setup_ms: watch.elapsed_ms(),
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
    checks: Vec<Check>,
    options: &Options,
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
    let runner = runner::Basic::default()
        .steps(World::collection())
        .max_concurrent_scenarios(options.workers)
        .before(move |_, _, _, world: &mut World| world.enter(Arc::clone(&entering)).boxed_local())
        .after(move |feature, _, scenario, finished, world: Option<&mut World>| {
            let leaving = Arc::clone(&leaving);
            let place = place(feature, scenario);
            let passed = matches!(finished, cucumber::event::ScenarioFinished::StepPassed);
            let work: LocalBoxFuture<'_, ()> = async move {
                let Some(world) = world else { return };
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
    let collector = Collector::new(&checks, left_behind, options.strict, options.again.clone(), sink);
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
    use cucumber::event::{ScenarioFinished, StepError};
    let ScenarioFinished::StepFailed(_, _, StepError::Panic(payload)) = finished else {
        return false;
    };
    payload
        .downcast_ref::<Broken>()
        .is_some_and(|broken| broken.kind == crate::broken::Kind::NotApplicable)
}

/// Stops everything; the scenarios that held the suite have ended.
pub(crate) async fn close(suite: Arc<Suite>) {
    if let Some(suite) = Arc::into_inner(suite) {
        suite.close().await;
    }
}
