//! Whether the app looks at which issuer an answer names (RFC 9207).

use cucumber::then;
use mock_provider::Provider;
use mock_provider::journal::{Exchange, Filter};
use serde_json::Value;

use super::parameters::Idp;
use super::starts::registered;
use super::step;
use crate::broken::{Broken, Kind};
use crate::oracles::{identity, journal};
use crate::target::Target;
use crate::world::World;

/// What the app may know of the provider's promise to name itself in each answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Promise {
    /// The app has read metadata that promise it.
    Read,
    /// The app has read metadata that promise nothing.
    None,
    /// The app has read no metadata.
    Unread,
}

#[then(regex = r"^(\w+) is not signed in by an answer of another issuer than (Google|GitHub)$")]
async fn not_by_another(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let (target, promise) = (world.target().await?, promise(world, idp.0));
        let apart = are_apart(world, &target);
        not_signed_in(world, &person)
            .await
            .map_err(|broken| match promise {
                // The other defence of RFC 9700 section 4.4.2: the address tells whose answer it is.
                Promise::None | Promise::Unread if apart && broken.kind == Kind::Breach => Broken::breach(
                    broken.expected,
                    format!(
                        "{}; that each provider has an address of its own keeps them apart",
                        broken.actual
                    ),
                )
                .of_kind(Kind::Weaker),
                _ => broken,
            })
    })
    .await;
}

#[then(
    regex = r"^(\w+) is not signed in by an answer that hides its issuer, which (Google|GitHub) promises to name$"
)]
async fn not_by_none(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let promise = promise(world, idp.0);
        if promise == Promise::None {
            return Err(Broken::not_applicable(format!(
                "the metadata of {} promise no issuer in its answers",
                idp.0.name()
            )));
        }
        not_signed_in(world, &person)
            .await
            .map_err(|broken| match promise {
                Promise::Unread if broken.kind == Kind::Breach => Broken::breach(
                    broken.expected,
                    format!(
                        "{}; the app reads no metadata, and so knows of no promise",
                        broken.actual
                    ),
                )
                .of_kind(Kind::Weaker),
                _ => broken,
            })
    })
    .await;
}

#[then(expr = "{idp} named itself as the issuer of its answer to {word}")]
async fn named(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let target = world.target().await?;
        let issuer = target
            .values
            .get(&format!("{}.issuer", idp.0.slug()))
            .unwrap_or_default();
        let answer = journal::answers(&world.exchanges_of(&person), idp.0).pop();
        let answer = answer.ok_or_else(|| journal::no_answer(idp.0))?;
        let found = answer.query_pairs().find(|(name, _)| name == "iss");
        match found {
            Some((_, found)) if found == issuer => Ok(()),
            Some((_, found)) => Err(Broken::set_up(format!("iss={issuer}"), format!("iss={found}"))),
            None => Err(Broken::not_applicable(format!(
                "{} names no issuer",
                idp.0.name()
            ))),
        }
    })
    .await;
}

async fn not_signed_in(world: &mut World, name: &str) -> Result<(), Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    identity::anonymous(&target, &suite, world.browser(name).await?).await
}

/// Whether each provider sends people back to an address of its own.
fn are_apart(world: &World, target: &Target) -> bool {
    let suite = world.suite();
    let mut addresses: Vec<String> = suite
        .manifest
        .offered()
        .map(|(idp, _)| registered(target, idp))
        .collect();
    let all = addresses.len();
    addresses.sort_unstable();
    addresses.dedup();
    addresses.len() == all
}

/// Nobody but the app's own programs asks the provider for its metadata.
fn promise(world: &World, idp: Provider) -> Promise {
    judge(
        &world.suite().provider.journal().exchanges(&Filter::default()),
        idp,
    )
}

fn judge(exchanges: &[Exchange], idp: Provider) -> Promise {
    const MEMBER: &str = "authorization_response_iss_parameter_supported";
    let read = exchanges
        .iter()
        .rfind(|one| one.provider == idp && one.endpoint == "discovery" && one.status == 200);
    let document = read.map(|one| serde_json::from_str::<Value>(&one.response_body).unwrap_or_default());
    match document {
        Some(document) if document[MEMBER] == true => Promise::Read,
        Some(_) => Promise::None,
        None => Promise::Unread,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_counts_once_the_app_has_read_it() {
        let read = |body: &str| Exchange {
            endpoint: "discovery".into(),
            provider: Provider::Google,
            status: 200,
            response_body: body.into(),
            ..Exchange::default()
        };
        let promising = read(r#"{"authorization_response_iss_parameter_supported": true}"#);
        assert_eq!(
            judge(std::slice::from_ref(&promising), Provider::Google),
            Promise::Read
        );
        assert_eq!(
            judge(std::slice::from_ref(&promising), Provider::GitHub),
            Promise::Unread
        );
        assert_eq!(
            judge(&[promising, read(r#"{"issuer": "x"}"#)], Provider::Google),
            Promise::None
        );
        assert_eq!(judge(&[], Provider::Google), Promise::Unread);
    }
}
