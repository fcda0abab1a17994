//! What the app asked the provider for, from the journal.

use std::collections::HashSet;

use mock_provider::Provider;
use mock_provider::journal::Exchange;
use url::{Url, form_urlencoded};

use super::journal::no_answer;
use crate::broken::{Broken, Kind};

/// Names and values of a request, in order.
pub(super) type Parameters = Vec<(String, String)>;

/// Passes when the newest authorization request at `idp` has `name` with some value.
///
/// # Errors
/// A breach when it is absent or empty.
pub fn has(exchanges: &[Exchange], idp: Provider, name: &str) -> Result<(), Broken> {
    let parameters = authorization(exchanges, idp)?;
    match value(&parameters, name) {
        Some(value) if !value.is_empty() => Ok(()),
        found => Err(Broken::breach(
            format!("the authorization request has `{name}`"),
            if found.is_some() {
                "it is empty"
            } else {
                "it has none"
            },
        )),
    }
}

/// Passes when the newest authorization request at `idp` has a state.
///
/// # Errors
/// A breach when it has none; the weaker means when PKCE takes its place.
pub fn has_state(exchanges: &[Exchange], idp: Provider) -> Result<(), Broken> {
    has(exchanges, idp, "state").map_err(|broken| {
        if relies_on_pkce(exchanges, idp) {
            let actual = "it has none, and PKCE alone ties the answer to the browser";
            Broken::breach(broken.expected, actual).of_kind(Kind::Weaker)
        } else {
            broken
        }
    })
}

/// Whether every authorization request at `idp` comes without a state but with PKCE by S256. RFC 9700 section 2.1
/// lets an app rely on that: an answer that belongs to another browser then fails at the token endpoint, where its
/// code does not fit this browser's verifier.
#[must_use]
pub fn relies_on_pkce(exchanges: &[Exchange], idp: Provider) -> bool {
    let mut requests = exchanges
        .iter()
        .filter(|exchange| exchange.provider == idp && exchange.endpoint == "authorize")
        .map(query)
        .peekable();
    requests.peek().is_some()
        && requests.all(|parameters| {
            let there = |name| value(&parameters, name).is_some_and(|value| !value.is_empty());
            !there("state")
                && there("code_challenge")
                && value(&parameters, "code_challenge_method") == Some("S256")
        })
}

/// Passes when the newest authorization request at `idp` has `name` with exactly `wanted`.
///
/// # Errors
/// A breach with the value found.
pub fn says(exchanges: &[Exchange], idp: Provider, name: &str, wanted: &str) -> Result<(), Broken> {
    let parameters = authorization(exchanges, idp)?;
    match value(&parameters, name) {
        Some(found) if found == wanted => Ok(()),
        found => Err(Broken::breach(
            format!("the authorization request has {name}={wanted}"),
            found.map_or_else(
                || format!("it has no `{name}`"),
                |found| format!("{name}={found}"),
            ),
        )),
    }
}

/// Whether an app may leave `name` out of its authorization request to `idp`, by what the provider documents: then it
/// is a code that is asked for, and the address that was registered first to which it goes.
pub(super) fn may_leave_out(idp: Provider, name: &str) -> bool {
    matches!(
        (idp, name),
        (Provider::GitHub, "redirect_uri") | (Provider::GitHub | Provider::Facebook, "response_type")
    )
}

/// Passes when the newest authorization request at `idp` asks for a code and nothing else.
///
/// # Errors
/// A breach with the value found.
pub fn asks_for_code(exchanges: &[Exchange], idp: Provider) -> Result<(), Broken> {
    let name = "response_type";
    if may_leave_out(idp, name) && value(&authorization(exchanges, idp)?, name).is_none() {
        return Ok(());
    }
    says(exchanges, idp, "response_type", "code")
}

/// Passes when the newest authorization request at `idp` asks for `scope` among others.
///
/// # Errors
/// A breach with the scopes found.
pub fn asks_for_scope(exchanges: &[Exchange], idp: Provider, scope: &str) -> Result<(), Broken> {
    let parameters = authorization(exchanges, idp)?;
    let found = value(&parameters, "scope").unwrap_or_default();
    if found.split_whitespace().any(|one| one == scope) {
        return Ok(());
    }
    Err(Broken::breach(
        format!("the authorization request asks for {scope}"),
        format!("it asks for {found}"),
    ))
}

/// Passes when neither an authorization request nor a token request at `idp` has a parameter twice.
///
/// # Errors
/// A breach that names the parameter and its request.
pub fn no_parameter_twice(exchanges: &[Exchange], idp: Provider) -> Result<(), Broken> {
    authorization(exchanges, idp)?;
    for exchange in exchanges.iter().filter(|exchange| exchange.provider == idp) {
        let parameters = match exchange.endpoint.as_str() {
            "authorize" => query(exchange),
            "token" => form_urlencoded::parse(exchange.request_body.as_bytes())
                .into_owned()
                .collect(),
            _ => continue,
        };
        let mut seen = HashSet::new();
        if let Some((name, _)) = parameters.iter().find(|(name, _)| !seen.insert(name)) {
            return Err(Broken::breach(
                "every parameter appears once",
                format!("`{name}` appears twice in the {} request", exchange.endpoint),
            ));
        }
    }
    Ok(())
}

/// Passes when the authorization requests at `idp` have values of `name` that differ, are long enough, and have no long
/// part in common beyond how they begin (RFC 6749 section 10.10).
///
/// # Errors
/// A breach with what is wrong; not proved with fewer than two requests.
pub fn unguessable(exchanges: &[Exchange], idp: Provider, name: &str) -> Result<(), Broken> {
    /// Bits that nobody can guess (NIST SP 800-131A). Popular libraries make 119 to 256.
    const ENOUGH: f64 = 112.0;
    /// Bits that nobody guesses within the minutes for which such a value is good.
    const HARDLY: f64 = 64.0;
    /// So many characters may begin two random values alike by chance.
    const BY_CHANCE: usize = 2;
    /// Two values of 128 random bits have this much in common once in a thousand million runs.
    const LONGEST_IN_COMMON: usize = 8;
    let requests = exchanges
        .iter()
        .filter(|exchange| exchange.provider == idp && exchange.endpoint == "authorize");
    let mut values: Vec<String> = requests
        .filter_map(|exchange| value(&query(exchange), name).map(str::to_owned))
        .collect();
    // A page of the provider that is sent again is the same request.
    values.dedup();
    if values.is_empty() {
        authorization(exchanges, idp)?;
        return Err(Broken::not_applicable(format!(
            "the app sends {} no `{name}`",
            idp.name()
        )));
    }
    let wanted = format!("`{name}` is new each time, and has {ENOUGH} bits or more that nobody can foresee");
    let [first, rest @ ..] = values.as_slice() else {
        return Err(no_answer(idp));
    };
    if rest.is_empty() {
        let once = exchanges
            .iter()
            .filter(|one| one.provider == idp && one.endpoint == "authorize")
            .count();
        let actual = format!("{once} request(s) had one value of it");
        return Err(match once {
            0 | 1 => Broken::breach(wanted, actual).of_kind(Kind::Stuck),
            _ => Broken::breach(wanted, actual),
        });
    }
    let begin = rest.iter().fold(first.len(), |begin, other| {
        let same = first
            .bytes()
            .zip(other.bytes())
            .take_while(|(one, two)| one == two)
            .count();
        begin.min(same)
    });
    let begin = if begin > BY_CHANCE { begin } else { 0 };
    let tails: Vec<&str> = values
        .iter()
        .map(|value| value.get(begin..).unwrap_or_default())
        .collect();
    let fewest = tails
        .iter()
        .map(|tail| at_most_bits(tail))
        .fold(f64::MAX, f64::min);
    if fewest < ENOUGH {
        let actual = format!("what differs of a value from the others has {fewest:.0} bits at most");
        let broken = Broken::breach(wanted, actual);
        return Err(if fewest < HARDLY {
            broken
        } else {
            broken.of_kind(Kind::Weaker)
        });
    }
    let run = |tail: &str, other: &str| {
        let bytes = tail.as_bytes();
        bytes.windows(LONGEST_IN_COMMON).any(|part| {
            other
                .as_bytes()
                .windows(LONGEST_IN_COMMON)
                .any(|found| found == part)
        })
    };
    let common = tails
        .iter()
        .enumerate()
        .any(|(index, tail)| tails[index + 1..].iter().any(|other| run(tail, other)));
    if common {
        let actual = format!("two values have {LONGEST_IN_COMMON} characters in a row in common");
        return Err(Broken::breach(wanted, actual));
    }
    Ok(())
}

/// How many bits a text can have that is random, by how many kinds of characters it is made of.
fn at_most_bits(text: &str) -> f64 {
    let any = |kind: fn(&char) -> bool| text.chars().any(|c| kind(&c));
    let beyond_hex = |c: &char| c.is_ascii_alphabetic() && !c.is_ascii_hexdigit();
    let (lower, upper) = (any(char::is_ascii_lowercase), any(char::is_ascii_uppercase));
    let kinds: f64 = match (lower || upper, any(beyond_hex), lower && upper) {
        (false, ..) => 10.0,
        (true, false, false) => 16.0,
        (true, true, false) => 36.0,
        (true, _, true) => 64.0,
    };
    // Only texts in both cases use other characters for more than to part groups.
    let counted = |c: &char| c.is_alphanumeric() || (lower && upper);
    let length = u32::try_from(text.chars().filter(counted).count()).unwrap_or(u32::MAX);
    f64::from(length) * kinds.log2()
}

/// Passes when the newest token request at `idp` has the `redirect_uri` of the authorization request, where that has one
/// (RFC 6749 section 4.1.3).
///
/// # Errors
/// A breach with both values.
pub fn repeats_redirect_uri(exchanges: &[Exchange], idp: Provider) -> Result<(), Broken> {
    let asked = authorization(exchanges, idp)?;
    let token = token_request(exchanges, idp)?;
    let (asked, found) = (value(&asked, "redirect_uri"), value(&token, "redirect_uri"));
    if asked == found && (asked.is_some() || may_leave_out(idp, "redirect_uri")) {
        return Ok(());
    }
    Err(Broken::breach(
        format!("redirect_uri={}", asked.unwrap_or("(absent)")),
        format!("redirect_uri={}", found.unwrap_or("(absent)")),
    ))
}

/// Passes when the newest token request at `idp` has `name` with some value.
///
/// # Errors
/// A breach when it is absent or empty.
pub fn token_request_has(exchanges: &[Exchange], idp: Provider, name: &str) -> Result<(), Broken> {
    match value(&token_request(exchanges, idp)?, name) {
        Some(value) if !value.is_empty() => Ok(()),
        found => Err(Broken::breach(
            format!("the token request has `{name}`"),
            if found.is_some() {
                "it is empty"
            } else {
                "it has none"
            },
        )),
    }
}

pub(super) fn token_request(exchanges: &[Exchange], idp: Provider) -> Result<Parameters, Broken> {
    let newest = exchanges
        .iter()
        .rfind(|exchange| exchange.provider == idp && exchange.endpoint == "token");
    newest
        .map(|exchange| {
            form_urlencoded::parse(exchange.request_body.as_bytes())
                .into_owned()
                .collect()
        })
        .ok_or_else(|| {
            Broken::breach("the app asks for a token", "the journal has no token request")
                .of_kind(Kind::Stuck)
        })
}

pub(super) fn authorization(exchanges: &[Exchange], idp: Provider) -> Result<Parameters, Broken> {
    exchanges
        .iter()
        .rfind(|exchange| exchange.provider == idp && exchange.endpoint == "authorize")
        .map(query)
        .ok_or_else(|| no_answer(idp))
}

pub(super) fn query(exchange: &Exchange) -> Parameters {
    Url::parse(&exchange.url)
        .map(|url| url.query_pairs().into_owned().collect())
        .unwrap_or_default()
}

pub(super) fn value<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a str> {
    parameters
        .iter()
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(endpoint: &str, url: &str, body: &str) -> Exchange {
        Exchange {
            endpoint: endpoint.into(),
            url: url.into(),
            request_body: body.into(),
            provider: Provider::Google,
            ..Exchange::default()
        }
    }

    #[test]
    fn what_is_asked_for_is_read_from_the_request() {
        let all = [request(
            "authorize",
            "http://p/a?state=x&nonce=&response_type=code",
            "",
        )];
        assert!(has(&all, Provider::Google, "state").is_ok());
        assert!(
            has(&all, Provider::Google, "nonce").is_err(),
            "empty is as good as none"
        );
        assert!(
            has(&all, Provider::GitHub, "state").is_err(),
            "another provider's request is no evidence"
        );
        assert!(asks_for_code(&all, Provider::Google).is_ok());
        let without = Exchange {
            provider: Provider::GitHub,
            ..request("authorize", "http://p/a?state=x", "")
        };
        assert!(asks_for_code(std::slice::from_ref(&without), Provider::GitHub).is_ok());
        let token = Exchange {
            url: "http://p/a?response_type=token".into(),
            ..without.clone()
        };
        assert!(asks_for_code(&[token], Provider::GitHub).is_err());
        let without = request("authorize", "http://p/a?state=x", "");
        assert!(
            asks_for_code(&[without], Provider::Google).is_err(),
            "Google has no default"
        );
        assert!(says(&all, Provider::Google, "code_challenge_method", "S256").is_err());
    }

    #[test]
    fn pkce_may_take_the_place_of_the_state_but_only_by_s256() {
        let at = |query: &str| [request("authorize", &format!("http://p/a?{query}"), "")];
        let kind = |query: &str| has_state(&at(query), Provider::Google).map_err(|broken| broken.kind);
        assert_eq!(kind("state=x"), Ok(()));
        assert_eq!(
            kind("code_challenge=x&code_challenge_method=S256"),
            Err(Kind::Weaker)
        );
        for unprotected in [
            "response_type=code",
            "code_challenge=x&code_challenge_method=plain",
            "code_challenge=x",
            "code_challenge=&code_challenge_method=S256",
        ] {
            assert_eq!(kind(unprotected), Err(Kind::Breach), "{unprotected}");
        }
        let both = at("state=x&code_challenge=x&code_challenge_method=S256");
        assert!(
            !relies_on_pkce(&both, Provider::Google),
            "a state that is sent has to be checked"
        );
        assert!(!relies_on_pkce(&[], Provider::Google));
    }

    #[test]
    fn values_that_can_be_foreseen_are_found() {
        let all = |values: &[&str]| -> Vec<Exchange> {
            let url = |value: &&str| request("authorize", &format!("http://p/a?state={value}"), "");
            values.iter().map(url).collect()
        };
        let kind = |values: &[&str]| {
            unguessable(&all(values), Provider::Google, "state").map_err(|broken| broken.kind)
        };
        let (one, other) = ("v1.Qm9ibzEyMzQ1Njc4OTAxMjM", "v1.YWxpY2VYWVpXVlVUU1JRUE8");
        assert_eq!(kind(&[one, other]), Ok(()));
        assert_eq!(kind(&[one, one]), Err(Kind::Breach), "the same each time");
        assert_eq!(kind(&[one]), Err(Kind::Stuck), "one alone proves nothing");
        let counted = [
            "00000000000000000000000000000041",
            "00000000000000000000000000000042",
        ];
        assert_eq!(kind(&counted), Err(Kind::Breach), "a counter");
        let stamped = ["a81x0PqLmN1761840000123Zz", "b93y1RrMnO1761840000123Yy"];
        assert_eq!(kind(&stamped), Err(Kind::Breach), "the time is in the middle");
        let sixteen_bytes = ["Qm9ibzEyMzQ1Njc4OTAxMg", "QWxpY2VYWVpXVlVUU1JRUE"];
        assert_eq!(kind(&sixteen_bytes), Ok(()), "they begin alike by chance");
        let hexadecimal = ["9f86d081884c7d65", "60303ae22b998861"];
        assert_eq!(kind(&hexadecimal), Err(Kind::Weaker), "64 bits");
        let digits = ["8675309186753", "1234567890129"];
        assert_eq!(kind(&digits), Err(Kind::Breach), "43 bits");
    }

    #[test]
    fn what_popular_libraries_make_is_random_enough() {
        for (value, bits) in [
            // Authlib's nonce, nanoid, a UUID, 16 bytes in base64url.
            ("JI65RbmAAFyp6lKWyOaW", 120.0),
            ("V1StGXR8_Z5jdHi6B-myT", 126.0),
            ("936da01f-9abd-4d9d-80c7-02af85c822a8", 128.0),
            ("Qm9ibzEyMzQ1Njc4OTAxMg", 132.0),
            ("0123456789", 33.0),
        ] {
            assert_eq!(at_most_bits(value).floor(), bits, "{value}");
        }
    }

    #[test]
    fn the_token_request_is_held_against_the_authorization_request() {
        let asked = request("authorize", "http://p/a?redirect_uri=http%3A%2F%2Fx%2Fcb", "");
        let same = request(
            "token",
            "http://p/t",
            "redirect_uri=http%3A%2F%2Fx%2Fcb&code_verifier=",
        );
        let other = request("token", "http://p/t", "redirect_uri=http%3A%2F%2Fx%2Fcb2");
        let all = [asked.clone(), same];
        assert!(repeats_redirect_uri(&all, Provider::Google).is_ok());
        assert!(
            token_request_has(&all, Provider::Google, "code_verifier").is_err(),
            "empty is as good as none"
        );
        assert!(repeats_redirect_uri(&[asked, other], Provider::Google).is_err());
    }

    #[test]
    fn a_doubled_parameter_is_named_with_its_request() {
        let fine = request("authorize", "http://p/a?a=1&b=1", "");
        let doubled = request("token", "http://p/t", "scope=a&code=1&scope=b");
        assert!(no_parameter_twice(std::slice::from_ref(&fine), Provider::Google).is_ok());
        let error = no_parameter_twice(&[fine, doubled], Provider::Google).expect_err("doubled");
        assert_eq!(error.actual, "`scope` appears twice in the token request");
    }
}
