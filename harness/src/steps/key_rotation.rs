//! Keys that a provider has only just published, and how soon the app has to know them.

use std::time::Duration;

use cucumber::{given, then};
use mock_provider::Provider;
use mock_provider::faults::{Change, Signature};
use mock_provider::journal::Filter;

use super::answers::arm;
use super::parameters::Idp;
use super::signing_in::{Door, go, main_browser};
use super::{long_step, step};
use crate::broken::{Broken, Kind};
use crate::clock;
use crate::oracles::{identity, journal};
use crate::provider_pages::Decision;
use crate::world::World;

/// How long clients wait before they ask for the keys again, so that forged key names make them ask no more often:
/// 30 s in `jose`, a minute in `oauth4webapi`.
const COOLDOWN: Duration = Duration::from_secs(61);
const NEW_KEY: &str = "id-token-new-key";

/// Keys are published before they sign, and an app that knows the old ones only has to look again.
#[given(regex = r"^(Google) will sign the ID token of (\w+) with a key that it has only just published$")]
async fn new_key(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let published = world.suite().provider.publish_key(idp.0);
        published.map_err(|error| {
            Broken::breach("a new key of the provider", error.to_string()).of_kind(Kind::Crash)
        })?;
        sign_with_newest(world, idp.0, &person).await
    })
    .await;
}

async fn sign_with_newest(world: &mut World, idp: Provider, person: &str) -> Result<(), Broken> {
    let what = "signs with a key that it has only just published";
    let change = Change::IdTokenSignature(Signature::NewestKey);
    arm(world, idp, person, NEW_KEY, what, change).await
}

/// Who is turned away at first may be so because the app asked for the keys a moment ago, and may not ask again yet.
#[then(expr = "{word} is signed in, at the latest when the app may ask {idp} for its keys again")]
async fn signed_in_in_time(world: &mut World, person: String, idp: Idp) {
    long_step(world, COOLDOWN, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let email = world.person(&person)?.email().to_owned();
        let browser = world.browser(&person).await?;
        browser.context.settle(suite.patience()).await;
        if identity::whoami(&target, &suite, browser).await?.is_none() {
            clock::pass(until_next(world, idp.0)).await;
            world.forget_browser(&person);
            sign_with_newest(world, idp.0, &person).await?;
            go(world, &person, idp.0, Door::SignIn, Decision::Approve).await?;
            let exchanges = world.exchanges_in(main_browser(world, &person));
            journal::altered(&exchanges, &[NEW_KEY.to_owned()])?;
        }
        let browser = world.browser(&person).await?;
        identity::signed_in(&target, &suite, browser, &email)
            .await
            .map_err(|broken| {
                broken.hint("ask for the keys again when an ID token names one that is not known")
            })
    })
    .await;
}

/// How long it is until everybody may ask for the keys of `idp` once more.
fn until_next(world: &World, idp: Provider) -> Duration {
    let filter = Filter {
        provider: Some(idp),
        endpoint: Some("jwks".to_owned()),
        ..Filter::default()
    };
    let asked = world.suite().provider.journal().exchanges(&filter);
    let since = asked
        .last()
        .map(|exchange| clock::now().duration_since(exchange.at));
    let since = since
        .and_then(|since| Duration::try_from(since).ok())
        .unwrap_or_default();
    COOLDOWN.saturating_sub(since)
}
