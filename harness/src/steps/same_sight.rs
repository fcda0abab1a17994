//! Whether two people who claim others' addresses are shown the same, whatever opens those others' accounts.

use cucumber::then;

use super::parameters::Idp;
use super::step;
use crate::broken::{Broken, Kind};
use crate::oracles::{identity, page};
use crate::world::World;

/// Words that are named in a message.
const NAMED: usize = 12;

#[then(expr = "the app asked {idp} for a token for {word} and for {word}")]
async fn asked_for_both(world: &mut World, idp: Idp, one: String, other: String) {
    step(world, async |world| {
        let patience = world.suite().patience();
        for name in [one, other] {
            world.browser(&name).await?.context.settle(patience).await;
            let exchanges = world.exchanges_of(&name);
            let asked = exchanges
                .iter()
                .any(|exchange| exchange.provider == idp.0 && exchange.endpoint == "token");
            if !asked {
                return Err(Broken::breach(
                    format!("the app asks {} for a token for {name}", idp.0.name()),
                    "it did not",
                )
                .of_kind(Kind::Stuck));
            }
        }
        Ok(())
    })
    .await;
}

#[then(regex = r"^(\w+) and (\w+) see the same, and neither is signed in$")]
async fn see_the_same(world: &mut World, one: String, other: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let mut seen = Vec::new();
        for name in [&one, &other] {
            let browser = world.browser(name).await?;
            browser.context.settle(suite.patience()).await;
            let inside = identity::whoami(&target, &suite, browser).await?.is_some();
            let page = browser.context.page().await?;
            page::readable(&page)?;
            seen.push((inside, telling(&page.text)));
        }
        let [(first_in, first), (second_in, second)] = seen.as_slice() else {
            return Ok(());
        };
        let expected = format!("{one} and {other} are told the same");
        match (first_in, second_in) {
            (false, false) if first == second => Ok(()),
            (false, false) => Err(Broken::breach(
                expected,
                format!(
                    "only {one} reads \"{}\", and only {other} \"{}\"",
                    apart(first, second),
                    apart(second, first)
                ),
            )
            .hint("say that the address has an account already, or send mail to it, and no more")),
            (true, true) => Err(Broken::not_applicable(
                "the app lets people in beside the account that has their address, and tells them nothing about it",
            )),
            _ => Err(Broken::breach(
                expected,
                "one of them is signed in, and the other is not".to_owned(),
            )),
        }
    })
    .await;
}

/// The words of a page but those about the person: addresses, in full or in part, and numbers.
fn telling(text: &str) -> Vec<String> {
    let about_person =
        |word: &&str| word.contains(['@', '*', '•', '…']) || word.contains(|c: char| c.is_ascii_digit());
    text.split_whitespace()
        .filter(|word| !about_person(word))
        .map(str::to_lowercase)
        .collect()
}

/// The words of `one` that `other` lacks.
fn apart(one: &[String], other: &[String]) -> String {
    let only: Vec<&str> = one
        .iter()
        .filter(|word| !other.contains(word))
        .map(String::as_str)
        .take(NAMED)
        .collect();
    only.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_persons_own_makes_no_difference_and_a_method_does() {
        let page = |text: &str| telling(text);
        assert_eq!(
            page("We sent a code to alice-r1@people.example (a***1)."),
            page("We sent a code  to bob-r2@people.example (b***2).")
        );
        let one = page("bob-r2@people.example signs in with GitHub.");
        let other = page("alice-r1@people.example signs in with a password.");
        assert_eq!(apart(&one, &other), "github.");
        assert_eq!(apart(&other, &one), "a password.");
    }
}
