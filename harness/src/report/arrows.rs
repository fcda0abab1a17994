//! Exchanges as arrows between parties: one for the request, one for the answer.

use super::jwt::claims;
use super::printable::{cut_middle, one_line};
use super::wire::{header, path, request_parameters, response_parameters};
use super::wording::party;
use crate::events::{ExchangeRecord, Party};
use crate::redact::shown;

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arrow {
    pub(super) from: Party,
    pub(super) to: Party,
    /// Method and path, or status, with the parameters that matter.
    pub(super) text: String,
    /// Why this message stands out: altered on purpose, or a refusal.
    pub(super) mark: Option<String>,
}

/// Request and answer of one exchange.
pub(super) fn arrows(exchange: &ExchangeRecord) -> [Arrow; 2] {
    let request = format!(
        "{} {}",
        one_line(&exchange.method),
        cut_middle(&one_line(path(&exchange.url)), 48)
    );
    let mut marks = Vec::new();
    marks.extend(
        exchange
            .fault
            .as_ref()
            .map(|fault| format!("altered on purpose: {}", one_line(fault))),
    );
    marks.extend(
        exchange
            .refusal
            .as_ref()
            .map(|why| format!("refused: {}", cut_middle(&one_line(why), 160))),
    );
    [
        Arrow {
            from: exchange.from,
            to: Party::Provider,
            text: with_parameters(&request, &request_parameters(exchange)),
            mark: None,
        },
        Arrow {
            from: Party::Provider,
            to: exchange.from,
            text: with_parameters(&answer(exchange), &response_parameters(exchange)),
            mark: (!marks.is_empty()).then(|| marks.join("; ")),
        },
    ]
}

/// At most three exchanges that explain a failure, oldest first: what was altered or refused, then the flow itself.
pub(super) fn telling(exchanges: &[ExchangeRecord]) -> Vec<&ExchangeRecord> {
    // The control before and after runs in flows of its own, and explains nothing.
    let marked = |exchange: &&ExchangeRecord| exchange.fault.is_some() || exchange.refusal.is_some();
    let to_blame: Vec<Option<u64>> = exchanges
        .iter()
        .filter(marked)
        .map(|exchange| exchange.flow)
        .collect();
    let mut ranked: Vec<(usize, &ExchangeRecord)> = exchanges
        .iter()
        .enumerate()
        .filter(|(_, exchange)| to_blame.is_empty() || to_blame.contains(&exchange.flow))
        .collect();
    // Of equals the later one: it is nearer to the failure.
    ranked.sort_by_key(|(place, exchange)| (rank(exchange), std::cmp::Reverse(*place)));
    ranked.truncate(3);
    ranked.sort_by_key(|(place, _)| *place);
    ranked.into_iter().map(|(_, exchange)| exchange).collect()
}

/// One line of text: `app     ── POST /token code=SplxlO… ──▶ provider`, arrows of one width below each other.
pub(super) fn line(arrow: &Arrow, width: usize) -> String {
    let dashes = "─".repeat(width.saturating_sub(arrow.text.chars().count()) + 2);
    let (left, right) = if arrow.to == Party::Provider {
        (arrow.from, arrow.to)
    } else {
        (arrow.to, arrow.from)
    };
    let shaft = if arrow.to == Party::Provider {
        format!("── {} {dashes}▶", arrow.text)
    } else {
        format!("◀─ {} {dashes}─", arrow.text)
    };
    format!("{:<7} {shaft} {}", party(left), party(right))
}

fn rank(exchange: &ExchangeRecord) -> u8 {
    if exchange.fault.is_some() {
        return 0;
    }
    if exchange.refusal.is_some() {
        return 1;
    }
    match exchange.endpoint.as_str() {
        "authorization" | "authorize" | "token" => 2,
        "userinfo" => 3,
        _ => 4,
    }
}

fn answer(exchange: &ExchangeRecord) -> String {
    let media_type = header(&exchange.response_headers, "content-type").unwrap_or_default();
    if media_type.starts_with("text/html") && exchange.status < 400 {
        format!("{} page", exchange.status)
    } else {
        exchange.status.to_string()
    }
}

/// Parameters that explain a flow, the most telling first.
const TELLING: [&str; 11] = [
    "error",
    "code",
    "state",
    "nonce",
    "id_token",
    "iss",
    "access_token",
    "refresh_token",
    "code_verifier",
    "sub",
    "email",
];

fn with_parameters(start: &str, parameters: &[(String, String)]) -> String {
    let mut text = start.to_owned();
    let telling = TELLING
        .iter()
        .filter_map(|name| parameters.iter().find(|(found, _)| found == name));
    for (name, value) in telling.take(3) {
        match id_token_nonce(name, value) {
            // A token is long and says nothing; its nonce ties it to the request.
            Some(nonce) => text.push_str(&format!(" id_token(nonce={})", cut_middle(&one_line(&nonce), 16))),
            None => text.push_str(&format!(" {name}={}", cut_middle(&one_line(value), 16))),
        }
    }
    text
}

/// The nonce of an ID token, shown as the request shows it.
fn id_token_nonce(name: &str, value: &str) -> Option<String> {
    let claims = if name == "id_token" {
        claims(value)?
    } else {
        return None;
    };
    Some(shown("nonce", claims.get("nonce")?.as_str()?))
}
