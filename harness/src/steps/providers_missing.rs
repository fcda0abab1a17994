//! The app where one of its providers is not set up, or does not answer.

use cucumber::{then, when};

use super::parameters::Idp;
use super::signing_in::{Door, door, opener};
use super::{step, visit};
use crate::broken::{Broken, Kind};
use crate::oracles::page;
use crate::world::World;

#[when(expr = "{word} opens the sign-in page and tries {idp}, if it is offered")]
async fn tries(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let (url, button) = door(&suite, &target, idp.0, Door::SignIn);
        let context = &world.browser(&person).await?.context;
        visit(&suite, context, &url).await?;
        context.settle(suite.patience()).await;
        let shown = context.page().await?;
        // Nobody is offered anything by a page that fails.
        page::readable(&shown).map_err(|broken| broken.of_kind(Kind::Breach))?;
        if let Some(open) = opener(&suite, Door::SignIn) {
            context.click(open, suite.patience()).await?;
            context.settle(suite.patience()).await;
        }
        if context.is_visible(&button).await? {
            context.click(&button, suite.patience()).await?;
        }
        Ok(())
    })
    .await;
}

#[then(expr = "{word} stands at a page of the app that works")]
async fn stands(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let context = &world.browser(&person).await?.context;
        context.settle(suite.patience()).await;
        let shown = context.page().await?;
        if let Some(place) = context.unreachable() {
            return Err(Broken::not_applicable(format!(
                "the app asks nothing of the provider before it sends people there, to {}",
                place.split('?').next().unwrap_or_default()
            )));
        }
        if !shown.url.starts_with(target.url.as_str()) {
            return Err(Broken::breach(
                "the app says itself that a provider cannot be used",
                format!("the browser was sent to {}", shown.url),
            ));
        }
        page::readable(&shown).map_err(|broken| broken.of_kind(Kind::Breach))
    })
    .await;
}
