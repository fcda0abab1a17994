//! How ID tokens are signed: what the provider does wrong on purpose, and what an app that looks at signatures makes of
//! it.
//!
//! OpenID Connect Core section 3.1.3.7 item 6 lets a client trust TLS in place of the signature, for a token that comes
//! straight from the token endpoint. Whether an app does is not asked: a token with a broken signature tells. Where that
//! signs somebody in, nothing can be said of the app's verifier, and a check of it warns; where it does not, whatever
//! else gets past the verifier is a hole in it.

use cucumber::{given, then};
use mock_provider::Provider;
use mock_provider::faults::{Change, Scope, Signature};
use serde_json::{Map, Value, json};

use super::answers::{Armed, arm, arm_in};
use super::parameters::Idp;
use super::signing_in::{Door, through};
use super::step;
use crate::broken::{Broken, Kind};
use crate::oracles::{identity, journal};
use crate::provider_pages::Decision;
use crate::world::World;

const BROKEN_SIGNATURE: &str = "id-token-corrupted";

/// Names of keys that are somebody's input.
const KEY_NAMES: &[(&str, &str)] = &[
    ("a path", "../../../../../../dev/null"),
    ("a query", "x' UNION SELECT 'AAAA'-- -"),
];

#[then(expr = "{word} is not signed in, unless the app leaves the signatures of {idp} to TLS")]
async fn kept_out(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let breach = match identity::anonymous(&target, &suite, world.browser(&person).await?).await {
            Err(broken) if broken.kind == Kind::Breach => broken,
            other => return other,
        };
        let looks = looks_at_signatures(world, &person, idp.0).await;
        Err(judged(breach, looks.map_err(Broken::as_control)?))
    })
    .await;
}

/// Somebody was signed in by a token that is signed wrongly: what that says of an app that looks at signatures, and of
/// one that does not.
fn judged(breach: Broken, looks_at_signatures: bool) -> Broken {
    let Broken { expected, actual, .. } = breach;
    match looks_at_signatures {
        true => Broken::breach(
            expected,
            format!("{actual}, though a token with a broken signature is refused"),
        ),
        false => Broken::breach(
            expected,
            format!(
                "{actual}, and so does a token with a broken signature: the app leaves signatures to TLS, as OpenID \
                 Connect Core section 3.1.3.7 item 6 permits"
            ),
        )
        .of_kind(Kind::Weaker),
    }
}

/// Whether a token with a broken signature, and nothing else wrong with it, is refused.
async fn looks_at_signatures(world: &mut World, name: &str, idp: Provider) -> Result<bool, Broken> {
    world.disarm();
    let (suite, target) = (world.suite(), world.target().await?);
    let persona = world.person(name)?.persona.clone();
    let browser = world.another_browser(name).await?;
    let scope = Scope {
        browser: Some(browser.id.clone()),
        provider: Some(idp),
        ..Scope::default()
    };
    let armed = Armed {
        name: BROKEN_SIGNATURE,
        what: "sends an ID token with a broken signature",
        times: None,
    };
    arm_in(
        world,
        idp,
        scope,
        armed,
        Change::IdTokenSignature(Signature::Corrupted),
    );
    through(world, &browser, &persona, idp, Door::SignIn, Decision::Approve).await?;
    let found = identity::anonymous(&target, &suite, &browser).await;
    world.disarm();
    journal::altered(&world.exchanges_in(&browser), &[BROKEN_SIGNATURE.to_owned()])?;
    match found {
        Ok(()) => Ok(true),
        Err(broken) if broken.kind == Kind::Breach => Ok(false),
        Err(broken) => Err(broken),
    }
}

#[given(regex = r"^(Google) will name the key of its ID token for (\w+) by (a path|a query)$")]
async fn key_name(world: &mut World, idp: Idp, person: String, words: String) {
    step(world, async |world| {
        let (_, name) = KEY_NAMES
            .iter()
            .find(|(known, _)| *known == words)
            .ok_or_else(|| Broken::breach("a known name", words.clone()).of_kind(Kind::Crash))?;
        strange(world, idp.0, &person, Signature::UnknownKey, json!({"kid": name})).await
    })
    .await;
}

#[given(regex = r"^(Google) will name the key of its ID token for (\w+) by an address of another site$")]
async fn key_name_address(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let address = world.foreign_site().await?.address("key");
        strange(
            world,
            idp.0,
            &person,
            Signature::UnknownKey,
            json!({"kid": address}),
        )
        .await
    })
    .await;
}

#[given(regex = r"^(Google) will say in its ID token for (\w+) on which other site its key is$")]
async fn key_elsewhere(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let site = world.foreign_site().await?;
        let header = json!({"jku": site.address("keys"), "x5u": site.address("certificate")});
        strange(world, idp.0, &person, Signature::UnknownKey, header).await
    })
    .await;
}

#[given(regex = r"^(Google) will demand an extension that nobody knows in its ID token for (\w+)$")]
async fn extension(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let header = json!({"crit": ["urn:example:unheard-of"], "urn:example:unheard-of": true});
        in_header(world, idp.0, &person, header).await
    })
    .await;
}

#[given(regex = r#"^(Google) will spell "none" as (\w+) in its ID token for (\w+)$"#)]
async fn spelled(world: &mut World, idp: Idp, spelling: String, person: String) {
    step(world, async |world| {
        strange(
            world,
            idp.0,
            &person,
            Signature::AlgNone,
            json!({"alg": spelling}),
        )
        .await
    })
    .await;
}

#[given(regex = r"^(Google) will speak of (\w+) in the header of its ID token for (\w+)$")]
async fn header_of(world: &mut World, idp: Idp, owner: String, person: String) {
    step(world, async |world| {
        let account = world.person(&owner)?.persona.google.clone().unwrap_or_default();
        let header = json!({"sub": account.sub, "email": account.email, "email_verified": true});
        in_header(world, idp.0, &person, header).await
    })
    .await;
}

/// Signed as `signature` says, with `header` in its header.
async fn strange(
    world: &mut World,
    idp: Provider,
    person: &str,
    signature: Signature,
    header: Value,
) -> Result<(), Broken> {
    let what = "signs the ID token with no key of its own";
    arm(
        world,
        idp,
        person,
        "id-token-signed-strangely",
        what,
        Change::IdTokenSignature(signature),
    )
    .await?;
    in_header(world, idp, person, header).await
}

async fn in_header(world: &mut World, idp: Provider, person: &str, header: Value) -> Result<(), Broken> {
    let set = header.as_object().cloned().unwrap_or_else(Map::new);
    let change = Change::IdTokenHeader {
        set,
        remove: Vec::new(),
    };
    let what = "sends an ID token with another header";
    arm(world, idp, person, "id-token-header", what, change).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_in_a_verifier_is_a_breach_and_no_verifier_is_the_weaker_means() {
        let breach = || Broken::breach("nobody is signed in", "signed in as alice");
        assert_eq!(judged(breach(), true).kind, Kind::Breach);
        let weaker = judged(breach(), false);
        assert_eq!(weaker.kind, Kind::Weaker);
        assert!(
            weaker.actual.starts_with("signed in as alice, "),
            "{}",
            weaker.actual
        );
    }
}
