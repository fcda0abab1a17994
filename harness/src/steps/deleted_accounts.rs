//! Accounts that were deleted, and whoever had them.

use cucumber::{then, when};

use super::step;
use crate::broken::{Broken, Kind};
use crate::oracles::{identity, page};
use crate::world::World;

#[when(expr = "the account of {word} is deleted")]
async fn deleted(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let hooks = &suite.manifest.hooks;
        let hook = hooks.delete_user.as_ref();
        let hook = hook.ok_or_else(|| Broken::not_applicable("the manifest has no [hooks.delete_user]"))?;
        let accounts = hooks.accounts.as_ref().filter(|accounts| accounts.id.is_some());
        let accounts = accounts.ok_or_else(|| {
            Broken::not_applicable(
                "the manifest has no [hooks.accounts] with `id`, which tells an account from one that came after it",
            )
        })?;
        let email = world.person(&person)?.email().to_owned();
        world.person(&person)?.deleted = accounts.id(&target, &email).await?;
        hook.delete(&target, &email).await?;
        Ok(())
    })
    .await;
}

/// Whoever was deleted may be refused, or begin anew with an account that has nothing of the old one.
#[then(expr = "{word} is not in the account that was deleted")]
async fn not_in_deleted(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let before = world.known(&person)?.deleted.clone();
        let before = before.ok_or_else(|| {
            Broken::set_up(
                "[hooks.accounts] tells of the account before it is deleted",
                "it found none",
            )
        })?;
        let browser = world.browser(&person).await?;
        if !browser.context.settle(suite.patience()).await {
            return Err(Broken::breach("the page comes to rest", "it was still loading").of_kind(Kind::Stuck));
        }
        let Some(found) = identity::whoami(&target, &suite, browser).await? else {
            return page::readable(&browser.context.page().await?);
        };
        let Some(hook) = &suite.manifest.hooks.accounts else {
            return Ok(());
        };
        match hook.id(&target, &found).await? {
            Some(now) if now != before => Ok(()),
            None => Err(Broken::breach(
                "whoever is signed in has an account",
                format!("signed in as {found}, and there is no account with that address"),
            )),
            Some(_) => Err(Broken::breach(
                "a deleted account opens for nobody any more",
                format!("signed in as {found}, in the very account that was deleted"),
            )
            .hint("delete the identities with the account, or refuse whoever comes with one of them")),
        }
    })
    .await;
}
