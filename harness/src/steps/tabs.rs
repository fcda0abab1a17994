//! A second tab in a person's browser: the same cookies, and a page of its own.

use cucumber::{then, when};
use mock_provider::Provider;
use url::Url;

use super::parameters::Idp;
use super::signing_in::{Door, main_browser, open_door};
use super::{step, visit};
use crate::broken::{Broken, Kind};
use crate::oracles::{identity, journal, page};
use crate::provider_pages::{self, Decision};
use crate::world::{PersonsBrowser, World};

#[when(regex = r"^(\w+) starts to sign in with (Google|GitHub) in a second tab$")]
async fn starts(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        open(world, &person).await?;
        let tab = second(world, &person)?;
        open_door(world, tab, idp.0, Door::SignIn).await?;
        provider_pages::arrive(&world.suite(), tab, idp.0).await
    })
    .await;
}

#[when(regex = r"^(\w+) finishes (?:her|his) sign-in with (Google|GitHub) in the second tab$")]
async fn finishes(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| finish(world, &person, idp.0).await).await;
}

#[then(
    regex = r"^(\w+) is signed in, or at least by the tab that (?:she|he) opened last with (Google|GitHub)$"
)]
async fn by_either(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let email = world.person(&person)?.email().to_owned();
        let first = identity::signed_in(&target, &suite, main_browser(world, &person), &email).await;
        let Err(lost) = first else { return Ok(()) };
        finish(world, &person, idp.0).await?;
        let last = identity::signed_in(&target, &suite, main_browser(world, &person), &email).await;
        // Whoever keeps one attempt at a time loses the older one, and nobody gets in who must not.
        Err(match last {
            Ok(()) => lost.of_kind(Kind::Weaker),
            Err(_) => lost,
        })
    })
    .await;
}

#[when(regex = r"^(\w+) opens (?:her|his) answer from (Google|GitHub) that was held back in a second tab$")]
async fn opens_held(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let answer = held(world, &person, idp.0)?;
        open(world, &person).await?;
        visit(&world.suite(), &second(world, &person)?.context, &answer).await
    })
    .await;
}

#[when(
    regex = r"^(\w+) opens (?:her|his) answer from (Google|GitHub) that was held back in two tabs at once$"
)]
async fn opens_held_twice(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let answer = held(world, &person, idp.0)?;
        open(world, &person).await?;
        let patience = world.suite().patience();
        let tabs = [
            &main_browser(world, &person).context,
            &second(world, &person)?.context,
        ];
        tabs[0].settle(patience).await;
        tokio::try_join!(tabs[0].goto(&answer), tabs[1].goto(&answer))?;
        tokio::join!(tabs[0].settle(patience), tabs[1].settle(patience));
        Ok(())
    })
    .await;
}

#[then(regex = r"^(\w+) sees a readable page with a way on in both tabs$")]
async fn both_readable(world: &mut World, person: String) {
    step(world, async |world| {
        let patience = world.suite().patience();
        for tab in [main_browser(world, &person), second(world, &person)?] {
            page::readable(&page::at_rest(&tab.context, patience).await?)?;
        }
        Ok(())
    })
    .await;
}

/// The callback address of the newest answer to `person`.
fn held(world: &World, person: &str, idp: Provider) -> Result<Url, Broken> {
    let mut answers = journal::answers(&world.exchanges_of(person), idp);
    answers.pop().ok_or_else(|| journal::no_answer(idp))
}

/// Opens the second tab of the main browser.
async fn open(world: &mut World, name: &str) -> Result<(), Broken> {
    world.browser(name).await?;
    let tab = world.another_tab(main_browser(world, name)).await?;
    world.person(name)?.second_tab = Some(tab);
    Ok(())
}

fn second<'a>(world: &'a World, name: &str) -> Result<&'a PersonsBrowser, Broken> {
    let tab = world.known(name)?.second_tab.as_ref();
    tab.ok_or_else(|| Broken::breach("a second tab", "the scenario opened none").of_kind(Kind::Crash))
}

/// Goes through the provider's pages in the second tab, which stands there already.
async fn finish(world: &World, name: &str, idp: Provider) -> Result<(), Broken> {
    let (suite, tab) = (world.suite(), second(world, name)?);
    let before = provider_pages::answers_so_far(&suite, tab, idp);
    let persona = &world.known(name)?.persona;
    provider_pages::pass(&suite, tab, idp, persona, Decision::Approve, before)
        .await
        .map(drop)
}
