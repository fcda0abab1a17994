//! How many accounts a person has.

use cucumber::{given, then};
use serde_json::Value;

use super::parameters::Idp;
use super::signing_in::{Door, go};
use super::step;
use crate::broken::Broken;
use crate::provider_pages::Decision;
use crate::world::World;

#[then(expr = "there is one account for {word}")]
async fn one_account(world: &mut World, person: String) {
    step(world, async |world| accounts(world, &person, 1).await).await;
}

#[then(expr = "there is no account for {word}")]
async fn no_account(world: &mut World, person: String) {
    step(world, async |world| accounts(world, &person, 0).await).await;
}

/// Apps may make an account for each provider, whatever the address; then nothing follows from how it is written. One
/// that turns the person away instead keeps to one account too.
#[given(expr = "{word} gets no second account by coming with {idp}")]
async fn no_second_account(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let way = go(world, &person, idp.0, Door::SignIn, Decision::Approve).await;
        way.map_err(Broken::as_control)?;
        let suite = world.suite();
        world
            .browser(&person)
            .await?
            .context
            .settle(suite.patience())
            .await;
        let Some(hook) = &suite.manifest.hooks.accounts else {
            return Ok(());
        };
        let (target, email) = (world.target().await?, world.person(&person)?.email().to_owned());
        match hook.count(&target, &email).await? {
            0 | 1 => Ok(()),
            _ => Err(Broken::not_applicable(
                "the app makes an account for each provider, whatever the address",
            )),
        }
    })
    .await;
}

#[then(expr = "there is one account for {word}, however her address is written")]
async fn one_in_every_case(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let hook = suite.manifest.hooks.accounts.as_ref();
        let hook = hook.ok_or_else(|| {
            Broken::not_applicable("the manifest has no [hooks.accounts], so that nobody can count accounts")
        })?;
        let target = world.target().await?;
        let email = world.person(&person)?.email().to_owned();
        // Hooks find an address in whatever case, or as it is written: what both find is one account.
        let mut found: Vec<Value> = Vec::new();
        for written in [email.clone(), email.to_uppercase()] {
            for account in hook.accounts(&target, &written).await? {
                if !found.contains(&account) {
                    found.push(account);
                }
            }
        }
        match found.len() {
            1 => Ok(()),
            n => Err(Broken::breach(
                format!("one account with the address {email}, in whatever case"),
                format!("{n}"),
            )),
        }
    })
    .await;
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
