//! What the app asked the provider for.

use cucumber::then;

use super::parameters::Idp;
use super::step;
use crate::oracles::request;
use crate::world::World;

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

#[then(expr = "no parameter of the app's requests to {idp} appears twice")]
async fn no_parameter_twice(world: &mut World, idp: Idp) {
    step(world, async |world| {
        request::no_parameter_twice(&world.exchanges(), idp.0)
    })
    .await;
}
