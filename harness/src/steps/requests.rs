//! What the app asked the provider for.

use cucumber::then;

use super::parameters::Idp;
use super::step;
use crate::oracles::request;
use crate::world::World;

#[then(expr = "the authorization request to {idp} asks for a code")]
async fn asks_for_code(world: &mut World, idp: Idp) {
    step(world, async |world| {
        request::asks_for_code(&world.exchanges(), idp.0)
    })
    .await;
}

#[then(expr = "the authorization request to {idp} has a {word}")]
async fn has(world: &mut World, idp: Idp, parameter: String) {
    step(world, async |world| match parameter.as_str() {
        "state" => request::has_state(&world.exchanges(), idp.0),
        other => request::has(&world.exchanges(), idp.0, other),
    })
    .await;
}

#[then(regex = r"^the authorization request to (Google|GitHub) says (\w+)=(\S+)$")]
async fn says(world: &mut World, idp: Idp, parameter: String, value: String) {
    step(world, async |world| {
        request::says(&world.exchanges(), idp.0, &parameter, &value)
    })
    .await;
}

#[then(
    regex = r"^nobody can guess the (state|nonce|code_challenge) of the app's requests to (Google|GitHub)$"
)]
async fn unguessable(world: &mut World, parameter: String, idp: Idp) {
    step(world, async |world| {
        request::unguessable(&world.exchanges(), idp.0, &parameter)
    })
    .await;
}

#[then(expr = "the token request to {idp} repeats the redirect_uri")]
async fn repeats_redirect_uri(world: &mut World, idp: Idp) {
    step(world, async |world| {
        request::repeats_redirect_uri(&world.exchanges(), idp.0)
    })
    .await;
}

#[then(expr = "the token request to {idp} has a {word}")]
async fn token_request_has(world: &mut World, idp: Idp, parameter: String) {
    step(world, async |world| {
        request::token_request_has(&world.exchanges(), idp.0, &parameter)
    })
    .await;
}

#[then(expr = "no parameter of the app's requests to {idp} appears twice")]
async fn no_parameter_twice(world: &mut World, idp: Idp) {
    step(world, async |world| {
        request::no_parameter_twice(&world.exchanges(), idp.0)
    })
    .await;
}
