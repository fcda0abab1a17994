//! What the app's requests to a provider say, value by value, and what no address may say.

use cucumber::then;
use mock_provider::Provider;

use super::parameters::Idp;
use super::starts::registered;
use super::step;
use crate::oracles::credentials::{self, Credential};
use crate::oracles::{identity, request_values, session, state_contents};
use crate::world::World;

#[then(expr = "every start of the app names {idp} the address that is registered there")]
async fn one_address(world: &mut World, idp: Idp) {
    step(world, async |world| {
        let registered = registered(&*world.target().await?, idp.0);
        request_values::redirect_uri_is(&world.exchanges(), idp.0, &registered)
    })
    .await;
}

#[then(expr = "nobody on the way can read what {idp} answers the app")]
async fn private_address(world: &mut World, idp: Idp) {
    step(world, async |world| {
        request_values::redirect_uris_are_private(&world.exchanges(), idp.0)
    })
    .await;
}

#[then(expr = "the code_verifier that the app sends {idp} is a valid one")]
async fn verifier(world: &mut World, idp: Idp) {
    step(world, async |world| {
        request_values::verifier_is_valid(&world.exchanges(), idp.0)
    })
    .await;
}

#[then(expr = "the app asks {idp} for no more access than it needs")]
async fn scopes(world: &mut World, idp: Idp) {
    step(world, async |world| {
        let named = world.entry(idp.0)?.scopes;
        let wanted = named.unwrap_or_else(|| request_values::scopes_of_identity(idp.0));
        let profiles = &world.suite().manifest.capabilities.profiles;
        let promises = idp.0 == Provider::Google && profiles.iter().any(|profile| profile == "oidc");
        let needed = promises.then_some("openid");
        request_values::scopes_are(&world.exchanges(), idp.0, &wanted, needed)
    })
    .await;
}

#[then(regex = r"^no address of (\w+)'s sign-in with (Google|GitHub) has a credential in it$")]
async fn no_credential(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let target = world.target().await?;
        let exchanges = world.exchanges_of(&person);
        let mut credentials = credentials::of(&exchanges);
        let key = format!("{}.client_secret", idp.0.slug());
        credentials.extend(target.values.get(&key).map(|text| Credential {
            name: "the client's secret",
            text: text.to_owned(),
        }));
        let context = &world.browser(&person).await?.context;
        let asked = context.requests().into_iter().map(|request| request.url);
        let mut addresses: Vec<String> = exchanges.into_iter().map(|exchange| exchange.url).collect();
        addresses.extend(asked.chain(context.redirects()));
        addresses.push(context.page().await?.url);
        credentials::none_in(&credentials, &addresses)
    })
    .await;
}

#[then(regex = r"^the state of (\w+)'s sign-in with (Google|GitHub) tells nothing of (?:her|his) browser$")]
async fn state_tells_nothing(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let exchanges = world.exchanges_of(&person);
        let now = world.cookies(&person).await?;
        let mut cookies = world.person(&person)?.copied.clone();
        cookies.retain(|cookie| cookie.goes_to(&target.url));
        // While nobody is signed in, no cookie carries a session.
        if identity::of_cookies(&target, &suite, &now).await?.is_some() {
            cookies.extend(session::carriers(&target, &suite, &now).await.unwrap_or_default());
        }
        let facts = [world.person(&person)?.email().to_owned()];
        let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
        state_contents::tells_nothing(&exchanges, idp.0, &cookies, &facts)
    })
    .await;
}
