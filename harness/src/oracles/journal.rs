//! What the provider's journal shows: the evidence that the app reached a step, or kept away from it.

use mock_provider::journal::Exchange;
use mock_provider::{Provider, is_real_host};
use url::Url;

use super::request;
use crate::broken::{Broken, Kind};

/// Header by which the provider shows an answer that it holds back.
const HELD_HEADER: &str = "x-mock-held-location";

/// Passes when the app made exactly `wanted` token requests at `idp`. Where the app relies on PKCE in place of a
/// state, a request that the provider refuses for its verifier is that protection at work, and does not count.
///
/// # Errors
/// A breach with the number found.
pub fn token_requests(exchanges: &[Exchange], idp: Provider, wanted: usize) -> Result<(), Broken> {
    let name = idp.name();
    let by_pkce = request::relies_on_pkce(exchanges, idp);
    let found = of(exchanges, idp, "token")
        .filter(|exchange| !(by_pkce && refused_for_its_verifier(exchange)))
        .count();
    if found == wanted {
        return Ok(());
    }
    Err(Broken::breach(
        format!("the app makes {} at {name}", requests(wanted)),
        format!("it made {}", requests(found)),
    ))
}

/// The callback addresses that `idp` sent (or held back) as answers, oldest first: where it redirected to,
/// outside of itself.
#[must_use]
pub fn answers(exchanges: &[Exchange], idp: Provider) -> Vec<Url> {
    let own = |url: &Url, exchange: &Exchange| {
        let same_site = Url::parse(&exchange.url).is_ok_and(|request| request.origin() == url.origin());
        same_site || url.host_str().is_some_and(is_real_host)
    };
    exchanges
        .iter()
        .filter(|exchange| exchange.provider == idp)
        .filter_map(|exchange| {
            let sent = exchange
                .response_header("location")
                .or(exchange.response_header(HELD_HEADER))?;
            Url::parse(sent).ok().filter(|url| !own(url, exchange))
        })
        .collect()
}

/// True for an answer that the provider holds back.
#[must_use]
pub fn is_held(exchange: &Exchange) -> bool {
    exchange.response_header(HELD_HEADER).is_some()
}

/// Passes when the newest answer of `idp` has `parameter` with `value`.
///
/// # Errors
/// Not proved when there was no answer; a breach when it was another.
pub fn answered_with(
    exchanges: &[Exchange],
    idp: Provider,
    parameter: &str,
    value: &str,
) -> Result<(), Broken> {
    let name = idp.name();
    let Some(answer) = answers(exchanges, idp).pop() else {
        return Err(no_answer(idp));
    };
    let found = answer
        .query_pairs()
        .find(|(name, _)| name == parameter)
        .map(|(_, value)| value.into_owned());
    if found.as_deref() == Some(value) {
        return Ok(());
    }
    Err(Broken::breach(
        format!("{name} answers with {parameter}={value}"),
        format!("{parameter} was {}", found.as_deref().unwrap_or("absent")),
    )
    .as_control())
}

/// Passes when an exchange was altered by one of `faults`.
///
/// # Errors
/// Not proved: the fault never came to bear.
pub fn altered(exchanges: &[Exchange], faults: &[String]) -> Result<(), Broken> {
    // Several faults that alter one answer stand beside each other.
    let named = |exchange: &Exchange, fault: &String| {
        let names = exchange.fault.as_deref();
        names.is_some_and(|names| names.split(", ").any(|name| name == fault))
    };
    let hit = exchanges
        .iter()
        .any(|exchange| faults.iter().any(|fault| named(exchange, fault)));
    if hit {
        return Ok(());
    }
    Err(Broken::breach(
        "the provider alters its answer on purpose",
        "no answer of this scenario was altered",
    )
    .as_control())
}

/// There was no answer of the provider to judge by.
#[must_use]
pub fn no_answer(idp: Provider) -> Broken {
    let name = idp.name();
    Broken::breach(
        format!("{name} answers the app's authorization request"),
        "the provider's journal has no answer for this browser",
    )
    .of_kind(Kind::Stuck)
}

fn refused_for_its_verifier(exchange: &Exchange) -> bool {
    let rule = exchange.refusal.as_ref().map(|refusal| refusal.rule.as_str());
    rule.is_some_and(|rule| rule.starts_with("pkce-verifier-"))
}

fn of<'a>(exchanges: &'a [Exchange], idp: Provider, endpoint: &str) -> impl Iterator<Item = &'a Exchange> {
    exchanges
        .iter()
        .filter(move |exchange| exchange.provider == idp && exchange.endpoint == endpoint)
}

fn requests(count: usize) -> String {
    match count {
        0 => "no token request".to_owned(),
        1 => "one token request".to_owned(),
        n => format!("{n} token requests"),
    }
}

#[cfg(test)]
mod tests {
    use mock_provider::protocol::Refusal;

    use super::*;

    fn exchange(endpoint: &str, query: &str, refused_by: Option<&str>) -> Exchange {
        Exchange {
            endpoint: endpoint.into(),
            url: format!("http://p/?{query}"),
            refusal: refused_by.map(|rule| Refusal::new(rule, "", "", "")),
            ..Exchange::default()
        }
    }

    #[test]
    fn one_of_several_faults_in_an_answer_is_enough() {
        let both = Exchange {
            fault: Some("id-token-header, id-token-other-key".into()),
            ..exchange("token", "", None)
        };
        let hit = |fault: &str| altered(std::slice::from_ref(&both), &[fault.to_owned()]).is_ok();
        assert!(hit("id-token-header") && hit("id-token-other-key"));
        assert!(!hit("id-token"), "no part of a name is one");
        assert!(altered(&[exchange("token", "", None)], &[String::new()]).is_err());
    }

    #[test]
    fn what_pkce_refuses_counts_only_where_a_state_should_have_refused_it_before() {
        const PKCE: &str = "code_challenge=x&code_challenge_method=S256";
        let refused = exchange("token", "", Some("pkce-verifier-correct"));
        let none = |authorization: &str, token: &Exchange| {
            let all = [exchange("authorize", authorization, None), token.clone()];
            token_requests(&all, Provider::Google, 0).is_ok()
        };
        assert!(none(PKCE, &refused));
        assert!(!none(&format!("state=x&{PKCE}"), &refused));
        assert!(!none("", &refused), "without PKCE there is nothing to rely on");
        assert!(!none(PKCE, &exchange("token", "", None)), "tokens were given");
        assert!(!none(PKCE, &exchange("token", "", Some("code-once"))));
    }
}
