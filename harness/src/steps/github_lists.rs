//! Lists of GitHub that do not fit on one page.

use cucumber::{given, then};
use mock_provider::Provider;
use mock_provider::config::GitHubEmail;

use super::step;
use crate::broken::Broken;
use crate::world::World;

/// More than GitHub puts on a page of its own accord, which is thirty.
const MANY: usize = 40;

#[given(regex = r"^GitHub lists forty addresses of (\w+) before (?:her|his) primary one$")]
async fn many_addresses(world: &mut World, person: String) {
    step(world, async |world| {
        world.change_persona(&person, |persona| {
            let id = persona.id.clone();
            let Some(account) = &mut persona.github else {
                return;
            };
            account.public_email = None;
            account.emails.retain(|address| address.primary);
            let further = (0..MANY).map(|number| GitHubEmail {
                email: format!("{id}-{number}@other.example"),
                primary: false,
                verified: true,
                visibility: None,
            });
            account.emails.splice(0..0, further);
        })
    })
    .await;
}

#[then(regex = r"^the app asked GitHub which addresses (\w+) has$")]
async fn asked(world: &mut World, person: String) {
    step(world, async |world| {
        let asked = world
            .exchanges_of(&person)
            .into_iter()
            .any(|exchange| exchange.provider == Provider::GitHub && exchange.endpoint == "user-emails");
        match asked {
            true => Ok(()),
            false => Err(Broken::not_applicable(
                "the app never asks GitHub which addresses somebody has",
            )),
        }
    })
    .await;
}
