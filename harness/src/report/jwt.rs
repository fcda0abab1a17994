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
    /// Number of the exchange that carried it first.
    pub(super) exchange: u64,
    /// `request` or `answer`.
    pub(super) side: &'static str,
    /// As it stood there, its signature possibly redacted.
    pub(super) raw: String,
    /// JOSE header, in its own order.
    pub(super) header: Map<String, Value>,
    /// Claims, in their own order.
    pub(super) claims: Map<String, Value>,
    /// When the exchange happened.
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
                if !tokens.iter().any(|token| token.raw == raw) {
                    let at = exchange.at.parse().ok();
                    tokens.push(Token {
                        exchange: exchange.id,
                        side,
                        raw,
                        header,
                        claims,
                        at,
                    });
                }
            }
        }
    }
    tokens
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
