//! The buttons beside the address bar, reload and back, and what is shown then.

use cucumber::{then, when};

use super::step;
use crate::broken::{Broken, Kind};
use crate::oracles::{accessible, page};
use crate::world::World;

#[when(expr = "{word} reloads the page")]
async fn reloads(world: &mut World, person: String) {
    step(world, async |world| {
        let patience = world.suite().patience();
        let context = &world.browser(&person).await?.context;
        context.settle(patience).await;
        match context.reload(patience).await? {
            true => Ok(()),
            false => {
                Err(Broken::breach("the page loads once more", "it did not in time").of_kind(Kind::Stuck))
            }
        }
    })
    .await;
}

/// The provider's pages of before are not the app's; whoever comes upon them presses the button again.
#[when(expr = "{word} goes back to the page of the app before that")]
async fn goes_back(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let context = &world.browser(&person).await?.context;
        context.settle(suite.patience()).await;
        let mut visited = context.visited().await?;
        visited.pop();
        let of_app = |url: &str| url.starts_with("http") && !suite.is_at_provider(url);
        let Some(entry) = visited.iter().rfind(|entry| of_app(&entry.url)) else {
            return Err(Broken::not_applicable(
                "the app left nothing in the browser's history to which one could go back",
            ));
        };
        match context.back_to(entry, suite.patience()).await? {
            true => Ok(()),
            false => Err(Broken::breach(
                format!("the browser goes back to {}", entry.url),
                "no page came in time",
            )
            .of_kind(Kind::Stuck)),
        }
    })
    .await;
}

#[then(expr = "{word} sees a page that everybody can use")]
async fn usable(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let context = &world.browser(&person).await?.context;
        page::at_rest(context, suite.patience()).await?;
        accessible::usable(context).await
    })
    .await;
}

#[then(expr = "{word} sees a page that is no error")]
async fn no_error(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let context = &world.browser(&person).await?.context;
        let page = page::at_rest(context, suite.patience()).await?;
        page::readable(&page)?;
        match page.status {
            Some(status) if status >= 400 => Err(Broken::breach(
                "a page that is no error",
                format!("HTTP status {status} at {}", page.url),
            )),
            _ => Ok(()),
        }
    })
    .await;
}
