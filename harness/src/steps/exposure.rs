//! Where a session must not lie: within reach of scripts, in caches that people share, in cookies of a sign-in that
//! nobody finished.

use cucumber::then;

use super::parameters::Idp;
use super::step;
use crate::broken::{Broken, Kind};
use crate::browser::Cookie;
use crate::oracles::exposure::{self, Caching, Found, Unsaid};
use crate::oracles::{identity, journal, session};
use crate::target::{Request, Target};
use crate::world::World;

#[then(regex = r"^nothing within reach of scripts in (\w+)'s browser is (?:her|his) session$")]
async fn out_of_scripts(world: &mut World, owner: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let email = world.person(&owner)?.email().to_owned();
        let cookies = world.cookies(&owner).await?;
        let carriers = session::carriers(&target, &suite, &cookies).await?;
        let context = &world.browser(&owner).await?.context;
        context.settle(suite.patience()).await;
        let page = context.page().await?.url;
        if !url::Url::parse(&page).is_ok_and(|page| page.origin() == target.url.origin()) {
            return Err(Broken::not_applicable(format!(
                "signed in, the browser stands at {page}, which is not the app's"
            )));
        }
        let answer = context.script(exposure::WITHIN_REACH, vec![]).await?;
        for found in exposure::candidates(&answer) {
            let names = opens(world, &target, &carriers, &found).await?;
            if names.is_some_and(|name| name.eq_ignore_ascii_case(&email)) {
                let broken = Broken::breach(
                    "no script can read what signs somebody in",
                    format!("{} signs {email} in", found.place),
                );
                // A token for scripts that lives for a minute is a design of its own.
                return Err(match suite.manifest.capabilities.self_contained_sessions {
                    true => broken.of_kind(Kind::Weaker),
                    false => broken,
                });
            }
        }
        Ok(())
    })
    .await;
}

/// Whom a text signs in, in place of the session's cookies or as a bearer token.
async fn opens(
    world: &World,
    target: &Target,
    carriers: &[Cookie],
    found: &Found,
) -> Result<Option<String>, Broken> {
    let suite = world.suite();
    let planted: Vec<Cookie> = carriers
        .iter()
        .map(|cookie| Cookie {
            value: found.value.clone(),
            ..cookie.clone()
        })
        .collect();
    if let Some(name) = identity::of_cookies(target, &suite, &planted).await? {
        return Ok(Some(name));
    }
    let whoami = &suite.manifest.whoami;
    let request = Request::get(target.page(&whoami.url).as_str())
        .header("accept", whoami.accept())
        .header("authorization", &format!("Bearer {}", found.value));
    let answer = target.http().send(request).await;
    let answer = answer.map_err(|reason| Broken::breach("whoami answers", reason).of_kind(Kind::Crash))?;
    Ok(whoami.address(&answer))
}

#[then(regex = r"^no cookie that (\w+)'s browser has is a session in place of (\w+)'s$")]
async fn no_session_yet(world: &mut World, owner: String, other: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let carriers = session::carriers(&target, &suite, &world.cookies(&other).await?).await?;
        let own = world.cookies(&owner).await?;
        let of_app: Vec<&Cookie> = own.iter().filter(|cookie| cookie.goes_to(&target.url)).collect();
        if of_app.is_empty() {
            return Err(Broken::not_applicable(
                "the app has no cookie in a browser in the middle of a sign-in",
            ));
        }
        for kept in of_app {
            let mut planted: Vec<Cookie> = own
                .iter()
                .filter(|cookie| !carriers.iter().any(|carrier| carrier.name == cookie.name))
                .cloned()
                .collect();
            planted.extend(carriers.iter().map(|carrier| Cookie {
                value: kept.value.clone(),
                ..carrier.clone()
            }));
            let outcome = identity::stay_outside(&target, &suite, &planted).await;
            outcome.map_err(|broken| Broken {
                actual: format!("with the value of {} in its place, {}", kept.name, broken.actual),
                ..broken
            })?;
        }
        Ok(())
    })
    .await;
}

#[then(regex = r"^no cache that people share may keep what the app tells (\w+)$")]
async fn not_shared(world: &mut World, owner: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let cookies = world.cookies(&owner).await?;
        let whoami = &suite.manifest.whoami;
        let mut pages = vec![(whoami.url.clone(), whoami.accept())];
        pages.extend(
            suite
                .manifest
                .pages
                .protected
                .clone()
                .map(|path| (path, "text/html")),
        );
        let mut unsaid = Vec::new();
        for (path, accept) in pages {
            let url = target.page(&path);
            let request = Request::get(url.as_str())
                .header("accept", accept)
                .cookies(&cookies);
            match told(&target, request).await? {
                Caching::Kept(Unsaid::Said) => {}
                Caching::Kept(Unsaid::Nothing) => unsaid.push(path),
                Caching::Invited => return Err(invited(&path)),
            }
        }
        match unsaid.is_empty() {
            true => Ok(()),
            false => Err(Broken::breach(
                "Cache-Control: private or no-store on what is told to one person",
                format!("nothing about caches at {}", unsaid.join(", ")),
            )
            .of_kind(Kind::Weaker)),
        }
    })
    .await;
}

#[then(
    regex = r"^no cache that people share may keep how the app takes the answer that (Google|GitHub) held back from (\w+)$"
)]
async fn callback_not_shared(world: &mut World, idp: Idp, owner: String) {
    step(world, async |world| {
        let target = world.target().await?;
        let answer = journal::answers(&world.exchanges_of(&owner), idp.0).pop();
        let answer = answer.ok_or_else(|| journal::no_answer(idp.0))?;
        let cookies = world.cookies(&owner).await?;
        let request = Request::get(answer.as_str())
            .header("accept", "text/html")
            .cookies(&cookies);
        match told(&target, request).await? {
            Caching::Kept(_) => Ok(()),
            Caching::Invited => Err(invited(answer.path())),
        }
    })
    .await;
}

async fn told(target: &Target, request: Request) -> Result<Caching, Broken> {
    let answer = target.http().send(request).await;
    let answer = answer.map_err(|reason| Broken::breach("the app answers", reason).of_kind(Kind::Crash))?;
    Ok(exposure::caching(&answer))
}

fn invited(path: &str) -> Broken {
    Broken::breach(
        "no shared cache keeps what is meant for one person",
        format!("the answer at {path} invites them to (Cache-Control with an age, or `public`)"),
    )
}
