//! Tokens of providers: what a back end gets, how they are kept fresh, and where they must not be.

use std::collections::BTreeMap;
use std::time::Duration;

use cucumber::{given, then, when};
use mock_provider::Provider;
use mock_provider::faults::{Change, Scope, TokenAnswer};
use mock_provider::journal::{Exchange, Filter};
use serde_json::{Map, Value, json};

use super::answers;
use super::connected_accounts::further_scope;
use super::parameters::Idp;
use super::step;
use super::{account_page, answers::Armed};
use crate::broken::{Broken, Kind};
use crate::clock;
use crate::oracles::tokens;
use crate::provider_api;
use crate::target::{ProviderToken, ProviderTokenHook};
use crate::world::World;

/// The fault of a token that lasts one second.
const SHORT_LIVED: &str = "token-short-lived";
/// After so long it has run out, also for apps that keep whole seconds and take the last one for good.
const RUN_OUT: Duration = Duration::from_millis(2100);
/// The fault of an ID token that names somebody else.
const OTHER_SUBJECT: &str = "refreshed-subject-wrong";

#[given(expr = "{idp} will issue {word} tokens that have all but run out")]
async fn short_lived(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| shorten(world, idp.0, &person, None)).await;
}

#[given(expr = "{idp} will issue {word} a token that has all but run out")]
async fn one_short_lived(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| shorten(world, idp.0, &person, Some(1))).await;
}

#[given(expr = "{idp} will replace the refresh token of {word} at the next refresh")]
async fn rotates(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let replacement = format!("1//replacement-for-{}.", world.person(&person)?.persona.id);
        arm(
            world,
            idp.0,
            &person,
            Armed {
                name: "refresh-token-rotated",
                what: "sends another refresh token",
                times: Some(1),
            },
            token_response(&[("refresh_token", json!(replacement))]),
        )
    })
    .await;
}

#[when(expr = "{idp} names another person in its next id_token for {word}")]
async fn other_subject(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let change = Change::IdToken {
            set: Map::from_iter([("sub".to_owned(), json!("100000000000000000001"))]),
            remove: Vec::new(),
        };
        let armed = Armed {
            name: OTHER_SUBJECT,
            what: "names another person in the id_token",
            times: Some(1),
        };
        arm(world, idp.0, &person, armed, change)
    })
    .await;
}

#[when(regex = r"^a back end asks for the (Google|GitHub) token of (\w+)$")]
async fn back_end_asks(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| ask(world, idp.0, &person).await).await;
}

#[when(regex = r"^a back end asks for the (Google|GitHub) token of (\w+) again$")]
async fn back_end_asks_again(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| ask(world, idp.0, &person).await).await;
}

#[when(regex = r"^two back ends ask for the (Google|GitHub) token of (\w+) at once$")]
async fn two_ask(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let_run_out(world, idp.0, &person).await?;
        let (one, other) = futures::join!(request(world, idp.0, &person), request(world, idp.0, &person));
        let got = [one?, other?];
        world.person(&person)?.tokens.extend(got);
        Ok(())
    })
    .await;
}

#[when(regex = r"^(\w+) takes back at (Google|GitHub) what (?:she|he) allowed the app$")]
async fn takes_back(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let issued = tokens::issued(&exchanges(world, idp.0, &person)?, idp.0, "refresh_token");
        let token = issued.last().ok_or_else(|| {
            Broken::breach("the provider issued a refresh token", "it issued none").of_kind(Kind::Stuck)
        })?;
        provider_api::take_back(&world.suite(), idp.0, token).await
    })
    .await;
}

#[then(regex = r"^the back end got a token of (\w+) that (Google|GitHub) accepts$")]
async fn accepted(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let issued = tokens::issued(&exchanges(world, idp.0, &person)?, idp.0, "access_token");
        let token = given(world, &person)?;
        if !issued.contains(&token) {
            return Err(Broken::breach(
                format!("a token that {} issued to {person}", idp.0.name()),
                "a token that it did not issue to her",
            ));
        }
        match provider_api::call_with(&world.suite(), idp.0, &token).await? {
            200 => Ok(()),
            status => Err(Broken::breach(
                format!("{} accepts the token", idp.0.name()),
                format!("it answered {status}"),
            )),
        }
    })
    .await;
}

#[then(regex = r"^the back end got the newest token that (Google|GitHub) issued to (\w+)$")]
async fn newest(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let issued = tokens::issued(&exchanges(world, idp.0, &person)?, idp.0, "access_token");
        let token = given(world, &person)?;
        if issued.last() == Some(&token) {
            return Ok(());
        }
        let age = issued
            .iter()
            .position(|one| *one == token)
            .map_or(0, |at| issued.len() - 1 - at);
        Err(Broken::breach(
            "the newest token",
            format!("one that {age} newer one(s) came after"),
        ))
    })
    .await;
}

#[then(regex = r"^both got a token of (\w+) that (Google|GitHub) issued$")]
async fn both(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let issued = tokens::issued(&exchanges(world, idp.0, &person)?, idp.0, "access_token");
        let got = &world.person(&person)?.tokens;
        for one in got.iter().rev().take(2) {
            match one {
                ProviderToken::Given { token, .. } if issued.contains(token) => {}
                other => {
                    return Err(Broken::breach(
                        "a token that the provider issued",
                        format!("{other:?}"),
                    ));
                }
            }
        }
        Ok(())
    })
    .await;
}

#[then(regex = r"^the back end got no token of (\w+) that works$")]
async fn none(world: &mut World, person: String) {
    step(world, async |world| {
        let token = match world.person(&person)?.tokens.last() {
            Some(ProviderToken::Refused(_)) => return Ok(()),
            _ => given(world, &person)?,
        };
        match provider_api::call_with(&world.suite(), Provider::Google, &token).await? {
            200 => Err(Broken::breach(
                "no token that works",
                "one that the provider accepts",
            )),
            _ => Ok(()),
        }
    })
    .await;
}

#[then(regex = r"^the altered token response reached the app for (\w+) from (Google|GitHub)$")]
async fn altered(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        altered_token(world, idp.0, &person).map(drop)
    })
    .await;
}

#[then(
    regex = r"^the back end did not get what came with the other person's name from (Google|GitHub) for (\w+)$"
)]
async fn not_the_others(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let other = altered_token(world, idp.0, &person)?;
        match world.person(&person)?.tokens.last() {
            Some(ProviderToken::Given { token, .. }) if *token == other => Err(Broken::breach(
                "a token that came for another person is not taken for hers",
                "the back end got it",
            )),
            _ => Ok(()),
        }
    })
    .await;
}

#[then(regex = r"^the app sent (Google|GitHub) (no|one) refresh requests? for (\w+)$")]
async fn refresh_requests(world: &mut World, idp: Idp, count: String, person: String) {
    step(world, async |world| {
        let wanted = usize::from(count == "one");
        tokens::refreshed(&exchanges(world, idp.0, &person)?, idp.0, wanted)
    })
    .await;
}

/// An app may refresh whenever it looks at a token that has run out, also when nobody asked for it.
#[then(regex = r"^the app sent (Google|GitHub) two refresh requests or more for (\w+)$")]
async fn refreshed_again(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        match tokens::refreshes(&exchanges(world, idp.0, &person)?, idp.0).len() {
            0 => Err(Broken::set_up(
                "the app refreshes tokens that have run out",
                "the app refreshed none, so that it does not show what becomes of its refresh token",
            )),
            1 => Err(Broken::breach("2 refresh requests or more", "1")),
            _ => Ok(()),
        }
    })
    .await;
}

#[then(regex = r"^each refresh for (\w+) used the newest refresh token of (Google|GitHub)$")]
async fn newest_refresh_token(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let exchanges = exchanges(world, idp.0, &person)?;
        for (index, exchange) in exchanges.iter().enumerate() {
            let Some(used) = tokens::refreshes(std::slice::from_ref(exchange), idp.0).pop() else {
                continue;
            };
            let before = tokens::issued(&exchanges[..index], idp.0, "refresh_token");
            if before.last() != Some(&used) {
                return Err(Broken::breach(
                    "a refresh uses the newest refresh token",
                    match before.contains(&used) {
                        true => "it used one that had been replaced",
                        false => "it used one that was never issued",
                    },
                ));
            }
        }
        Ok(())
    })
    .await;
}

#[then(regex = r"^the scopes that the app holds of (\w+) at (Google|GitHub) are those that were granted$")]
async fn scopes_granted(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let granted = tokens::issued(&exchanges(world, idp.0, &person)?, idp.0, "scope");
        let mut granted: Vec<String> = granted
            .last()
            .map(|scopes| scopes.split([' ', ',']).map(str::to_owned).collect())
            .unwrap_or_default();
        let mut held = scopes_held(world, &person)?;
        granted.sort_unstable();
        held.sort_unstable();
        if granted == held {
            return Ok(());
        }
        Err(Broken::breach(
            format!("the granted scopes: {}", granted.join(" ")),
            held.join(" "),
        ))
    })
    .await;
}

#[then(regex = r"^the token of (\w+) has the further scope of (Google|GitHub)$")]
async fn has_further_scope(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let act = world.suite().manifest.actions.reauthorize.clone();
        let act = act.ok_or_else(|| Broken::not_applicable("the manifest has no [actions.reauthorize]"))?;
        let wanted = further_scope(&act, idp.0)?;
        let held = scopes_held(world, &person)?;
        if held.contains(&wanted) {
            return Ok(());
        }
        Err(Broken::breach(
            format!("a token with the scope {wanted}"),
            held.join(" "),
        ))
    })
    .await;
}

#[then(regex = r"^nothing in (\w+)'s browser holds a token of (Google|GitHub)$")]
async fn not_in_browser(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        const EVERYTHING: &str = "return { page: document.documentElement.outerHTML, \
            storage: JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }), \
            state: JSON.stringify(history.state) + window.name };";
        let secrets = tokens::secrets(&exchanges(world, idp.0, &person)?, idp.0);
        if secrets.is_empty() {
            return Err(Broken::breach("the provider issued tokens", "it issued none").of_kind(Kind::Stuck));
        }
        let suite = world.suite();
        let provider = suite.provider.url().clone();
        let page = match suite.manifest.pages.account {
            Some(_) => "the account page",
            None => "the page",
        };
        if suite.manifest.pages.account.is_some() {
            account_page::open(world, &person).await?;
        }
        let browser = world.browser(&person).await?;
        browser.context.settle(suite.patience()).await;
        let held = browser.context.script(EVERYTHING, vec![]).await?;
        let cookies = browser.context.cookies().await?;
        let text = |name: &str| held[name].as_str().unwrap_or_default().to_owned();
        let (html, storage, state) = (text("page"), text("storage"), text("state"));
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        seen.insert(page.to_owned(), html);
        seen.insert("the storage of the page".to_owned(), storage);
        seen.insert("the state of the page".to_owned(), state);
        for cookie in cookies.iter().filter(|cookie| !cookie.goes_to(&provider)) {
            seen.insert(format!("the cookie {}", cookie.name), cookie.value.clone());
        }
        for (number, sent) in browser.context.sent().into_iter().enumerate() {
            if !sent.url.starts_with(provider.as_str()) {
                seen.insert(
                    format!("request {number} of the browser"),
                    format!("{} {}", sent.url, sent.body),
                );
            }
        }
        tokens::not_in(
            &secrets,
            seen.iter().map(|(place, text)| (place.as_str(), text.as_str())),
        )
    })
    .await;
}

#[given(expr = "{idp} will fail at the next refresh for {word}")]
#[when(expr = "{idp} will fail at the next refresh for {word}")]
async fn fails_once(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let change = Change::TokenAnswer(TokenAnswer {
            status: Some(503),
            body: Some(String::new()),
            grant_type: Some("refresh_token".to_owned()),
            ..TokenAnswer::default()
        });
        let armed = Armed {
            name: "refresh-503",
            what: "answers a refresh with 503",
            times: Some(1),
        };
        arm(world, idp.0, &person, armed, change)
    })
    .await;
}

#[then(regex = r"^the failed refresh for (\w+) reached the app from (Google|GitHub)$")]
async fn failed_refresh(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let failed = |exchange: &Exchange| exchange.status == 503;
        match exchanges(world, idp.0, &person)?.iter().any(failed) {
            true => Ok(()),
            false => Err(Broken::breach(
                "the provider fails at a refresh on purpose",
                "the app asked for none",
            )
            .as_control()),
        }
    })
    .await;
}

#[then(
    regex = r"^neither (\w+)'s browser nor a stranger gets the (Google|GitHub) token of (\w+) where a back end gets it$"
)]
async fn not_for_others(world: &mut World, other: String, idp: Idp, person: String) {
    step(world, async |world| {
        let (suite, target, hook) = (world.suite(), world.target().await?, hook(world)?);
        let secrets = tokens::secrets(&exchanges(world, idp.0, &person)?, idp.0);
        if secrets.is_empty() {
            return Err(Broken::breach("the provider issued tokens", "it issued none").of_kind(Kind::Stuck));
        }
        let email = world.person(&person)?.email().to_owned();
        let id = match &suite.manifest.hooks.accounts {
            Some(accounts) => accounts.id(&target, &email).await?,
            None => None,
        };
        let cookies = world.cookies(&other).await?;
        for (who, cookies) in [
            (format!("{other}'s browser"), cookies),
            ("a stranger".to_owned(), Vec::new()),
        ] {
            let answer = hook
                .ask_with_cookies(&target, &email, id.as_deref(), idp.0.slug(), &cookies)
                .await?;
            let answer =
                answer.ok_or_else(|| Broken::not_applicable("[hooks.provider_token] is a command"))?;
            tokens::not_in(
                &secrets,
                [(format!("what {who} got").as_str(), answer.body.as_str())],
            )?;
        }
        Ok(())
    })
    .await;
}

/// The scopes that the app holds of the newest token that a back end got for `name`.
fn scopes_held(world: &mut World, name: &str) -> Result<Vec<String>, Broken> {
    given(world, name)?;
    match world.person(name)?.tokens.last() {
        Some(ProviderToken::Given {
            scopes: Some(scopes), ..
        }) => Ok(scopes.clone()),
        _ => Err(Broken::not_applicable("[hooks.provider_token] has no `scopes`")),
    }
}

/// The newest token that a back end got for `name`.
fn given(world: &mut World, name: &str) -> Result<String, Broken> {
    match world.person(name)?.tokens.last() {
        Some(ProviderToken::Given { token, .. }) => Ok(token.clone()),
        Some(ProviderToken::Refused(how)) => Err(Broken::breach("a back end gets a token", how.clone())),
        None => Err(Broken::breach("a back end has asked", "none has").of_kind(Kind::Crash)),
    }
}

fn shorten(world: &mut World, idp: Provider, name: &str, times: Option<u32>) -> Result<(), Broken> {
    hook(world)?;
    let armed = Armed {
        name: SHORT_LIVED,
        what: "issues tokens that last one second",
        times,
    };
    arm(
        world,
        idp,
        name,
        armed,
        token_response(&[("expires_in", json!(1))]),
    )
}

/// The access token of the newest response of `idp` whose ID token names somebody else on purpose.
fn altered_token(world: &mut World, idp: Provider, name: &str) -> Result<String, Broken> {
    let altered = exchanges(world, idp, name)?.into_iter().rfind(|exchange| {
        exchange
            .fault
            .as_ref()
            .is_some_and(|faults| faults.contains(OTHER_SUBJECT))
    });
    let token = altered.and_then(|exchange| tokens::issued(&[exchange], idp, "access_token").pop());
    token.ok_or_else(|| {
        Broken::breach(
            "the provider names another person on purpose",
            "no answer was altered",
        )
        .as_control()
    })
}

async fn ask(world: &mut World, idp: Provider, name: &str) -> Result<(), Broken> {
    let_run_out(world, idp, name).await?;
    let got = request(world, idp, name).await?;
    world.person(name)?.tokens.push(got);
    Ok(())
}

/// Lets the newest token of `name` run out when it was issued for a second: before that, an app is right to hand it out.
async fn let_run_out(world: &mut World, idp: Provider, name: &str) -> Result<(), Broken> {
    let exchanges = exchanges(world, idp, name)?;
    let newest = exchanges
        .iter()
        .rfind(|exchange| !tokens::issued(std::slice::from_ref(exchange), idp, "access_token").is_empty());
    let short = newest.filter(|exchange| {
        exchange
            .fault
            .as_ref()
            .is_some_and(|faults| faults.contains(SHORT_LIVED))
    });
    if let Some(exchange) = short {
        let age = world.suite().provider.clock().now().duration_since(exchange.at);
        let left = Duration::try_from(age).map_or(RUN_OUT, |age| RUN_OUT.saturating_sub(age));
        clock::pass(left).await;
    }
    Ok(())
}

async fn request(world: &World, idp: Provider, name: &str) -> Result<ProviderToken, Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let hook = hook(world)?;
    let email = world.known(name)?.email().to_owned();
    let id = match &suite.manifest.hooks.accounts {
        Some(accounts) => accounts.id(&target, &email).await?,
        None => None,
    };
    Ok(hook.ask(&target, &email, id.as_deref(), idp.slug()).await?)
}

fn hook(world: &World) -> Result<ProviderTokenHook, Broken> {
    let hook = world.suite().manifest.hooks.provider_token.clone();
    hook.ok_or_else(|| Broken::not_applicable("the manifest has no [hooks.provider_token]"))
}

/// Everything that happened at `idp` on behalf of `name`, in whichever browser or none.
fn exchanges(world: &mut World, idp: Provider, name: &str) -> Result<Vec<Exchange>, Broken> {
    let persona = world.person(name)?.persona.id.clone();
    let filter = Filter {
        provider: Some(idp),
        ..Filter::default()
    };
    let mut all = world.suite().provider.journal().exchanges(&filter);
    // A refresh token that the provider only said it issued belongs to nobody there; its text names the person.
    all.retain(|exchange| {
        exchange.persona.as_ref() == Some(&persona)
            || exchange.request_body.contains(&format!("for-{persona}."))
    });
    Ok(all)
}

fn token_response(members: &[(&str, Value)]) -> Change {
    Change::TokenResponse {
        set: members
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
        remove: Vec::new(),
    }
}

/// Arms a fault for every token of `name`, who need not be in a browser when it is issued.
fn arm(world: &mut World, idp: Provider, name: &str, armed: Armed, change: Change) -> Result<(), Broken> {
    world.entry(idp)?;
    let scope = Scope {
        persona: Some(world.person(name)?.persona.id.clone()),
        provider: Some(idp),
        ..Scope::default()
    };
    answers::arm_in(world, idp, scope, armed, change);
    Ok(())
}
