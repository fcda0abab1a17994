//! A captcha, as far as there is one offline: a box to tick.

use cucumber::{then, when};

use super::step;
use crate::broken::Broken;
use crate::target::AnswerCaptcha;
use crate::world::World;

#[then(expr = "{word} is asked for a captcha")]
async fn asked(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, form) = (world.suite(), form(world)?);
        let context = &world.browser(&person).await?.context;
        Ok(context.wait_for(&form.tick, suite.patience()).await?)
    })
    .await;
}

#[when(expr = "{word} answers the captcha")]
async fn answers(world: &mut World, person: String) {
    step(world, async |world| send(world, &person, true).await).await;
}

#[when(expr = "{word} goes on without answering the captcha")]
async fn goes_on(world: &mut World, person: String) {
    step(world, async |world| send(world, &person, false).await).await;
}

async fn send(world: &mut World, person: &str, answered: bool) -> Result<(), Broken> {
    let (suite, form) = (world.suite(), form(world)?);
    let limit = suite.patience();
    let context = &world.browser(person).await?.context;
    context.tick(&form.tick, answered, limit).await?;
    Ok(context.click(&form.submit, limit).await?)
}

fn form(world: &World) -> Result<AnswerCaptcha, Broken> {
    let form = world.suite().manifest.actions.answer_captcha.clone();
    form.ok_or_else(|| Broken::not_applicable("the manifest has no [actions.answer_captcha]"))
}
