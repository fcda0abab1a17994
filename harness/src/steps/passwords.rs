//! Accounts with a password, signing in with it, and being asked for a new one.

use cucumber::{given, then, when};

use super::if_asked::is_asked;
use super::{step, visit};
use crate::broken::Broken;
use crate::oracles::identity;
use crate::target::{NewPassword, PasswordSignIn};
use crate::world::World;

#[given(expr = "{word} has an account with a password")]
async fn has_account(world: &mut World, person: String) {
    step(world, async |world| {
        let email = world.person(&person)?.provider_email().to_owned();
        create(world, &person, &email, true).await
    })
    .await;
}

#[given(
    regex = r"^(\w+) has made an account with a password and the address of (\w+), without proving the address$"
)]
async fn has_made_account_of(world: &mut World, person: String, owner: String) {
    step(world, async |world| {
        let email = world.person(&owner)?.provider_email().to_owned();
        create(world, &person, &email, false).await
    })
    .await;
}

#[given(expr = "{word} can sign in with her password")]
#[then(expr = "{word} can sign in with her password")]
async fn can_sign_in(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        // In a browser of its own, which comes after the one of the scenario.
        world.forget_browser(&person);
        let way = async |world: &mut World| {
            sign_in(world, &person).await?;
            let email = world.person(&person)?.email().to_owned();
            identity::signed_in(&target, &suite, world.browser(&person).await?, &email).await
        };
        way(world).await.map_err(Broken::as_control)?;
        world.forget_browser(&person);
        Ok(())
    })
    .await;
}

#[given(expr = "{word} is signed in with her password")]
async fn is_signed_in(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let way = async |world: &mut World| {
            sign_in(world, &person).await?;
            let email = world.person(&person)?.email().to_owned();
            identity::signed_in(&target, &suite, world.browser(&person).await?, &email).await
        };
        way(world).await.map_err(Broken::as_control)
    })
    .await;
}

#[when(expr = "{word} signs in with her password")]
async fn signs_in(world: &mut World, person: String) {
    step(world, async |world| sign_in(world, &person).await).await;
}

#[given(expr = "{word} has to choose a new password")]
async fn has_to_choose(world: &mut World, person: String) {
    step(world, async |world| {
        form(world)?;
        let (suite, target) = (world.suite(), world.target().await?);
        let hook = suite.manifest.hooks.require_new_password.as_ref();
        let hook =
            hook.ok_or_else(|| Broken::not_applicable("the manifest has no [hooks.require_new_password]"))?;
        Ok(hook.require(&target, world.person(&person)?.email()).await?)
    })
    .await;
}

#[given(expr = "{word} has to choose a new password as a task")]
async fn has_task(world: &mut World, person: String) {
    step(world, async |world| {
        form(world)?;
        let (suite, target) = (world.suite(), world.target().await?);
        let hook = suite.manifest.hooks.new_password_task.as_ref();
        let hook =
            hook.ok_or_else(|| Broken::not_applicable("the manifest has no [hooks.new_password_task]"))?;
        Ok(hook.require(&target, world.person(&person)?.email()).await?)
    })
    .await;
}

#[then(expr = "{word} is asked for a new password")]
async fn asked(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, form) = (world.suite(), form(world)?);
        let context = &world.browser(&person).await?.context;
        Ok(context.wait_for(&form.password, suite.patience()).await?)
    })
    .await;
}

#[when(expr = "{word} chooses a new password")]
async fn chooses(world: &mut World, person: String) {
    step(world, async |world| {
        choose(world, &person, "Seven new words for a door").await
    })
    .await;
}

#[when(expr = "{word} chooses a new password if she is asked for one")]
async fn chooses_if_asked(world: &mut World, person: String) {
    step(world, async |world| {
        let Some(form) = world.suite().manifest.actions.new_password.clone() else {
            return Ok(());
        };
        if !is_asked(world, &person, &form.password).await? {
            return Ok(());
        }
        choose(world, &person, "Seven new words for a door").await
    })
    .await;
}

#[when(expr = "{word} chooses a new password that is too short")]
async fn chooses_short(world: &mut World, person: String) {
    step(world, async |world| choose(world, &person, "abc").await).await;
}

async fn create(world: &mut World, name: &str, email: &str, verified: bool) -> Result<(), Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let hook = suite.manifest.hooks.create_user.as_ref();
    let hook = hook.ok_or_else(|| Broken::not_applicable("the manifest has no [hooks.create_user]"))?;
    let person = world.person(name)?;
    person.address = Some(email.to_owned());
    Ok(hook.create(&target, email, &person.password(), verified).await?)
}

async fn sign_in(world: &mut World, name: &str) -> Result<(), Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let form: &PasswordSignIn = suite
        .manifest
        .actions
        .password_sign_in
        .as_ref()
        .ok_or_else(|| Broken::not_applicable("the manifest has no [actions.password_sign_in]"))?;
    let person = world.person(name)?;
    let (email, password) = (person.email().to_owned(), person.password());
    let (limit, page) = (suite.patience(), target.page(&suite.manifest.pages.sign_in));
    let context = &world.browser(name).await?.context;
    visit(&suite, context, &page).await?;
    context.fill(&form.email, &email, limit).await?;
    if let Some(next) = &form.next {
        context.click(next, limit).await?;
    }
    context.fill(&form.password, &password, limit).await?;
    context.click(&form.submit, limit).await?;
    context.settle(limit).await;
    Ok(())
}

async fn choose(world: &mut World, name: &str, password: &str) -> Result<(), Broken> {
    let (suite, form) = (world.suite(), form(world)?);
    let context = &world.browser(name).await?.context;
    context.fill(&form.password, password, suite.patience()).await?;
    Ok(context.click(&form.submit, suite.patience()).await?)
}

fn form(world: &World) -> Result<NewPassword, Broken> {
    let form = world.suite().manifest.actions.new_password.clone();
    form.ok_or_else(|| Broken::not_applicable("the manifest has no [actions.new_password]"))
}
