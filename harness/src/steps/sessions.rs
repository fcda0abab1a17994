//! Signing out, and what the cookies of a browser are worth before and after.

use cucumber::{given, then, when};

use super::account_page;
use super::parameters::Idp;
use super::signing_in::{Door, go_as, main_browser};
use super::step;
use crate::broken::{Broken, Kind};
use crate::browser::Cookie;
use crate::oracles::{clerk, connections, identity};
use crate::provider_pages::Decision;
use crate::suite::Suite;
use crate::target::Target;
use crate::world::World;

#[when(expr = "{word} signs out")]
async fn signs_out(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let act = suite.manifest.actions.sign_out.as_ref();
        let act = act.ok_or_else(|| Broken::not_applicable("the manifest has no [actions.sign_out]"))?;
        account_page::open(world, &person).await?;
        let context = &world.browser(&person).await?.context;
        if let Some(open) = &act.open {
            context.click(open, suite.patience()).await?;
        }
        context.click(&act.click, suite.patience()).await?;
        context.settle(suite.patience()).await;
        Ok(())
    })
    .await;
}

#[when(regex = r"^(\w+) lets (\w+) sign in with (Google|GitHub) in (?:her|his) browser$")]
async fn lets_sign_in(world: &mut World, owner: String, other: String, idp: Idp) {
    step(world, async |world| {
        let persona = world.person(&other)?.persona.clone();
        world.leave_providers(&owner).await?;
        go_as(world, &owner, &persona, idp.0, Door::SignIn, Decision::Approve).await
    })
    .await;
}

#[then(regex = r"^(\w+) is signed in in (\w+)'s browser$")]
async fn signed_in_elsewhere(world: &mut World, person: String, owner: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let email = world.person(&person)?.email().to_owned();
        identity::signed_in(&target, &suite, world.browser(&owner).await?, &email).await
    })
    .await;
}

#[given(regex = r"^(\w+) has opened the sign-in page and started with (Google|GitHub)$")]
async fn opened(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        super::signing_in::start(world, &person, idp.0)
            .await
            .map_err(Broken::as_control)
    })
    .await;
}

#[when(regex = r"^the cookies of (\w+)'s browser are copied$")]
async fn copied(world: &mut World, owner: String) {
    step(world, async |world| {
        let (suite, patience) = (world.suite(), world.suite().patience());
        world.browser(&owner).await?.context.settle(patience).await;
        let provider = suite.provider.url().host_str().unwrap_or_default().to_owned();
        // What the provider keeps in this browser is not the app's.
        let mut cookies = world.cookies(&owner).await?;
        cookies.retain(|cookie| cookie.domain.trim_start_matches('.') != provider);
        world.person(&owner)?.copied = cookies;
        Ok(())
    })
    .await;
}

#[then(regex = r"^the copied cookies name (\w+)$")]
async fn copies_name(world: &mut World, owner: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let person = world.person(&owner)?;
        let found = identity::of_cookies(&target, &suite, &person.copied).await?;
        if found
            .as_deref()
            .is_some_and(|email| email.eq_ignore_ascii_case(person.email()))
        {
            return Ok(());
        }
        Err(Broken::breach(
            format!("the cookies of a signed-in browser name {}", person.email()),
            format!("they name {}", found.as_deref().unwrap_or("nobody")),
        )
        .of_kind(Kind::Control))
    })
    .await;
}

#[then(regex = r"^the cookies that were copied from (\w+)'s browser sign nobody in$")]
async fn copies_name_nobody(world: &mut World, owner: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let cookies = world.person(&owner)?.copied.clone();
        identity::stay_outside(&target, &suite, &cookies).await
    })
    .await;
}

#[when(regex = r"^(\w+) opens another browser$")]
async fn another(world: &mut World, person: String) {
    step(world, async |world| {
        world.forget_browser(&person);
        world.browser(&person).await.map(drop)
    })
    .await;
}

#[then(regex = r"^the session of the copied cookies of (\w+) has ended$")]
async fn ended(world: &mut World, owner: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let cookies = world.person(&owner)?.copied.clone();
        if !suite.manifest.capabilities.self_contained_sessions {
            return identity::stay_outside(&target, &suite, &cookies).await;
        }
        no_session(&target, &suite, &cookies).await
    })
    .await;
}

#[then(expr = "{word} is not signed in any more")]
async fn no_more(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        if !suite.manifest.capabilities.self_contained_sessions {
            return identity::anonymous(&target, &suite, world.browser(&person).await?).await;
        }
        let cookies = world.cookies(&person).await?;
        no_session(&target, &suite, &cookies).await
    })
    .await;
}

/// No session lasts for these cookies, at an app whose tokens run out by themselves: that there are no more of them is
/// the Frontend API's word.
async fn no_session(target: &Target, suite: &Suite, cookies: &[Cookie]) -> Result<(), Broken> {
    if suite.manifest.clerk.is_none() {
        return Err(Broken::not_applicable(
            "capabilities.self_contained_sessions: a session token lives on by itself for a while",
        ));
    }
    match clerk::sessions_of(target, suite, cookies).await? {
        0 => Ok(()),
        n => Err(Broken::breach(
            "no session for the cookies of that browser",
            format!("{n} session(s)"),
        )),
    }
}

#[given(regex = r"^(\w+) is signed in with (Google|GitHub) in a second browser$")]
async fn second_browser(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let way = async |world: &mut World| {
            go_as_self(world, &person, idp).await?;
            let (suite, target) = (world.suite(), world.target().await?);
            let email = world.person(&person)?.email().to_owned();
            identity::signed_in(&target, &suite, world.browser(&person).await?, &email).await
        };
        way(world).await.map_err(Broken::as_control)?;
        let browser = world.take_browser(&person);
        world.person(&person)?.second = browser;
        Ok(())
    })
    .await;
}

#[then(regex = r"^(\w+) is still signed in in (?:her|his) second browser$")]
async fn second_still(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let person = world.known(&person)?;
        let second = person.second.as_ref();
        let second = second.ok_or_else(|| {
            Broken::breach("a second browser", "the scenario opened none").of_kind(Kind::Crash)
        })?;
        identity::signed_in(&target, &suite, second, person.email()).await
    })
    .await;
}

#[then(regex = r"^(\w+) is signed in no more in (?:her|his) second browser$")]
async fn second_no_more(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        if suite.manifest.capabilities.self_contained_sessions {
            return Err(Broken::not_applicable(
                "capabilities.self_contained_sessions: a session token lives on by itself for a while",
            ));
        }
        let second = world.known(&person)?.second.as_ref();
        let second = second.ok_or_else(|| {
            Broken::breach("a second browser", "the scenario opened none").of_kind(Kind::Crash)
        })?;
        let cookies = second.context.cookies().await?;
        identity::stay_outside(&target, &suite, &cookies).await
    })
    .await;
}

#[then(
    regex = r"^whoever of (\w+) and (\w+) is signed in in (\w+)'s browser has only (?:her|his|their) own (Google|GitHub) account$"
)]
async fn own_only(world: &mut World, one: String, other: String, owner: String, idp: Idp) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        world.browser(&owner).await?;
        let people = [world.known(&one)?, world.known(&other)?];
        let browser = main_browser(world, &owner);
        browser.context.settle(suite.patience()).await;
        let mut found = identity::whoami(&target, &suite, browser).await?;
        loop {
            let Some(email) = &found else { return Ok(()) };
            let Some(person) = people
                .iter()
                .find(|person| email.eq_ignore_ascii_case(person.email()))
            else {
                return Err(Broken::breach(
                    format!("{one} or {other} is signed in"),
                    email.as_str(),
                ));
            };
            let own = connections::of_persona(&person.persona, idp.0)?;
            let judged = connections::exactly(&target, &suite, browser, vec![own]).await;
            let now = identity::whoami(&target, &suite, browser).await?;
            // An app that was on its way from one to the other has got there since.
            if judged.is_ok() || now == found {
                return judged;
            }
            found = now;
        }
    })
    .await;
}

async fn go_as_self(world: &mut World, name: &str, idp: Idp) -> Result<(), Broken> {
    let persona = world.person(name)?.persona.clone();
    go_as(world, name, &persona, idp.0, Door::SignIn, Decision::Approve).await
}
