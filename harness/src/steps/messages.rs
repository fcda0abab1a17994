//! Codes that the app sends to a mailbox or a telephone.

use std::time::Duration;

use cucumber::{then, when};

use super::if_asked::is_asked;
use super::step;
use crate::broken::Broken;
use crate::clock::Deadline;
use crate::target::VerifyAddress;
use crate::world::World;

#[then(expr = "{word} is asked for a code that was sent to her mailbox/telephone")]
async fn asked(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, form) = (world.suite(), form(world)?);
        let context = &world.browser(&person).await?.context;
        Ok(context.wait_for(&form.code, suite.patience()).await?)
    })
    .await;
}

#[when(expr = "{word} gives the code out of her mailbox")]
async fn gives_mailed(world: &mut World, person: String) {
    step(world, async |world| {
        let to = world.person(&person)?.email().to_owned();
        give(world, &person, &to, true).await
    })
    .await;
}

/// Apps may ask for it or not; the rest of the scenario shows whether they may.
#[when(expr = "{word} gives the code out of her mailbox if she is asked for one")]
async fn gives_mailed_if_asked(world: &mut World, person: String) {
    step(world, async |world| {
        let Some(form) = world.suite().manifest.actions.verify_address.clone() else {
            return Ok(());
        };
        if !is_asked(world, &person, &form.code).await? {
            return Ok(());
        }
        let to = world.person(&person)?.email().to_owned();
        give(world, &person, &to, true).await
    })
    .await;
}

#[when(expr = "{word} gives the code out of her telephone")]
async fn gives_texted(world: &mut World, person: String) {
    step(world, async |world| {
        let to = super::requirements::telephone(world.known(&person)?);
        give(world, &person, &to, true).await
    })
    .await;
}

#[when(expr = "{word} gives another code than that out of her mailbox")]
async fn gives_wrong_mailed(world: &mut World, person: String) {
    step(world, async |world| {
        let to = world.person(&person)?.email().to_owned();
        give(world, &person, &to, false).await
    })
    .await;
}

#[when(expr = "{word} gives another code than that out of her telephone")]
async fn gives_wrong_texted(world: &mut World, person: String) {
    step(world, async |world| {
        let to = super::requirements::telephone(world.known(&person)?);
        give(world, &person, &to, false).await
    })
    .await;
}

/// Has a code sent where that takes an act, reads it where it was sent to, and types it, or one that differs.
async fn give(world: &mut World, name: &str, to: &str, right: bool) -> Result<(), Broken> {
    let (suite, target, form) = (world.suite(), world.target().await?, form(world)?);
    let hook = suite.manifest.hooks.messages.as_ref();
    let hook = hook.ok_or_else(|| Broken::not_applicable("the manifest has no [hooks.messages]"))?;
    let context = &world.browser(name).await?.context;
    let limit = suite.patience();
    context.settle(limit).await;
    // Once a code was sent, the act may have become another one: that code is still good.
    if let Some(send) = &form.send
        && context.is_visible(send).await?
    {
        context.click(send, limit).await?;
    }
    let deadline = Deadline::after(limit);
    let code = loop {
        context.settle(limit).await;
        if let Some(code) = hook.code(&target, to).await? {
            break code;
        }
        let Some(left) = deadline.left() else {
            return Err(Broken::breach(
                format!("a message with a code to {to}"),
                "none was sent",
            ));
        };
        context.next_change(left.min(Duration::from_millis(250))).await;
    };
    let typed = if right { code } else { another(&code) };
    context.fill(&form.code, &typed, limit).await?;
    Ok(context.click(&form.submit, limit).await?)
}

/// The same code with every digit and letter moved on by three: never what was sent before or will be sent next by
/// chance alone.
fn another(code: &str) -> String {
    let moved = |c: char, first: u8, count: u8| char::from(first + (c as u8 - first + 3) % count);
    let moved = code.chars().map(|c| match c {
        '0'..='9' => moved(c, b'0', 10),
        'a'..='z' => moved(c, b'a', 26),
        'A'..='Z' => moved(c, b'A', 26),
        _ => c,
    });
    moved.collect()
}

fn form(world: &World) -> Result<VerifyAddress, Broken> {
    let form = world.suite().manifest.actions.verify_address.clone();
    form.ok_or_else(|| Broken::not_applicable("the manifest has no [actions.verify_address]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_code_has_the_shape_of_the_right_one_and_is_none() {
        for (code, other) in [
            ("123789", "456012"),
            ("BXYZ-QRST", "EABC-TUVW"),
            ("a1-z9", "d4-c2"),
        ] {
            assert_eq!(another(code), other);
        }
    }
}
