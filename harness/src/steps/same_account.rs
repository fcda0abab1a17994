//! Whether people are in one account or in several, whatever address it goes by.

use cucumber::{given, then};
use mock_provider::Provider;
use mock_provider::config::GitHubEmail;
use serde_json::Value;

use super::claims::address_is;
use super::parameters::Idp;
use super::step;
use crate::broken::{Broken, Kind};
use crate::oracles::{connections, identity, page};
use crate::world::World;

/// An address that somebody typed, and that belongs to somebody else.
#[given(regex = r"^(Google|GitHub) knows (\w+) by the address of (\w+), which it did not check$")]
async fn claims_address(world: &mut World, idp: Idp, person: String, owner: String) {
    step(world, async |world| {
        let claimed = world.person(&owner)?.provider_email().to_owned();
        if idp.0 == Provider::Google {
            world.change_persona(&person, |persona| {
                if let Some(account) = &mut persona.google {
                    account.email_verified = false;
                }
            })?;
            // The provider's own page still has to find this person by an address that is theirs alone.
            return address_is(world, idp.0, &person, Some(&claimed)).await;
        }
        world.change_persona(&person, |persona| {
            if let Some(account) = &mut persona.github {
                account.public_email = None;
                account.emails = vec![GitHubEmail {
                    email: claimed,
                    primary: true,
                    verified: false,
                    visibility: None,
                }];
            }
        })
    })
    .await;
}

/// Apps may go on with the address that they know, or take over the new one: it was checked, and is nobody else's.
#[then(
    regex = r"^(\w+) is in the one account that (?:she|he) had, by the old address or the one that (Google|GitHub) says now$"
)]
async fn in_old_account(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let (old, new) = both_addresses(world, &person, idp.0)?;
        let browser = world.browser(&person).await?;
        browser.context.settle(suite.patience()).await;
        let found = match identity::whoami(&target, &suite, browser).await? {
            Some(found) if is_one_of(&found, &[&old, &new]) => found,
            // Says what the page shows.
            _ => return identity::signed_in(&target, &suite, browser, &old).await,
        };
        let Some(hook) = &suite.manifest.hooks.accounts else {
            return match found.eq_ignore_ascii_case(&old) {
                true => Ok(()),
                false => Err(Broken::set_up(
                    "the account from before is told from a new one",
                    format!("signed in as {found}, which may be either"),
                )
                .hint("add [hooks.accounts] to the manifest: it counts accounts")),
            };
        };
        let mut accounts: Vec<Value> = Vec::new();
        for address in [&old, &new] {
            for account in hook.accounts(&target, address).await? {
                if !accounts.contains(&account) {
                    accounts.push(account);
                }
            }
        }
        match accounts.len() {
            1 => {
                world.person(&person)?.address = Some(found);
                Ok(())
            }
            n => Err(Broken::breach(
                format!("one account with the address {old} or {new}"),
                format!("{n}"),
            )),
        }
    })
    .await;
}

/// Who is refused for an address that nobody checked is not known by it either.
#[then(regex = r"^(\w+) is not known by the address that (Google|GitHub) did not check$")]
async fn not_by_unchecked(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let (_, new) = both_addresses(world, &person, idp.0)?;
        let browser = world.browser(&person).await?;
        if !browser.context.settle(suite.patience()).await {
            return Err(Broken::breach("the page comes to rest", "it was still loading").of_kind(Kind::Stuck));
        }
        match identity::whoami(&target, &suite, browser).await? {
            Some(found) if found.eq_ignore_ascii_case(&new) => Err(Broken::breach(
                "an account's address changes only for one that was checked",
                format!("signed in as {found}, which {} did not check", idp.0.name()),
            )),
            Some(_) => Ok(()),
            None => page::readable(&browser.context.page().await?),
        }
    })
    .await;
}

#[then(regex = r"^(\w+) and (\w+), who came with (Google|GitHub), are not in one account$")]
async fn apart(world: &mut World, one: String, other: String, idp: Idp) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let mut found = Vec::new();
        for name in [&one, &other] {
            let browser = world.browser(name).await?;
            if !browser.context.settle(suite.patience()).await {
                return Err(
                    Broken::breach("the page comes to rest", "it was still loading").of_kind(Kind::Stuck)
                );
            }
            found.push(identity::whoami(&target, &suite, browser).await?);
            if found.ends_with(&[None]) {
                // Who is asked for something, or refused, has to be able to read it.
                page::readable(&browser.context.page().await?)?;
            }
        }
        let [Some(first), Some(second)] = found.as_slice() else {
            return Ok(());
        };
        if !first.eq_ignore_ascii_case(second) {
            return Ok(());
        }
        let expected = format!("{one} and {other} are in accounts of their own");
        if let Some(hook) = &suite.manifest.hooks.accounts {
            return Err(match hook.count(&target, first).await? {
                0 | 1 => Broken::breach(expected, format!("both are in the one account of {first}")),
                n => Broken::breach(
                    expected,
                    format!("both accounts go by {first}, of which there are {n}"),
                )
                .of_kind(Kind::Weaker),
            });
        }
        if suite.manifest.connected_accounts.is_some() {
            let of_other = connections::of_persona(&world.known(&other)?.persona, idp.0)?;
            let browser = world.browser(&one).await?;
            let connected = connections::connected(&target, &suite, browser).await?;
            return match connected.contains(&of_other) {
                true => Err(Broken::breach(
                    expected,
                    format!("both are in the one account of {first}"),
                )),
                false => Ok(()),
            };
        }
        Err(Broken::set_up(
            "two accounts with one address are told apart",
            format!("both are signed in as {first}, in one account or in two"),
        )
        .hint("add [hooks.accounts] or [connected_accounts] to the manifest"))
    })
    .await;
}

/// The address of the account at the app, and the one that `idp` says now.
fn both_addresses(world: &World, name: &str, idp: Provider) -> Result<(String, String), Broken> {
    let person = world.known(name)?;
    let of_github = || {
        let account = person.persona.github.as_ref()?;
        let primary = account.emails.iter().find(|address| address.primary)?;
        Some(primary.email.clone())
    };
    let new = match idp {
        Provider::GitHub => of_github().unwrap_or_default(),
        _ => person.provider_email().to_owned(),
    };
    Ok((person.email().to_owned(), new))
}

fn is_one_of(found: &str, addresses: &[&str]) -> bool {
    addresses
        .iter()
        .any(|address| found.eq_ignore_ascii_case(address))
}
