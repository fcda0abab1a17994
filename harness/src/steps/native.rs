//! Signing in through a native client of the app.

use cucumber::{given, then, when};
use mock_provider::Provider;
use url::Url;

use super::parameters::Idp;
use super::signing_in::forget_consent;
use super::{step, visit};
use crate::broken::{Broken, Kind};
use crate::foreign_site::ForeignSite;
use crate::native::{self, NativeClient};
use crate::provider_pages::{self, Decision};
use crate::world::World;

#[when(regex = r"^(\w+) signs in with (Google|GitHub) through (?:her|his) native app$")]
async fn signs_in(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let redirect_uri = native::description(&world.suite())?.redirect_uri.clone();
        through(world, &person, idp.0, &redirect_uri, Decision::Approve).await
    })
    .await;
}

#[when(
    regex = r"^(\w+) starts to sign in with (Google|GitHub) through (?:her|his) native app and cancels there$"
)]
async fn cancels(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let redirect_uri = native::description(&world.suite())?.redirect_uri.clone();
        forget_consent(world, &person, idp.0)?;
        through(world, &person, idp.0, &redirect_uri, Decision::Deny).await
    })
    .await;
}

#[given(regex = r"^(\w+) can sign in with (Google|GitHub) through (?:her|his) native app$")]
#[then(regex = r"^(\w+) can sign in with (Google|GitHub) through (?:her|his) native app again$")]
async fn can_sign_in(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let redirect_uri = native::description(&world.suite())?.redirect_uri.clone();
        let way = async |world: &mut World| {
            start_anew(world, &person)?;
            through(world, &person, idp.0, &redirect_uri, Decision::Approve).await?;
            redeem_own(world, &person).await?;
            is_signed_in(world, &person).await
        };
        way(world).await.map_err(Broken::as_control)?;
        start_anew(world, &person)
    })
    .await;
}

#[when(
    regex = r"^somebody has (\w+) sign in with (Google|GitHub) for an app (at an address of its own|that only looks like hers|on another host of hers|with a path behind hers|at another path of loopback|at a name of loopback)$"
)]
async fn at_another_address(world: &mut World, person: String, idp: Idp, how: String) {
    step(world, async |world| {
        let own = native::description(&world.suite())?.redirect_uri.clone();
        let address = match how.as_str() {
            "at an address of its own" => "evil-app://callback".to_owned(),
            "that only looks like hers" => format!("{own}.evil.example"),
            "on another host of hers" => format!("{own}@evil.example/callback"),
            "at another path of loopback" => {
                let url = on_port(world, 49_151)?;
                url.join("/elsewhere").map_or(url.to_string(), String::from)
            }
            "at a name of loopback" => native::by_name(on_port(world, 49_151)?).into(),
            _ => format!("{own}/../evil"),
        };
        through(world, &person, idp.0, &address, Decision::Approve).await
    })
    .await;
}

#[then(regex = r"^nothing that opens the account of (\w+) was handed to that app$")]
async fn nothing_handed(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let client = &world.person(&person)?.native;
        if let Some(nonce) = client.nonce(&suite)? {
            return Err(Broken::breach(
                "a nonce goes to listed addresses only",
                format!("one of {} characters went to {}", nonce.len(), shown(client)),
            ));
        }
        // The refusal at the start is the evidence, or the address without a nonce at the end.
        if client.refused.is_some() || client.landed.is_some() {
            return Ok(());
        }
        Err(
            Broken::breach("the app is refused, or gets no nonce", "it was never answered")
                .of_kind(Kind::Stuck),
        )
    })
    .await;
}

#[when(regex = r"^the native app of (\w+) redeems what came with the redirect$")]
async fn redeems(world: &mut World, person: String) {
    step(world, async |world| redeem_own(world, &person).await).await;
}

#[then(regex = r"^(\w+) is signed in in (?:her|his) native app$")]
async fn signed_in(world: &mut World, person: String) {
    step(world, async |world| is_signed_in(world, &person).await).await;
}

#[then(regex = r"^nobody is signed in in the native app of (\w+)$")]
async fn not_signed_in(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let found = world.person(&person)?.native.whoami(&suite, &target).await?;
        nobody(found)
    })
    .await;
}

#[then(regex = r"^another client that redeems what came with the redirect to (\w+) is nobody's$")]
async fn another_client(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let (attempt, nonce) = handed_over(world, &person)?;
        let mut other = NativeClient::default();
        // It has a token of its own, as the app on another telephone has.
        other.whoami(&suite, &target).await?;
        other.redeem(&suite, &target, &attempt, &nonce).await?;
        nobody(other.whoami(&suite, &target).await?)
    })
    .await;
}

#[then(regex = r"^redeeming what came with the redirect to (\w+) a second time gives nothing$")]
async fn second_time(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let (attempt, nonce) = handed_over(world, &person)?;
        // The client that may redeem it, as it was before it did.
        let mut before = world.person(&person)?.native_before.clone();
        before.redeem(&suite, &target, &attempt, &nonce).await?;
        nobody(before.whoami(&suite, &target).await?)
    })
    .await;
}

#[then(regex = r"^the redirect told the native app of (\w+) that it came to nothing$")]
async fn came_to_nothing(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let client = &world.person(&person)?.native;
        if client.nonce(&suite)?.is_some() {
            return Err(Broken::breach("no nonce comes with a failure", shown(client)));
        }
        let own = &native::description(&suite)?.redirect_uri;
        let landed = client.landed.as_deref().unwrap_or_default();
        if landed.starts_with(own.as_str()) && landed.len() > own.len() {
            return Ok(());
        }
        Err(Broken::breach(
            format!("the browser is sent to {own} with the failure in its query"),
            format!("it was sent to {}", shown(client)),
        ))
    })
    .await;
}

#[when(regex = r"^(\w+) signs in with (Google|GitHub) through (?:her|his) native app on a port of loopback$")]
async fn on_loopback(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let page = "<!doctype html><title>Done</title><p>You may go back to the app.".to_owned();
        let app = ForeignSite::serve(page)
            .await
            .map_err(|error| Broken::breach("a port of loopback", error.to_string()).of_kind(Kind::Crash))?;
        let address = on_port(world, app.port())?;
        start_anew(world, &person)?;
        through(world, &person, idp.0, address.as_str(), Decision::Approve).await?;
        match &world.person(&person)?.native.refused {
            None => Ok(()),
            Some(refusal) => Err(Broken::breach(
                "a loopback address with any port starts a sign-in (RFC 8252 section 7.3)",
                refusal.clone(),
            )),
        }
    })
    .await;
}

/// The client's address on loopback with a port in it.
fn on_port(world: &World, port: u16) -> Result<Url, Broken> {
    let suite = world.suite();
    let listed = native::description(&suite)?.loopback_redirect_uri.as_deref();
    let listed = listed.ok_or_else(|| Broken::not_applicable("[native] has no `loopback_redirect_uri`"))?;
    let mut url = Url::parse(listed)
        .map_err(|error| Broken::set_up("native.loopback_redirect_uri is an address", error.to_string()))?;
    // An address without a host takes no port, and is none on loopback.
    let _ = url.set_port(Some(port));
    Ok(url)
}

/// What every address of the client begins with: its scheme, or on loopback its host and port too.
fn beginning(redirect_uri: &str) -> String {
    match Url::parse(redirect_uri) {
        Ok(url) if url.scheme() == "http" => url.origin().ascii_serialization() + "/",
        _ => redirect_uri.split(':').next().unwrap_or_default().to_owned(),
    }
}

/// Starts in the native client, and passes the provider in the browser until that is sent to where no browser goes.
async fn through(
    world: &mut World,
    name: &str,
    idp: Provider,
    redirect_uri: &str,
    decision: Decision,
) -> Result<(), Broken> {
    world.entry(idp)?;
    let (suite, target) = (world.suite(), world.target().await?);
    let mut client = world.person(name)?.native.clone();
    let started = client.start(&suite, &target, idp, redirect_uri).await?;
    world.person(name)?.native = client;
    let Some(url) = started else { return Ok(()) };
    let persona = world.person(name)?.persona.clone();
    let browser = world.browser(name).await?;
    let before = provider_pages::answers_so_far(&suite, browser, idp);
    visit(&suite, &browser.context, &url).await?;
    let beginning = beginning(redirect_uri);
    let is_there = |address: &str| address.starts_with(&beginning);
    let landed = tokio::select! {
        biased;
        landed = browser.context.redirected(suite.patience() * 2, is_there) => landed,
        passed = provider_pages::pass(&suite, browser, idp, &persona, decision, before) => {
            passed?;
            browser.context.redirected(suite.patience(), is_there).await
        }
    };
    world.person(name)?.native.landed = landed;
    Ok(())
}

/// A new client, and a new browser for the person to go through.
fn start_anew(world: &mut World, name: &str) -> Result<(), Broken> {
    world.forget_browser(name);
    world.person(name)?.native = NativeClient::default();
    Ok(())
}

async fn redeem_own(world: &mut World, name: &str) -> Result<(), Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let (attempt, nonce) = handed_over(world, name)?;
    let person = world.person(name)?;
    person.native_before = person.native.clone();
    let client = &mut person.native;
    client.redeem(&suite, &target, &attempt, &nonce).await
}

async fn is_signed_in(world: &mut World, name: &str) -> Result<(), Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let person = world.person(name)?;
    let email = person.email().to_owned();
    match person.native.whoami(&suite, &target).await? {
        Some(found) if found.eq_ignore_ascii_case(&email) => Ok(()),
        found => Err(Broken::breach(
            format!("signed in as {email} in the native app"),
            format!("signed in as {}", found.as_deref().unwrap_or("nobody")),
        )),
    }
}

/// The sign-in of the native client of `name`, and the nonce that came for it.
fn handed_over(world: &mut World, name: &str) -> Result<(String, String), Broken> {
    let suite = world.suite();
    let client = &world.person(name)?.native;
    let nonce = client.nonce(&suite)?.ok_or_else(|| {
        Broken::breach(
            "a nonce comes with the redirect to the app's own address",
            format!("the browser was sent to {}", shown(client)),
        )
    })?;
    Ok((client.attempt.clone().unwrap_or_default(), nonce))
}

fn nobody(found: Option<String>) -> Result<(), Broken> {
    match found {
        None => Ok(()),
        Some(found) => Err(Broken::breach(
            "nobody is signed in in the client",
            format!("{found} is"),
        )),
    }
}

fn shown(client: &NativeClient) -> String {
    client.landed.as_deref().map_or_else(
        || "no address".to_owned(),
        |landed| landed.split('?').next().unwrap_or_default().to_owned(),
    )
}
