//! What a browser's cookies are: planted, kept over a sign-in, and within whose reach.

use cucumber::{given, then};

use super::parameters::Idp;
use super::signing_in::{Door, go};
use super::step;
use crate::broken::{Broken, Kind};
use crate::browser::Cookie;
use crate::oracles::{identity, session};
use crate::provider_pages::Decision;
use crate::world::World;

#[given(
    regex = r"^(\w+), who signs in with (Google|GitHub), has planted cookies named like hers in (\w+)'s browser$"
)]
async fn planted(world: &mut World, attacker: String, idp: Idp, owner: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let way = async |world: &mut World| {
            go(world, &attacker, idp.0, Door::SignIn, Decision::Approve).await?;
            let email = world.person(&attacker)?.email().to_owned();
            identity::signed_in(&target, &suite, world.browser(&attacker).await?, &email).await
        };
        way(world).await.map_err(Broken::as_control)?;
        let mut cookies = world.cookies(&attacker).await?;
        // A garbled address or setting would only break the app's pages.
        cookies.retain(|cookie| cookie.goes_to(&target.url) && session::may_be_secret(cookie));
        let text = format!(
            "planted-for-{}-and-known-to-somebody-else",
            world.person(&owner)?.persona.id
        );
        let context = &world.browser(&owner).await?.context;
        for cookie in &mut cookies {
            cookie.value.clone_from(&text);
            // One that the app's own scripts write must stay within their reach.
            let reach = cookie.reach();
            context
                .set_cookie(std::slice::from_ref(&target.url), &cookie.name, &text, reach)
                .await?;
        }
        world.person(&owner)?.copied = cookies;
        Ok(())
    })
    .await;
}

#[then(regex = r"^the cookies that were planted in (\w+)'s browser sign nobody in$")]
async fn planted_are_nobodys(world: &mut World, owner: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let cookies = world.person(&owner)?.copied.clone();
        if cookies.is_empty() {
            return Err(Broken::breach("the app has cookies to plant", "it has none").of_kind(Kind::Stuck));
        }
        identity::stay_outside(&target, &suite, &cookies).await
    })
    .await;
}

#[then(regex = r"^what stayed the same among the cookies of (\w+)'s browser signs nobody in$")]
async fn kept_are_nobodys(world: &mut World, owner: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let before = world.person(&owner)?.copied.clone();
        let kept: Vec<Cookie> = world
            .cookies(&owner)
            .await?
            .into_iter()
            .filter(|now| {
                before
                    .iter()
                    .any(|old| old.name == now.name && old.value == now.value)
            })
            .collect();
        identity::stay_outside(&target, &suite, &kept).await
    })
    .await;
}

#[then(regex = r"^the session cookie of (\w+)'s browser is out of reach for scripts and other sites$")]
async fn out_of_reach(world: &mut World, owner: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let cookies = world.cookies(&owner).await?;
        let carriers = session::carriers(&target, &suite, &cookies).await?;
        let flaws: Vec<String> = carriers
            .iter()
            .filter_map(|cookie| session::flaw(cookie, &target.url))
            .collect();
        if flaws.is_empty() {
            return Ok(());
        }
        let broken = Broken::breach(
            "HttpOnly, SameSite=Lax or Strict, over https Secure, and no Domain on the session cookie",
            flaws.join("; "),
        );
        // A token for scripts that lives for a minute is a design of its own.
        Err(match suite.manifest.capabilities.self_contained_sessions {
            true => broken.of_kind(Kind::Weaker),
            false => broken,
        })
    })
    .await;
}

#[then(
    regex = r"^the cookies that ended with (\w+)'s sign-in were out of reach for scripts and other sites$"
)]
async fn flow_out_of_reach(world: &mut World, owner: String) {
    step(world, async |world| {
        let target = world.target().await?;
        let now = world.cookies(&owner).await?;
        let before = &world.person(&owner)?.copied;
        let ended: Vec<&Cookie> = before
            .iter()
            .filter(|cookie| cookie.goes_to(&target.url) && session::may_be_secret(cookie))
            // Scripts have to read the token against forged requests.
            .filter(|cookie| !session::is_against_forgery(cookie))
            .filter(|cookie| {
                let kept = |now: &Cookie| now.name == cookie.name && now.value == cookie.value;
                !now.iter().any(kept)
            })
            .collect();
        if ended.is_empty() {
            return Err(Broken::not_applicable(
                "every cookie of the app outlives the sign-in as it is",
            ));
        }
        let flaws: Vec<String> = ended
            .into_iter()
            .filter_map(|cookie| session::flaw_of_flow(cookie, &target.url))
            .collect();
        match flaws.is_empty() {
            true => Ok(()),
            false => Err(Broken::breach(
                "HttpOnly, SameSite, over https Secure, and no Domain on the cookies of a sign-in",
                flaws.join("; "),
            )),
        }
    })
    .await;
}
