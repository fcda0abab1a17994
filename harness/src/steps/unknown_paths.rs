//! Pages of the app whose paths are addresses of another site, asked for by somebody who has to sign in first.

use cucumber::{then, when};
use mock_provider::Provider;
use url::Url;

use super::parameters::Idp;
use super::return_addresses::{follow_each, landing, press};
use super::signing_in::{Door, door, opener};
use super::{step, visit};
use crate::broken::Broken;
use crate::foreign_site;
use crate::provider_pages::{self, Decision};
use crate::world::{Landing, World};

#[when(
    regex = r"^(\w+) asks for pages of the app whose paths look like another site's address, and signs in with (Google|GitHub) where (?:she|he) is sent to$"
)]
async fn asks(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        world.entry(idp.0)?;
        let guarded = world.suite().manifest.pages.protected.clone();
        let paths = foreign_site::paths(guarded.as_deref().unwrap_or("/"));
        follow_each(world, &person, paths, async |world, path| {
            ask(world, &person, idp.0, path).await
        })
        .await
    })
    .await;
}

#[then(regex = r"^(\w+) was sent to sign in for one of them at least$")]
async fn was_sent(world: &mut World, person: String) {
    step(world, async |world| {
        let landings = &world.known(&person)?.landings;
        if landings.iter().any(|landing| !landing.refused) {
            return Ok(());
        }
        let status = landings.last().and_then(|landing| landing.status);
        Err(Broken::not_applicable(format!(
            "the app sends nobody to sign in who asks for such a page; it answers with {}",
            status.map_or("a page of its own".to_owned(), |status| format!(
                "status {status}"
            )),
        )))
    })
    .await;
}

async fn ask(world: &mut World, name: &str, idp: Provider, path: &str) -> Result<Landing, Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let persona = world.person(name)?.persona.clone();
    let (sign_in, button) = door(&suite, &target, idp, Door::SignIn);
    let mut page = target.url.clone();
    page.set_path(path);
    let browser = world.browser(name).await?;
    let context = &browser.context;
    visit(&suite, context, &page).await?;
    context.settle(suite.patience()).await;
    let at_door = Url::parse(&context.page().await?.url).is_ok_and(|url| url.path() == sign_in.path());
    let shows = opener(&suite, Door::SignIn).unwrap_or(&button);
    let sent = at_door || context.is_visible(shows).await?;
    if sent {
        press(&suite, &target, context, idp).await?;
        provider_pages::pass(&suite, browser, idp, &persona, Decision::Approve, 0).await?;
    }
    landing(world, name, path, !sent).await
}
