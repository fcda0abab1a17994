//! What the app asked the provider for, from the journal.

use std::collections::HashSet;

use mock_provider::Provider;
use mock_provider::journal::Exchange;
use url::{Url, form_urlencoded};

use super::journal::no_answer;
use crate::broken::Broken;

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
    fn a_doubled_parameter_is_named_with_its_request() {
        let fine = request("authorize", "http://p/a?a=1&b=1", "");
        let doubled = request("token", "http://p/t", "scope=a&code=1&scope=b");
        assert!(no_parameter_twice(std::slice::from_ref(&fine), Provider::Google).is_ok());
        let error = no_parameter_twice(&[fine, doubled], Provider::Google).expect_err("doubled");
        assert_eq!(error.actual, "`scope` appears twice in the token request");
    }
}
