//! Ways to press the provider's button other than one click on a page with nothing behind its address.

use cucumber::when;
use url::Url;

use super::parameters::Idp;
use super::signing_in::{Door, Hand, main_browser, open_door_by};
use super::step;
use crate::broken::Broken;
use crate::provider_pages::{self, Decision};
use crate::world::World;

/// What advertisements add to links.
const TRACKING: [(&str, &str); 4] = [
    ("utm_source", "newsletter"),
    ("utm_medium", "e-mail"),
    ("gclid", "EAIaIQobChMI-test"),
    ("fbclid", "IwAR0-test"),
];

#[when(regex = r"^(\w+) signs in with (Google|GitHub) by a double click$")]
async fn twice(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        through(world, &person, idp, Hand::DoubleClick, |_| {}).await
    })
    .await;
}

#[when(regex = r"^(\w+) signs in with (Google|GitHub) with the keyboard alone$")]
async fn by_keyboard(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        through(world, &person, idp, Hand::Keyboard, |_| {}).await
    })
    .await;
}

#[when(regex = r"^(\w+) signs in with (Google|GitHub) on a page that an advertisement leads to$")]
async fn tracked(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let amend = |url: &mut Url| {
            url.query_pairs_mut().extend_pairs(TRACKING);
        };
        through(world, &person, idp, Hand::Click, amend).await
    })
    .await;
}

async fn through(
    world: &mut World,
    person: &str,
    idp: Idp,
    hand: Hand,
    amend: impl FnOnce(&mut Url),
) -> Result<(), Broken> {
    world.browser(person).await?;
    let (suite, browser) = (world.suite(), main_browser(world, person));
    let before = provider_pages::answers_so_far(&suite, browser, idp.0);
    open_door_by(world, browser, idp.0, Door::SignIn, hand, amend).await?;
    let persona = &world.known(person)?.persona;
    provider_pages::pass(&suite, browser, idp.0, persona, Decision::Approve, before)
        .await
        .map(drop)
}
