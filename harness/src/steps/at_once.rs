//! Sign-ins at the same time: the provider holds its token responses back until all of them are asked for, and then
//! lets them go in the order that suits the scenario.

use std::collections::BTreeMap;

use cucumber::{then, when};
use mock_provider::Provider;
use mock_provider::config::Persona;
use mock_provider::faults::{Change, Scope};
use mock_provider::journal::Filter;
use tokio::sync::broadcast::error::RecvError;

use super::answers::{Armed, arm_in};
use super::parameters::Idp;
use super::signing_in::{Door, through};
use super::step;
use crate::broken::{Broken, Kind};
use crate::oracles::{identity, page};
use crate::provider_pages::Decision;
use crate::suite::Suite;
use crate::world::{PersonsBrowser, World};

const HELD: &str = "token-held";

#[when(regex = r"^(\w+) and (\w+) sign in with (Google|GitHub) at once, and the second is answered first$")]
async fn two_people(world: &mut World, first: String, second: String, idp: Idp) {
    step(world, async |world| {
        let (one, other) = (
            browser_of(world, &first).await?,
            browser_of(world, &second).await?,
        );
        let outcome = at_once(world, idp.0, Door::SignIn, [(&first, &one), (&second, &other)]).await;
        for (name, browser) in [(&first, one), (&second, other)] {
            world.person(name)?.second = Some(browser);
        }
        outcome
    })
    .await;
}

#[when(regex = r"^(\w+) signs up with (Google|GitHub) in two browsers at once$")]
async fn two_browsers(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        if world.suite().manifest.hooks.accounts.is_none() {
            return Err(Broken::not_applicable(
                "the manifest has no [hooks.accounts], so that nobody can count accounts",
            ));
        }
        let (one, other) = (
            browser_of(world, &person).await?,
            browser_of(world, &person).await?,
        );
        let outcome = at_once(world, idp.0, Door::SignUp, [(&person, &one), (&person, &other)]).await;
        world.person(&person)?.second = Some(other);
        drop(one);
        outcome
    })
    .await;
}

#[then(regex = r"^(\w+) and (\w+) are each signed in as themselves$")]
async fn each_as_themselves(world: &mut World, first: String, second: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        for name in [&first, &second] {
            let person = world.known(name)?;
            identity::signed_in(&target, &suite, second_browser(world, name)?, person.email()).await?;
        }
        Ok(())
    })
    .await;
}

#[then(regex = r"^(\w+) sees a readable page with a way on in (?:her|his) second browser$")]
async fn readable(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let context = &second_browser(world, &person)?.context;
        page::readable(&page::at_rest(context, suite.patience()).await?)
    })
    .await;
}

async fn browser_of(world: &mut World, name: &str) -> Result<PersonsBrowser, Broken> {
    world.another_browser(name).await
}

fn second_browser<'a>(world: &'a World, name: &str) -> Result<&'a PersonsBrowser, Broken> {
    let second = world.known(name)?.second.as_ref();
    second.ok_or_else(|| Broken::breach("a second browser", "the scenario opened none").of_kind(Kind::Crash))
}

/// Two flows at the same time, the second begun when the first waits for its token. The token responses are held back
/// until both are asked for; then the second goes out, and the first when the second flow is at its end.
async fn at_once(
    world: &mut World,
    idp: Provider,
    door: Door,
    flows: [(&String, &PersonsBrowser); 2],
) -> Result<(), Broken> {
    world.entry(idp)?;
    let mut personas: BTreeMap<&str, Persona> = BTreeMap::new();
    for (name, browser) in flows {
        personas.insert(name, world.person(name)?.persona.clone());
        let scope = Scope {
            browser: Some(browser.id.clone()),
            provider: Some(idp),
            ..Scope::default()
        };
        let armed = Armed {
            name: HELD,
            what: "holds back its token response for a while",
            times: None,
        };
        let change = Change::HoldAnswer {
            endpoint: "token".to_owned(),
        };
        arm_in(world, idp, scope, armed, change);
    }
    let suite = world.suite();
    let mut held = world.faults().iter().rev().map(|fault| fault.id.clone());
    let (second_held, first_held) = (held.next().unwrap_or_default(), held.next().unwrap_or_default());
    drop(held);
    let world = &*world;
    let flow = async |(name, browser): (&String, &PersonsBrowser)| {
        through(
            world,
            browser,
            &personas[name.as_str()],
            idp,
            door,
            Decision::Approve,
        )
        .await
    };
    let [(_, one), (_, other)] = flows;
    let second = async {
        asked(&suite, idp, one).await;
        let outcome = flow(flows[1]).await;
        suite.provider.disarm(&first_held);
        outcome
    };
    let release = async {
        let both = asked(&suite, idp, one).await && asked(&suite, idp, other).await;
        suite.provider.disarm(&second_held);
        if !both {
            suite.provider.disarm(&first_held);
        }
        both
    };
    let (first, second, both) = tokio::join!(flow(flows[0]), second, release);
    first?;
    second?;
    for (_, browser) in flows {
        browser.context.settle(suite.patience()).await;
    }
    if both {
        return Ok(());
    }
    Err(Broken::not_applicable(
        "the app makes its second token request when the first is answered, so that two cannot get into each other's way",
    ))
}

/// Waits until the app has asked for a token for `browser`; false when it does not in time.
async fn asked(suite: &Suite, idp: Provider, browser: &PersonsBrowser) -> bool {
    let journal = suite.provider.journal();
    let mut events = journal.subscribe();
    let filter = Filter {
        provider: Some(idp),
        browser: Some(browser.id.clone()),
        endpoint: Some("token".to_owned()),
        ..Filter::default()
    };
    let wait = async {
        while journal.exchanges(&filter).is_empty() {
            if let Err(RecvError::Closed) = events.recv().await {
                return false;
            }
        }
        true
    };
    tokio::time::timeout(suite.patience() * 2, wait)
        .await
        .unwrap_or(false)
}
