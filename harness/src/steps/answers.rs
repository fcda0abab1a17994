//! The provider's answers to authorization requests: altered on purpose, held back, and used again.

use std::collections::BTreeMap;

use cucumber::{given, when};
use mock_provider::Provider;
use mock_provider::faults::{Change, Fault, Scope};
use mock_provider::journal::Filter;

use super::parameters::Idp;
use super::{step, visit};
use crate::broken::Broken;
use crate::oracles::journal;
use crate::oracles::premise::Premise;
use crate::world::{ArmedFault, World};

/// A state that the app never made; as long as real ones, and valid in every place that one may stand in.
const FOREIGN_STATE: &str = "b3RoZXItc3RhdGUtdGhhdC10aGUtYXBwLW5ldmVyLW1hZGU";

#[given(expr = "{idp} will leave out the state in its answer to {word}")]
async fn without_state(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let change = Change::AuthorizationResponse {
            set: BTreeMap::new(),
            remove: vec!["state".to_owned()],
        };
        arm(
            world,
            idp.0,
            &person,
            "state-missing",
            "leaves out `state`",
            change,
        )
        .await
    })
    .await;
}

#[given(expr = "{idp} will send another state in its answer to {word}")]
async fn another_state(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let change = with_state(FOREIGN_STATE);
        arm(
            world,
            idp.0,
            &person,
            "state-wrong",
            "sends a `state` that the app never made",
            change,
        )
        .await
    })
    .await;
}

#[given(expr = "{idp} will send an empty state in its answer to {word}")]
async fn empty_state(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        arm(
            world,
            idp.0,
            &person,
            "state-empty",
            "sends an empty `state`",
            with_state(""),
        )
        .await
    })
    .await;
}

#[given(expr = "{idp} will hold back its answer to {word}")]
async fn hold_back(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| hold(world, idp.0, &person).await).await;
}

#[when(expr = "{word} opens the address of her/his last answer from {idp} again")]
async fn opens_own_again(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        open_answer(world, &person, &person, idp.0).await
    })
    .await;
}

#[when(regex = r"^(\w+) opens the address of (\w+)'s last answer from (Google|GitHub)$")]
async fn opens_other(world: &mut World, person: String, owner: String, idp: Idp) {
    step(world, async |world| {
        open_answer(world, &person, &owner, idp.0).await
    })
    .await;
}

#[when(regex = r"^(\w+) opens the address of the answer about (\w+) that (Google|GitHub) held back$")]
async fn opens_held(world: &mut World, person: String, owner: String, idp: Idp) {
    step(world, async |world| {
        world.disarm();
        let filter = Filter {
            persona: Some(world.person(&owner)?.persona.id.clone()),
            ..Filter::default()
        };
        // By the person: the provider may know the browser by another name since.
        let exchanges = world.suite().provider.journal().exchanges(&filter);
        let held: Vec<_> = exchanges.into_iter().filter(journal::is_held).collect();
        let address = journal::answers(&held, idp.0)
            .pop()
            .ok_or_else(|| journal::no_answer(idp.0))?;
        let suite = world.suite();
        visit(&suite, &world.browser(&person).await?.context, &address).await
    })
    .await;
}

fn with_state(state: &str) -> Change {
    let set = BTreeMap::from([("state".to_owned(), state.to_owned())]);
    Change::AuthorizationResponse {
        set,
        remove: Vec::new(),
    }
}

/// A fault in the words of the report.
#[derive(Debug, Clone, Copy)]
pub(super) struct Armed {
    /// Name in the provider's journal.
    pub(super) name: &'static str,
    /// What the provider does, after its name.
    pub(super) what: &'static str,
    /// How often; `None` for each time.
    pub(super) times: Option<u32>,
}

/// Has `idp` hold back its answers to the main browser of `person`.
pub(super) async fn hold(world: &mut World, idp: Provider, person: &str) -> Result<(), Broken> {
    let change = Change::HoldAuthorizationResponse;
    arm(world, idp, person, "answer-held", "holds back its answer", change).await
}

/// Arms a fault for the main browser of `person` alone.
pub(super) async fn arm(
    world: &mut World,
    idp: Provider,
    person: &str,
    name: &'static str,
    what: &'static str,
    change: Change,
) -> Result<(), Broken> {
    world.entry(idp)?;
    let browser = Some(world.browser_id(person).await?);
    let scope = Scope {
        browser,
        provider: Some(idp),
        ..Scope::default()
    };
    let times = None;
    arm_in(world, idp, scope, Armed { name, what, times }, change);
    Ok(())
}

/// Arms a fault and notes it for the report.
pub(super) fn arm_in(world: &mut World, idp: Provider, scope: Scope, armed: Armed, change: Change) {
    let Armed { name, what, times } = armed;
    let premise = Premise::of(&change);
    let fault = Fault {
        name: name.to_owned(),
        scope,
        times,
        change,
    };
    let id = world.suite().provider.arm(fault);
    world.armed(ArmedFault {
        name: name.to_owned(),
        id,
        sentence: format!("{} {what} (fault on purpose: {name})", idp.name()),
        idp,
        premise,
    });
}

/// Opens the newest callback address of `owner` in the main browser of `person`.
async fn open_answer(world: &mut World, person: &str, owner: &str, idp: Provider) -> Result<(), Broken> {
    let exchanges = world.exchanges_of(owner);
    let address = journal::answers(&exchanges, idp)
        .pop()
        .ok_or_else(|| journal::no_answer(idp))?;
    let suite = world.suite();
    visit(&suite, &world.browser(person).await?.context, &address).await
}
