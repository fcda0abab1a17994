//! Trying again after a first try came to nothing.

use std::time::Duration;

use cucumber::{given, then, when};
use mock_provider::Provider;

use super::parameters::Idp;
use super::return_addresses::{land, landing, press, wanted};
use super::signing_in::{Door, door, forget_consent, go, opener};
use super::step;
use crate::broken::Broken;
use crate::clock::Deadline;
use crate::oracles::{identity, page};
use crate::provider_pages::{self, Decision};
use crate::world::World;

#[given(regex = r"^whoever signs in with (Google|GitHub) goes on to a page of the app, as (\w+) shows$")]
async fn goes_on(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let target = world.target().await?;
        let address = wanted(world)?;
        let landing = land(world, &person, idp.0, &address, Decision::Approve).await?;
        let wanted = target.page(&address);
        match landing.url == wanted.as_str() {
            true => Ok(()),
            false => Err(Broken::breach(
                format!("a sign-in that nothing interrupts goes on to {wanted}"),
                format!("it ended at {}", landing.url),
            )
            .as_control()),
        }
    })
    .await;
}

#[when(
    regex = r"^(\w+) starts to sign in with (Google|GitHub) to go on to a page of the app, and cancels there$"
)]
async fn turns_back(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        forget_consent(world, &person, idp.0)?;
        let address = wanted(world)?;
        land(world, &person, idp.0, &address, Decision::Deny)
            .await
            .map(drop)
    })
    .await;
}

#[when(regex = r"^(\w+) goes on from where (?:she|he) is and signs in with (Google|GitHub)$")]
async fn tries_again(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        find_button(world, &person, idp.0).await?;
        let (suite, target) = (world.suite(), world.target().await?);
        let persona = world.person(&person)?.persona.clone();
        let browser = world.browser(&person).await?;
        let before = provider_pages::answers_so_far(&suite, browser, idp.0);
        press(&suite, &target, &browser.context, idp.0).await?;
        provider_pages::pass(&suite, browser, idp.0, &persona, Decision::Approve, before).await?;
        let address = wanted(world)?;
        let landing = landing(world, &person, &address, false).await?;
        world.person(&person)?.landings.push(landing);
        Ok(())
    })
    .await;
}

#[then(regex = r"^(\w+) can sign up with (Google|GitHub) when (?:she|he) tries again later$")]
async fn later(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        world.disarm();
        world.forget_browser(&person);
        let (suite, target) = (world.suite(), world.target().await?);
        go(world, &person, idp.0, Door::SignUp, Decision::Approve).await?;
        let email = world.person(&person)?.email().to_owned();
        identity::signed_in(&target, &suite, world.browser(&person).await?, &email).await
    })
    .await;
}

/// Stays where the provider's button is, or follows the page's own link to where it is.
async fn find_button(world: &mut World, name: &str, idp: Provider) -> Result<(), Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let (sign_in, button) = door(&suite, &target, idp, Door::SignIn);
    let context = &world.browser(name).await?.context;
    let shows = opener(&suite, Door::SignIn).unwrap_or(&button);
    let deadline = Deadline::after(suite.patience());
    let mut followed = false;
    loop {
        context.settle(suite.patience()).await;
        if context.is_visible(shows).await? {
            return Ok(());
        }
        if !followed {
            let link = context
                .script(page::FOLLOW_LINK, vec![sign_in.path().into()])
                .await?;
            followed = link == true;
        }
        let Some(left) = deadline.left() else {
            return Err(Broken::not_applicable(
                "the page after the cancellation has neither the button that starts a sign-in nor a link to the page \
                 that has it",
            ));
        };
        context.next_change(left.min(Duration::from_millis(250))).await;
    }
}
