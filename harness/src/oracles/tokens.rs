//! What the provider's journal shows of tokens: what was issued to whom, and how the app refreshed it.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use mock_provider::Provider;
use mock_provider::journal::Exchange;
use serde_json::Value;
use url::form_urlencoded;

use crate::broken::Broken;

/// Members of a token response that are secrets.
const SECRETS: [&str; 3] = ["access_token", "refresh_token", "id_token"];
/// Shorter runs of characters are no encoding of a token.
const SHORTEST_RUN: usize = 20;

/// The value of `member` in each successful token response of `idp`, oldest first.
#[must_use]
pub fn issued(exchanges: &[Exchange], idp: Provider, member: &str) -> Vec<String> {
    token_exchanges(exchanges, idp)
        .filter(|exchange| exchange.status == 200)
        .filter_map(|exchange| response_member(exchange, member))
        .collect()
}

/// Everything in token responses of `idp` that nobody but the app's back end may see.
#[must_use]
pub fn secrets(exchanges: &[Exchange], idp: Provider) -> BTreeSet<String> {
    SECRETS
        .iter()
        .flat_map(|member| issued(exchanges, idp, member))
        .collect()
}

/// The refresh token of each refresh request to `idp`, oldest first (RFC 6749 section 6).
#[must_use]
pub fn refreshes(exchanges: &[Exchange], idp: Provider) -> Vec<String> {
    let parameter = |exchange: &Exchange, wanted: &str| {
        let mut pairs = form_urlencoded::parse(exchange.request_body.as_bytes());
        pairs
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    token_exchanges(exchanges, idp)
        .filter(|exchange| parameter(exchange, "grant_type").as_deref() == Some("refresh_token"))
        .map(|exchange| parameter(exchange, "refresh_token").unwrap_or_default())
        .collect()
}

/// Passes when the app sent `idp` exactly `wanted` refresh requests.
///
/// # Errors
/// A breach with the number found.
pub fn refreshed(exchanges: &[Exchange], idp: Provider, wanted: usize) -> Result<(), Broken> {
    let found = refreshes(exchanges, idp).len();
    if found == wanted {
        return Ok(());
    }
    Err(Broken::breach(
        format!("{wanted} refresh request(s) to {}", idp.name()),
        format!("{found}"),
    ))
}

/// Passes when none of `secrets` is in `seen`, neither as it is nor percent-encoded or in base64.
///
/// # Errors
/// A breach that says where it was, and not what.
pub fn not_in<'a>(
    secrets: &BTreeSet<String>,
    seen: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<(), Broken> {
    for (place, text) in seen {
        let readings = readings(text);
        if secrets
            .iter()
            .any(|secret| readings.iter().any(|reading| reading.contains(secret.as_str())))
        {
            return Err(Broken::breach(
                "no token of a provider is in anything that the browser has",
                format!("{place} holds one"),
            ));
        }
    }
    Ok(())
}

/// The text, percent-decoded, and every part of it that is base64.
fn readings(text: &str) -> Vec<String> {
    let decoded = form_urlencoded::parse(format!("x={text}").as_bytes())
        .map(|(_, value)| value.into_owned())
        .collect::<Vec<_>>()
        .join("&");
    let mut all = vec![text.to_owned(), decoded];
    for start in 0..all.len() {
        let inner: Vec<String> = all[start]
            .split(|c: char| !(c.is_ascii_alphanumeric() || "+/-_".contains(c)))
            .filter(|run| run.len() >= SHORTEST_RUN)
            .filter_map(|run| {
                URL_SAFE_NO_PAD
                    .decode(run)
                    .or_else(|_| STANDARD_NO_PAD.decode(run))
                    .ok()
            })
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .collect();
        all.extend(inner);
    }
    all
}

fn token_exchanges(exchanges: &[Exchange], idp: Provider) -> impl Iterator<Item = &Exchange> {
    exchanges
        .iter()
        .filter(move |exchange| exchange.provider == idp && exchange.endpoint == "token")
}

/// A member of a token response in JSON or, as GitHub answers by default, as a form.
fn response_member(exchange: &Exchange, member: &str) -> Option<String> {
    match serde_json::from_str::<Value>(&exchange.response_body) {
        Ok(json) => json[member].as_str().map(str::to_owned),
        Err(_) => form_urlencoded::parse(exchange.response_body.as_bytes())
            .find(|(name, _)| name == member)
            .map(|(_, value)| value.into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(request: &str, response: &str) -> Exchange {
        Exchange {
            endpoint: "token".into(),
            status: 200,
            request_body: request.into(),
            response_body: response.into(),
            provider: Provider::Google,
            ..Exchange::default()
        }
    }

    #[test]
    fn tokens_are_read_from_either_form_of_response() {
        let all = [
            exchange(
                "grant_type=authorization_code",
                r#"{"access_token": "a1", "refresh_token": "r1"}"#,
            ),
            exchange(
                "grant_type=refresh_token&refresh_token=r1",
                "access_token=a2&scope=x",
            ),
        ];
        assert_eq!(issued(&all, Provider::Google, "access_token"), ["a1", "a2"]);
        assert_eq!(refreshes(&all, Provider::Google), ["r1"]);
        assert!(refreshed(&all, Provider::Google, 1).is_ok());
        assert!(issued(&all, Provider::GitHub, "access_token").is_empty());
    }

    #[test]
    fn a_secret_is_found_in_each_disguise() {
        let secret = "ya29.a0-token_of_a_person/with+signs".to_owned();
        let secrets = BTreeSet::from([secret.clone()]);
        let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let packed = URL_SAFE_NO_PAD.encode(format!(r#"{{"token":"{secret}"}}"#));
        let signed = format!("header.{packed}.signature");
        for text in [secret.as_str(), &encoded, &packed, &signed] {
            assert!(not_in(&secrets, [("a cookie", text)]).is_err(), "{text}");
        }
        assert!(not_in(&secrets, [("a cookie", "ya29.another")]).is_ok());
    }
}
