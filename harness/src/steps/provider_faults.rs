//! What the provider does wrong on purpose in its token response and its ID token.

use cucumber::given;
use mock_provider::Provider;
use mock_provider::faults::{Change, Signature, TokenAnswer};
use mock_provider::journal::Filter;
use serde_json::{Map, Value, json};

use super::answers::arm;
use super::parameters::Idp;
use super::step;
use crate::broken::{Broken, Kind};
use crate::clock;
use crate::foreign_site;
use crate::world::World;

const HOUR: i64 = 3600;

/// What the deviation may depend on.
struct About {
    client_id: String,
    issuer: String,
    /// Seconds since the epoch.
    now: i64,
}

/// Words of the features, name in the provider's journal, and the override.
type Deviation = (&'static str, &'static str, fn(&About) -> Change);

const ID_TOKENS: &[Deviation] = &[
    ("whose signature is right", "id-token-resigned", |_| {
        claims(&[], &[])
    }),
    ("with a broken signature", "id-token-corrupted", |_| {
        signed(Signature::Corrupted)
    }),
    ("without its signature", "id-token-unsigned", |_| {
        signed(Signature::Removed)
    }),
    ("signed with somebody else's key", "id-token-other-key", |_| {
        signed(Signature::OtherKey)
    }),
    (
        "signed with a key of an unknown name",
        "id-token-unknown-key",
        |_| signed(Signature::UnknownKey),
    ),
    ("that carries the key to check it with", "id-token-jwk", |_| {
        signed(Signature::EmbeddedKey)
    }),
    ("whose algorithm is none", "id-token-alg-none", |_| {
        signed(Signature::AlgNone)
    }),
    (
        "signed with the public key for a secret",
        "id-token-hs256",
        |_| signed(Signature::PublicKeyAsSecret),
    ),
    (
        "signed with the secret of the app",
        "id-token-client-secret",
        |_| signed(Signature::ClientSecret),
    ),
    (
        "that carries the certificate to check it with",
        "id-token-x5c",
        |_| signed(Signature::EmbeddedCertificate),
    ),
    (
        "signed by an algorithm that its key is not for",
        "id-token-other-algorithm",
        |_| signed(Signature::OtherAlgorithm),
    ),
    ("signed with a key that is too short", "id-token-weak-key", |_| {
        signed(Signature::WeakKey)
    }),
    (
        "signed with a key for encryption",
        "id-token-encryption-key",
        |_| signed(Signature::EncryptionKey),
    ),
    ("that does not name its key", "kid-missing", |_| {
        Change::IdTokenHeader {
            set: Map::new(),
            remove: vec!["kid".to_owned()],
        }
    }),
    ("that was issued a week ago", "issued-long-ago", |about| {
        claims(&[("iat", json!(about.now - 7 * 24 * HOUR))], &[])
    }),
    ("of more than a mebibyte", "id-token-huge", |_| {
        claims(&[("padding", json!("A".repeat(1024 * 1024)))], &[])
    }),
    ("that says that two factors were asked for", "amr-mfa", |_| {
        claims(&[("amr", json!(["pwd", "otp", "mfa"])), ("acr", json!("2"))], &[])
    }),
    ("of another issuer", "issuer-other", |_| {
        claims(&[("iss", json!(foreign_site::ISSUER))], &[])
    }),
    ("without an issuer", "issuer-missing", |_| claims(&[], &["iss"])),
    ("of an issuer with a slash behind it", "issuer-slash", |about| {
        claims(&[("iss", json!(format!("{}/", about.issuer)))], &[])
    }),
    ("for another client", "audience-other", |_| {
        claims(&[("aud", json!("another-client"))], &["azp"])
    }),
    ("for nobody", "audience-missing", |_| claims(&[], &["aud", "azp"])),
    (
        "for a client whose id begins like the app's",
        "audience-longer",
        |about| claims(&[("aud", json!(format!("{}-evil", about.client_id)))], &["azp"]),
    ),
    (
        "for a list of clients in which the app is alone",
        "audience-list",
        |about| claims(&[("aud", json!([about.client_id]))], &[]),
    ),
    ("for the app and another client", "audience-untrusted", |about| {
        claims(&[("aud", json!([about.client_id, "another-client"]))], &["azp"])
    }),
    (
        "that another client was authorized for",
        "authorized-party-other",
        |_| claims(&[("azp", json!("another-client"))], &[]),
    ),
    ("that names nobody", "subject-missing", |_| claims(&[], &["sub"])),
    ("that ran out an hour ago", "expired", |about| {
        claims(
            &[
                ("iat", json!(about.now - 2 * HOUR)),
                ("exp", json!(about.now - HOUR)),
            ],
            &[],
        )
    }),
    ("that never runs out", "expiry-missing", |_| claims(&[], &["exp"])),
    ("that ran out half a minute ago", "expired-skew", |about| {
        claims(&[("exp", json!(about.now - 30))], &[])
    }),
    (
        "that does not say when it was issued",
        "issued-at-missing",
        |_| claims(&[], &["iat"]),
    ),
    ("that will be issued tomorrow", "issued-in-future", |about| {
        claims(
            &[
                ("iat", json!(about.now + 24 * HOUR)),
                ("exp", json!(about.now + 25 * HOUR)),
            ],
            &[],
        )
    }),
    ("that will be issued in two minutes", "issued-skew", |about| {
        claims(
            &[
                ("iat", json!(about.now + 120)),
                ("exp", json!(about.now + 120 + HOUR)),
            ],
            &[],
        )
    }),
    ("that is good from tomorrow on", "not-before-future", |about| {
        claims(
            &[
                ("nbf", json!(about.now + 24 * HOUR)),
                ("exp", json!(about.now + 25 * HOUR)),
            ],
            &[],
        )
    }),
    (
        "that does not say whether the address was checked",
        "email-verified-missing",
        |_| claims(&[], &["email_verified"]),
    ),
    ("of another sign-in", "nonce-wrong", |_| {
        claims(&[("nonce", json!("of-another-sign-in"))], &[])
    }),
    ("without the nonce", "nonce-missing", |_| claims(&[], &["nonce"])),
    ("that belongs to another access token", "at-hash-wrong", |_| {
        claims(&[("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA"))], &[])
    }),
    ("that does not name its access token", "at-hash-missing", |_| {
        claims(&[], &["at_hash"])
    }),
];

const TOKENS: &[Deviation] = &[
    ("without an access token", "access-token-missing", |_| {
        members(&[], &["access_token"])
    }),
    ("whose access token is null", "access-token-null", |_| {
        members(&[("access_token", Value::Null)], &[])
    }),
    ("without an ID token", "id-token-missing", |_| {
        members(&[], &["id_token"])
    }),
    ("that is an error with the status 200", "token-error-200", |_| {
        answer(
            None,
            Some(
                r#"{"error":"bad_verification_code","error_description":"The code passed is incorrect or expired."}"#,
            ),
        )
    }),
    ("with an error in it", "token-error-beside", |_| {
        members(&[("error", json!("bad_verification_code"))], &[])
    }),
    ("that writes its lifetime as a text", "expires-in-text", |_| {
        members(&[("expires_in", json!("3599"))], &[])
    }),
    (
        "that writes its lifetime as a huge number",
        "expires-in-huge",
        |_| members(&[("expires_in", json!(1_000_000_000_000_u64))], &[]),
    ),
    (
        "that writes its lifetime as a past time",
        "expires-in-negative",
        |_| members(&[("expires_in", json!(-1))], &[]),
    ),
    ("that is said to be a page", "token-said-to-be-page", |_| {
        Change::TokenAnswer(TokenAnswer {
            content_type: Some("text/html; charset=utf-8".to_owned()),
            ..TokenAnswer::default()
        })
    }),
    ("whose token type is unknown", "token-type-unknown", |_| {
        members(&[("token_type", json!("mac"))], &[])
    }),
    ("whose token type is in capitals", "token-type-capitals", |_| {
        members(&[("token_type", json!("BEARER"))], &[])
    }),
    (
        "that does not say how long it lasts",
        "expires-in-missing",
        |_| members(&[], &["expires_in"]),
    ),
    ("that tells the scope to nobody", "scope-missing", |_| {
        members(&[], &["scope"])
    }),
    ("with the status 503", "token-503", |_| {
        answer(Some(503), Some(""))
    }),
    ("that refuses the code", "token-invalid-grant", |_| {
        answer(Some(400), Some(r#"{"error":"invalid_grant"}"#))
    }),
    ("that refuses the app", "token-invalid-client", |_| {
        answer(Some(401), Some(r#"{"error":"invalid_client"}"#))
    }),
    ("that breaks off", "token-truncated", |_| {
        answer(None, Some(r#"{"access_token":"ya29.a0"#))
    }),
    ("that is empty", "token-empty", |_| answer(None, Some(""))),
    ("that is a list", "token-list", |_| answer(None, Some("[]"))),
];

#[given(regex = r"^(Google|GitHub) will send (\w+) an ID token (.+)$")]
async fn id_token(world: &mut World, idp: Idp, person: String, words: String) {
    step(world, async |world| {
        deviate(world, idp.0, &person, ID_TOKENS, &words).await
    })
    .await;
}

#[given(regex = r"^(Google|GitHub) will answer the token request for (\w+) with one (.+)$")]
async fn token(world: &mut World, idp: Idp, person: String, words: String) {
    step(world, async |world| {
        deviate(world, idp.0, &person, TOKENS, &words).await
    })
    .await;
}

/// What codes may hold besides letters: all that addresses and forms give a meaning of its own.
const SPECIAL: &str = "/0A+b=c%20&d#e~f.g?h:i@j";
/// Together with what codes are anyway, more than the columns of many databases hold.
const MORE_LETTERS: usize = 4000;

#[given(regex = r"^(Google|GitHub) will send (\w+) a code of more than four thousand letters$")]
async fn long_code(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let append = "x".repeat(MORE_LETTERS);
        let change = Change::AuthorizationCode { append };
        arm(world, idp.0, &person, "code-long", "issues a long code", change).await
    })
    .await;
}

#[given(regex = r"^(Google) will send (\w+) the ID token of (\w+)'s last sign-in$")]
async fn of_another_sign_in(world: &mut World, idp: Idp, person: String, owner: String) {
    step(world, async |world| {
        let filter = Filter {
            provider: Some(idp.0),
            persona: Some(world.person(&owner)?.persona.id.clone()),
            endpoint: Some("token".to_owned()),
            ..Filter::default()
        };
        let exchanges = world.suite().provider.journal().exchanges(&filter);
        let token = exchanges.iter().rev().find_map(|exchange| {
            let body: Value = serde_json::from_str(&exchange.response_body).ok()?;
            body.get("id_token").cloned()
        });
        let token = token
            .ok_or_else(|| Broken::not_applicable(format!("{} sends the app no ID token", idp.0.name())))?;
        let what = "sends the ID token of another sign-in";
        let change = members(&[("id_token", token)], &[]);
        arm(world, idp.0, &person, "id-token-replayed", what, change).await
    })
    .await;
}

#[given(regex = r"^(Google|GitHub) will send (\w+) a code with letters that addresses give a meaning$")]
async fn special_code(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let append = SPECIAL.to_owned();
        let change = Change::AuthorizationCode { append };
        arm(
            world,
            idp.0,
            &person,
            "code-special",
            "issues a code with special letters",
            change,
        )
        .await
    })
    .await;
}

#[given(regex = r"^(Google|GitHub) will redirect the token request for (\w+) to another site$")]
async fn redirects(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let location = world.foreign_site().await?.address("token");
        let change = Change::TokenAnswer(TokenAnswer {
            status: Some(307),
            body: Some(String::new()),
            location: Some(location),
            ..TokenAnswer::default()
        });
        let what = "redirects the app's token request to another site";
        arm(world, idp.0, &person, "token-redirected", what, change).await
    })
    .await;
}

async fn deviate(
    world: &mut World,
    idp: Provider,
    person: &str,
    known: &'static [Deviation],
    words: &str,
) -> Result<(), Broken> {
    let deviation = known.iter().find(|(name, ..)| *name == words);
    let (_, name, change) = deviation.ok_or_else(|| {
        Broken::breach("a known deviation", format!("nobody knows one {words}")).of_kind(Kind::Crash)
    })?;
    let target = world.target().await?;
    let value = |key: &str| {
        target
            .values
            .get(&format!("{}.{key}", idp.slug()))
            .unwrap_or_default()
            .to_owned()
    };
    let about = About {
        client_id: value("client_id"),
        issuer: value("issuer"),
        now: clock::now().as_second(),
    };
    arm(
        world,
        idp,
        person,
        name,
        "deviates in its token response",
        change(&about),
    )
    .await
}

fn claims(set: &[(&str, Value)], remove: &[&str]) -> Change {
    Change::IdToken {
        set: object(set),
        remove: remove.iter().map(|&name| name.to_owned()).collect(),
    }
}

fn members(set: &[(&str, Value)], remove: &[&str]) -> Change {
    Change::TokenResponse {
        set: object(set),
        remove: remove.iter().map(|&name| name.to_owned()).collect(),
    }
}

fn signed(signature: Signature) -> Change {
    Change::IdTokenSignature(signature)
}

fn answer(status: Option<u16>, body: Option<&str>) -> Change {
    Change::TokenAnswer(TokenAnswer {
        status,
        body: body.map(str::to_owned),
        ..TokenAnswer::default()
    })
}

fn object(members: &[(&str, Value)]) -> Map<String, Value> {
    members
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}
