//! Metadata of a provider that name another issuer than the one the app was told (OpenID Connect Discovery 1.0 section
//! 4.3). The provider has a second name on this machine; its metadata know the first one alone.

use cucumber::{given, then, when};
use mock_provider::journal::{Exchange, Filter};
use url::Url;

use super::parameters::Idp;
use super::signing_in::{Door, main_browser, open_door};
use super::step;
use crate::broken::Broken;
use crate::world::World;

#[given("the app is told a name of Google that Google's metadata do not have")]
async fn misnamed(world: &mut World) {
    step(world, async |world| world.choose_variant("issuer-mismatch")).await;
}

#[when(expr = "{word} presses the button of {idp}")]
async fn presses(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        world.browser(&person).await?;
        let (suite, browser) = (world.suite(), main_browser(world, &person));
        open_door(world, browser, idp.0, Door::SignIn).await?;
        browser.context.settle(suite.patience()).await;
        Ok(())
    })
    .await;
}

#[then(expr = "the app has read the metadata of {idp} under that name")]
async fn has_read(world: &mut World, idp: Idp) {
    step(world, async |world| {
        let target = world.target().await?;
        let issuer = target.values.get(&format!("{}.misnamed_issuer", idp.0.slug()));
        let name = issuer.and_then(|issuer| Url::parse(issuer).ok());
        let name = name.as_ref().and_then(Url::host_str).unwrap_or_default();
        let filter = Filter {
            provider: Some(idp.0),
            endpoint: Some("discovery".to_owned()),
            ..Filter::default()
        };
        let read = world.suite().provider.journal().exchanges(&filter);
        match read.iter().any(|exchange| asked_by(exchange, name)) {
            true => Ok(()),
            false => Err(Broken::not_applicable(format!(
                "the app does not read the metadata of {} under the name that variants.issuer-mismatch gives it",
                idp.0.name()
            ))),
        }
    })
    .await;
}

#[then(expr = "{idp} is not asked to sign {word} in")]
async fn not_asked(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let asked = |exchange: &Exchange| exchange.provider == idp.0 && exchange.endpoint == "authorize";
        match world.exchanges_of(&person).iter().any(asked) {
            false => Ok(()),
            true => Err(Broken::breach(
                "metadata that name another issuer are not used",
                format!(
                    "the app sent the browser to where they say that {} is",
                    idp.0.name()
                ),
            )
            .hint(
                "compare `issuer` of the metadata with the issuer that they were read for, letter by letter",
            )),
        }
    })
    .await;
}

/// Whether a request named the host in this way.
fn asked_by(exchange: &Exchange, name: &str) -> bool {
    let host = exchange
        .request_headers
        .iter()
        .find(|(header, _)| header.eq_ignore_ascii_case("host"));
    host.is_some_and(|(_, host)| host.split(':').next() == Some(name))
}
