//! Finds JSON Web Tokens in an exchange and reads them, without judging them.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SpanRound, Timestamp, Unit};
use regex::Regex;
use serde_json::{Map, Value};

use crate::events::ExchangeRecord;

/// A token and where it was seen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// Where it was seen: number of the exchange, and `request` or `answer`.
    pub(super) seen: Vec<(u64, &'static str)>,
    /// As it stood there, its signature possibly redacted.
    pub(super) raw: String,
    /// JOSE header, in its own order.
    pub(super) header: Map<String, Value>,
    /// Claims, in their own order.
    pub(super) claims: Map<String, Value>,
    /// When the first of these exchanges happened.
    pub(super) at: Option<Timestamp>,
}

/// Header, payload, and signature of RFC 7515 section 7.1; the signature may be missing or redacted.
static COMPACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(eyJ[A-Za-z0-9_-]+)\.(eyJ[A-Za-z0-9_-]*)\.[A-Za-z0-9_…-]*").expect("the pattern is fixed")
});

/// Tokens of these exchanges, each once, in the order of their first appearance.
pub(super) fn tokens(exchanges: &[ExchangeRecord]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for exchange in exchanges {
        let requests = exchange.request_headers.iter().map(|(_, value)| value);
        let answers = exchange.response_headers.iter().map(|(_, value)| value);
        let places = [&exchange.url, &exchange.request_body]
            .into_iter()
            .chain(requests)
            .map(|text| ("request", text))
            .chain(
                [&exchange.response_body]
                    .into_iter()
                    .chain(answers)
                    .map(|text| ("answer", text)),
            );
        for (side, text) in places {
            for found in COMPACT.captures_iter(text) {
                let (Some(header), Some(claims)) = (object(&found[1]), object(&found[2])) else {
                    continue;
                };
                let raw = found[0].to_owned();
                let place = (exchange.id, side);
                match tokens.iter_mut().find(|token| token.raw == raw) {
                    Some(token) if token.seen.contains(&place) => {}
                    Some(token) => token.seen.push(place),
                    None => {
                        let at = exchange.at.parse().ok();
                        tokens.push(Token {
                            seen: vec![place],
                            raw,
                            header,
                            claims,
                            at,
                        });
                    }
                }
            }
        }
    }
    tokens
}

/// Claims of one token, if it is one.
pub(super) fn claims(token: &str) -> Option<Map<String, Value>> {
    let found = COMPACT.captures(token)?;
    object(&found[2])
}

/// What a person sees for a claim: text without quotes, everything else as JSON.
pub(super) fn claim_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `2026-01-01 01:00:00 UTC, 1h after this exchange`, for claims that are a time (RFC 7519 section 2, NumericDate).
pub(super) fn date_of(name: &str, value: &Value, at: Option<Timestamp>) -> Option<String> {
    if !matches!(name, "exp" | "iat" | "nbf" | "auth_time" | "updated_at") {
        return None;
    }
    let seconds = value
        .as_i64()
        .or_else(|| value.as_f64().map(|seconds| seconds as i64))?;
    let date = Timestamp::from_second(seconds).ok()?;
    let spelled = date.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    let Some(at) = at else {
        return Some(spelled);
    };
    let (distance, side) = if date >= at {
        (date.since(at).ok()?, "after")
    } else {
        (at.since(date).ok()?, "before")
    };
    let round = SpanRound::new().largest(Unit::Hour).smallest(Unit::Second);
    let distance = distance.round(round).ok()?;
    if distance.is_zero() {
        return Some(format!("{spelled}, at the time of this exchange"));
    }
    Some(format!("{spelled}, {distance:#} {side} this exchange"))
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    match serde_json::from_slice(&bytes).ok()? {
        Value::Object(members) => Some(members),
        _ => None,
    }
}
