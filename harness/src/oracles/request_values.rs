//! Values of the app's requests to the provider, each against its rule.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mock_provider::Provider;
use mock_provider::journal::Exchange;
use sha2::{Digest as _, Sha256};
use url::{Host, Url};

use super::journal::no_answer;
use super::request::{Parameters, authorization, may_leave_out, query, token_request, value};
use crate::broken::Broken;

/// Passes when every authorization request at `idp` names `registered` as its `redirect_uri`, byte for byte (RFC 9700
/// section 4.1.3).
///
/// # Errors
/// A breach with the first other value; not proved without two requests.
pub fn redirect_uri_is(exchanges: &[Exchange], idp: Provider, registered: &str) -> Result<(), Broken> {
    let asked: Vec<_> = authorizations(exchanges, idp).map(query).collect();
    if asked.len() < 2 {
        return Err(no_answer(idp));
    }
    for parameters in asked {
        let found = redirect_uri(&parameters, idp)?;
        if found != Some(registered) {
            return Err(Broken::breach(
                format!("redirect_uri={registered} at every start"),
                format!("redirect_uri={}", found.unwrap_or("(absent)")),
            )
            .hint("send the one address that is registered; what belongs to a single sign-in goes into the state"));
        }
    }
    Ok(())
}

/// Passes when every authorization request at `idp` names a callback that nobody on the way can read: `https`, or this
/// machine's own (RFC 6749 section 3.1.2.1, RFC 8252 section 7.3), or a scheme of an app.
///
/// # Errors
/// A breach with the first other address.
pub fn redirect_uris_are_private(exchanges: &[Exchange], idp: Provider) -> Result<(), Broken> {
    authorization(exchanges, idp)?;
    authorizations(exchanges, idp).try_for_each(|exchange| {
        let parameters = query(exchange);
        is_private(redirect_uri(&parameters, idp)?.unwrap_or_default())
    })
}

/// What an authorization request names; not applicable without, where the provider knows the address itself.
fn redirect_uri(parameters: &Parameters, idp: Provider) -> Result<Option<&str>, Broken> {
    match value(parameters, "redirect_uri") {
        None if may_leave_out(idp, "redirect_uri") => Err(Broken::not_applicable(format!(
            "the app names no redirect_uri, so that {} answers to the one that is registered",
            idp.name()
        ))),
        found => Ok(found),
    }
}

fn is_private(found: &str) -> Result<(), Broken> {
    let expected = "a redirect_uri that is https, or on this machine";
    let url = Url::parse(found).map_err(|_| {
        Broken::breach(
            expected,
            format!("redirect_uri={found}, which is no absolute address"),
        )
    })?;
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() != "http" || here {
        return Ok(());
    }
    Err(Broken::breach(expected, format!("redirect_uri={found}")))
}

/// Passes when the verifier of the newest token request at `idp` is 43 to 128 unreserved characters (RFC 7636 section
/// 4.1), and the challenge was made of it (section 4.6).
///
/// # Errors
/// A breach with what is wrong; not applicable without a challenge, of which another check speaks.
pub fn verifier_is_valid(exchanges: &[Exchange], idp: Provider) -> Result<(), Broken> {
    let asked = authorization(exchanges, idp)?;
    let Some(challenge) = value(&asked, "code_challenge").filter(|text| !text.is_empty()) else {
        return Err(Broken::not_applicable(format!(
            "the app sends {} no code_challenge",
            idp.name()
        )));
    };
    let redeemed = token_request(exchanges, idp)?;
    let verifier = value(&redeemed, "code_verifier").unwrap_or_default();
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let length = verifier.chars().count();
    if !(43..=128).contains(&length) {
        let actual = format!("it has {length}");
        return Err(Broken::breach("a code_verifier of 43 to 128 characters", actual)
            .hint("make the verifier of 32 random bytes in base64url, which are 43 characters"));
    }
    if let Some(other) = verifier.chars().find(|c| !u8::try_from(*c).is_ok_and(unreserved)) {
        return Err(Broken::breach(
            "a code_verifier of letters, digits, and - . _ ~",
            format!("it has {other:?}"),
        ));
    }
    let computed = match value(&asked, "code_challenge_method") {
        Some("S256") => URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())),
        _ => verifier.to_owned(),
    };
    if computed == challenge {
        return Ok(());
    }
    Err(Broken::breach(
        "a code_challenge that was made of the code_verifier",
        "the verifier makes another challenge",
    ))
}

/// Passes when the newest authorization request at `idp` asks for `wanted` and nothing else: each of `wanted` may be
/// left out, but for `needed`.
///
/// # Errors
/// A breach with what is too much, or missing.
pub fn scopes_are(
    exchanges: &[Exchange],
    idp: Provider,
    wanted: &[String],
    needed: Option<&str>,
) -> Result<(), Broken> {
    let parameters = authorization(exchanges, idp)?;
    let found = value(&parameters, "scope").unwrap_or_default();
    // GitHub takes commas too.
    let asked: Vec<&str> = found.split([' ', ',']).filter(|one| !one.is_empty()).collect();
    let beyond: Vec<&str> = asked
        .iter()
        .filter(|one| !wanted.iter().any(|known| known == *one))
        .copied()
        .collect();
    if !beyond.is_empty() {
        return Err(Broken::breach(
            format!("no scope beyond {}", wanted.join(" ")),
            format!("it asks for {} too", beyond.join(" ")),
        )
        .hint("ask for more when a person uses what needs it, or name it in `scopes` of the provider in the manifest"));
    }
    match needed.filter(|needed| !asked.contains(needed)) {
        None => Ok(()),
        Some(needed) => Err(Broken::breach(
            format!("the scope {needed}, without which no ID token is promised"),
            format!("scope={found}"),
        )),
    }
}

/// The scopes at `idp` that say who somebody is, and give no access beyond.
#[must_use]
pub fn scopes_of_identity(idp: Provider) -> Vec<String> {
    let known: &[&str] = match idp {
        Provider::Google => &[
            "openid",
            "email",
            "profile",
            "https://www.googleapis.com/auth/userinfo.email",
            "https://www.googleapis.com/auth/userinfo.profile",
        ],
        Provider::GitHub => &["read:user", "user:email"],
        _ => &["openid", "email", "profile"],
    };
    known.iter().map(|&scope| scope.to_owned()).collect()
}

fn authorizations(exchanges: &[Exchange], idp: Provider) -> impl Iterator<Item = &Exchange> {
    exchanges
        .iter()
        .filter(move |exchange| exchange.provider == idp && exchange.endpoint == "authorize")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broken::Kind;

    const GOOGLE: Provider = Provider::Google;

    fn asked(query: &str) -> Exchange {
        Exchange {
            endpoint: "authorize".into(),
            url: format!("http://p/a?{query}"),
            provider: GOOGLE,
            ..Exchange::default()
        }
    }

    fn redeemed(body: &str) -> Exchange {
        Exchange {
            endpoint: "token".into(),
            request_body: body.into(),
            provider: GOOGLE,
            ..Exchange::default()
        }
    }

    #[test]
    fn the_callback_is_the_same_byte_for_byte() {
        let is = |first: &str, second: &str| {
            let all = [asked(first), asked(second)];
            redirect_uri_is(&all, GOOGLE, "http://app/cb").map_err(|broken| broken.kind)
        };
        let right = "redirect_uri=http://app/cb";
        assert_eq!(is(right, "redirect_uri=http%3A%2F%2Fapp%2Fcb"), Ok(()));
        for other in [
            "redirect_uri=http://app/cb/",
            "redirect_uri=http://app/cb?a=1",
            "state=x",
        ] {
            assert_eq!(is(right, other), Err(Kind::Breach), "{other}");
            assert_eq!(is(other, right), Err(Kind::Breach), "{other}");
        }
        let unnamed = Exchange {
            provider: Provider::GitHub,
            ..asked("state=x")
        };
        let unnamed = redirect_uri_is(&[unnamed.clone(), unnamed], Provider::GitHub, "http://app/cb");
        let unnamed = unnamed.map_err(|broken| broken.kind);
        assert!(matches!(unnamed, Err(Kind::NotApplicable)), "GitHub knows it");
        let once = redirect_uri_is(&[asked(right)], GOOGLE, "http://app/cb");
        assert_eq!(once.map_err(|broken| broken.kind), Err(Kind::Stuck));
    }

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        let private = |uri: &str| {
            let all = [
                asked(&format!("redirect_uri={uri}")),
                asked("redirect_uri=https://app.example/cb"),
            ];
            redirect_uris_are_private(&all, GOOGLE).is_ok()
        };
        for good in [
            "https://app.example/cb",
            "http://localhost:3000/cb",
            "http://127.0.0.1/cb",
            "http://[::1]/cb",
        ] {
            assert!(private(good), "{good}");
        }
        for bad in [
            "http://app.example/cb",
            "http://localhost.evil.example/cb",
            "http://10.0.0.1/cb",
            "/cb",
            "",
        ] {
            assert!(!private(bad), "{bad}");
        }
    }

    #[test]
    fn a_verifier_has_its_shape_and_its_challenge() {
        // RFC 7636 appendix B.
        let (verifier, challenge) = (
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        );
        let valid = |challenge: &str, method: &str, verifier: &str| {
            let all = [
                asked(&format!(
                    "code_challenge={challenge}&code_challenge_method={method}"
                )),
                redeemed(&format!("code_verifier={verifier}")),
            ];
            verifier_is_valid(&all, GOOGLE).map_err(|broken| broken.kind)
        };
        assert_eq!(valid(challenge, "S256", verifier), Ok(()));
        assert_eq!(
            valid(challenge, "S256", &format!("e{}", &verifier[1..])),
            Err(Kind::Breach),
            "another one's"
        );
        // By `plain` the challenge always fits, so that nothing but the shape is looked at.
        let plain = |verifier: &str| valid(verifier, "plain", verifier);
        assert_eq!(plain(verifier), Ok(()));
        assert_eq!(plain(&verifier[..42]), Err(Kind::Breach), "too short");
        assert_eq!(plain(&verifier.repeat(3)), Err(Kind::Breach), "too long");
        assert_eq!(
            plain(&format!("{}%2B", &verifier[1..])),
            Err(Kind::Breach),
            "a plus"
        );
        assert_eq!(valid("", "S256", verifier), Err(Kind::NotApplicable));
    }

    #[test]
    fn scopes_are_those_that_are_wanted_and_the_needed_one() {
        let wanted = ["openid".to_owned(), "email".to_owned()];
        let fits = |scope: &str| {
            scopes_are(
                &[asked(&format!("scope={scope}"))],
                GOOGLE,
                &wanted,
                Some("openid"),
            )
            .is_ok()
        };
        assert!(fits("openid") && fits("email+openid") && fits("openid,email"));
        assert!(!fits("email") && !fits("") && !fits("openid+email+drive"));
    }
}
