//! Many answers at once that belong to nobody.

use cucumber::when;
use futures::StreamExt as _;
use futures::stream;
use mock_provider::Provider;
use url::Url;

use super::parameters::Idp;
use super::starts::registered;
use super::step;
use crate::broken::Broken;
use crate::target::Target;
use crate::world::World;

/// How many come at once.
const AT_ONCE: usize = 8;

#[when(expr = "somebody sends the app {int} answers of {idp} that belong to no sign-in")]
async fn flood(world: &mut World, number: u32, idp: Idp) {
    step(world, async |world| {
        world.entry(idp.0)?;
        let target = world.target().await?;
        let answered: Vec<Result<u16, String>> = stream::iter(0..number)
            .map(|number| send(&target, idp.0, number))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        let failed = answered.into_iter().find_map(|answer| match answer {
            Ok(status) if status < 500 => None,
            Ok(status) => Some(format!("HTTP status {status}")),
            Err(reason) => Some(reason),
        });
        match failed {
            None => Ok(()),
            Some(reason) => Err(Broken::breach(
                "the app answers each of them, by a refusal",
                reason,
            )),
        }
    })
    .await;
}

async fn send(target: &Target, idp: Provider, number: u32) -> Result<u16, String> {
    let mut answer = Url::parse(&registered(target, idp)).map_err(|error| error.to_string())?;
    answer
        .query_pairs_mut()
        .append_pair("code", &format!("a-code-that-nobody-issued-{number}"))
        .append_pair("state", &format!("a-state-that-nobody-made-{number}"));
    let answer = target.http().get(answer.as_str(), "text/html", &[]).await?;
    Ok(answer.status)
}
