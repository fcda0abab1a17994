//! Connecting further providers to an account, disconnecting them, and asking them for more.

use cucumber::{given, then, when};
use mock_provider::Provider;
use mock_provider::config::Persona;

use super::account_page;
use super::parameters::Idp;
use super::{step, visit};
use crate::broken::Broken;
use crate::browser::Locator;
use crate::oracles::{connections, request};
use crate::provider_pages::{self, Decision, Stop};
use crate::target::{Act, Reauthorize, Target};
use crate::world::World;

#[given(expr = "{word} has connected {idp}")]
async fn has_connected(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let persona = world.person(&person)?.persona.clone();
        let way = async |world: &mut World| {
            connect(world, &person, idp.0, &persona, Decision::Approve).await?;
            listed(world, &person, idp.0, &persona).await
        };
        way(world).await.map_err(Broken::as_control)
    })
    .await;
}

#[given(regex = r"^(\w+) has connected the (Google|GitHub) account of (\w+)$")]
async fn has_connected_of(world: &mut World, person: String, idp: Idp, owner: String) {
    step(world, async |world| {
        let persona = world.person(&owner)?.persona.clone();
        let way = async |world: &mut World| {
            connect(world, &person, idp.0, &persona, Decision::Approve).await?;
            listed(world, &person, idp.0, &persona).await
        };
        way(world).await.map_err(Broken::as_control)
    })
    .await;
}

#[when(expr = "{word} connects {idp}")]
async fn connects(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let persona = world.person(&person)?.persona.clone();
        connect(world, &person, idp.0, &persona, Decision::Approve)
            .await
            .map(drop)
    })
    .await;
}

#[when(regex = r"^(\w+) connects the (Google|GitHub) account of (\w+)$")]
async fn connects_of(world: &mut World, person: String, idp: Idp, owner: String) {
    step(world, async |world| {
        let persona = world.person(&owner)?.persona.clone();
        connect(world, &person, idp.0, &persona, Decision::Approve)
            .await
            .map(drop)
    })
    .await;
}

#[when(expr = "{word} starts to connect {idp} and cancels there")]
async fn cancels(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let persona = world.person(&person)?.persona.clone();
        connect(world, &person, idp.0, &persona, Decision::Deny)
            .await
            .map(drop)
    })
    .await;
}

#[when(expr = "{word} starts to connect {idp}")]
async fn starts(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let act = act(world, "connect")?;
        press(world, &person, idp.0, act.open.as_ref(), &act.click).await?;
        let suite = world.suite();
        provider_pages::arrive(&suite, world.browser(&person).await?, idp.0).await
    })
    .await;
}

#[when(expr = "{word} disconnects {idp}")]
async fn disconnects(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let act = act(world, "disconnect")?;
        press(world, &person, idp.0, act.open.as_ref(), &act.click).await?;
        let patience = world.suite().patience();
        world.browser(&person).await?.context.settle(patience).await;
        Ok(())
    })
    .await;
}

#[when(expr = "{word} asks {idp} for more access")]
async fn asks_for_more(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let persona = world.person(&person)?.persona.clone();
        ask_for_more(world, &person, idp.0, &persona).await
    })
    .await;
}

#[when(regex = r"^(\w+) asks (Google|GitHub) for more access and chooses the account of (\w+) there$")]
async fn asks_for_more_as(world: &mut World, person: String, idp: Idp, owner: String) {
    step(world, async |world| {
        let persona = world.person(&owner)?.persona.clone();
        world.leave_providers(&person).await?;
        ask_for_more(world, &person, idp.0, &persona).await
    })
    .await;
}

#[then(expr = "the authorization request to {idp} asks for more than signing in needs")]
async fn asked_for_more(world: &mut World, idp: Idp) {
    step(world, async |world| {
        let scope = further_scope(&reauthorize(world)?, idp.0)?;
        request::asks_for_scope(&world.exchanges(), idp.0, &scope)
    })
    .await;
}

#[then(regex = r"^(\w+)'s connected accounts are those of hers at (Google|GitHub)$")]
async fn one_connected(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        are_connected(world, &person, &[(&person, idp.0)]).await
    })
    .await;
}

#[then(regex = r"^(\w+)'s connected accounts are those of hers at (Google|GitHub) and (Google|GitHub)$")]
async fn two_connected(world: &mut World, person: String, one: Idp, other: Idp) {
    step(world, async |world| {
        are_connected(world, &person, &[(&person, one.0), (&person, other.0)]).await
    })
    .await;
}

#[then(
    regex = r"^(\w+)'s connected accounts are that of hers at (Google|GitHub) and that of (\w+) at (Google|GitHub)$"
)]
async fn mixed_connected(world: &mut World, person: String, one: Idp, owner: String, other: Idp) {
    step(world, async |world| {
        are_connected(world, &person, &[(&person, one.0), (&owner, other.0)]).await
    })
    .await;
}

#[then(regex = r"^(\w+) is told that (Google|GitHub) was not (?:dis)?connected$")]
async fn told(world: &mut World, person: String, _idp: Idp) {
    step(world, async |world| {
        let suite = world.suite();
        let errors = suite.manifest.actions.errors();
        world
            .browser(&person)
            .await?
            .context
            .wait_for_text(&errors, suite.patience())
            .await?;
        Ok(())
    })
    .await;
}

#[then(regex = r"^the accounts that are connected in (\w+)'s browser are those of (\w+) at (Google|GitHub)$")]
async fn connected_elsewhere(world: &mut World, owner: String, person: String, idp: Idp) {
    step(world, async |world| {
        are_connected(world, &owner, &[(&person, idp.0)]).await
    })
    .await;
}

#[then(expr = "{word} is not offered to sign in with {idp}")]
async fn not_offered(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let button = suite.manifest.actions.sign_in.click.clone();
        let page = target.page(&suite.manifest.pages.sign_in);
        let mut others = Vec::new();
        for (other, entry) in suite.manifest.offered().filter(|(other, _)| *other != idp.0) {
            let label = entry.label.clone().unwrap_or_else(|| other.name().to_owned());
            others.push(labelled(&target, &button, &label, other));
        }
        let label = world
            .entry(idp.0)?
            .label
            .unwrap_or_else(|| idp.0.name().to_owned());
        let button = labelled(&target, &button, &label, idp.0);
        let context = &world.browser(&person).await?.context;
        visit(&suite, context, &page).await?;
        if let Some(open) = &suite.manifest.actions.sign_in.open {
            context.click(open, suite.patience()).await?;
        }
        // The page is there when it offers another provider: an empty page offers nothing either.
        if let Some(other) = others.first() {
            context.wait_for(other, suite.patience()).await?;
        }
        if context.is_visible(&button).await? {
            return Err(Broken::breach(
                format!("no {button} on the sign-in page"),
                "it is there",
            ));
        }
        Ok(())
    })
    .await;
}

async fn are_connected(world: &mut World, name: &str, wanted: &[(&String, Provider)]) -> Result<(), Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let mut all = Vec::new();
    for (owner, idp) in wanted {
        all.push(connections::of_persona(&world.person(owner)?.persona, *idp)?);
    }
    connections::exactly(&target, &suite, world.browser(name).await?, all).await
}

async fn listed(world: &mut World, name: &str, idp: Provider, persona: &Persona) -> Result<(), Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let wanted = connections::of_persona(persona, idp)?;
    let browser = world.browser(name).await?;
    browser.context.settle(suite.patience()).await;
    let found = connections::connected(&target, &suite, browser).await?;
    if found.contains(&wanted) {
        return Ok(());
    }
    Err(Broken::breach(
        format!("{} is connected", idp.name()),
        format!("connected are {found:?}"),
    ))
}

async fn connect(
    world: &mut World,
    name: &str,
    idp: Provider,
    persona: &Persona,
    decision: Decision,
) -> Result<Stop, Broken> {
    let act = act(world, "connect")?;
    round_trip(
        world,
        name,
        idp,
        persona,
        decision,
        (act.open.as_ref(), &act.click),
    )
    .await
}

async fn ask_for_more(world: &mut World, name: &str, idp: Provider, persona: &Persona) -> Result<(), Broken> {
    let act = reauthorize(world)?;
    further_scope(&act, idp)?;
    round_trip(world, name, idp, persona, Decision::Approve, (None, &act.click))
        .await
        .map(drop)
}

/// From the account page to the provider and back.
async fn round_trip(
    world: &mut World,
    name: &str,
    idp: Provider,
    persona: &Persona,
    decision: Decision,
    (open, button): (Option<&Locator>, &Locator),
) -> Result<Stop, Broken> {
    let suite = world.suite();
    let before = provider_pages::answers_so_far(&suite, world.browser(name).await?, idp);
    press(world, name, idp, open, button).await?;
    let browser = world.browser(name).await?;
    provider_pages::pass(&suite, browser, idp, persona, decision, before).await
}

/// The button of the account page that connects or disconnects `idp`.
pub(super) async fn button(world: &World, key: &str, idp: Provider) -> Result<Locator, Broken> {
    about(world, &act(world, key)?.click, idp).await
}

/// `button` with the provider's label in it, as the target writes it.
async fn about(world: &World, button: &Locator, idp: Provider) -> Result<Locator, Broken> {
    let label = world.entry(idp)?.label.unwrap_or_else(|| idp.name().to_owned());
    let target = world.target().await?;
    Ok(labelled(&target, button, &label, idp))
}

/// Opens the account page, clicks what shows the button if anything does, and presses the button, which is about `idp`.
async fn press(
    world: &mut World,
    name: &str,
    idp: Provider,
    open: Option<&Locator>,
    button: &Locator,
) -> Result<(), Broken> {
    let suite = world.suite();
    let button = about(world, button, idp).await?;
    let open = match open {
        Some(open) => Some(about(world, open, idp).await?),
        None => None,
    };
    account_page::open(world, name).await?;
    let context = &world.browser(name).await?.context;
    if let Some(open) = open {
        context.click(&open, suite.patience()).await?;
    }
    Ok(context.click(&button, suite.patience()).await?)
}

/// `button` with the provider's label in it.
fn labelled(target: &Target, button: &Locator, label: &str, idp: Provider) -> Locator {
    let values = target
        .values
        .clone()
        .with("provider", label)
        .with("provider.id", idp.slug());
    button.map(|text| values.fill(text).unwrap_or_else(|_| text.to_owned()))
}

fn act(world: &World, key: &str) -> Result<Act, Broken> {
    let suite = world.suite();
    let actions = &suite.manifest.actions;
    let act = match key {
        "connect" => &actions.connect,
        _ => &actions.disconnect,
    };
    act.clone()
        .ok_or_else(|| Broken::not_applicable(format!("the manifest has no [actions.{key}]")))
}

fn reauthorize(world: &World) -> Result<Reauthorize, Broken> {
    let act = world.suite().manifest.actions.reauthorize.clone();
    act.ok_or_else(|| Broken::not_applicable("the manifest has no [actions.reauthorize]"))
}

pub(super) fn further_scope(act: &Reauthorize, idp: Provider) -> Result<String, Broken> {
    let scope = act.scopes.get(idp.slug()).cloned();
    scope.ok_or_else(|| Broken::not_applicable(format!("[actions.reauthorize] has no scopes.{}", idp.slug())))
}
