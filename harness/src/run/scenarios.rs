//! Hands scenarios to cucumber, several attempts at one check side by side, and gathers what each leaves.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use cucumber::{Cucumber, World as _, cli, runner};
use futures::future::{FutureExt as _, LocalBoxFuture};

use super::Options;
use crate::broken::{Broken, Kind};
use crate::catalogue::Check;
use crate::collector::{Collector, Left, LeftBehind, Shared, place};
use crate::events::Event;
use crate::pause::Stop;
use crate::suite::Suite;
use crate::world::World;
use crate::{evidence, features, steps};

/// Scenarios in one queue for each worker, where few checks are to run many times.
const QUEUE: usize = 16;

/// Runs the scenarios of `due`, as many at once as there are `workers`, each at most as often as it says and at least
/// once.
pub(super) async fn run(
    suite: &Arc<Suite>,
    features: &[gherkin::Feature],
    due: &[(Check, u32)],
    options: &Options,
    workers: usize,
    shared: Shared,
    sink: &mut impl FnMut(Event),
) {
    steps::link();
    let left_behind = LeftBehind::default();
    let queue = queue(features, due, workers);
    let entering = Arc::clone(suite);
    let leaving = Arc::clone(&left_behind);
    let pause = options.pause.clone();
    let capture = options.capture;
    let runner = runner::Basic::default()
        .steps(World::collection())
        .max_concurrent_scenarios(workers)
        .before(move |feature, _, scenario, world: &mut World| {
            let address = Check::of(feature, scenario).map(|check| check.address());
            world
                .enter(Arc::clone(&entering), address.unwrap_or_default())
                .boxed_local()
        })
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
                read_errors(world).await;
                let evidence = evidence::gather(world, capture, !passed && !is_inapplicable(finished)).await;
                let variant = world.variant().to_owned();
                // A dead part is only worth looking for where something went wrong.
                let casualty = if passed { None } else { world.casualty_now().await };
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
    let checks = due.iter().map(|(check, _)| check);
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
        Cucumber::<World, _, _, _, _, cli::Empty>::custom(features::Parsed(queue), runner, collector)
            .with_cli(quiet)
            .run(())
            .await;
}

/// Reads the error pages on which the scenario's browsers stand, for the checks of the whole run. Other pages were read
/// where their scenario looked at them.
async fn read_errors(world: &World) {
    for person in world.people() {
        for browser in person.browser().into_iter().chain(&person.second_tab) {
            if browser.context.shows_error() {
                // A browser that is gone shows nothing.
                let _ = browser.context.page().await;
            }
        }
    }
}

/// The features with nothing in them but the scenarios of `due`. Copies of one scenario differ in their column, by
/// which the collector tells them apart.
fn queue(features: &[gherkin::Feature], due: &[(Check, u32)], workers: usize) -> Vec<gherkin::Feature> {
    let room = u32::try_from((workers * QUEUE / due.len().max(1)).max(1)).unwrap_or(u32::MAX);
    let times: HashMap<_, _> = due
        .iter()
        .map(|(check, times)| ((check.file.as_str(), check.line), room.min(*times)))
        .collect();
    let mut queue = Vec::new();
    for feature in features {
        let mut scenarios = Vec::new();
        for scenario in &feature.scenarios {
            let (file, line, _) = place(feature, scenario);
            let times = times.get(&(file.as_str(), line)).copied().unwrap_or(0);
            scenarios.extend((0..times).map(|copy| {
                let mut scenario = scenario.clone();
                scenario.position.col = copy as usize;
                scenario
            }));
        }
        if !scenarios.is_empty() {
            let mut feature = feature.clone();
            feature.scenarios = scenarios;
            queue.push(feature);
        }
    }
    queue
}

fn is_inapplicable(finished: &cucumber::event::ScenarioFinished) -> bool {
    broken(finished).is_some_and(|broken| broken.kind == Kind::NotApplicable)
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
