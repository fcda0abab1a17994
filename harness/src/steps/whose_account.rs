//! Whether somebody got into an account that is not theirs.

use cucumber::then;

use super::step;
use crate::broken::{Broken, Kind};
use crate::oracles::{identity, page};
use crate::world::World;

/// Where somebody stands who goes for another's account.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// Elsewhere: signed in under another address, or not at all.
    Outside,
    /// In an account that goes by the other's address, beside that of the other.
    Beside,
    /// In the other's account.
    Inside,
}

#[then(regex = r"^(\w+) is not in the account of (\w+)$")]
async fn not_in_account(world: &mut World, person: String, owner: String) {
    step(world, async |world| {
        let wanted = format!("{person} does not get into the account of {owner}");
        match place(world, &person, &owner).await? {
            Place::Outside => Ok(()),
            Place::Beside => Err(Broken::breach(
                wanted,
                format!("{person} has an account of her own, which goes by the address of {owner}"),
            )
            .of_kind(Kind::Weaker)),
            Place::Inside => Err(Broken::breach(wanted, format!("signed in as {owner}"))),
        }
    })
    .await;
}

/// Many apps take a provider's word that an address was checked for the person's that had it before.
#[then(regex = r"^(\w+) is not in the account of (\w+) before the address is proved to the app$")]
async fn not_in_account_yet(world: &mut World, person: String, owner: String) {
    step(world, async |world| match place(world, &person, &owner).await? {
        Place::Outside | Place::Beside => Ok(()),
        Place::Inside => Err(Broken::breach(
            format!("{person} does not get into the account of {owner} by an address alone"),
            format!("signed in as {owner}: the app takes the provider's word for whose address it is"),
        )
        .of_kind(Kind::Weaker)),
    })
    .await;
}

/// Accounts are told apart by their addresses, and where two go by one, by their number.
async fn place(world: &mut World, person: &str, owner: &str) -> Result<Place, Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let of_owner = world.person(owner)?.email().to_owned();
    let browser = world.browser(person).await?;
    if !browser.context.settle(suite.patience()).await {
        return Err(Broken::breach("the page comes to rest", "it was still loading").of_kind(Kind::Stuck));
    }
    match identity::whoami(&target, &suite, browser).await? {
        Some(found) if found.eq_ignore_ascii_case(&of_owner) => match &suite.manifest.hooks.accounts {
            Some(hook) if hook.count(&target, &of_owner).await? > 1 => Ok(Place::Beside),
            _ => Ok(Place::Inside),
        },
        Some(_) => Ok(Place::Outside),
        None => {
            // Who is asked for something on the way in has to be able to read it.
            page::readable(&page::at_rest(&browser.context, suite.patience()).await?)?;
            Ok(Place::Outside)
        }
    }
}
