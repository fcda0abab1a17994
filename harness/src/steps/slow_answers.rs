//! Answers of a provider that never come, come late, drip, break off, or do not end; and how long the app waits for them.

use std::time::Duration;

use cucumber::{given, then, when};
use mock_provider::Provider;
use mock_provider::faults::{Change, Delivery, PADDING};
use tokio::sync::broadcast::error::RecvError;

use super::answers::arm;
use super::parameters::Idp;
use super::signing_in::{Door, main_browser, through};
use super::user_information::user_endpoint;
use super::{long_step, step};
use crate::broken::Broken;
use crate::clock;
use crate::oracles::{identity, journal};
use crate::provider_pages::Decision;
use crate::world::{PersonsBrowser, World};

/// What a provider takes that is only slow. Five seconds are a usual limit, and what takes as long as that ends either way.
const SLOW: Duration = Duration::from_millis(4_500);
const TOKEN: &str = "token";

#[given(regex = r"^(Google|GitHub) will (never|not at once) answer the token request for (\w+)$")]
async fn holds_token(world: &mut World, idp: Idp, _when: String, person: String) {
    step(world, async |world| hold(world, idp.0, &person, TOKEN).await).await;
}

#[given(regex = r"^(Google|GitHub) will never answer who (\w+) is$")]
async fn holds_user(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        hold(world, idp.0, &person, user_endpoint(idp.0)).await
    })
    .await;
}

#[given(
    regex = r"^(Google|GitHub) will (break off the connection for|answer a letter a second to|send a hundred mebibytes in answer to) the token request for (\w+)$"
)]
async fn delivers(world: &mut World, idp: Idp, words: String, person: String) {
    step(world, async |world| {
        let (manner, name, what) = match words.as_str() {
            "break off the connection for" => (
                Delivery::Dropped,
                "token-dropped",
                "ends the connection in place of an answer",
            ),
            "answer a letter a second to" => {
                (Delivery::Dripping, "token-dripping", "answers a letter a second")
            }
            _ => (Delivery::Endless, "token-endless", "sends a hundred mebibytes"),
        };
        let change = Change::Delivery {
            endpoint: TOKEN.to_owned(),
            manner,
        };
        arm(world, idp.0, &person, name, what, change).await
    })
    .await;
}

#[when(expr = "{word} signs in with {idp}, for which the app has to wait")]
async fn kept_waiting(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| wait_at(world, &person, idp.0).await).await;
}

#[when(expr = "{word} signs in with {idp}, which answers after nearly five seconds")]
async fn answered_late(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        wait_at(world, &person, idp.0).await?;
        clock::pass(SLOW).await;
        world.disarm();
        Ok(())
    })
    .await;
}

#[then(expr = "{word} can sign in with {idp} while {word} waits")]
async fn others_meanwhile(world: &mut World, person: String, idp: Idp, _waiting: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let (persona, email) = {
            let person = world.person(&person)?;
            (person.persona.clone(), person.email().to_owned())
        };
        let browser = world.another_browser(&person).await?;
        through(world, &browser, &persona, idp.0, Door::SignIn, Decision::Approve).await?;
        identity::signed_in(&target, &suite, &browser, &email).await
    })
    .await;
}

#[then(regex = r"^(\w+) sees what became of it within (the time|twice the time) that an app may wait$")]
async fn let_go(world: &mut World, person: String, words: String) {
    let times = if words == "the time" { 1 } else { 2 };
    let limit = Duration::from_secs(world.suite().manifest.timeouts.provider_s) * times;
    long_step(world, limit, async |world| {
        let context = &world.browser(&person).await?.context;
        match context.settle(limit).await {
            true => Ok(()),
            false => Err(Broken::breach(
                format!("the app gives up within {} s and says so", limit.as_secs()),
                format!("after {} s the browser was still waiting for it", limit.as_secs()),
            )
            .hint(
                "give the app's HTTP client a time limit for whole answers; raise timeouts.provider_s in the manifest \
                 if it waits this long on purpose",
            )),
        }
    })
    .await;
}

#[then(expr = "the app did not read all that {idp} sent")]
async fn cut_off(world: &mut World, idp: Idp) {
    step(world, async |world| {
        let suite = world.suite();
        let taken = world.faults().iter().map(|fault| suite.provider.taken(&fault.id));
        match taken.max().unwrap_or_default() {
            taken if taken < PADDING => Ok(()),
            taken => Err(Broken::breach(
                "the app reads no more of an answer than one can be long",
                format!("it read all {} MiB that {} sent", taken >> 20, idp.0.name()),
            )
            .hint("stop reading an answer of the token endpoint after a mebibyte")),
        }
    })
    .await;
}

async fn hold(world: &mut World, idp: Provider, person: &str, endpoint: &'static str) -> Result<(), Broken> {
    let change = Change::HoldAnswer {
        endpoint: endpoint.to_owned(),
    };
    let (name, what) = ("answer-overdue", "does not answer for a while");
    arm(world, idp, person, name, what, change).await
}

/// A sign-in up to the altered answer: the browser gets no further until the app gives up. Where the app never asks for
/// that answer, up to where the sign-in ends.
async fn wait_at(world: &mut World, name: &str, idp: Provider) -> Result<(), Broken> {
    let persona = world.person(name)?.persona.clone();
    world.browser(name).await?;
    let (world, patience) = (&*world, world.suite().patience());
    let browser = main_browser(world, name);
    let way = through(world, browser, &persona, idp, Door::SignIn, Decision::Approve);
    tokio::select! {
        biased;
        () = reached(world, browser) => return Ok(()),
        outcome = way => outcome?,
    }
    // Back at the app, whose request may still be to come.
    let _ = tokio::time::timeout(patience, reached(world, browser)).await;
    Ok(())
}

/// Waits until an answer for `browser` is altered.
async fn reached(world: &World, browser: &PersonsBrowser) {
    let faults: Vec<String> = world.faults().iter().map(|fault| fault.name.clone()).collect();
    let mut events = world.suite().provider.journal().subscribe();
    while journal::altered(&world.exchanges_in(browser), &faults).is_err() {
        if let Err(RecvError::Closed) = events.recv().await {
            std::future::pending::<()>().await;
        }
    }
}
