//! The second factor after a provider sign-in.

use std::time::Duration;

use cucumber::{given, then, when};
use totp_rs::{Builder, Secret};

use super::parameters::Idp;
use super::signing_in::{Door, go};
use super::step;
use crate::broken::{Broken, Kind};
use crate::clock;
use crate::provider_pages::Decision;
use crate::target::{SecondFactor, SecondFactorForm};
use crate::world::World;

/// Time step of authenticators (RFC 6238 section 5.2).
const TIME_STEP: Duration = Duration::from_secs(30);
/// What it takes at most to type a code, send it, and have it checked.
const TYPING_TIME: Duration = Duration::from_secs(4);

#[given(expr = "{word} has turned on two-step verification")]
async fn turned_on(world: &mut World, person: String) {
    step(world, async |world| {
        form(world)?;
        let (suite, target) = (world.suite(), world.target().await?);
        let hook = suite
            .manifest
            .hooks
            .enable_mfa
            .as_ref()
            .ok_or_else(|| Broken::not_applicable("the manifest has no [hooks.enable_mfa]"))?;
        let person = world.person(&person)?;
        person.second_factor = Some(hook.enable(&target, person.email()).await?);
        Ok(())
    })
    .await;
}

#[given(expr = "{word} has signed in with {idp} and a backup code")]
async fn used_backup_code(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let way = async |world: &mut World| {
            go(world, &person, idp.0, Door::SignIn, Decision::Approve).await?;
            give_backup_code(world, &person).await?;
            let (suite, target) = (world.suite(), world.target().await?);
            let email = world.person(&person)?.email().to_owned();
            crate::oracles::identity::signed_in(&target, &suite, world.browser(&person).await?, &email).await
        };
        way(world).await.map_err(Broken::as_control)?;
        // The next sign-in is one of a new day, in a new browser.
        world.forget_browser(&person);
        Ok(())
    })
    .await;
}

#[then(expr = "{word} is asked for a second factor")]
async fn asked(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, form) = (world.suite(), form(world)?);
        Ok(world
            .browser(&person)
            .await?
            .context
            .wait_for(&form.code, suite.patience())
            .await?)
    })
    .await;
}

#[when(expr = "{word} gives the code of her/his authenticator")]
async fn gives_code(world: &mut World, person: String) {
    step(world, async |world| {
        let code = lasting_code(&factor(world, &person)?.totp_secret).await?;
        give_code(world, &person, &code).await
    })
    .await;
}

#[when(expr = "{word} gives a wrong code")]
async fn gives_wrong_code(world: &mut World, person: String) {
    step(world, async |world| {
        let right = current_code(&factor(world, &person)?.totp_secret)?;
        give_code(world, &person, &wrong(&right)).await
    })
    .await;
}

#[when(expr = "{word} gives a/the backup code( that she has used)")]
async fn gives_backup_code(world: &mut World, person: String) {
    step(world, async |world| give_backup_code(world, &person).await).await;
}

async fn give_code(world: &mut World, name: &str, code: &str) -> Result<(), Broken> {
    let (suite, form) = (world.suite(), form(world)?);
    let context = &world.browser(name).await?.context;
    if !context.is_visible(&form.code).await?
        && let Some(back) = &form.use_code
    {
        context.click(back, suite.patience()).await?;
    }
    context.fill(&form.code, code, suite.patience()).await?;
    Ok(context.click(&form.submit, suite.patience()).await?)
}

/// The first backup code: the same one each time, so that a second use is a use again.
async fn give_backup_code(world: &mut World, name: &str) -> Result<(), Broken> {
    let (suite, form) = (world.suite(), form(world)?);
    let field = form
        .backup_code
        .as_ref()
        .ok_or_else(|| Broken::not_applicable("[actions.second_factor] has no `backup_code`"))?;
    let code = factor(world, name)?
        .backup_codes
        .first()
        .cloned()
        .ok_or_else(|| Broken::not_applicable("[hooks.enable_mfa] gives no backup codes"))?;
    let context = &world.browser(name).await?.context;
    if let Some(switch) = &form.use_backup_code {
        context.click(switch, suite.patience()).await?;
    }
    context.fill(field, &code, suite.patience()).await?;
    Ok(context.click(&form.submit, suite.patience()).await?)
}

fn form(world: &World) -> Result<SecondFactorForm, Broken> {
    world
        .suite()
        .manifest
        .actions
        .second_factor
        .clone()
        .ok_or_else(|| Broken::not_applicable("the manifest has no [actions.second_factor]"))
}

fn factor(world: &mut World, name: &str) -> Result<SecondFactor, Broken> {
    world.person(name)?.second_factor.clone().ok_or_else(|| {
        Broken::breach(
            "two-step verification was turned on",
            "the scenario did not turn it on",
        )
        .of_kind(Kind::Crash)
    })
}

/// A code that lives long enough to be typed and checked: apps need not take one whose time is over (RFC 6238
/// section 5.2), so a person who sees the clock run out waits for the next.
async fn lasting_code(secret: &str) -> Result<String, Broken> {
    let left = time_left(clock::now());
    if left < TYPING_TIME {
        clock::pass(left).await;
    }
    current_code(secret)
}

/// How long the code of the moment `now` still lives.
fn time_left(now: jiff::Timestamp) -> Duration {
    let step = i64::try_from(TIME_STEP.as_millis()).unwrap_or(i64::MAX);
    let left = step - now.as_millisecond().rem_euclid(step);
    Duration::from_millis(u64::try_from(left).unwrap_or_default())
}

/// The code of this moment (RFC 6238 with the usual 6 digits, 30 s, SHA-1). Apps may use secrets shorter
/// than the RFC asks for, so the length is not judged here.
pub(crate) fn current_code(secret: &str) -> Result<String, Broken> {
    let unpadded: String = secret
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '=')
        .collect();
    let secret = Secret::try_from_base32(unpadded.to_uppercase()).map_err(|error| {
        Broken::set_up(
            "[hooks.enable_mfa] gives a TOTP secret in base32",
            error.to_string(),
        )
    })?;
    let now = u64::try_from(clock::now().as_second()).unwrap_or_default();
    Ok(Builder::new()
        .with_secret(secret)
        .build_noncompliant()
        .generate(now)
        .to_string())
}

/// Six digits that are not `right`, nor the code before or after it with any likelihood.
pub(super) fn wrong(right: &str) -> String {
    right
        .chars()
        .map(|digit| {
            if digit == '9' {
                '0'
            } else {
                char::from(digit as u8 + 1)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_lives_until_the_next_half_minute() {
        let at = |millisecond: i64| {
            let now = jiff::Timestamp::from_millisecond(1_700_000_010_000 + millisecond);
            time_left(now.expect("a time"))
        };
        assert_eq!(at(0), TIME_STEP);
        assert_eq!(at(29_500), Duration::from_millis(500));
        assert_eq!(at(30_000), TIME_STEP);
    }
}
