//! Answers that say error, and more: what an attacker can have a browser open, and what the app makes of it.

use cucumber::{then, when};

use super::altered_answers::{self, Pairs};
use super::parameters::Idp;
use super::{step, visit};
use crate::broken::{Broken, Kind};
use crate::oracles::{injection, journal};
use crate::world::World;

type Alteration = fn(&mut Pairs);

/// Places of an answer, and what is put there.
const PLACES: &[(&str, Alteration)] = &[
    ("the description of an error", |pairs| {
        fail(pairs, "access_denied");
        put(pairs, "error_description", injection::MARKUP);
    }),
    ("the name of an error", |pairs| fail(pairs, injection::MARKUP)),
    ("the address of an error", |pairs| {
        fail(pairs, "server_error");
        put(pairs, "error_description", "Something is wrong");
        put(pairs, "error_uri", injection::ADDRESS);
    }),
    ("the state", |pairs| put(pairs, "state", injection::MARKUP)),
    ("the code", |pairs| put(pairs, "code", injection::MARKUP)),
];

#[when(regex = r"^(\w+) opens (?:her|his) held answer from (Google|GitHub), with markup in (.+)$")]
async fn with_markup(world: &mut World, person: String, idp: Idp, place: String) {
    step(world, async |world| {
        let known = PLACES.iter().find(|(known, _)| *known == place);
        let (_, alter) = known.ok_or_else(|| {
            Broken::breach("a known place", format!("nobody knows {place}")).of_kind(Kind::Crash)
        })?;
        open(world, &person, idp, *alter).await
    })
    .await;
}

#[when(
    regex = r"^(\w+) opens (?:her|his) held answer from (Google|GitHub), as an error with words of an attacker's$"
)]
async fn with_words(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        open(world, &person, idp, |pairs| {
            fail(pairs, "access_denied");
            put(pairs, "error_description", injection::SPOOF);
        })
        .await
    })
    .await;
}

#[when(
    regex = r"^(\w+) opens (?:her|his) last answer from (Google|GitHub), as an error (with another|without a) state$"
)]
async fn unsolicited(world: &mut World, person: String, idp: Idp, which: String) {
    step(world, async |world| {
        open(world, &person, idp, |pairs| {
            fail(pairs, "access_denied");
            pairs.retain(|(name, _)| name != "state");
            if which == "with another" {
                put(pairs, "state", "a-state-that-the-app-has-never-made");
            }
        })
        .await
    })
    .await;
}

#[then(regex = r"^nothing of the markup is part of the page that (\w+) sees$")]
async fn text_only(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let context = &world.browser(&person).await?.context;
        context.settle(suite.patience()).await;
        injection::is_text_only(&context.script(injection::LOOK, vec![]).await?)
    })
    .await;
}

#[then(regex = r"^(\w+) does not read those words as the app's own$")]
async fn not_spoofed(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let context = &world.browser(&person).await?.context;
        context.settle(suite.patience()).await;
        let page = context.page().await?;
        if !page.text.contains(injection::SPOOF) {
            return Ok(());
        }
        Err(Broken::breach(
            "words of the app's own for an error of the provider",
            format!("the page at {} says: {}", page.url, injection::SPOOF),
        )
        .hint("say in the app's own words what the error's code means"))
    })
    .await;
}

async fn open(world: &mut World, name: &str, idp: Idp, alter: impl FnOnce(&mut Pairs)) -> Result<(), Broken> {
    let mut answer = journal::answers(&world.exchanges_of(name), idp.0)
        .pop()
        .ok_or_else(|| journal::no_answer(idp.0))?;
    altered_answers::change(&mut answer, alter);
    let suite = world.suite();
    visit(&suite, &world.browser(name).await?.context, &answer).await
}

/// An error in place of the code.
fn fail(pairs: &mut Pairs, error: &str) {
    pairs.retain(|(name, _)| name != "code");
    put(pairs, "error", error);
}

fn put(pairs: &mut Pairs, name: &str, value: &str) {
    pairs.retain(|(found, _)| found != name);
    pairs.push((name.to_owned(), value.to_owned()));
}
