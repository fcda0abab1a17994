//! Claims of the id_token (OpenID Connect Core §2, §3.1.3.7).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::{DecodedToken, Section, Verdict, span::span};

/// How far clocks may differ, in seconds, before an application should complain.
const LEEWAY: i64 = 60;

/// What an id_token is compared with.
#[derive(Debug, Clone, Copy)]
pub struct IdToken<'a> {
    /// The token.
    pub token: &'a DecodedToken,
    /// The issuer identifier of the provider.
    pub issuer: &'a str,
    /// The client that asked.
    pub client_id: &'a str,
    /// The nonce of the authorization request.
    pub nonce: Option<&'a str>,
    /// The `max_age` of the authorization request.
    pub max_age: Option<&'a str>,
    /// Whether the token goes back to an authorization request, and not to a refresh token or a device.
    pub requested: bool,
    /// The access token that came with it.
    pub access_token: Option<&'a str>,
    /// The code that came with it.
    pub code: Option<&'a str>,
    /// When it was issued, by the provider's clock, in seconds since 1970.
    pub issued_at: i64,
    /// Now, by the same clock.
    pub now: i64,
}

/// A claim with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its name.
    pub name: String,
    /// Its value as JSON; absent: it is missed.
    pub value: Option<String>,
    /// What it says.
    pub meaning: &'static str,
    /// What is to be said about it.
    pub verdict: Option<Verdict>,
}

type Rule = fn(&IdToken<'_>, Option<&Value>) -> Option<Verdict>;

const KNOWN: &[(&str, &str, Rule)] = &[
    ("iss", "Who issued the token.", iss),
    (
        "sub",
        "The account, for ever; the only claim to know people by.",
        sub,
    ),
    ("aud", "For whom it was issued.", aud),
    ("azp", "The client to which it was issued.", azp),
    ("exp", "When it dies.", exp),
    ("iat", "When it was issued.", iat),
    ("nbf", "Before this moment it is not valid.", nbf),
    ("nonce", "The nonce of the request.", nonce),
    (
        "at_hash",
        "Half a hash of the access token that came with it.",
        at_hash,
    ),
    ("c_hash", "Half a hash of the code that came with it.", c_hash),
    (
        "auth_time",
        "When the person signed in at the provider.",
        auth_time,
    ),
    (
        "email",
        "An address. It can change hands: not a key for accounts.",
        plain,
    ),
    (
        "email_verified",
        "Whether the provider checked the address.",
        email_verified,
    ),
    ("hd", "Google: the Workspace domain of the account.", plain),
    ("name", "The full name.", plain),
    ("given_name", "The first name.", plain),
    ("family_name", "The last name.", plain),
    ("picture", "The address of a picture.", plain),
    ("locale", "The language of the account.", plain),
    ("jti", "A name for the token itself.", plain),
    ("acr", "How strongly the person proved who they are.", plain),
    ("amr", "By what means the person proved who they are.", plain),
    ("sid", "The session at the provider.", plain),
];

/// Each claim, explained and judged, and those that are missed.
#[must_use]
pub fn id_token_claims(token: &IdToken<'_>) -> Vec<Claim> {
    let claims = &token.token.claims;
    let mut rows: Vec<Claim> = claims
        .iter()
        .map(|(name, value)| {
            let known = KNOWN.iter().find(|(known, ..)| known == name);
            Claim {
                name: name.clone(),
                value: Some(value.to_string()),
                meaning: known.map_or("A claim of the provider's own.", |(_, meaning, _)| meaning),
                verdict: known.and_then(|(.., rule)| rule(token, Some(value))),
            }
        })
        .collect();
    for (name, meaning, rule) in KNOWN {
        if !claims.contains_key(*name)
            && let Some(verdict) = rule(token, None)
        {
            rows.push(Claim {
                name: (*name).to_owned(),
                value: None,
                meaning,
                verdict: Some(verdict),
            });
        }
    }
    rows
}

fn plain(_: &IdToken<'_>, _: Option<&Value>) -> Option<Verdict> {
    None
}

/// OpenID Connect Core §3.1.3.7 item 2: exactly the issuer.
fn iss(token: &IdToken<'_>, value: Option<&Value>) -> Option<Verdict> {
    let section = Section::oidc("3.1.3.7");
    Some(match value.and_then(Value::as_str) {
        Some(value) if value == token.issuer => Verdict::good("It is the provider that was asked.", section),
        _ => Verdict::bad(format!("Expected \"{}\".", token.issuer), section),
    })
}

/// OpenID Connect Core §2: 1 to 255 ASCII characters.
fn sub(_: &IdToken<'_>, value: Option<&Value>) -> Option<Verdict> {
    let section = Section::oidc("2");
    Some(match value.and_then(Value::as_str) {
        Some(value) if (1..=255).contains(&value.len()) && value.is_ascii() => {
            Verdict::good("Text of 1 to 255 ASCII characters.", section)
        }
        Some(_) => Verdict::bad("Expected 1 to 255 ASCII characters.", section),
        None => Verdict::bad("It is required, as text.", section),
    })
}

/// OpenID Connect Core §3.1.3.7 items 3 and 4.
fn aud(token: &IdToken<'_>, value: Option<&Value>) -> Option<Verdict> {
    let section = Section::oidc("3.1.3.7");
    let audiences: Vec<&str> = match value {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    Some(if !audiences.contains(&token.client_id) {
        Verdict::bad(
            format!(
                "Expected \"{}\": the token is for somebody else.",
                token.client_id
            ),
            section,
        )
    } else if audiences.len() > 1 {
        Verdict::weak(
            "There are others besides the client; trust them before you trust the token.",
            section,
        )
    } else {
        Verdict::good("It is the client that asked.", section)
    })
}

/// OpenID Connect Core §3.1.3.7 item 5.
fn azp(token: &IdToken<'_>, value: Option<&Value>) -> Option<Verdict> {
    let section = Section::oidc("3.1.3.7");
    Some(match value?.as_str() {
        Some(value) if value == token.client_id => Verdict::good("It is the client that asked.", section),
        _ => Verdict::bad(format!("Expected \"{}\".", token.client_id), section),
    })
}

/// OpenID Connect Core §3.1.3.7 item 9.
fn exp(token: &IdToken<'_>, value: Option<&Value>) -> Option<Verdict> {
    let section = Section::oidc("3.1.3.7");
    let Some(exp) = value.and_then(Value::as_i64) else {
        return Some(Verdict::bad("It is required, as a number of seconds.", section));
    };
    Some(if exp <= token.issued_at {
        Verdict::bad(
            format!(
                "It was dead when it was issued, {} before.",
                span(token.issued_at.saturating_sub(exp))
            ),
            section,
        )
    } else if exp <= token.now {
        Verdict::note(
            format!(
                "It lived for {} and died {} ago by the provider's clock.",
                span(exp.saturating_sub(token.issued_at)),
                span(token.now.saturating_sub(exp))
            ),
            section,
        )
    } else {
        Verdict::good(
            format!(
                "{} from now by the provider's clock.",
                span(exp.saturating_sub(token.now))
            ),
            section,
        )
    })
}

/// OpenID Connect Core §3.1.3.7 item 10.
fn iat(token: &IdToken<'_>, value: Option<&Value>) -> Option<Verdict> {
    let section = Section::oidc("3.1.3.7");
    let Some(iat) = value.and_then(Value::as_i64) else {
        return Some(Verdict::bad("It is required, as a number of seconds.", section));
    };
    Some(if iat > token.issued_at + LEEWAY {
        Verdict::bad(
            format!(
                "It is {} in the future.",
                span(iat.saturating_sub(token.issued_at))
            ),
            section,
        )
    } else if iat < token.issued_at - LEEWAY {
        Verdict::weak(
            format!(
                "It is {} older than the answer that carried it.",
                span(token.issued_at.saturating_sub(iat))
            ),
            section,
        )
    } else {
        Verdict::good(
            format!(
                "{} ago by the provider's clock.",
                span(token.now.saturating_sub(iat))
            ),
            section,
        )
    })
}

/// RFC 7519 §4.1.5.
fn nbf(token: &IdToken<'_>, value: Option<&Value>) -> Option<Verdict> {
    let section = Section::rfc(7519, "4.1.5");
    let nbf = value?.as_i64();
    Some(match nbf {
        Some(nbf) if nbf <= token.issued_at + LEEWAY => Verdict::good("That moment has passed.", section),
        _ => Verdict::bad("The token is not valid yet.", section),
    })
}

/// OpenID Connect Core §3.1.3.7 item 11. After a refresh it may be left out (§12.2).
fn nonce(token: &IdToken<'_>, value: Option<&Value>) -> Option<Verdict> {
    let section = Section::oidc("3.1.3.7");
    match (token.nonce, value.and_then(Value::as_str)) {
        (None, None) => None,
        (Some(sent), Some(came)) if sent == came => {
            Some(Verdict::good("It is the one of the request.", section))
        }
        (Some(_), None) if !token.requested => None,
        (Some(sent), _) => Some(Verdict::bad(
            format!("The request had \"{sent}\": the app must refuse this token."),
            section,
        )),
        (None, Some(_)) => Some(Verdict::bad(
            "The request had none: the app must refuse this token.",
            section,
        )),
    }
}

/// OpenID Connect Core §3.1.3.8, §3.3.2.11.
fn at_hash(token: &IdToken<'_>, value: Option<&Value>) -> Option<Verdict> {
    half_hash(
        token,
        value,
        token.access_token,
        "access token",
        Section::oidc("3.1.3.8"),
    )
}

/// OpenID Connect Core §3.3.2.10.
fn c_hash(token: &IdToken<'_>, value: Option<&Value>) -> Option<Verdict> {
    half_hash(token, value, token.code, "code", Section::oidc("3.3.2.10"))
}

fn half_hash(
    token: &IdToken<'_>,
    value: Option<&Value>,
    of: Option<&str>,
    what: &str,
    section: Section,
) -> Option<Verdict> {
    let value = value?;
    let Some(of) = of else {
        return Some(Verdict::note(
            format!("No {what} came with it, so it cannot be recomputed."),
            section,
        ));
    };
    let computed = left_half(
        token
            .token
            .header
            .get("alg")
            .and_then(Value::as_str)
            .unwrap_or_default(),
        of,
    );
    Some(if value.as_str() == Some(computed.as_str()) {
        Verdict::good(format!("Recomputed from the {what}: the same."), section)
    } else {
        Verdict::bad(
            format!("Recomputed from the {what} it is \"{computed}\": the two do not belong together."),
            section,
        )
    })
}

/// base64url of the left half of the hash that the signature's algorithm uses.
fn left_half(alg: &str, text: &str) -> String {
    let bytes = text.as_bytes();
    match alg {
        alg if alg.ends_with("384") => URL_SAFE_NO_PAD.encode(&Sha384::digest(bytes)[..24]),
        alg if alg.ends_with("512") || alg == "EdDSA" => URL_SAFE_NO_PAD.encode(&Sha512::digest(bytes)[..32]),
        _ => URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..16]),
    }
}

/// OpenID Connect Core §3.1.3.7 item 13: required where max_age was asked.
fn auth_time(token: &IdToken<'_>, value: Option<&Value>) -> Option<Verdict> {
    let section = Section::oidc("3.1.3.7");
    let max_age = token.max_age.and_then(|text| text.parse::<i64>().ok());
    match (max_age, value.and_then(Value::as_i64)) {
        (None, None) => None,
        (Some(_), None) => Some(Verdict::bad("max_age was asked, so it is required.", section)),
        (Some(most), Some(at)) if token.issued_at.saturating_sub(at) > most.saturating_add(LEEWAY) => {
            Some(Verdict::bad(
                format!(
                    "That is {} ago, longer than max_age allows.",
                    span(token.issued_at.saturating_sub(at))
                ),
                section,
            ))
        }
        (_, Some(at)) => Some(Verdict::good(
            format!(
                "{} before the token was issued.",
                span(token.issued_at.saturating_sub(at))
            ),
            section,
        )),
    }
}

/// OpenID Connect Core §5.1: a boolean, and true before an address is believed.
fn email_verified(_: &IdToken<'_>, value: Option<&Value>) -> Option<Verdict> {
    let section = Section::oidc("5.1");
    Some(match value? {
        Value::Bool(true) => Verdict::good("The provider checked the address.", section),
        Value::Bool(false) => Verdict::note(
            "Nobody checked the address: an app must not link accounts by it.",
            section,
        ),
        other => Verdict::weak(format!("Expected true or false, not {other}."), section),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::Mark, *};

    /// The claim's mark when it has this value, or is not there.
    fn mark(name: &str, value: &Value) -> Option<Mark> {
        let mut claims =
            json!({"iss": "https://issuer.test", "sub": "1", "aud": "a", "exp": 4_600, "iat": 1_000});
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().expect("an object").shift_remove(name);
        }
        let Value::Object(claims) = claims else {
            unreachable!()
        };
        let Value::Object(header) = json!({"alg": "RS256"}) else {
            unreachable!()
        };
        let token = DecodedToken {
            header,
            claims,
            signed: String::new(),
            signature: String::new(),
        };
        let rows = id_token_claims(&IdToken {
            token: &token,
            issuer: "https://issuer.test",
            client_id: "a",
            nonce: Some("n"),
            max_age: Some("300"),
            requested: true,
            access_token: Some("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            code: None,
            issued_at: 1_000,
            now: 2_000,
        });
        rows.into_iter()
            .find(|row| row.name == name)?
            .verdict
            .map(|verdict| verdict.mark)
    }

    #[test]
    fn each_claim_is_judged() {
        let table = [
            ("iss", json!("https://issuer.test"), Some(Mark::Good)),
            ("iss", json!("https://issuer.test/"), Some(Mark::Bad)),
            ("iss", Value::Null, Some(Mark::Bad)),
            ("sub", json!("1"), Some(Mark::Good)),
            ("sub", json!(1), Some(Mark::Bad)),
            ("sub", json!(""), Some(Mark::Bad)),
            ("aud", json!("a"), Some(Mark::Good)),
            ("aud", json!(["a"]), Some(Mark::Good)),
            ("aud", json!(["a", "b"]), Some(Mark::Weak)),
            ("aud", json!("b"), Some(Mark::Bad)),
            ("azp", json!("a"), Some(Mark::Good)),
            ("azp", json!("b"), Some(Mark::Bad)),
            ("azp", Value::Null, None),
            ("exp", json!(4_600), Some(Mark::Good)),
            ("exp", json!(1_500), Some(Mark::Note)),
            ("exp", json!(900), Some(Mark::Bad)),
            ("exp", json!("4600"), Some(Mark::Bad)),
            ("iat", json!(1_000), Some(Mark::Good)),
            ("iat", json!(1_100), Some(Mark::Bad)),
            ("iat", json!(100), Some(Mark::Weak)),
            ("nbf", json!(1_000), Some(Mark::Good)),
            ("nbf", json!(5_000), Some(Mark::Bad)),
            ("nonce", json!("n"), Some(Mark::Good)),
            ("nonce", json!("m"), Some(Mark::Bad)),
            ("nonce", Value::Null, Some(Mark::Bad)),
            ("at_hash", json!("77QmUPtjPfzWtF2AnpK9RQ"), Some(Mark::Good)),
            ("at_hash", json!("77QmUPtjPfzWtF2AnpK9RR"), Some(Mark::Bad)),
            ("c_hash", json!("x"), Some(Mark::Note)),
            ("auth_time", json!(990), Some(Mark::Good)),
            ("auth_time", json!(100), Some(Mark::Bad)),
            ("auth_time", Value::Null, Some(Mark::Bad)),
            ("email_verified", json!(true), Some(Mark::Good)),
            ("email_verified", json!(false), Some(Mark::Note)),
            ("email_verified", json!("true"), Some(Mark::Weak)),
            ("email", json!("a@b.test"), None),
        ];
        for (name, value, expected) in table {
            assert_eq!(mark(name, &value), expected, "{name} {value}");
        }
    }
}
