//! What the provider's journal shows: the evidence that the app reached a step, or kept away from it.

use mock_provider::Provider;
use mock_provider::journal::Exchange;
use url::Url;

use crate::broken::{Broken, Kind};

/// Header by which the provider shows an answer that it holds back.
const HELD_HEADER: &str = "x-mock-held-location";

/// Passes when the app made exactly `wanted` token requests at `idp`.
///
/// # Errors
/// A breach with the number found.
pub fn token_requests(exchanges: &[Exchange], idp: Provider, wanted: usize) -> Result<(), Broken> {
    let name = idp.name();
    let found = of(exchanges, idp, "token").count();
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
        Url::parse(&exchange.url).is_ok_and(|request| request.origin() == url.origin())
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
    let hit = exchanges
        .iter()
        .any(|exchange| exchange.fault.as_ref().is_some_and(|id| faults.contains(id)));
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
