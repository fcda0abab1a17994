//! Grants that hold less than the app would like: without an address, or without another refresh token.

use cucumber::given;
use mock_provider::Provider;
use mock_provider::faults::{ApiAnswer, Change};
use mock_provider::journal::Filter;
use serde_json::{Map, Value, json};

use super::answers::arm;
use super::claims::address_is;
use super::parameters::Idp;
use super::step;
use crate::broken::Broken;
use crate::oracles::tokens;
use crate::world::World;

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

#[given(expr = "{idp} gave the app a refresh token for {word}, and gives it no other one")]
async fn no_other_refresh_token(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let filter = Filter {
            provider: Some(idp.0),
            persona: Some(world.person(&person)?.persona.id.clone()),
            ..Filter::default()
        };
        let exchanges = world.suite().provider.journal().exchanges(&filter);
        if tokens::issued(&exchanges, idp.0, "refresh_token").is_empty() {
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
        arm(world, idp.0, &person, "refresh-token-first-only", what, change).await
    })
    .await;
}
