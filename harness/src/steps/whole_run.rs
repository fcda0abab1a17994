//! What holds for a run as a whole, whatever its checks were about. These scenarios run last.

use std::collections::HashSet;

use cucumber::then;
use mock_provider::Provider;
use mock_provider::journal::Filter;

use super::signing_in::{Door, go};
use super::step;
use crate::broken::Broken;
use crate::oracles::{identity, printed};
use crate::people;
use crate::provider_pages::Decision;
use crate::watch::{self, Sighting};
use crate::world::World;

/// Places that are named; the rest is counted.
const NAMED: usize = 5;
/// Who comes at the end, one for each provider.
const NEWCOMERS: [&str; 4] = ["eve", "carol", "bob", "alice"];

#[then(expr = "no answer of the app in this run was an error of its server")]
async fn no_server_errors(world: &mut World) {
    step(world, async |world| {
        let is_app = of_app(world).await?;
        judge(
            "every answer of the app has a status below 500",
            &world.suite().watch.server_errors(is_app),
        )
    })
    .await;
}

#[then(expr = "no page of the app in this run showed a stack trace or a secret")]
async fn no_traces(world: &mut World) {
    step(world, async |world| {
        let is_app = of_app(world).await?;
        let (suite, target) = (world.suite(), world.target().await?);
        let issued = suite.provider.journal().exchanges(&Filter {
            endpoint: Some("token".to_owned()),
            ..Filter::default()
        });
        let own = suite.manifest.providers.keys().filter_map(|idp| {
            target
                .values
                .get(&format!("{idp}.client_secret"))
                .map(str::to_owned)
        });
        let secrets: HashSet<String> = watch::tokens(&issued).chain(own).collect();
        let mut found = suite.watch.traces(&is_app);
        found.extend(suite.watch.secrets(&secrets, &is_app));
        let at_provider = |address: &str| suite.is_at_provider(address);
        found.extend(suite.watch.told_codes(&is_app, at_provider));
        judge(
            "no page shows how the app works inside, and no address a secret",
            &found,
        )
    })
    .await;
}

#[then(expr = "somebody new can sign up with every provider of the app and sign in again")]
async fn alive(world: &mut World) {
    step(world, async |world| {
        let _ = of_app(world).await?;
        let (suite, target) = (world.suite(), world.target().await?);
        let deaths = suite.deaths();
        if let Some(last) = deaths.last() {
            return Err(Broken::breach(
                "the app runs from the beginning to the end",
                format!(
                    "it ended {} time(s) by itself, the last time so: {last}",
                    deaths.len()
                ),
            )
            .hint("see which checks say that the target ended: each of them was alone with it"));
        }
        let offered: Vec<Provider> = suite.manifest.offered().map(|(idp, _)| idp).collect();
        let usable = offered.into_iter().filter(|idp| people::have_accounts_at(*idp));
        for (idp, name) in usable.zip(NEWCOMERS) {
            for door in [Door::SignUp, Door::SignIn] {
                world.forget_browser(name);
                go(world, name, idp, door, Decision::Approve).await?;
                let email = world.person(name)?.email().to_owned();
                identity::signed_in(&target, &suite, world.browser(name).await?, &email).await?;
            }
        }
        Ok(())
    })
    .await;
}

#[then(expr = "nothing that the app printed in this run is a code, a token, or a secret")]
async fn printed_nothing(world: &mut World) {
    step(world, async |world| {
        let _ = of_app(world).await?;
        let suite = world.suite();
        let journal = suite.provider.journal().exchanges(&Filter::default());
        let issued = printed::issued(&journal);
        if issued.is_empty() {
            return Err(Broken::set_up("a provider has issued tokens in this run", "none has")
                .hint("select it together with other checks"));
        }
        let mut found = Vec::new();
        let mut heard = false;
        for target in suite.started() {
            let secrets = suite
                .manifest
                .providers
                .keys()
                .filter_map(|idp| target.values.get(&format!("{idp}.client_secret")));
            let secrets: Vec<&str> = secrets.collect();
            for (program, lines) in target.printed() {
                heard = true;
                found.extend(printed::sightings(program, &lines, &issued, &secrets));
            }
        }
        if !heard {
            return Err(Broken::not_applicable(
                "the app was running before, so that nobody here reads what it prints",
            ));
        }
        found.sort_unstable();
        found.dedup();
        match found.is_empty() {
            true => Ok(()),
            false => Err(Broken::breach(
                "what the app prints says of codes, tokens, and secrets at most that there were some",
                found.join("; "),
            )
            .hint("log what happened, and leave out what it happened with; dumps of requests and answers are for debugging")),
        }
    })
    .await;
}

/// Which addresses are the app's. Not proved where no answer of it was seen.
async fn of_app(world: &World) -> Result<impl Fn(&str) -> bool + use<>, Broken> {
    let (suite, host) = (
        world.suite(),
        world.target().await?.url.host_str().map(str::to_owned),
    );
    let sites = suite.provider_sites();
    let is_app = move |address: &str| {
        url::Url::parse(address).is_ok_and(|url| {
            url.host_str().map(str::to_owned) == host
                && !sites.iter().any(|site| site.origin() == url.origin())
        })
    };
    if suite.watch.answers(&is_app) == 0 {
        return Err(Broken::set_up(
            "other checks of the same run, whose traffic this one looks at",
            "no browser of this run has seen an answer of the app",
        )
        .hint("select it together with other checks"));
    }
    Ok(is_app)
}

fn judge(expected: &str, found: &[Sighting]) -> Result<(), Broken> {
    if found.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = found
        .iter()
        .take(NAMED)
        .map(|one| format!("{} in {}", one.what, one.check))
        .collect();
    let more = match found.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    Err(Broken::breach(expected, named.join("; ") + &more))
}
