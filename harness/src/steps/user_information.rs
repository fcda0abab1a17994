//! What goes wrong where the app asks the provider's API who somebody is: Google's userinfo, GitHub's user and its
//! addresses.

use cucumber::{given, then};
use mock_provider::Provider;
use mock_provider::faults::{ApiAnswer, Change};
use serde_json::{Map, Value, json};
use url::Url;

use super::answers::arm;
use super::parameters::Idp;
use super::step;
use crate::broken::{Broken, Kind};
use crate::world::World;

/// Words of the features, name in the provider's journal, and the override at an endpoint.
type Deviation = (&'static str, &'static str, fn(String) -> ApiAnswer);

const DEVIATIONS: &[Deviation] = &[
    ("that refuses the token", "user-401", |endpoint| ApiAnswer {
        status: Some(401),
        body: Some(r#"{"error":"invalid_token","message":"Bad credentials"}"#.to_owned()),
        ..at(endpoint)
    }),
    ("with the status 503", "user-503", |endpoint| ApiAnswer {
        status: Some(503),
        body: Some(String::new()),
        ..at(endpoint)
    }),
    ("that says to come back later", "user-429", |endpoint| ApiAnswer {
        status: Some(429),
        body: Some(r#"{"message":"You have exceeded a secondary rate limit."}"#.to_owned()),
        ..at(endpoint)
    }),
    ("that is forbidden", "user-403", |endpoint| ApiAnswer {
        status: Some(403),
        body: Some(r#"{"message":"Resource not accessible by integration"}"#.to_owned()),
        ..at(endpoint)
    }),
    ("that breaks off", "user-truncated", |endpoint| ApiAnswer {
        body: Some(r#"{"sub":"10769150350006150715"#.to_owned()),
        ..at(endpoint)
    }),
    ("that is a page", "user-page", |endpoint| ApiAnswer {
        body: Some("<!doctype html><title>Gateway</title><p>Please try again.".to_owned()),
        content_type: Some("text/html; charset=utf-8".to_owned()),
        ..at(endpoint)
    }),
    ("that is a list", "user-list", |endpoint| ApiAnswer {
        body: Some("[]".to_owned()),
        ..at(endpoint)
    }),
    ("with an endless name", "user-oversize", |endpoint| ApiAnswer {
        set: Map::from_iter([
            ("name".to_owned(), json!("A".repeat(100 * 1024))),
            ("given_name".to_owned(), json!("A".repeat(100 * 1024))),
        ]),
        ..at(endpoint)
    }),
];

#[given(regex = r"^(Google|GitHub) will answer who (\w+) is with one (.+)$")]
async fn who(world: &mut World, idp: Idp, person: String, words: String) {
    step(world, async |world| {
        deviate(world, idp.0, &person, user_endpoint(idp.0), &words).await
    })
    .await;
}

#[given(regex = r"^(GitHub) will answer which addresses (\w+) has with one (.+)$")]
async fn addresses(world: &mut World, idp: Idp, person: String, words: String) {
    step(world, async |world| {
        deviate(world, idp.0, &person, ADDRESSES, &words).await
    })
    .await;
}

#[given(regex = r"^(Google|GitHub) will lead the app on to another site when it asks who (\w+) is$")]
async fn leads_on(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let location = world.foreign_site().await?.address("who");
        let answer = ApiAnswer {
            status: Some(302),
            body: Some(String::new()),
            location: Some(location),
            ..at(user_endpoint(idp.0).to_owned())
        };
        let what = "redirects the app to another site";
        arm(
            world,
            idp.0,
            &person,
            "user-redirected",
            what,
            Change::ApiAnswer(answer),
        )
        .await
    })
    .await;
}

#[given(
    regex = r"^the userinfo of (Google) will speak of (\w+) (with her subject|without a subject|with her subject in a list) when it is asked about (\w+)$"
)]
async fn speaks_of(world: &mut World, idp: Idp, owner: String, manner: String, person: String) {
    step(world, async |world| {
        let account = world.person(&owner)?.persona.google.clone().unwrap_or_default();
        let subject = match manner.as_str() {
            "with her subject" => Some(json!(account.sub)),
            "with her subject in a list" => Some(json!([account.sub])),
            _ => None,
        };
        let mut set = Map::from_iter([
            ("email".to_owned(), json!(account.email)),
            ("email_verified".to_owned(), Value::Bool(true)),
        ]);
        let remove = match subject {
            Some(subject) => {
                set.insert("sub".to_owned(), subject);
                Vec::new()
            }
            None => vec!["sub".to_owned()],
        };
        let answer = ApiAnswer {
            set,
            remove,
            ..at(user_endpoint(idp.0).to_owned())
        };
        let what = "speaks of somebody else in its userinfo";
        arm(
            world,
            idp.0,
            &person,
            "userinfo-of-another",
            what,
            Change::ApiAnswer(answer),
        )
        .await
    })
    .await;
}

#[then(expr = "the access token went to {idp} in a header and in no address")]
async fn token_in_header(world: &mut World, idp: Idp) {
    step(world, async |world| {
        let exchanges = world.exchanges();
        let mut calls = exchanges
            .iter()
            .filter(|one| one.provider == idp.0 && API.contains(&one.endpoint.as_str()))
            .peekable();
        if calls.peek().is_none() {
            return Err(Broken::not_applicable(format!(
                "the app asks {} nothing with its access token",
                idp.0.name()
            )));
        }
        let in_address = |url: &str| {
            Url::parse(url).is_ok_and(|url| {
                url.query_pairs().any(|(name, value)| {
                    matches!(name.as_ref(), "access_token" | "oauth_token") && !value.is_empty()
                })
            })
        };
        match calls.find(|call| in_address(&call.url)) {
            None => Ok(()),
            Some(call) => Err(Broken::breach(
                "access tokens are sent in the Authorization header",
                format!("the request to `{}` has it in its address", call.endpoint),
            )),
        }
    })
    .await;
}

/// The word for GitHub's addresses of a user in the journal.
const ADDRESSES: &str = "user-emails";
/// The words for what is asked with an access token.
const API: [&str; 3] = ["userinfo", "user", ADDRESSES];

/// The word in the journal for the endpoint that says who somebody is.
pub(super) fn user_endpoint(idp: Provider) -> &'static str {
    match idp {
        Provider::GitHub => "user",
        _ => "userinfo",
    }
}

async fn deviate(
    world: &mut World,
    idp: Provider,
    person: &str,
    endpoint: &str,
    words: &str,
) -> Result<(), Broken> {
    let deviation = DEVIATIONS.iter().find(|(known, ..)| *known == words);
    let (_, name, answer) = deviation.ok_or_else(|| {
        Broken::breach("a known deviation", format!("nobody knows one {words}")).of_kind(Kind::Crash)
    })?;
    let what = "deviates when it is asked who somebody is";
    let change = Change::ApiAnswer(answer(endpoint.to_owned()));
    arm(world, idp, person, name, what, change).await
}

fn at(endpoint: String) -> ApiAnswer {
    ApiAnswer {
        endpoint,
        ..ApiAnswer::default()
    }
}
