//! Choosing the organization that a session acts for.

use cucumber::{then, when};

use super::step;
use crate::broken::Broken;
use crate::target::ChooseOrganization;
use crate::world::World;

#[then(expr = "{word} is asked to choose an organization")]
async fn asked(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, form) = (world.suite(), form(world)?);
        let context = &world.browser(&person).await?.context;
        Ok(context.wait_for(&form.name, suite.patience()).await?)
    })
    .await;
}

#[when(expr = "{word} makes an organization")]
async fn makes(world: &mut World, person: String) {
    step(world, async |world| {
        let name = name_of(world, &person)?;
        make(world, &person, &name).await
    })
    .await;
}

#[when(expr = "{word} makes an organization without a name")]
async fn makes_nameless(world: &mut World, person: String) {
    step(world, async |world| make(world, &person, "  ").await).await;
}

#[when(expr = "{word} chooses the organization that she made")]
async fn chooses(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target, form) = (world.suite(), world.target().await?, form(world)?);
        let choose = form.choose.as_ref();
        let choose =
            choose.ok_or_else(|| Broken::not_applicable("[actions.choose_organization] has no `choose`"))?;
        let values = target
            .values
            .clone()
            .with("organization", name_of(world, &person)?);
        let button = choose.map(|text| values.fill(text).unwrap_or_else(|_| text.to_owned()));
        let context = &world.browser(&person).await?.context;
        Ok(context.click(&button, suite.patience()).await?)
    })
    .await;
}

async fn make(world: &mut World, person: &str, name: &str) -> Result<(), Broken> {
    let (suite, form) = (world.suite(), form(world)?);
    let limit = suite.patience();
    let context = &world.browser(person).await?.context;
    context.fill(&form.name, name, limit).await?;
    Ok(context.click(&form.submit, limit).await?)
}

/// One of each person's own, so that scenarios side by side do not meet.
fn name_of(world: &mut World, person: &str) -> Result<String, Broken> {
    Ok(format!("Friends of {}", world.person(person)?.persona.id))
}

fn form(world: &World) -> Result<ChooseOrganization, Broken> {
    let form = world.suite().manifest.actions.choose_organization.clone();
    form.ok_or_else(|| Broken::not_applicable("the manifest has no [actions.choose_organization]"))
}
