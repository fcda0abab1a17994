//! Grants that hold less than the app would like: without an address, or without another refresh token.

use cucumber::{given, then, when};
use mock_provider::Provider;
use mock_provider::faults::{ApiAnswer, Change};
use mock_provider::journal::{Exchange, Filter};
use serde_json::{Map, Value, json};

use super::answers::arm;
use super::claims::address_is;
use super::parameters::Idp;
use super::step;
use crate::broken::Broken;
use crate::oracles::tokens;
use crate::world::World;

const FIRST_ONLY: &str = "refresh-token-first-only";
const WITHOUT_ADDRESS: &str = "scope-without-address";

/// As where the person left that box out: the granted scope says so, and so does everything that is asked with it.
#[given(regex = r"^(Google|GitHub) will let the app know everything of (\w+) but her address$")]
async fn without_address(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let what = "grants everything but the address";
        let scope = match idp.0 {
            Provider::GitHub => "read:user",
            _ => "openid profile",
        };
        let granted = Change::TokenResponse {
            set: Map::from_iter([("scope".to_owned(), json!(scope))]),
            remove: Vec::new(),
        };
        arm(world, idp.0, &person, WITHOUT_ADDRESS, what, granted).await?;
        if idp.0 != Provider::GitHub {
            return address_is(world, idp.0, &person, None).await;
        }
        // GitHub says 404 where a scope is missing.
        let hidden = ApiAnswer {
            endpoint: "user-emails".to_owned(),
            status: Some(404),
            body: Some(r#"{"message":"Not Found","status":"404"}"#.to_owned()),
            ..ApiAnswer::default()
        };
        let shown = ApiAnswer {
            endpoint: "user".to_owned(),
            set: Map::from_iter([("email".to_owned(), Value::Null)]),
            ..ApiAnswer::default()
        };
        for answer in [hidden, shown] {
            let change = Change::ApiAnswer(answer);
            arm(world, idp.0, &person, WITHOUT_ADDRESS, what, change).await?;
        }
        Ok(())
    })
    .await;
}

/// Without it nobody could tell an app that has lost its refresh token from one that never uses any.
#[then(expr = "the app refreshes the token of {idp} for {word}")]
async fn refreshes(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        match tokens::refreshes(&exchanges(world, idp.0, &person)?, idp.0).is_empty() {
            false => Ok(()),
            true => Err(Broken::not_applicable(format!(
                "the app refreshes no token of {}, so that no refresh token is missed",
                idp.0.name()
            ))),
        }
    })
    .await;
}

#[then(expr = "the app has refreshed the token of {idp} since {word} signed in again")]
async fn refreshed_since(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let all = exchanges(world, idp.0, &person)?;
        let sign_in = |exchange: &Exchange| {
            let fault = exchange.fault.as_deref().unwrap_or_default();
            exchange.endpoint == "token" && fault.contains(FIRST_ONLY) && !is_refresh(exchange, idp.0)
        };
        let since = all.iter().rposition(sign_in).ok_or_else(|| {
            Broken::breach("a sign-in that brings no refresh token", "the journal has none").as_control()
        })?;
        match all[since..].iter().any(|exchange| is_refresh(exchange, idp.0)) {
            true => Ok(()),
            false => Err(Broken::breach(
                "the refresh token of the first sign-in is kept and used",
                "the app refreshed before the second sign-in, and not any more after it",
            )
            .hint("keep the stored refresh token when a token response has none")),
        }
    })
    .await;
}

fn is_refresh(exchange: &Exchange, idp: Provider) -> bool {
    !tokens::refreshes(std::slice::from_ref(exchange), idp).is_empty()
}

/// What happened at `idp` on behalf of a person, in whichever browser or none.
fn exchanges(world: &mut World, idp: Provider, name: &str) -> Result<Vec<Exchange>, Broken> {
    let filter = Filter {
        provider: Some(idp),
        persona: Some(world.person(name)?.persona.id.clone()),
        ..Filter::default()
    };
    Ok(world.suite().provider.journal().exchanges(&filter))
}

#[when(expr = "{idp} gives the app no other refresh token for {word}")]
async fn no_other_refresh_token(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        if tokens::issued(&exchanges(world, idp.0, &person)?, idp.0, "refresh_token").is_empty() {
            return Err(Broken::not_applicable(format!(
                "the app asks {} for no access while people are away, and gets no refresh token",
                idp.0.name()
            )));
        }
        let change = Change::TokenResponse {
            set: Map::new(),
            remove: vec!["refresh_token".to_owned()],
        };
        let what = "sends no refresh token to those who consented before";
        arm(world, idp.0, &person, FIRST_ONLY, what, change).await
    })
    .await;
}
