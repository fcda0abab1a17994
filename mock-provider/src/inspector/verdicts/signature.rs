//! The signature of a JWT (RFC 7515 §5.2), checked against published keys.

use std::str::FromStr as _;

use jsonwebtoken::{Algorithm, DecodingKey, crypto, jwk::Jwk};
use serde_json::Value;

use super::{DecodedToken, Section, Verdict};

/// Whether a key that the provider publishes verifies the token. `published` are JWKs.
#[must_use]
pub fn signature(token: &DecodedToken, published: &[Value]) -> Verdict {
    let section = Section::rfc(7515, "5.2");
    let header = |name: &str| token.header.get(name).and_then(Value::as_str);
    let alg = header("alg").unwrap_or_default();
    if alg.eq_ignore_ascii_case("none") {
        return Verdict::bad(
            "It says alg \"none\": nobody signed it.",
            Section::rfc(8725, "3.2"),
        );
    }
    let Ok(algorithm) = Algorithm::from_str(alg) else {
        return Verdict::bad(
            format!("There is no algorithm \"{alg}\"."),
            Section::rfc(7518, "3.1"),
        );
    };
    if alg.starts_with("HS") {
        return Verdict::bad(
            format!("It is signed by {alg}, with a shared secret; the provider publishes public keys."),
            Section::rfc(8725, "3.1"),
        );
    }
    let named = header("kid");
    let name_of = |key: &Value| key.get("kid").and_then(Value::as_str).map(ToOwned::to_owned);
    let verified = published
        .iter()
        .find(|key| verifies(token, key, algorithm))
        .map(|key| name_of(key).unwrap_or_default());
    match (named, verified) {
        (Some(named), Some(kid)) if named == kid => {
            Verdict::good(format!("{alg}, verified with the published key {kid}."), section)
        }
        (named, Some(kid)) => Verdict::bad(
            format!(
                "The header names {}, but it is the published key {kid} that verifies it.",
                named.map_or_else(|| "no key".to_owned(), |named| format!("the key {named}"))
            ),
            Section::rfc(7515, "4.1.4"),
        ),
        (Some(named), None) if !published.iter().any(|key| name_of(key).as_deref() == Some(named)) => {
            Verdict::bad(
                format!("The key {named} is not published now, so nobody can verify it."),
                section,
            )
        }
        (_, None) => Verdict::bad("No published key verifies it.", section),
    }
}

fn verifies(token: &DecodedToken, key: &Value, algorithm: Algorithm) -> bool {
    let Ok(jwk) = serde_json::from_value::<Jwk>(key.clone()) else {
        return false;
    };
    let Ok(key) = DecodingKey::from_jwk(&jwk) else {
        return false;
    };
    crypto::verify(&token.signature, token.signed.as_bytes(), &key, algorithm).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{
        super::{Mark, decode},
        *,
    };
    use crate::keys::{SigningKey, public_jwk, sign_jwt};

    const ONE: &str = include_str!("../../../../fixtures/keys/google-current.test-key.pem");
    const TWO: &str = include_str!("../../../../fixtures/keys/google-next.test-key.pem");

    fn key(pem: &str) -> SigningKey {
        SigningKey::from_pem(pem).expect("fixture")
    }

    fn judged(kid: &str, published: &[&SigningKey], change: impl FnOnce(String) -> String) -> Verdict {
        let token = sign_jwt(&json!({"sub": "1"}), kid, &key(ONE)).expect("signed");
        let published: Vec<Value> = published.iter().map(|key| public_jwk(key)).collect();
        signature(&decode(&change(token)).expect("a JWT"), &published)
    }

    #[test]
    fn the_key_that_verifies_is_named() {
        let (one, two) = (key(ONE), key(TWO));
        let good = judged(one.kid(), &[&two, &one], |token| token);
        assert!(good.mark == Mark::Good && good.says.contains(one.kid()));
        let renamed = judged(two.kid(), &[&two, &one], |token| token);
        assert!(renamed.mark == Mark::Bad && renamed.says.contains(one.kid()));
        let retired = judged(one.kid(), &[&two], |token| token);
        assert!(retired.says.contains("not published"));
        let broken = judged(one.kid(), &[&one], |token| {
            let (rest, _) = token.rsplit_once('.').expect("three parts");
            format!("{rest}.AAAA")
        });
        assert!(broken.mark == Mark::Bad && broken.says.contains("No published key"));
    }

    #[test]
    fn an_unsigned_or_secretly_signed_token_is_wrong() {
        // {"alg":"none"}.{} and {"alg":"HS256"}.{}
        for (header, word) in [
            ("eyJhbGciOiJub25lIn0", "nobody"),
            ("eyJhbGciOiJIUzI1NiJ9", "shared secret"),
        ] {
            let found = signature(&decode(&format!("{header}.e30.")).expect("a JWT"), &[]);
            assert!(found.mark == Mark::Bad && found.says.contains(word), "{found:?}");
        }
    }
}
