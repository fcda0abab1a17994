//! ID tokens that say a thing twice, and whether the app could see what is odd about a key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cucumber::{given, then};
use mock_provider::Provider;
use mock_provider::faults::Change;
use mock_provider::journal::{Exchange, Filter};
use serde_json::{Map, Value, json};

use super::answers::arm;
use super::parameters::Idp;
use super::step;
use crate::broken::Broken;
use crate::world::World;

#[given(regex = r"^(Google) will speak of (\w+) and behind that of (\w+) in one ID token for (\w+)$")]
async fn twice(world: &mut World, idp: Idp, first: String, _own: String, person: String) {
    step(world, async |world| {
        let account = world.person(&first)?.persona.google.clone().unwrap_or_default();
        let first = Map::from_iter([
            ("sub".to_owned(), json!(account.sub)),
            ("email".to_owned(), json!(account.email)),
            ("email_verified".to_owned(), Value::Bool(true)),
        ]);
        let change = Change::IdTokenTwice { first };
        let what = "names another person before the right one";
        arm(world, idp.0, &person, "claims-twice", what, change).await
    })
    .await;
}

/// Whoever has not looked the key up refuses it as unknown, which says nothing about what is odd about it.
#[then(expr = "the app has read which keys {idp} has, that one too")]
async fn has_read(world: &mut World, idp: Idp) {
    step(world, async |world| {
        let altered = world.exchanges();
        let altered = altered.iter().filter(|exchange| exchange.fault.is_some());
        let kid = altered.filter_map(kid).next_back().ok_or_else(|| {
            Broken::set_up(
                format!("{} sent an ID token with the name of a key", idp.0.name()),
                "it sent none",
            )
        })?;
        match published(world, idp.0).any(|keys| keys.response_body.contains(&kid)) {
            true => Ok(()),
            false => Err(Broken::not_applicable(format!(
                "the app did not ask {} for its keys when it met the name of a new one, so that it does not know this one",
                idp.0.name()
            ))),
        }
    })
    .await;
}

fn published(world: &World, idp: Provider) -> impl Iterator<Item = Exchange> {
    let filter = Filter {
        provider: Some(idp),
        endpoint: Some("jwks".to_owned()),
        ..Filter::default()
    };
    world.suite().provider.journal().exchanges(&filter).into_iter()
}

/// The name of the key of the ID token in a token response.
fn kid(exchange: &Exchange) -> Option<String> {
    let response: Value = serde_json::from_str(&exchange.response_body).ok()?;
    let header = response["id_token"].as_str()?.split('.').next()?;
    let header = URL_SAFE_NO_PAD.decode(header).ok()?;
    let header: Value = serde_json::from_slice(&header).ok()?;
    header["kid"].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_key_is_read_from_the_header_of_the_id_token() {
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"k-1"}"#);
        let of = |body: Value| {
            kid(&Exchange {
                response_body: body.to_string(),
                ..Exchange::default()
            })
        };
        assert_eq!(
            of(json!({"id_token": format!("{header}.x.y")})).as_deref(),
            Some("k-1")
        );
        assert_eq!(of(json!({"id_token": "no token"})), None);
        assert_eq!(of(json!({"access_token": "x"})), None);
    }
}
