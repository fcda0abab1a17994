//! Answers of a provider that were put together from several ones: what an attacker can do who has an account, and can
//! make somebody follow a link.

use cucumber::{then, when};
use mock_provider::Provider;
use mock_provider::journal::{Exchange, Filter};
use serde_json::Value;
use url::Url;

use super::altered_answers::{self, Pairs};
use super::parameters::Idp;
use super::signing_in::{Door, go_as, start};
use super::{step, visit};
use crate::broken::{Broken, Kind};
use crate::oracles::{identity, journal};
use crate::provider_pages::{self, Decision};
use crate::world::World;

/// Parameters of an authorization request by which an app knows its own browser again.
const TIES: [&str; 4] = ["state", "nonce", "code_challenge", "code_challenge_method"];

#[when(
    regex = r"^(\w+) opens (?:her|his) held answer from (Google|GitHub), with the code of (\w+)'s (in place of|behind) (?:her|his) own$"
)]
async fn with_code_of(world: &mut World, person: String, idp: Idp, other: String, place: String) {
    step(world, async |world| {
        let code = parameter(&newest(world, &other, idp.0)?, "code")?;
        open_changed(world, &person, idp.0, |pairs| match place.as_str() {
            "behind" => pairs.push(("code".to_owned(), code)),
            _ => set(pairs, "code", &code),
        })
        .await
    })
    .await;
}

#[when(
    regex = r"^(\w+) opens (?:her|his) held answer from (Google|GitHub), with the state of (?:her|his) answer from (Google|GitHub)$"
)]
async fn with_state_of(world: &mut World, person: String, idp: Idp, other: Idp) {
    step(world, async |world| {
        let state = parameter(&newest(world, &person, other.0)?, "state");
        let state = state.map_err(|_| stateless(other.0))?;
        parameter(&newest(world, &person, idp.0)?, "state").map_err(|_| stateless(idp.0))?;
        open_changed(world, &person, idp.0, |pairs| set(pairs, "state", &state)).await
    })
    .await;
}

#[when(
    regex = r"^(\w+) opens (?:her|his) held answer from (Google|GitHub), with a profile of (\w+)'s in place of the code$"
)]
async fn with_profile_of(world: &mut World, person: String, idp: Idp, other: String) {
    step(world, async |world| {
        let owner = world.person(&other)?;
        let email = owner.email().to_owned();
        let subject = match idp.0 {
            Provider::Google => owner.persona.google.as_ref().map(|account| account.sub.clone()),
            _ => owner
                .persona
                .github
                .as_ref()
                .map(|account| account.id.to_string()),
        };
        let subject = subject.unwrap_or_default();
        let whole =
            format!(r#"{{"id":"{subject}","sub":"{subject}","email":"{email}","email_verified":true}}"#);
        open_changed(world, &person, idp.0, |pairs| {
            pairs.retain(|(name, _)| name != "code");
            for (name, value) in [
                ("email", &email),
                ("sub", &subject),
                ("id", &subject),
                ("profile[id]", &subject),
                ("profile[email]", &email),
                ("raw[email]", &email),
                ("user", &whole),
                ("profile", &whole),
            ] {
                pairs.push((name.to_owned(), value.clone()));
            }
        })
        .await
    })
    .await;
}

#[when(
    regex = r"^(\w+) opens (?:her|his) held answer from (Google|GitHub), with (\w+)'s tokens in place of the code, (in its query|behind a number sign)$"
)]
async fn with_tokens_of(world: &mut World, person: String, idp: Idp, other: String, place: String) {
    step(world, async |world| {
        let tokens = issued_to(world, &other, idp.0)?;
        let mut answer = newest(world, &person, idp.0)?;
        altered_answers::change(&mut answer, |pairs| pairs.retain(|(name, _)| name != "code"));
        let all: Pairs = altered_answers::pairs(&answer)
            .into_iter()
            .chain(tokens)
            .collect();
        if place == "in its query" {
            altered_answers::change(&mut answer, |pairs| *pairs = all);
        } else {
            let fragment = altered_answers::encoded(&all);
            answer.set_query(None);
            answer.set_fragment(Some(&fragment));
        }
        open(world, &person, &answer).await
    })
    .await;
}

#[when(regex = r"^(\w+) opens (\w+)'s held answer from (Google|GitHub), with its state left out$")]
async fn without_state(world: &mut World, person: String, owner: String, idp: Idp) {
    step(world, async |world| {
        let mut answer = newest(world, &owner, idp.0)?;
        parameter(&answer, "state").map_err(|_| stateless(idp.0))?;
        altered_answers::change(&mut answer, |pairs| pairs.retain(|(name, _)| name != "state"));
        open(world, &person, &answer).await
    })
    .await;
}

#[when(regex = r"^(\w+) has (Google|GitHub) answer a request that nothing ties to a browser of the app's$")]
async fn untied(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        start(world, &person, idp.0).await?;
        let mut request = asked(&world.exchanges_of(&person), idp.0)?;
        altered_answers::change(&mut request, |pairs| {
            pairs.retain(|(name, _)| !TIES.contains(&name.as_str()));
        });
        go_on(world, &person, idp.0, &request).await
    })
    .await;
}

#[when(
    regex = r"^(Google|GitHub), where (\w+) starts to sign in, sends (?:her|him) on to (Google|GitHub) in the app's name$"
)]
async fn forwards(world: &mut World, evil: Idp, person: String, honest: Idp) {
    step(world, async |world| {
        start(world, &person, evil.0).await?;
        let bait = asked(&world.exchanges_of(&person), evil.0)?;
        let ties: Pairs = altered_answers::pairs(&bait)
            .into_iter()
            .filter(|(name, _)| TIES.contains(&name.as_str()))
            .collect();
        let mut request = asked(&of_the_app(world, honest.0).await?, honest.0)?;
        altered_answers::change(&mut request, |pairs| {
            pairs.retain(|(name, _)| !TIES.contains(&name.as_str()));
            pairs.extend(ties);
        });
        go_on(world, &person, honest.0, &request).await
    })
    .await;
}

#[when(regex = r"^(\w+) signs in with (Google|GitHub) as (\w+)$")]
async fn signs_in_as(world: &mut World, person: String, idp: Idp, other: String) {
    step(world, async |world| {
        let persona = world.person(&other)?.persona.clone();
        go_as(world, &person, &persona, idp.0, Door::SignIn, Decision::Approve).await
    })
    .await;
}

#[then(regex = r"^the app gave (Google|GitHub) no code of (Google|GitHub)'s for (\w+)$")]
async fn no_code_given_away(world: &mut World, evil: Idp, honest: Idp, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        world.browser(&person).await?.context.settle(suite.patience()).await;
        let code = parameter(&newest(world, &person, honest.0)?, "code")?;
        let encoded = altered_answers::encoded(&[("code".to_owned(), code)]);
        // What a provider cannot place belongs to no browser.
        let given = suite.provider.journal().exchanges(&Filter::default()).into_iter().any(|one| {
            one.provider == evil.0
                && one.endpoint == "token"
                && one.request_body.split('&').any(|field| field == encoded)
        });
        if !given {
            return Ok(());
        }
        Err(Broken::breach(
            format!("a code of {} goes to {} alone", honest.0.name(), honest.0.name()),
            format!("the app sent it to the token endpoint of {}", evil.0.name()),
        )
        .hint("compare the `iss` of the answer with the provider that was asked (RFC 9207), or have a callback for each"))
    })
    .await;
}

#[then(regex = r"^nobody but (\w+) is signed in in (\w+)'s browser$")]
async fn nobody_but(world: &mut World, person: String, owner: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let email = world.person(&person)?.email().to_owned();
        let browser = world.browser(&owner).await?;
        browser.context.settle(suite.patience()).await;
        match identity::whoami(&target, &suite, browser).await? {
            Some(found) if !found.eq_ignore_ascii_case(&email) => Err(Broken::breach(
                format!("{email} is signed in, or nobody"),
                format!("signed in as {found}"),
            )),
            _ => Ok(()),
        }
    })
    .await;
}

/// The newest authorization request at `idp`.
fn asked(exchanges: &[Exchange], idp: Provider) -> Result<Url, Broken> {
    exchanges
        .iter()
        .rfind(|one| one.provider == idp && one.endpoint == "authorize")
        .and_then(|one| Url::parse(&one.url).ok())
        .ok_or_else(|| journal::no_answer(idp))
}

/// Everything that the journal has of the app at `idp`.
async fn of_the_app(world: &World, idp: Provider) -> Result<Vec<Exchange>, Broken> {
    let target = world.target().await?;
    let client_id = target.values.get(&format!("{}.client_id", idp.slug()));
    let all = world.suite().provider.journal().exchanges(&Filter::default());
    Ok(all
        .into_iter()
        .filter(|one| one.client_id.as_deref() == client_id)
        .collect())
}

/// Opens an authorization request, and goes through the provider's pages.
async fn go_on(world: &mut World, name: &str, idp: Provider, request: &Url) -> Result<(), Broken> {
    let suite = world.suite();
    let persona = world.person(name)?.persona.clone();
    let browser = world.browser(name).await?;
    let before = provider_pages::answers_so_far(&suite, browser, idp);
    visit(&suite, &browser.context, request).await?;
    provider_pages::pass(&suite, browser, idp, &persona, Decision::Approve, before)
        .await
        .map(|_| ())
}

/// The tokens that `idp` issued for `name` last.
fn issued_to(world: &mut World, name: &str, idp: Provider) -> Result<Pairs, Broken> {
    let filter = Filter {
        persona: Some(world.person(name)?.persona.id.clone()),
        ..Filter::default()
    };
    let exchanges = world.suite().provider.journal().exchanges(&filter);
    let newest = exchanges
        .iter()
        .rfind(|one| one.provider == idp && one.endpoint == "token" && one.status == 200);
    let body = newest.map(|one| one.response_body.as_str()).unwrap_or_default();
    let members: Vec<(String, String)> = match serde_json::from_str::<Value>(body) {
        Ok(json) => ["access_token", "id_token"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), json[name].as_str()?.to_owned())))
            .collect(),
        Err(_) => url::form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .filter(|(name, _)| name == "access_token")
            .collect(),
    };
    let access = members.iter().find(|(name, _)| name == "access_token").cloned();
    let (_, access) = access.ok_or_else(|| {
        Broken::breach("tokens that were issued", "the journal has none").of_kind(Kind::Stuck)
    })?;
    let token = [
        ("token".to_owned(), access),
        ("token_type".to_owned(), "Bearer".to_owned()),
    ];
    Ok(members.into_iter().chain(token).collect())
}

fn newest(world: &World, name: &str, idp: Provider) -> Result<Url, Broken> {
    journal::answers(&world.exchanges_of(name), idp)
        .pop()
        .ok_or_else(|| journal::no_answer(idp))
}

fn parameter(answer: &Url, name: &str) -> Result<String, Broken> {
    answer
        .query_pairs()
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.into_owned())
        .ok_or_else(|| Broken::breach(format!("an answer with `{name}`"), "it has none").of_kind(Kind::Stuck))
}

fn stateless(idp: Provider) -> Broken {
    Broken::not_applicable(format!(
        "the app sends {} no state that could be altered",
        idp.name()
    ))
}

fn set(pairs: &mut Pairs, name: &str, value: &str) {
    for (_, old) in pairs.iter_mut().filter(|(found, _)| found == name) {
        value.clone_into(old);
    }
}

async fn open_changed(
    world: &mut World,
    name: &str,
    idp: Provider,
    change: impl FnOnce(&mut Pairs),
) -> Result<(), Broken> {
    let mut answer = newest(world, name, idp)?;
    altered_answers::change(&mut answer, change);
    open(world, name, &answer).await
}

async fn open(world: &mut World, name: &str, answer: &Url) -> Result<(), Broken> {
    let suite = world.suite();
    visit(&suite, &world.browser(name).await?.context, answer).await
}
