//! A JWT by which a client proves itself (RFC 7523 §3, OIDC Core §9), and Apple's client secret, which is one too.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Header, crypto::verify, decode_header, jwk::JwkSet};
use serde_json::{Map, Value};

mod problem;

pub use problem::Problem;

/// Seconds by which a client's clock may be ahead of the provider's.
const TOLERANCE: i64 = 60;

/// What an assertion must say to be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Who made it; absent: the client itself.
    pub issuer: Option<String>,
    /// For whom it may be, one of these: the issuer identifier, the token endpoint.
    pub audiences: Vec<String>,
    /// The algorithms that are accepted.
    pub algorithms: Vec<Algorithm>,
    /// The longest time in seconds from now until it expires; absent: any.
    pub longest: Option<i64>,
    /// Whether it must say when it was made (`iat`).
    pub iat_required: bool,
    /// Whether it must have an identifier (`jti`). One that is there is accepted once either way.
    pub jti_required: bool,
    /// Whether its header must name the key (`kid`).
    pub kid_required: bool,
}

/// What a client registered to be recognised by.
#[derive(Debug, Clone, Copy)]
pub struct Registered<'a> {
    /// Its id.
    pub client_id: &'a str,
    /// Its secret; empty: it has none.
    pub secret: &'a str,
    /// Its public keys as a JWK set (RFC 7517).
    pub jwks: Option<&'a Value>,
    /// Its public keys as PEM.
    pub pems: &'a [String],
}

/// An assertion that broke no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Its identifier, which must not be accepted again before `expires_at`.
    pub jti: Option<String>,
    /// When it expires, in seconds since 1970.
    pub expires_at: i64,
}

/// Whether the text is a JWT whose header names an HMAC.
#[must_use]
pub fn is_symmetric(text: &str) -> bool {
    decode_header(text)
        .is_ok_and(|header| matches!(header.alg, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512))
}

/// The subject that the text claims, before anything is verified.
#[must_use]
pub fn subject(text: &str) -> Option<String> {
    Some(claims(text)?.get("sub")?.as_str()?.to_owned())
}

/// Checks an assertion of a client at `now`, in seconds since 1970.
///
/// # Errors
/// [`Problem`] with the first rule that was broken. Whether the identifier was seen before is for the caller to say.
pub fn check(
    text: &str,
    expected: &Expected,
    registered: &Registered<'_>,
    now: i64,
) -> Result<Accepted, Problem> {
    let header = decode_header(text).map_err(|error| Problem::Malformed(error.to_string()))?;
    if !expected.algorithms.contains(&header.alg) {
        return Err(Problem::Algorithm {
            found: format!("{:?}", header.alg),
            expected: expected
                .algorithms
                .iter()
                .map(|known| format!("{known:?}"))
                .collect(),
        });
    }
    check_signature(text, &header, expected, registered)?;
    let claims =
        claims(text).ok_or_else(|| Problem::Malformed("its payload is no JSON object".to_owned()))?;
    check_names(&claims, expected, registered.client_id)?;
    check_audience(&claims, expected)?;
    let expires_at = check_times(&claims, expected, now)?;
    let jti = claims.get("jti").and_then(Value::as_str).map(ToOwned::to_owned);
    if expected.jti_required && jti.is_none() {
        return Err(Problem::MissingClaim("jti"));
    }
    Ok(Accepted { jti, expires_at })
}

/// RFC 7523 §3 no. 9: by the secret, or by a key that the client registered.
fn check_signature(
    text: &str,
    header: &Header,
    expected: &Expected,
    registered: &Registered<'_>,
) -> Result<(), Problem> {
    if expected.kid_required && header.kid.is_none() {
        return Err(Problem::MissingKid);
    }
    let keys = keys(header, registered)?;
    let (message, signature) = text
        .rsplit_once('.')
        .ok_or_else(|| Problem::Malformed("it has no three parts".to_owned()))?;
    let fits = |key: &DecodingKey| {
        key.family() == header.alg.family()
            && verify(signature, message.as_bytes(), key, header.alg).unwrap_or(false)
    };
    if keys.iter().any(fits) {
        Ok(())
    } else {
        Err(Problem::Signature {
            symmetric: is_symmetric(text),
        })
    }
}

/// The keys that may have signed it. A `kid` chooses among the keys that have one.
fn keys(header: &Header, registered: &Registered<'_>) -> Result<Vec<DecodingKey>, Problem> {
    if matches!(header.alg, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512) {
        return if registered.secret.is_empty() {
            Err(Problem::NoKeys { symmetric: true })
        } else {
            Ok(vec![DecodingKey::from_secret(registered.secret.as_bytes())])
        };
    }
    let set: Option<JwkSet> = registered
        .jwks
        .and_then(|jwks| serde_json::from_value(jwks.clone()).ok());
    let named: Vec<_> = set.into_iter().flat_map(|set| set.keys).collect();
    if named.is_empty() && registered.pems.is_empty() {
        return Err(Problem::NoKeys { symmetric: false });
    }
    let known: Vec<String> = named.iter().filter_map(|jwk| jwk.common.key_id.clone()).collect();
    let chosen = named
        .iter()
        .filter(|jwk| header.kid.is_none() || jwk.common.key_id.is_none() || jwk.common.key_id == header.kid)
        .filter_map(|jwk| DecodingKey::from_jwk(jwk).ok());
    let chosen: Vec<_> = chosen
        .chain(registered.pems.iter().filter_map(|pem| public_key(pem)))
        .collect();
    match &header.kid {
        Some(kid) if chosen.is_empty() => Err(Problem::UnknownKid {
            found: kid.clone(),
            known,
        }),
        _ => Ok(chosen),
    }
}

/// A public key in PEM form, of whatever kind it is.
#[must_use]
pub fn public_key(pem: &str) -> Option<DecodingKey> {
    let bytes = pem.as_bytes();
    DecodingKey::from_rsa_pem(bytes)
        .or_else(|_| DecodingKey::from_ec_pem(bytes))
        .or_else(|_| DecodingKey::from_ed_pem(bytes))
        .ok()
}

/// RFC 7523 §3 no. 1 and 2, OIDC Core §9: made by the client about itself, unless the provider has it otherwise.
fn check_names(claims: &Map<String, Value>, expected: &Expected, client_id: &str) -> Result<(), Problem> {
    let issuer = expected.issuer.as_deref().unwrap_or(client_id);
    for (name, wanted) in [("iss", issuer), ("sub", client_id)] {
        match claims.get(name).and_then(Value::as_str) {
            Some(found) if found == wanted => {}
            Some(found) => {
                return Err(Problem::WrongClaim {
                    name,
                    found: found.to_owned(),
                    expected: wanted.to_owned(),
                });
            }
            None => return Err(Problem::MissingClaim(name)),
        }
    }
    Ok(())
}

/// RFC 7523 §3 no. 3. One of several audiences is enough.
fn check_audience(claims: &Map<String, Value>, expected: &Expected) -> Result<(), Problem> {
    let found: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => return Err(Problem::MissingClaim("aud")),
    };
    if found
        .iter()
        .any(|aud| expected.audiences.iter().any(|known| known == aud))
    {
        Ok(())
    } else {
        Err(Problem::WrongClaim {
            name: "aud",
            found: found.join(" "),
            expected: expected.audiences.join(" or "),
        })
    }
}

/// RFC 7523 §3 no. 4 to 6: alive, for no longer than is allowed, and not made or valid only in the future.
fn check_times(claims: &Map<String, Value>, expected: &Expected, now: i64) -> Result<i64, Problem> {
    let time = |name: &str| {
        let value = claims.get(name)?;
        // NumericDate may have a fraction (RFC 7519 §2).
        value
            .as_i64()
            .or_else(|| value.as_f64().map(|seconds| seconds as i64))
    };
    let exp = time("exp").ok_or(Problem::MissingClaim("exp"))?;
    if exp <= now {
        return Err(Problem::Expired { exp, now });
    }
    if let Some(longest) = expected
        .longest
        .filter(|longest| exp > now.saturating_add(*longest))
    {
        return Err(Problem::TooLong { exp, now, longest });
    }
    for name in ["iat", "nbf"] {
        match time(name) {
            Some(at) if at > now + TOLERANCE => return Err(Problem::InTheFuture { name, at, now }),
            None if name == "iat" && expected.iat_required => return Err(Problem::MissingClaim("iat")),
            _ => {}
        }
    }
    Ok(exp)
}

fn claims(text: &str) -> Option<Map<String, Value>> {
    let payload = text.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, encode};
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_700_000_000;
    const TEAM_KEY: &str = include_str!("../../../fixtures/keys/oidc-es256-current.test-key.pem");

    fn expected() -> Expected {
        Expected {
            issuer: None,
            audiences: vec!["https://op.test".to_owned(), "https://op.test/token".to_owned()],
            algorithms: vec![Algorithm::HS256],
            longest: Some(3_600),
            iat_required: false,
            jti_required: true,
            kid_required: false,
        }
    }

    const CLIENT: Registered<'_> = Registered {
        client_id: "app",
        secret: "a secret of the client",
        jwks: None,
        pems: &[],
    };

    fn assertion(changes: &Value) -> String {
        let mut claims = json!({
            "iss": "app", "sub": "app", "aud": "https://op.test/token", "exp": NOW + 60, "iat": NOW, "jti": "1",
        });
        for (name, value) in changes.as_object().expect("an object") {
            claims[name] = value.clone();
        }
        let key = EncodingKey::from_secret(CLIENT.secret.as_bytes());
        encode(&Header::new(Algorithm::HS256), &claims, &key).expect("encoded")
    }

    fn rule(text: &str, expected: &Expected) -> String {
        check(text, expected, &CLIENT, NOW)
            .expect_err("refused")
            .refusal("app")
            .rule
    }

    #[test]
    fn each_rule_is_broken_by_its_own_claim() {
        let accepted = check(&assertion(&json!({})), &expected(), &CLIENT, NOW).expect("accepted");
        assert_eq!(
            (accepted.jti.as_deref(), accepted.expires_at),
            (Some("1"), NOW + 60)
        );
        let several = json!({"aud": ["https://other.test", "https://op.test"]});
        assert!(check(&assertion(&several), &expected(), &CLIENT, NOW).is_ok());
        for (changes, broken) in [
            (json!({"iss": "other"}), "assertion-iss"),
            (json!({"iss": null}), "assertion-iss"),
            (json!({"sub": "other"}), "assertion-sub"),
            (json!({"aud": "https://other.test"}), "assertion-aud"),
            (json!({"aud": null}), "assertion-aud"),
            (json!({"exp": NOW}), "assertion-alive"),
            (json!({"exp": null}), "assertion-exp"),
            (json!({"exp": NOW + 3_601}), "assertion-lifetime"),
            (json!({"iat": NOW + 61}), "assertion-not-from-the-future"),
            (json!({"nbf": NOW + 61}), "assertion-not-from-the-future"),
            (json!({"jti": null}), "assertion-jti"),
        ] {
            assert_eq!(rule(&assertion(&changes), &expected()), broken, "{changes}");
        }
        assert_eq!(rule("abc", &expected()), "assertion-well-formed");
        assert_eq!(
            rule(&(assertion(&json!({})) + "A"), &expected()),
            "assertion-signature"
        );
        let only_es256 = Expected {
            algorithms: vec![Algorithm::ES256],
            ..expected()
        };
        assert_eq!(rule(&assertion(&json!({})), &only_es256), "assertion-algorithm");
    }

    /// Apple's client secret: the team is the issuer, the services id the subject.
    #[test]
    fn another_issuer_and_a_named_key_can_be_demanded() {
        let signer = crate::keys::SigningKey::from_pem_for(
            TEAM_KEY,
            crate::protocol::signing_algorithm::SigningAlgorithm::Es256,
        )
        .expect("fixture");
        let mut jwk = crate::keys::public_jwk(&signer);
        jwk["kid"] = json!("KEY1234567");
        let jwks = json!({"keys": [jwk]});
        let registered = Registered {
            client_id: "test.app",
            secret: "",
            jwks: Some(&jwks),
            pems: &[],
        };
        let apple = Expected {
            issuer: Some("TEAM123456".to_owned()),
            audiences: vec!["https://appleid.apple.com".to_owned()],
            algorithms: vec![Algorithm::ES256],
            longest: Some(15_777_000),
            iat_required: true,
            jti_required: false,
            kid_required: true,
        };
        let claims = json!({
            "iss": "TEAM123456", "sub": "test.app", "aud": "https://appleid.apple.com", "iat": NOW,
            "exp": NOW + 15_777_000,
        });
        let key = EncodingKey::from_ec_pem(TEAM_KEY.as_bytes()).expect("a key");
        let signed = |kid: Option<&str>| {
            let header = Header {
                kid: kid.map(ToOwned::to_owned),
                ..Header::new(Algorithm::ES256)
            };
            encode(&header, &claims, &key).expect("encoded")
        };
        assert!(check(&signed(Some("KEY1234567")), &apple, &registered, NOW).is_ok());
        for (kid, broken) in [(None, "assertion-kid"), (Some("OTHER"), "assertion-kid")] {
            let problem = check(&signed(kid), &apple, &registered, NOW).expect_err("refused");
            assert_eq!(problem.refusal("test.app").rule, broken);
        }
        let early = check(&signed(Some("KEY1234567")), &apple, &registered, NOW - 1);
        assert!(matches!(early, Err(Problem::TooLong { .. })));
        let without_keys = Registered {
            jwks: None,
            ..registered
        };
        let problem = check(&signed(Some("KEY1234567")), &apple, &without_keys, NOW);
        assert_eq!(problem, Err(Problem::NoKeys { symmetric: false }));
    }
}
