//! Signing in and signing up, up to the provider and through it.

use std::time::Duration;

use cucumber::{given, then, when};
use mock_provider::Provider;
use mock_provider::config::Persona;
use url::Url;

use super::parameters::Idp;
use super::{step, visit};
use crate::broken::Broken;
use crate::browser::{Context, Locator, PageError};
use crate::oracles::{identity, page};
use crate::provider_pages::{self, Decision};
use crate::suite::Suite;
use crate::target::Target;
use crate::world::{PersonsBrowser, World};

/// Which button starts the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    SignIn,
    SignUp,
}

#[given(expr = "{word} has an account made with {idp}")]
async fn has_account(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        honest(world, &person, idp.0, Door::SignUp).await
    })
    .await;
}

#[given(expr = "{word} can sign in with {idp}")]
#[then(expr = "{word} can sign in with {idp} again")]
async fn can_sign_in(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        world.disarm();
        honest(world, &person, idp.0, Door::SignIn).await
    })
    .await;
}

#[then(expr = "{word} can sign in with {idp} in the same browser")]
async fn can_sign_in_here(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        again(world, &person, idp.0, Door::SignIn).await
    })
    .await;
}

#[then(expr = "{word} can sign up with {idp} in the same browser")]
async fn can_sign_up_here(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        again(world, &person, idp.0, Door::SignUp).await
    })
    .await;
}

#[when(expr = "{word} signs in with {idp}")]
async fn signs_in(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        go(world, &person, idp.0, Door::SignIn, Decision::Approve).await
    })
    .await;
}

#[when(expr = "{word} signs in with {idp} in a new browser")]
async fn signs_in_elsewhere(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        world.forget_browser(&person);
        go(world, &person, idp.0, Door::SignIn, Decision::Approve).await
    })
    .await;
}

#[when(expr = "{word} signs up with {idp}")]
async fn signs_up(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        go(world, &person, idp.0, Door::SignUp, Decision::Approve).await
    })
    .await;
}

#[when(expr = "{word} starts to sign in with {idp} and cancels there")]
async fn cancels_sign_in(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        forget_consent(world, &person, idp.0)?;
        go(world, &person, idp.0, Door::SignIn, Decision::Deny).await
    })
    .await;
}

#[when(expr = "{word} starts to sign up with {idp} and cancels there")]
async fn cancels_sign_up(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        go(world, &person, idp.0, Door::SignUp, Decision::Deny).await
    })
    .await;
}

#[when(expr = "{word} starts to sign in with {idp}")]
async fn starts(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| start(world, &person, idp.0).await).await;
}

/// From the sign-in page to the provider.
pub(super) async fn start(world: &mut World, name: &str, idp: Provider) -> Result<(), Broken> {
    let suite = world.suite();
    world.browser(name).await?;
    let browser = main_browser(world, name);
    open_door(world, browser, idp, Door::SignIn).await?;
    provider_pages::arrive(&suite, browser, idp).await
}

#[when(expr = "{word} finishes her/his sign-in with {idp}")]
async fn finishes(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let (suite, persona) = (world.suite(), world.person(&person)?.persona.clone());
        let browser = world.browser(&person).await?;
        provider_pages::pass(&suite, browser, idp.0, &persona, Decision::Approve, 0)
            .await
            .map(|_| ())
    })
    .await;
}

/// An honest flow in a browser of its own that ends signed in: the control around negative checks.
pub(super) async fn honest(world: &mut World, name: &str, idp: Provider, door: Door) -> Result<(), Broken> {
    let browser = world.another_browser(name).await?;
    let outcome = honest_in(world, name, &browser, idp, door).await;
    if outcome.is_err() {
        world.keep_control(name, browser);
    }
    outcome.map_err(Broken::as_control)
}

/// A second try in the browser in which the first one ended badly. Not being able to is a breach of its own.
pub(crate) async fn again(world: &mut World, name: &str, idp: Provider, door: Door) -> Result<(), Broken> {
    world.browser(name).await?;
    honest_in(world, name, main_browser(world, name), idp, door).await
}

async fn honest_in(
    world: &World,
    name: &str,
    browser: &PersonsBrowser,
    idp: Provider,
    door: Door,
) -> Result<(), Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let person = world.known(name)?;
    through(world, browser, &person.persona, idp, door, Decision::Approve).await?;
    identity::signed_in(&target, &suite, browser, person.email()).await
}

/// A flow in the person's main browser, up to where the provider's answer leaves them.
pub(super) async fn go(
    world: &mut World,
    name: &str,
    idp: Provider,
    door: Door,
    decision: Decision,
) -> Result<(), Broken> {
    let persona = world.person(name)?.persona.clone();
    go_as(world, name, &persona, idp, door, decision).await
}

/// A flow in the main browser of `name`, as `persona` at the provider.
pub(super) async fn go_as(
    world: &mut World,
    name: &str,
    persona: &Persona,
    idp: Provider,
    door: Door,
    decision: Decision,
) -> Result<(), Broken> {
    world.browser(name).await?;
    through(world, main_browser(world, name), persona, idp, door, decision).await
}

/// A sign-up in the main browser of `name` that begins at `page` in place of the app's sign-up page.
pub(super) async fn go_from(world: &mut World, name: &str, idp: Provider, page: &Url) -> Result<(), Broken> {
    let persona = world.person(name)?.persona.clone();
    world.browser(name).await?;
    let (suite, browser) = (world.suite(), main_browser(world, name));
    let before = provider_pages::answers_so_far(&suite, browser, idp);
    open_door_by(world, browser, idp, Door::SignUp, Hand::Click, |url| {
        *url = page.clone();
    })
    .await?;
    provider_pages::pass(&suite, browser, idp, &persona, Decision::Approve, before)
        .await
        .map(drop)
}

/// A flow in `browser` as `persona`, up to where the provider's answer leaves them.
pub(super) async fn through(
    world: &World,
    browser: &PersonsBrowser,
    persona: &Persona,
    idp: Provider,
    door: Door,
    decision: Decision,
) -> Result<(), Broken> {
    let suite = world.suite();
    let before = provider_pages::answers_so_far(&suite, browser, idp);
    open_door(world, browser, idp, door).await?;
    provider_pages::pass(&suite, browser, idp, persona, decision, before)
        .await
        .map(|_| ())
}

/// Opens the app's page and presses the provider's button.
pub(super) async fn open_door(
    world: &World,
    browser: &PersonsBrowser,
    idp: Provider,
    door: Door,
) -> Result<(), Broken> {
    open_door_by(world, browser, idp, door, Hand::Click, |_| {}).await
}

/// How a person presses a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hand {
    /// With one click.
    Click,
    /// With two.
    DoubleClick,
    /// With the tab and enter keys.
    Keyboard,
}

impl Hand {
    async fn press(self, context: &Context, button: &Locator, limit: Duration) -> Result<(), PageError> {
        match self {
            Self::Click => context.click(button, limit).await,
            Self::DoubleClick => context.double_click(button, limit).await,
            Self::Keyboard => context.press_by_keyboard(button, limit).await,
        }
    }

    /// Of what only shows the button, one click is meant.
    async fn open(self, context: &Context, opener: &Locator, limit: Duration) -> Result<(), PageError> {
        match self {
            Self::Click | Self::DoubleClick => context.click(opener, limit).await,
            Self::Keyboard => context.press_by_keyboard(opener, limit).await,
        }
    }
}

/// Opens the app's page at an address that `amend` has changed, and starts with the provider.
pub(super) async fn open_door_by(
    world: &World,
    browser: &PersonsBrowser,
    idp: Provider,
    door: Door,
    hand: Hand,
    amend: impl FnOnce(&mut Url),
) -> Result<(), Broken> {
    world.entry(idp)?;
    let (suite, target) = (world.suite(), world.target().await?);
    let (mut url, button) = self::door(&suite, &target, idp, door);
    amend(&mut url);
    visit(&suite, &browser.context, &url).await?;
    let pressed = async {
        if let Some(open) = opener(&suite, door) {
            hand.open(&browser.context, open, suite.patience()).await?;
        }
        hand.press(&browser.context, &button, suite.patience()).await
    };
    match pressed.await {
        Err(PageError::NotFound { url: found, .. })
            if leads_on(&target, &suite, browser, &url, &found).await? =>
        {
            Err(Broken::not_applicable(format!(
                "the app leads whoever is signed in from {url} on to {found}"
            )))
        }
        done => Ok(done?),
    }
}

/// Whether somebody is signed in whom the app has led away from the page `wanted`, to `found`: nobody can start another
/// sign-in there, and need not.
async fn leads_on(
    target: &Target,
    suite: &Suite,
    browser: &PersonsBrowser,
    wanted: &Url,
    found: &str,
) -> Result<bool, Broken> {
    let moved = Url::parse(found).is_ok_and(|found| found.path() != wanted.path());
    Ok(moved && identity::whoami(target, suite, browser).await?.is_some())
}

/// What shows the provider's button, where that is hidden at first.
pub(crate) fn opener(suite: &Suite, door: Door) -> Option<&Locator> {
    let actions = &suite.manifest.actions;
    let act = match door {
        Door::SignIn => &actions.sign_in,
        Door::SignUp => actions.sign_up.as_ref().unwrap_or(&actions.sign_in),
    };
    act.open.as_ref()
}

/// The page where a flow starts, and what starts it there.
pub(crate) fn door(suite: &Suite, target: &Target, idp: Provider, door: Door) -> (Url, Locator) {
    let (pages, actions) = (&suite.manifest.pages, &suite.manifest.actions);
    let (path, act) = match door {
        Door::SignIn => (&pages.sign_in, &actions.sign_in),
        Door::SignUp => (
            pages.sign_up.as_ref().unwrap_or(&pages.sign_in),
            actions.sign_up.as_ref().unwrap_or(&actions.sign_in),
        ),
    };
    let entry = suite.manifest.providers.get(idp.slug());
    let label = entry.and_then(|entry| entry.label.clone());
    let values = target
        .values
        .clone()
        .with("provider", label.unwrap_or_else(|| idp.name().to_owned()))
        .with("provider.id", idp.slug());
    let button = act
        .click
        .map(|text| values.fill(text).unwrap_or_else(|_| text.to_owned()));
    (target.page(path), button)
}

/// A person who has been here before is let through without a question, unless the consent is gone.
pub(super) fn forget_consent(world: &mut World, name: &str, idp: Provider) -> Result<(), Broken> {
    let suite = world.suite();
    let persona = world.person(name)?.persona.id.clone();
    suite.provider.forget_grants(idp, &persona);
    Ok(())
}

/// The main browser, which the caller has opened.
pub(super) fn main_browser<'a>(world: &'a World, name: &str) -> &'a PersonsBrowser {
    world
        .known(name)
        .ok()
        .and_then(|person| person.browser())
        .expect("the caller opened the browser")
}

#[then(expr = "{word} sees a readable page with a way on")]
async fn readable(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let context = &world.browser(&person).await?.context;
        page::readable(&page::at_rest(context, suite.patience()).await?)
    })
    .await;
}
