//! A person's own answer of the provider that was held back, opened with something in its address changed: what an
//! attacker can do who can make somebody follow a link.

use cucumber::when;
use mock_provider::Provider;
use url::{Url, form_urlencoded};

use super::parameters::Idp;
use super::{step, visit};
use crate::broken::{Broken, Kind};
use crate::foreign_site;
use crate::oracles::journal;
use crate::world::World;

/// Names and values of an answer, in order.
pub(super) type Pairs = Vec<(String, String)>;
type Alteration = fn(&mut Pairs);

/// Stands for bytes that no string of this program can hold.
const NO_TEXT: &str = "bytes-that-are-no-text";
/// These bytes, as an address has them.
const NO_TEXT_ENCODED: &str = "%FF%FE%00%C3%28";

/// Words of the features, and what they do to the parameters.
const ALTERATIONS: &[(&str, Alteration)] = &[
    ("with parameters that nobody knows", |pairs| {
        for (name, value) in [
            ("authuser", "0"),
            ("hd", "example.com"),
            ("session_state", "x..1"),
        ] {
            pairs.push((name.to_owned(), value.to_owned()));
        }
    }),
    ("with the state cut short", |pairs| {
        each(pairs, "state", |state| {
            state.pop();
        });
    }),
    ("with the state in the other case", |pairs| {
        each(pairs, "state", |state| {
            *state = state
                .chars()
                .map(|c| match c.is_ascii_lowercase() {
                    true => c.to_ascii_uppercase(),
                    false => c.to_ascii_lowercase(),
                })
                .collect();
        });
    }),
    ("with a letter behind the state", |pairs| {
        each(pairs, "state", |state| state.push('x'));
    }),
    ("with a wrong state before the right one", |pairs| {
        pairs.insert(0, ("state".to_owned(), "wrong".to_owned()));
    }),
    ("with a wrong state behind the right one", |pairs| {
        pairs.push(("state".to_owned(), "wrong".to_owned()));
    }),
    ("with another code behind the right one", |pairs| {
        pairs.push(("code".to_owned(), "another-code".to_owned()));
    }),
    ("with an error beside the code", |pairs| {
        pairs.push(("error".to_owned(), "access_denied".to_owned()));
    }),
    ("with the name of another issuer", |pairs| {
        pairs.retain(|(name, _)| name != "iss");
        pairs.push(("iss".to_owned(), foreign_site::ISSUER.to_owned()));
    }),
    ("with its issuer left out", |pairs| {
        pairs.retain(|(name, _)| name != "iss");
    }),
    ("with an error that nobody knows in place of the code", |pairs| {
        pairs.retain(|(name, _)| name != "code");
        pairs.push(("error".to_owned(), "weird_thing".to_owned()));
    }),
    (
        "with an error and the name of another issuer in place of the code",
        |pairs| {
            pairs.retain(|(name, _)| name != "code" && name != "iss");
            pairs.push(("error".to_owned(), "server_error".to_owned()));
            pairs.push(("iss".to_owned(), foreign_site::ISSUER.to_owned()));
        },
    ),
    ("with a state of 60 000 letters", |pairs| {
        each(pairs, "state", |state| *state = "s".repeat(60_000));
    }),
    ("with a code of bytes that are no text", |pairs| {
        // Not UTF-8, and the end of a string to many programs; written as they are by `altered`.
        each(pairs, "code", |code| *code = NO_TEXT.to_owned());
    }),
    ("with nothing in it", Vec::clear),
    ("with a token in place of the code", |pairs| {
        pairs.retain(|(name, _)| name != "code");
        for name in ["access_token", "id_token", "token"] {
            pairs.push((name.to_owned(), "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.".to_owned()));
        }
    }),
];

#[when(regex = r"^(\w+) opens (?:her|his) answer from (Google|GitHub) that was held back (with .+)$")]
async fn opens(world: &mut World, person: String, idp: Idp, words: String) {
    step(world, async |world| {
        let address = address(world, &person, idp.0, &words)?;
        let suite = world.suite();
        visit(&suite, &world.browser(&person).await?.context, &address).await
    })
    .await;
}

#[when(
    regex = r"^(\w+) opens (?:her|his) answer from (Google|GitHub) that was held back as the error (\w+)$"
)]
async fn opens_error(world: &mut World, person: String, idp: Idp, error: String) {
    step(world, async |world| {
        let answer = newest(world, &person, idp.0)?;
        let address = altered(answer, |pairs| {
            pairs.retain(|(name, _)| name != "code");
            pairs.push(("error".to_owned(), error));
        });
        let suite = world.suite();
        visit(&suite, &world.browser(&person).await?.context, &address).await
    })
    .await;
}

/// The callback address of the newest answer to `person`, altered as the words say.
pub(super) fn address(world: &World, person: &str, idp: Provider, words: &str) -> Result<Url, Broken> {
    let known = ALTERATIONS.iter().find(|(known, _)| *known == words);
    let (_, alter) = known.ok_or_else(|| {
        Broken::breach("a known alteration", format!("nobody knows one {words}")).of_kind(Kind::Crash)
    })?;
    let answer = newest(world, person, idp)?;
    if words.contains("state") && !answer.query_pairs().any(|(name, _)| name == "state") {
        return Err(Broken::not_applicable(format!(
            "the app sends {} no state that could be altered",
            idp.name()
        )));
    }
    Ok(altered(answer, alter))
}

fn newest(world: &World, person: &str, idp: Provider) -> Result<Url, Broken> {
    let mut answers = journal::answers(&world.exchanges_of(person), idp);
    answers.pop().ok_or_else(|| journal::no_answer(idp))
}

#[when(regex = r"^(\w+) clears the cookies of (?:her|his) browser$")]
async fn clears(world: &mut World, person: String) {
    step(world, async |world| {
        Ok(world.browser(&person).await?.context.clear_cookies().await?)
    })
    .await;
}

/// Changes the parameters of an answer.
pub(super) fn change(answer: &mut Url, change: impl FnOnce(&mut Pairs)) {
    let mut pairs = pairs(answer);
    change(&mut pairs);
    let query = encoded(&pairs);
    answer.set_query((!query.is_empty()).then_some(&query));
}

/// The parameters of an answer.
pub(super) fn pairs(answer: &Url) -> Pairs {
    answer.query_pairs().into_owned().collect()
}

/// Parameters as a query.
pub(super) fn encoded(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
        .replace(NO_TEXT, NO_TEXT_ENCODED)
}

fn altered(mut answer: Url, alter: impl FnOnce(&mut Pairs)) -> Url {
    change(&mut answer, alter);
    answer
}

fn each(pairs: &mut Pairs, name: &str, change: fn(&mut String)) {
    for (_, value) in pairs.iter_mut().filter(|(found, _)| found == name) {
        change(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_alteration_differs_from_the_answer_and_from_the_others() {
        let answer = Url::parse("http://localhost/cb?code=c&state=sT&iss=http%3A%2F%2Fp").expect("a URL");
        let mut seen = vec![answer.to_string()];
        for (words, alter) in ALTERATIONS {
            let found = altered(answer.clone(), alter).to_string();
            assert!(!seen.contains(&found), "{words}: {found}");
            seen.push(found);
        }
        assert!(seen[3].contains("state=St&"), "{}", seen[3]);
        assert!(
            seen.iter()
                .any(|found| found.contains("code=%FF%FE%00%C3%28&state=sT&"))
        );
    }
}
