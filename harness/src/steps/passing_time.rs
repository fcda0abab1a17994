//! Time that passes for a person and for the app, without anybody waiting for it.

use cucumber::{given, then, when};

use super::step;
use crate::broken::Broken;
use crate::browser::Cookie;
use crate::clock;
use crate::world::World;

const MINUTE: u32 = 60;
const DAY: u32 = 24 * 60 * MINUTE;

/// Without a hook, what passes for the browser can still be seen.
#[given(expr = "the app's clock can be moved, or at least that of the browser")]
async fn movable(world: &mut World) {
    step(world, async |world| {
        match world.suite().manifest.hooks.advance_clock {
            Some(_) => world.take_clock().await,
            None => Ok(()),
        }
    })
    .await;
}

#[given(expr = "the app's clock can be moved")]
async fn must_move(world: &mut World) {
    step(world, async |world| {
        match world.suite().manifest.hooks.advance_clock {
            Some(_) => world.take_clock().await,
            None => Err(no_hook()),
        }
    })
    .await;
}

#[when(regex = r"^(nine minutes|a day) pass(?:es)? for (\w+) and for the app$")]
async fn passes(world: &mut World, words: String, person: String) {
    step(world, async |world| {
        let seconds = match words.as_str() {
            "a day" => DAY,
            _ => 9 * MINUTE,
        };
        let (suite, target) = (world.suite(), world.target().await?);
        if world.has_clock()
            && let Some(hook) = &suite.manifest.hooks.advance_clock
        {
            hook.advance(&target, seconds).await?;
        }
        let context = &world.browser(&person).await?.context;
        context.settle(suite.patience()).await;
        let cookies = context.cookies().await?;
        let then = f64::from(seconds) + seconds_now();
        let (over, lasting): (Vec<Cookie>, Vec<Cookie>) = cookies
            .into_iter()
            .partition(|cookie| cookie.goes_to(&target.url) && cookie.is_over_at(then));
        if over.is_empty() {
            return Ok(());
        }
        context.clear_cookies().await?;
        let sites = suite.provider_sites();
        for cookie in lasting {
            let at_provider = sites.iter().filter(|site| cookie.goes_to(site)).cloned();
            let mut urls: Vec<_> = at_provider.collect();
            if cookie.goes_to(&target.url) {
                urls.push(target.url.clone());
            }
            context
                .set_cookie(&urls, &cookie.name, &cookie.value, cookie.reach())
                .await?;
        }
        Ok(())
    })
    .await;
}

#[then(expr = "the app's own clock had moved too")]
async fn had_moved(world: &mut World) {
    step(world, async |world| match world.has_clock() {
        true => Ok(()),
        false => Err(no_hook()),
    })
    .await;
}

#[expect(clippy::cast_precision_loss, reason = "seconds of this century are exact")]
fn seconds_now() -> f64 {
    clock::now().as_second() as f64
}

fn no_hook() -> Broken {
    Broken::not_applicable(
        "the manifest has no [hooks.advance_clock], so that nobody can move the app's clock",
    )
}
