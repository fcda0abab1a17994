//! An honest sign-in with each provider, in the steps that the checks use; what fails is traced to its cause.

use std::sync::Arc;

use futures::future::join_all;
use mock_provider::Provider;

use super::{Examination, Problem, back_channel, cookies, front_channel};
use crate::broken::{Broken, Kind};
use crate::steps::signing_in::{self, Door};
use crate::suite::Suite;
use crate::target::Target;
use crate::world::World;

/// Somebody who signed in, in a browser that is still open.
pub(super) struct SignedIn {
    pub(super) name: &'static str,
    pub(super) idp: Provider,
    pub(super) world: World,
}

/// How far a sign-in came, one line each, in the order of causes.
const STAGES: [&str; 3] = ["authorization request", "back channel", "sign-in"];

/// Where a sign-in failed (an index of [`STAGES`]), and why.
struct Failure {
    stage: usize,
    problem: Problem,
}

/// Signs somebody in with each provider, all at the same time.
pub(super) async fn examine(
    suite: &Arc<Suite>,
    target: &Target,
    providers: &[Provider],
) -> (Vec<Examination>, Vec<SignedIn>) {
    // Two people at least, to be told apart.
    let mut planned: Vec<_> = providers
        .iter()
        .copied()
        .zip(["alice", "bob"].into_iter().cycle())
        .collect();
    if let [(only, _)] = planned[..] {
        planned.push((only, "bob"));
    }
    let attempts = planned
        .iter()
        .map(|&(idp, name)| attempt(suite, target, idp, name));
    let outcomes = join_all(attempts).await;
    let (mut lines, mut signed_in) = (Vec::new(), Vec::new());
    for (outcome, (idp, name)) in outcomes.into_iter().zip(planned) {
        // A target in which people get into each other's way is for the checks to judge: alone everybody gets through.
        let outcome = match outcome {
            Ok(world) => Ok(world),
            Err(Failure { stage: 0, problem }) => Err(Failure { stage: 0, problem }),
            Err(_) => attempt(suite, target, idp, name).await,
        };
        match outcome {
            Ok(world) => {
                lines.push(Examination::fine(
                    format!("{} sign-in", idp.name()),
                    format!("{name} is signed in"),
                ));
                signed_in.push(SignedIn { name, idp, world });
            }
            Err(failure) => lines.extend(failed(idp, failure)),
        }
    }
    (lines, signed_in)
}

/// The lines of a sign-in that failed: what was fine, what was not, and what was not reached.
fn failed(idp: Provider, failure: Failure) -> impl Iterator<Item = Examination> {
    let Failure { stage, problem } = failure;
    STAGES.iter().enumerate().map(move |(number, name)| {
        let name = format!("{} {name}", idp.name());
        match number.cmp(&stage) {
            std::cmp::Ordering::Less => Examination::fine(name, "accepted"),
            std::cmp::Ordering::Equal => Examination::problem(name, problem.clone()),
            std::cmp::Ordering::Greater => {
                Examination::skipped(name, format!("the {} failed before", STAGES[stage]))
            }
        }
    })
}

/// Signs a new person called `name` in.
async fn attempt(suite: &Arc<Suite>, target: &Target, idp: Provider, name: &str) -> Result<World, Failure> {
    let mark = front_channel::newest(suite);
    let mut world = World::default();
    world.enter(Arc::clone(suite), "the set-up".to_owned()).await;
    match signing_in::again(&mut world, name, idp, Door::SignUp).await {
        Ok(()) => Ok(world),
        Err(broken) => Err(trace(suite, target, &world, idp, name, mark, broken).await),
    }
}

/// Goes from the cause outwards: what the target asked for, what it did with the answer, and what came of it.
async fn trace(
    suite: &Suite,
    target: &Target,
    world: &World,
    idp: Provider,
    name: &str,
    mark: u64,
    broken: Broken,
) -> Failure {
    if broken.kind == Kind::Crash {
        let hint = broken.hint.unwrap_or_else(|| "run it again".to_owned());
        return Failure {
            stage: 0,
            problem: Problem::new(broken.actual, hint),
        };
    }
    let browser = world.known(name).ok().and_then(|person| person.browser());
    let exchanges = front_channel::since(suite, idp, mark);
    if let Some(problem) = front_channel::problem(suite, target, idp, browser, &exchanges, &broken).await {
        return Failure { stage: 0, problem };
    }
    if let Some(problem) = back_channel::problem(suite, target, idp, browser, &exchanges).await {
        return Failure { stage: 1, problem };
    }
    Failure {
        stage: 2,
        problem: cookies::problem(suite, target, browser, world.known(name).ok(), &broken).await,
    }
}
