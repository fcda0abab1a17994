//! One exchange as the card shows it, raw and explained, and the tokens it carried.

use super::super::jwt::{Token, claim_text, date_of};
use super::super::printable::{cut_middle, printable};
use super::super::wire::{header, request_parameters, response_parameters};
use super::super::wording::party;
use super::claims::{Context, Judgement};
use super::curl::curl;
use super::parameters::{Meaning, meaning};
use crate::events::ExchangeRecord;
use crate::redact::{redact_text, shown};

/// A raw exchange.
pub(super) struct ExchangeView {
    pub(super) anchor: String,
    pub(super) number: u64,
    pub(super) flow: Option<u64>,
    pub(super) from: &'static str,
    pub(super) provider: String,
    pub(super) endpoint: String,
    pub(super) at: String,
    pub(super) request_line: String,
    pub(super) status: u16,
    pub(super) request_headers: String,
    pub(super) request_body: String,
    pub(super) response_headers: String,
    pub(super) response_body: String,
    pub(super) sent: Vec<Parameter>,
    pub(super) answered: Vec<Parameter>,
    pub(super) refusal: Option<String>,
    pub(super) fault: Option<String>,
    pub(super) curl: String,
}

/// A parameter and what it is for.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) meaning: Option<&'static Meaning>,
}

/// A decoded token.
pub(super) struct TokenView {
    pub(super) heading: String,
    pub(super) header: Vec<Claim>,
    pub(super) claims: Vec<Claim>,
    pub(super) raw: String,
}

/// One member of a token's header or payload.
pub(super) struct Claim {
    pub(super) name: String,
    pub(super) value: String,
    /// A date spelled out.
    pub(super) note: Option<String>,
    pub(super) judgement: Option<Judgement>,
}

/// A table stays readable; the raw exchange below it has the whole value.
const LONGEST_VALUE: usize = 160;

/// Where the raw exchange `number` stands in the page.
pub(super) fn anchor(card: &str, number: u64) -> String {
    format!("{card}-x{number}")
}

impl ExchangeView {
    /// `passed` tells whether the check has nothing to explain: then bodies are cut short.
    pub(super) fn of(exchange: &ExchangeRecord, card: &str, passed: bool) -> Self {
        Self {
            anchor: anchor(card, exchange.id),
            number: exchange.id,
            flow: exchange.flow,
            from: party(exchange.from),
            provider: printable(&exchange.provider),
            endpoint: printable(&exchange.endpoint),
            at: printable(&exchange.at),
            request_line: format!("{} {}", printable(&exchange.method), printable(&exchange.url)),
            status: exchange.status,
            request_headers: headers(&exchange.request_headers),
            request_body: body(&exchange.request_headers, &exchange.request_body, passed),
            response_headers: headers(&exchange.response_headers),
            response_body: body(&exchange.response_headers, &exchange.response_body, passed),
            sent: explained(request_parameters(exchange)),
            answered: explained(response_parameters(exchange)),
            refusal: exchange.refusal.as_deref().map(printable),
            fault: exchange.fault.as_deref().map(printable),
            curl: curl(exchange),
        }
    }
}

impl TokenView {
    /// `exchanges` are those of the check, by which the claims are judged.
    pub(super) fn of(token: &Token, exchanges: &[ExchangeRecord]) -> Self {
        let kind = token
            .header
            .get("typ")
            .map(claim_text)
            .unwrap_or_else(|| "JWT".to_owned());
        let places: Vec<String> = token
            .seen
            .iter()
            .map(|(exchange, side)| format!("{side} of exchange {exchange}"))
            .collect();
        let context = Context::of(token, exchanges);
        let mut claims: Vec<Claim> = token
            .claims
            .iter()
            .map(|(name, value)| claim(name, value, token.at, context.judge(name, value)))
            .collect();
        claims.extend(context.missing(token).into_iter().map(|(name, judgement)| Claim {
            name: name.to_owned(),
            value: String::new(),
            note: None,
            judgement: Some(judgement),
        }));
        Self {
            heading: printable(&format!("{kind} in the {}", places.join(", the "))),
            header: token
                .header
                .iter()
                .map(|(name, value)| claim(name, value, None, context.judge_header(name, value)))
                .collect(),
            claims,
            raw: printable(&token.raw),
        }
    }
}

fn claim(
    name: &str,
    value: &serde_json::Value,
    at: Option<jiff::Timestamp>,
    judgement: Option<Judgement>,
) -> Claim {
    let text = claim_text(value);
    // The payload of a redacted token still holds the nonce, which the request shows shortened.
    let text = if name == "nonce" {
        shown(name, &text)
    } else {
        redact_text(&text)
    };
    Claim {
        name: printable(name),
        value: printable(&text),
        note: date_of(name, value, at),
        judgement: judgement.map(|judgement| Judgement {
            text: printable(&judgement.text),
            ..judgement
        }),
    }
}

fn explained(parameters: Vec<(String, String)>) -> Vec<Parameter> {
    parameters
        .into_iter()
        .map(|(name, value)| Parameter {
            meaning: meaning(&name),
            name: printable(&name),
            value: cut_middle(&printable(&value), LONGEST_VALUE),
        })
        .collect()
}

/// A body as text. One file holds hundreds of checks: of pages the beginning is enough, and of whatever passed.
fn body(headers: &[(String, String)], body: &str, passed: bool) -> String {
    let page = header(headers, "content-type").is_some_and(|value| value.starts_with("text/html"));
    let most = match (passed, page) {
        (true, _) => 1024,
        (false, true) => 4096,
        (false, false) => usize::MAX,
    };
    let left_out = body.chars().count().saturating_sub(most);
    if left_out == 0 {
        return printable(body);
    }
    let start: String = body.chars().take(most).collect();
    format!(
        "{}\n[{left_out} more characters are in results.json]",
        printable(&start)
    )
}

fn headers(headers: &[(String, String)]) -> String {
    let lines: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{}: {}", printable(name), printable(value)))
        .collect();
    lines.join("\n")
}
