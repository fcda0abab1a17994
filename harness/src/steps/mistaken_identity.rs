//! People who look like somebody else to an app that goes by the wrong mark: a login, an identifier of another provider,
//! an address that nobody checked.

use cucumber::{given, when};
use mock_provider::Provider;
use mock_provider::config::{GitHubAccount, GitHubEmail, Persona};

use super::parameters::Idp;
use super::step;
use crate::broken::{Broken, Kind};
use crate::world::World;

#[given(regex = r"^(\w+) has taken the login that (\w+) had at GitHub, who has another one now$")]
#[when(regex = r"^(\w+) has taken the login that (\w+) had at GitHub, who has another one now$")]
async fn login_taken(world: &mut World, person: String, owner: String) {
    step(world, async |world| {
        let old = github(&world.person(&owner)?.persona)?.login.clone();
        world.change_persona(&owner, |persona| {
            if let Some(account) = &mut persona.github {
                account.login = format!("{old}-renamed");
            }
        })?;
        at_github(world, &person, |account| account.login = old)
    })
    .await;
}

#[given(regex = r"^the login of (\w+) at GitHub is the id that (\w+) has there$")]
async fn login_is_id(world: &mut World, person: String, owner: String) {
    step(world, async |world| {
        let id = github(&world.person(&owner)?.persona)?.id;
        at_github(world, &person, |account| account.login = id.to_string())
    })
    .await;
}

#[given(regex = r"^the subject of (\w+) at Google is the id of (\w+) at GitHub$")]
async fn subject_is_id(world: &mut World, person: String, owner: String) {
    step(world, async |world| {
        let id = github(&world.person(&owner)?.persona)?.id;
        world.change_persona(&person, |persona| {
            if let Some(account) = &mut persona.google {
                account.sub = id.to_string();
            }
        })
    })
    .await;
}

#[given(
    regex = r"^the subject of (\w+) at Google is that of (\w+) (with a space behind it|in wide digits|with a zero before it)$"
)]
async fn subject_like(world: &mut World, person: String, owner: String, manner: String) {
    step(world, async |world| {
        let account = world.person(&owner)?.persona.google.clone();
        let sub = account.map(|account| account.sub).unwrap_or_default();
        let like = match manner.as_str() {
            "with a space behind it" => format!("{sub} "),
            "with a zero before it" => format!("0{sub}"),
            _ => wide_digits(&sub),
        };
        world.change_persona(&person, |persona| {
            if let Some(account) = &mut persona.google {
                account.sub = like;
            }
        })
    })
    .await;
}

#[given(
    regex = r"^the (first|primary) address of (\w+) at GitHub is that of (\w+), which GitHub did not check$"
)]
async fn unchecked_address(world: &mut World, place: String, person: String, owner: String) {
    step(world, async |world| {
        let claimed = world.person(&owner)?.provider_email().to_owned();
        at_github(world, &person, |account| {
            let primary = place == "primary";
            for address in &mut account.emails {
                address.primary &= !primary;
            }
            let claim = GitHubEmail {
                email: claimed,
                primary,
                verified: false,
                visibility: None,
            };
            account.emails.insert(0, claim);
        })
    })
    .await;
}

#[given(regex = r"^the profile of (\w+) at GitHub shows the address of (\w+)$")]
async fn public_address(world: &mut World, person: String, owner: String) {
    step(world, async |world| {
        let shown = world.person(&owner)?.provider_email().to_owned();
        at_github(world, &person, |account| account.public_email = Some(shown))
    })
    .await;
}

#[given(expr = "the profile of {word} at GitHub shows no address")]
async fn no_public_address(world: &mut World, person: String) {
    step(world, async |world| {
        at_github(world, &person, |account| account.public_email = None)
    })
    .await;
}

#[given(expr = "{idp} knows {word} by an address that only passes on what is sent to it")]
async fn noreply(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        if idp.0 != Provider::GitHub {
            return Err(Broken::breach("GitHub", idp.0.name()).of_kind(Kind::Crash));
        }
        let account = github(&world.person(&person)?.persona)?.clone();
        let address = format!("{}+{}@users.noreply.github.com", account.id, account.login);
        world.person(&person)?.address = Some(address.clone());
        at_github(world, &person, |account| {
            account.public_email = None;
            account.emails = vec![GitHubEmail {
                email: address,
                primary: true,
                verified: true,
                visibility: None,
            }];
        })
    })
    .await;
}

fn at_github(world: &mut World, name: &str, change: impl FnOnce(&mut GitHubAccount)) -> Result<(), Broken> {
    world.change_persona(name, |persona| {
        if let Some(account) = &mut persona.github {
            change(account);
        }
    })
}

fn github(persona: &Persona) -> Result<&GitHubAccount, Broken> {
    persona.github.as_ref().ok_or_else(|| {
        Broken::breach("a person with an account at GitHub", persona.id.clone()).of_kind(Kind::Crash)
    })
}

/// The digits in the full-width forms of Unicode, which compatibility normalization makes ASCII again.
fn wide_digits(digits: &str) -> String {
    digits
        .chars()
        .map(|c| match c {
            '0'..='9' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_digits_are_others() {
        assert_eq!(wide_digits("0190"), "０１９０");
    }
}
