//! Who is signed in, and what the provider's journal shows.

use cucumber::then;
use mock_provider::Provider;

use super::parameters::Idp;
use super::step;
use crate::broken::Broken;
use crate::oracles::{identity, journal, page};
use crate::world::World;

#[then(expr = "{word} is signed in")]
async fn signed_in(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let email = world.person(&person)?.email().to_owned();
        identity::signed_in(&target, &suite, world.browser(&person).await?, &email).await
    })
    .await;
}

#[then(expr = "{word} is not signed in")]
async fn not_signed_in(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        identity::anonymous(&target, &suite, world.browser(&person).await?).await
    })
    .await;
}

#[then(expr = "{word} is signed in or sees a readable page with a way on")]
async fn signed_in_or_readable(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let email = world.person(&person)?.email().to_owned();
        let browser = world.browser(&person).await?;
        browser.context.settle(suite.patience()).await;
        match identity::whoami(&target, &suite, browser).await? {
            Some(found) if found.eq_ignore_ascii_case(&email) => Ok(()),
            Some(found) => Err(Broken::breach(
                format!("signed in as {email}, or nobody"),
                format!("signed in as {found}"),
            )),
            None => page::readable(&page::at_rest(&browser.context, suite.patience()).await?),
        }
    })
    .await;
}

#[then(expr = "the app asked {idp} for no token")]
async fn no_token(world: &mut World, idp: Idp) {
    step(world, async |world| tokens(world, idp.0, 0).await).await;
}

#[then(expr = "the app asked {idp} for one token")]
async fn one_token(world: &mut World, idp: Idp) {
    step(world, async |world| tokens(world, idp.0, 1).await).await;
}

#[then(expr = "the app received the error {word} from {idp}")]
async fn received_error(world: &mut World, error: String, idp: Idp) {
    step(world, async |world| {
        journal::answered_with(&world.exchanges(), idp.0, "error", &error)
    })
    .await;
}

#[then(expr = "the altered answer reached the app")]
async fn altered_answer(world: &mut World) {
    step(world, async |world| {
        let exchanges = world.exchanges();
        let faults: Vec<String> = world.faults().iter().map(|fault| fault.name.clone()).collect();
        let altered = journal::altered(&exchanges, &faults);
        let unmet = world.faults().iter().find_map(|fault| {
            let premise = fault.premise.as_ref()?;
            premise.unmet(&exchanges, fault.idp, altered.is_ok())
        });
        match unmet {
            Some(reason) => Err(Broken::not_applicable(reason)),
            None => altered,
        }
    })
    .await;
}

#[then(expr = "{idp} held back an answer to {word}")]
async fn held_back(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        world.person(&person)?;
        journal::answers(&world.exchanges(), idp.0)
            .pop()
            .map(|_| ())
            .ok_or_else(|| journal::no_answer(idp.0))
    })
    .await;
}

/// The count is taken when every page of the scenario has come to rest, so that no request is still to come.
async fn tokens(world: &mut World, idp: Provider, wanted: usize) -> Result<(), Broken> {
    let patience = world.suite().patience();
    for person in world.people() {
        if let Some(browser) = person.browser() {
            browser.context.settle(patience).await;
        }
    }
    journal::token_requests(&world.exchanges(), idp, wanted)
}
