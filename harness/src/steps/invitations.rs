//! Invitations: somebody may make an account where others may not.

use cucumber::{given, when};

use super::parameters::Idp;
use super::{signing_in, step};
use crate::broken::Broken;
use crate::world::World;

#[given(expr = "the app has invited {word}")]
async fn invited(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let hook = suite.manifest.hooks.invite.as_ref();
        let hook = hook.ok_or_else(|| Broken::not_applicable("the manifest has no [hooks.invite]"))?;
        let link = hook.invite(&target, world.person(&person)?.email()).await?;
        world.person(&person)?.invitation = Some(link);
        Ok(())
    })
    .await;
}

#[when(regex = r"^(\w+) signs up with (Google|GitHub) by (?:her|his) invitation$")]
async fn accepts(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let link = world.person(&person)?.invitation.clone();
        let link =
            link.ok_or_else(|| Broken::breach(format!("{person} is invited"), "nobody invited them"))?;
        signing_in::go_from(world, &person, idp.0, &link).await
    })
    .await;
}
