//! What the app asked the provider for, from the journal.

use std::collections::HashSet;

use mock_provider::Provider;
use mock_provider::journal::Exchange;
use url::{Url, form_urlencoded};

use super::journal::no_answer;
use crate::broken::{Broken, Kind};

/// Names and values of a request, in order.
type Parameters = Vec<(String, String)>;

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

fn authorization(exchanges: &[Exchange], idp: Provider) -> Result<Parameters, Broken> {
    exchanges
        .iter()
        .rfind(|exchange| exchange.provider == idp && exchange.endpoint == "authorize")
        .map(query)
        .ok_or_else(|| no_answer(idp))
}

fn query(exchange: &Exchange) -> Parameters {
    Url::parse(&exchange.url)
        .map(|url| url.query_pairs().into_owned().collect())
        .unwrap_or_default()
}

fn value<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a str> {
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
        assert!(says(&all, Provider::Google, "response_type", "code").is_ok());
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
    fn a_doubled_parameter_is_named_with_its_request() {
        let fine = request("authorize", "http://p/a?a=1&b=1", "");
        let doubled = request("token", "http://p/t", "scope=a&code=1&scope=b");
        assert!(no_parameter_twice(std::slice::from_ref(&fine), Provider::Google).is_ok());
        let error = no_parameter_twice(&[fine, doubled], Provider::Google).expect_err("doubled");
        assert_eq!(error.actual, "`scope` appears twice in the token request");
    }
}
