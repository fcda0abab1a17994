//! Hears cucumber's events and turns each finished scenario into one judged result.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use cucumber::event::{Cucumber, Event, Feature, RetryableScenario, Rule, Scenario, Step, StepError};
use cucumber::writer::Normalized;
use cucumber::{Writer, cli, parser};
use gherkin::StepType;

use crate::broken::{Broken, Kind};
use crate::catalogue::Check;
use crate::clock::Stopwatch;
use crate::events::{CheckResult, Event as RunEvent, Evidence, Failure, StepResult, StepStatus};
use crate::judge;
use crate::suite::Casualty;
use crate::verdict::Verdict;
use crate::world::World;

/// File, line, and column of a scenario.
pub type Place = (String, usize, usize);

/// What the after-hook leaves for the collector: the last moment at which the world is there.
#[derive(Debug, Clone)]
pub struct Left {
    /// What was gathered.
    pub evidence: Evidence,
    /// Variant that the scenario used.
    pub variant: String,
    /// What of the set-up no longer answers, if anything.
    pub casualty: Option<Casualty>,
    /// What was ugly on the way, if anything: it counts when nothing else is broken.
    pub blemish: Option<(usize, Broken)>,
    /// One thing to look at where the failure itself names none.
    pub hint: Option<String>,
}

/// Shared by the after-hook, which fills it, and the collector, which empties it.
pub type LeftBehind = Arc<Mutex<HashMap<Place, Left>>>;

/// How a person runs one check again against the same target.
#[derive(Debug, Clone)]
pub struct Again {
    /// The command before the address, for example `harness run`.
    pub command: String,
    /// The options after it, each with a leading space; those that name a target's manifest are added to them.
    pub options: String,
}

/// What the results of one target have in common.
#[derive(Debug, Clone)]
pub struct Shared {
    /// Name of the target.
    pub target: String,
    /// Warnings fail.
    pub strict: bool,
    /// Nothing else runs beside a scenario: a target that ends meanwhile ends because of it.
    pub alone: bool,
    /// How to run one check again.
    pub again: Again,
    /// Runs since the run began.
    pub watch: Stopwatch,
}

/// Cucumber's writer of this harness.
pub struct Collector<Sink> {
    /// By file and line: copies of one scenario differ in their column alone.
    checks: HashMap<(String, usize), Check>,
    left_behind: LeftBehind,
    running: HashMap<Place, Running>,
    shared: Shared,
    sink: Sink,
}

struct Running {
    started_ms: u64,
    watch: Stopwatch,
    step: Stopwatch,
    steps: Vec<StepResult>,
    broken: Option<(Broken, StepType, String)>,
}

impl<Sink: FnMut(RunEvent)> Collector<Sink> {
    /// Collects the results of `checks` and hands events to `sink`.
    pub fn new<'a>(
        checks: impl Iterator<Item = &'a Check>,
        left_behind: LeftBehind,
        shared: Shared,
        sink: Sink,
    ) -> Self {
        let checks = checks
            .map(|check| ((check.file.clone(), check.line), check.clone()))
            .collect();
        Self {
            checks,
            left_behind,
            running: HashMap::new(),
            shared,
            sink,
        }
    }

    fn scenario(&mut self, feature: &gherkin::Feature, scenario: &gherkin::Scenario, event: Scenario<World>) {
        let place = place(feature, scenario);
        match event {
            Scenario::Started => self.start(&place),
            Scenario::Background(step, event) | Scenario::Step(step, event) => {
                if let Some(running) = self.running.get_mut(&place) {
                    running.take_in(&step, event);
                }
            }
            Scenario::Finished => self.finish(&place, scenario),
            Scenario::Hook(..) | Scenario::Log(_) => {}
        }
    }

    fn start(&mut self, place: &Place) {
        let Some(check) = self.checks.get(&(place.0.clone(), place.1)) else {
            return;
        };
        (self.sink)(RunEvent::CheckStarted {
            address: check.address(),
            name: check.name.clone(),
        });
        let watch = Stopwatch::start();
        let running = Running {
            started_ms: self.shared.watch.elapsed_ms(),
            watch,
            step: watch,
            steps: Vec::new(),
            broken: None,
        };
        self.running.insert(place.clone(), running);
    }

    fn finish(&mut self, place: &Place, scenario: &gherkin::Scenario) {
        let Some(check) = self.checks.get(&(place.0.clone(), place.1)) else {
            return;
        };
        let Some(mut running) = self.running.remove(place) else {
            return;
        };
        let left = self
            .left_behind
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(place);
        for step in scenario.steps.iter().skip(running.steps.len()) {
            running.steps.push(result(step, StepStatus::Skipped, 0));
        }
        if let Some((number, blemish)) = left.as_ref().and_then(|left| left.blemish.clone())
            && running.broken.is_none()
            && let Some(step) = scenario.steps.get(number)
        {
            running.fail(number, step, blemish);
        }
        let mut verdict = match &running.broken {
            None => Verdict::Pass,
            Some((broken, place, _)) => judge::verdict(check, broken, *place, self.shared.strict),
        };
        let casualty = left
            .as_ref()
            .and_then(|left| left.casualty.clone())
            .filter(|_| verdict != Verdict::Pass);
        // Several scenarios may have been at the target when it ended. Which of them it died of shows when each is alone.
        let unsettled = casualty.as_ref().is_some_and(|casualty| casualty.target_ended) && !self.shared.alone;
        match (casualty, &mut running.broken) {
            (Some(casualty), Some((broken, place, _))) if casualty.target_ended && self.shared.alone => {
                *broken = Broken::breach("the target goes on running", casualty.what);
                verdict = judge::verdict(check, broken, *place, self.shared.strict);
            }
            (Some(casualty), _) => verdict = Verdict::Error(casualty.what),
            (None, _) => {}
        }
        let variant = left
            .as_ref()
            .map_or_else(|| "default".to_owned(), |left| left.variant.clone());
        let (evidence, hint) = left.map(|left| (left.evidence, left.hint)).unwrap_or_default();
        let failure = running.broken.map(|(broken, _, step)| Failure {
            step,
            expected: broken.expected,
            actual: broken.actual,
            provider: (!evidence.faults.is_empty()).then(|| evidence.faults.join("; ")),
            hint: broken.hint.or(hint),
        });
        let failure = failure.filter(|_| !matches!(verdict, Verdict::Pass | Verdict::NotApplicable(_)));
        let duration_ms = running.watch.elapsed_ms();
        let result = CheckResult {
            steps: running.steps,
            failure,
            evidence,
            variant,
            started_ms: running.started_ms,
            duration_ms,
            ..unjudged(check, &self.shared, verdict)
        };
        (self.sink)(match unsettled {
            true => RunEvent::AttemptFinished(Box::new(result)),
            false => RunEvent::CheckFinished(Box::new(result)),
        });
    }
}

/// The result of a check that was not run.
#[must_use]
pub fn unjudged(check: &Check, shared: &Shared, verdict: Verdict) -> CheckResult {
    CheckResult {
        target: shared.target.clone(),
        id: check.id.clone(),
        instance: check.instance.clone(),
        provider: check.provider.clone(),
        name: check.name.clone(),
        feature: check.feature.clone(),
        file: check.file.clone(),
        line: check.line,
        why: check.why.clone(),
        level: check.level,
        profile: check.profile.clone(),
        sections: check.sections.clone(),
        tags: check.tags.clone(),
        variant: "default".to_owned(),
        rerun: format!(
            "{command} {}{options}",
            check.address(),
            command = shared.again.command,
            options = shared.again.options
        ),
        verdict,
        expected: None,
        attempts: Vec::new(),
        started_ms: shared.watch.elapsed_ms(),
        duration_ms: 0,
        steps: Vec::new(),
        failure: None,
        evidence: Evidence::default(),
    }
}

/// File, line, and column of a scenario.
#[must_use]
pub fn place(feature: &gherkin::Feature, scenario: &gherkin::Scenario) -> Place {
    let file = feature
        .path
        .as_deref()
        .map(|path| path.display().to_string())
        .unwrap_or_default();
    (file, scenario.position.line, scenario.position.col)
}

impl Running {
    fn take_in(&mut self, step: &gherkin::Step, event: Step<World>) {
        let took = self.step.elapsed_ms();
        let (status, broken) = match event {
            Step::Started => {
                self.step = Stopwatch::start();
                return;
            }
            Step::Passed(..) => (StepStatus::Passed, None),
            // A step that nobody wrote must never look like one that passed.
            Step::Skipped => (StepStatus::Failed, Some(undefined("there is no such step"))),
            Step::Failed(_, _, _, error) => (StepStatus::Failed, Some(broken(&error))),
        };
        self.steps.push(result(step, status, took));
        if let Some(broken) = broken {
            self.fail(self.steps.len() - 1, step, broken);
        }
    }

    fn fail(&mut self, number: usize, step: &gherkin::Step, broken: Broken) {
        if let Some(result) = self.steps.get_mut(number) {
            result.status = StepStatus::Failed;
        }
        self.broken = Some((broken, step.ty, format!("{}{}", step.keyword, step.value)));
    }
}

fn broken(error: &StepError) -> Broken {
    match error {
        StepError::Panic(payload) => match payload.downcast_ref::<Broken>() {
            Some(broken) => broken.clone(),
            None => {
                let text = payload
                    .downcast_ref::<String>()
                    .cloned()
                    .or_else(|| payload.downcast_ref::<&str>().map(|&text| text.to_owned()));
                Broken::breach(
                    "the harness works",
                    text.unwrap_or_else(|| "a step panicked".to_owned()),
                )
                .of_kind(Kind::Crash)
            }
        },
        other => undefined(&other.to_string()),
    }
}

fn undefined(reason: &str) -> Broken {
    Broken::breach("the step is defined once", reason).of_kind(Kind::Crash)
}

fn result(step: &gherkin::Step, status: StepStatus, duration_ms: u64) -> StepResult {
    StepResult {
        keyword: step.keyword.trim().to_owned(),
        text: step.value.clone(),
        line: step.position.line,
        status,
        duration_ms,
    }
}

impl<Sink: FnMut(RunEvent)> Writer<World> for Collector<Sink> {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, event: parser::Result<Event<Cucumber<World>>>, _: &Self::Cli) {
        // The features were parsed before, so a parsing error cannot arrive here.
        let Ok(event) = event else { return };
        match event.value {
            Cucumber::Feature(feature, Feature::Scenario(scenario, RetryableScenario { event, .. }))
            | Cucumber::Feature(
                feature,
                Feature::Rule(_, Rule::Scenario(scenario, RetryableScenario { event, .. })),
            ) => self.scenario(&feature, &scenario, event),
            _ => {}
        }
    }
}

/// Results are complete when they are handed on, so their order needs no other care.
impl<Sink> Normalized for Collector<Sink> {}
