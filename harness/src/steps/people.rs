//! What is special about a person: their address, what their provider says of it, and a lock on their account.

use cucumber::{given, then, when};
use mock_provider::Provider;
use mock_provider::config::Persona;

use super::parameters::Idp;
use super::step;
use crate::broken::Broken;
use crate::world::World;

#[given(expr = "{idp} does not vouch for the address of {word}")]
async fn unverified(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        world.change_persona(&person, |persona| match idp.0 {
            Provider::Google => persona
                .google
                .iter_mut()
                .for_each(|account| account.email_verified = false),
            Provider::GitHub => {
                let addresses = persona.github.iter_mut().flat_map(|account| &mut account.emails);
                addresses.for_each(|address| address.verified = false);
            }
            _ => {}
        })
    })
    .await;
}

#[when(expr = "{idp} knows {word} by another name and address from now on")]
async fn renamed(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let old = world.person(&person)?.email().to_owned();
        world.change_persona(&person, |persona| rename(persona, idp.0))?;
        world.person(&person)?.address = Some(old);
        Ok(())
    })
    .await;
}

#[given(expr = "{word} has an address at {word}")]
async fn address_at(world: &mut World, person: String, domain: String) {
    step(world, async |world| {
        world.change_persona(&person, |persona| move_to(persona, &domain))
    })
    .await;
}

#[given(expr = "the Google account of {word} belongs to the Workspace {word}")]
async fn of_workspace(world: &mut World, person: String, domain: String) {
    step(world, async |world| {
        world.change_persona(&person, |persona| {
            move_to(persona, &domain);
            if let Some(account) = &mut persona.google {
                account.hd = Some(domain);
            }
        })
    })
    .await;
}

#[given(expr = "the account of {word} is locked")]
#[when(expr = "the account of {word} is locked")]
async fn locked(world: &mut World, person: String) {
    step(world, async |world| lock(world, &person, true).await).await;
}

#[when(expr = "the account of {word} is unlocked")]
async fn unlocked(world: &mut World, person: String) {
    step(world, async |world| lock(world, &person, false).await).await;
}

#[then(expr = "{word} reads that signing in did not work")]
async fn told(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let error = suite.manifest.actions.sign_in.error.as_ref();
        let error = error.ok_or_else(|| Broken::not_applicable("[actions.sign_in] has no `error`"))?;
        world
            .browser(&person)
            .await?
            .context
            .wait_for_text(&[error], suite.patience())
            .await?;
        Ok(())
    })
    .await;
}

async fn lock(world: &mut World, name: &str, locked: bool) -> Result<(), Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let hook = suite.manifest.hooks.lock_user.as_ref();
    let hook = hook.ok_or_else(|| Broken::not_applicable("the manifest has no [hooks.lock_user]"))?;
    Ok(hook.lock(&target, world.person(name)?.email(), locked).await?)
}

/// Another name, address, and where there is one login at `idp`; who it is stays the same.
fn rename(persona: &mut Persona, idp: Provider) {
    let email = format!("{}-married@example.com", persona.id);
    match idp {
        Provider::Google => {
            if let Some(account) = &mut persona.google {
                account.email = email;
                account.family_name = Some("Married".to_owned());
            }
        }
        _ => {
            if let Some(account) = &mut persona.github {
                account.login = format!("{}-married", account.login);
                for address in account.emails.iter_mut().filter(|address| address.primary) {
                    address.email.clone_from(&email);
                }
                if account.public_email.is_some() {
                    account.public_email = Some(email);
                }
            }
        }
    }
}

/// Gives every account of the person an address at `domain`.
fn move_to(persona: &mut Persona, domain: &str) {
    let email = format!("{}@{domain}", persona.id);
    if let Some(account) = &mut persona.google {
        account.email.clone_from(&email);
    }
    if let Some(account) = &mut persona.github {
        for address in account.emails.iter_mut().filter(|address| address.primary) {
            address.email.clone_from(&email);
        }
        if account.public_email.is_some() {
            account.public_email = Some(email);
        }
    }
}
