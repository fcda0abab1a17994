//! What the app has people do between signing in and being signed in.

use cucumber::{then, when};

use super::second_factor::{current_code, wrong};
use super::step;
use crate::broken::Broken;
use crate::target::SetUpSecondFactor;
use crate::world::World;

#[then(expr = "{word} is asked to set up a second factor")]
async fn asked(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, form) = (world.suite(), form(world)?);
        let context = &world.browser(&person).await?.context;
        context.wait_for_text(&[&form.secret], suite.patience()).await?;
        Ok(context.wait_for(&form.code, suite.patience()).await?)
    })
    .await;
}

#[when(expr = "{word} sets up her authenticator")]
async fn sets_up(world: &mut World, person: String) {
    step(world, async |world| set_up(world, &person, true).await).await;
}

#[when(expr = "{word} gives a code that her authenticator does not show")]
async fn gives_wrong(world: &mut World, person: String) {
    step(world, async |world| set_up(world, &person, false).await).await;
}

async fn set_up(world: &mut World, name: &str, right: bool) -> Result<(), Broken> {
    let (suite, form) = (world.suite(), form(world)?);
    let limit = suite.patience();
    let context = &world.browser(name).await?.context;
    let secret = context.wait_for_text(&[&form.secret], limit).await?;
    let code = current_code(&secret)?;
    let code = if right { code } else { wrong(&code) };
    context.fill(&form.code, &code, limit).await?;
    context.click(&form.submit, limit).await?;
    if right && let Some(go_on) = &form.go_on {
        context.click(go_on, limit).await?;
    }
    Ok(())
}

fn form(world: &World) -> Result<SetUpSecondFactor, Broken> {
    let form = world.suite().manifest.actions.set_up_second_factor.clone();
    form.ok_or_else(|| Broken::not_applicable("the manifest has no [actions.set_up_second_factor]"))
}
