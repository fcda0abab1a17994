//! How many accounts a person has.

use cucumber::then;

use super::step;
use crate::broken::Broken;
use crate::world::World;

#[then(expr = "there is one account for {word}")]
async fn one_account(world: &mut World, person: String) {
    step(world, async |world| accounts(world, &person, 1).await).await;
}

#[then(expr = "there is no account for {word}")]
async fn no_account(world: &mut World, person: String) {
    step(world, async |world| accounts(world, &person, 0).await).await;
}

/// A target without an accounts hook cannot be asked, and the check goes on by what is visible.
async fn accounts(world: &mut World, name: &str, wanted: usize) -> Result<(), Broken> {
    let suite = world.suite();
    let Some(hook) = &suite.manifest.hooks.accounts else {
        return Ok(());
    };
    let target = world.target().await?;
    let email = world.person(name)?.email().to_owned();
    let found = hook.count(&target, &email).await?;
    if found == wanted {
        return Ok(());
    }
    Err(Broken::breach(
        format!("{wanted} account(s) with the address {email}"),
        format!("{found}"),
    ))
}
