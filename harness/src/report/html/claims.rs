//! Judges the claims of an ID token by what the report itself shows: the request of its flow, and the moment it was
//! sent. The signature is not judged: a report may hold it redacted, and the provider's inspector verifies it.

use jiff::Timestamp;
use serde_json::Value;

use super::super::jwt::{Token, claim_text, claims as decoded};
use super::super::wire::{request_parameters, response_parameters};
use crate::events::ExchangeRecord;
use crate::redact::shown;

/// What is to be said about one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judgement {
    pub(super) good: bool,
    pub(super) text: String,
}

/// What an ID token is held against.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// True for an ID token; other tokens are nobody's business but the provider's.
    is_id_token: bool,
    client_id: Option<String>,
    nonce: Option<String>,
    issuer: Option<String>,
    /// The endpoint that sent it.
    sent_by: String,
    at: Option<Timestamp>,
}

/// Clocks of provider and app may differ by this much before a time in the future is worth a remark, in seconds.
const CLOCK_SKEW: i64 = 60;

impl Context {
    /// What is known about `token` from the exchanges of its check.
    pub(super) fn of(token: &Token, exchanges: &[ExchangeRecord]) -> Self {
        let carries = |exchange: &&ExchangeRecord| {
            token.seen.contains(&(exchange.id, "answer"))
                && response_parameters(exchange)
                    .iter()
                    .any(|(name, value)| name == "id_token" && *value == token.raw)
        };
        let Some(carrier) = exchanges.iter().find(carries) else {
            return Self::default();
        };
        let request = exchanges.iter().rev().find(|exchange| {
            exchange.id <= carrier.id && exchange.flow == carrier.flow && is_authorization_request(exchange)
        });
        let parameter = |name: &str| {
            let parameters = request_parameters(request?);
            parameters
                .into_iter()
                .find(|(found, _)| found == name)
                .map(|(_, value)| value)
        };
        Self {
            is_id_token: true,
            client_id: parameter("client_id"),
            nonce: parameter("nonce"),
            issuer: issuer(carrier, token, exchanges),
            sent_by: carrier.url.clone(),
            at: token.at,
        }
    }

    /// The judgement on the claim `name`; none where the report does not know what was to be expected.
    pub(super) fn judge(&self, name: &str, value: &Value) -> Option<Judgement> {
        if !self.is_id_token {
            return None;
        }
        let at = self.at.map(Timestamp::as_second);
        let seconds = value
            .as_i64()
            .or_else(|| value.as_f64().map(|seconds| seconds as i64));
        match name {
            "iss" => {
                let found = value.as_str();
                match &self.issuer {
                    Some(issuer) => Some(compared(found == Some(issuer), "the issuer", issuer)),
                    // Elsewhere it may still be right: endpoints and issuer need not share a host.
                    None => found
                        .is_some_and(|found| !found.is_empty() && self.sent_by.starts_with(found))
                        .then(|| good("is the address that sent it")),
                }
            }
            "aud" => {
                let client = self.client_id.as_ref()?;
                let named = match value {
                    Value::Array(members) => members.iter().any(|member| member.as_str() == Some(client)),
                    other => other.as_str() == Some(client),
                };
                Some(compared(named, "the client of the request", client))
            }
            "azp" => {
                let client = self.client_id.as_ref()?;
                Some(compared(
                    value.as_str() == Some(client),
                    "the client of the request",
                    client,
                ))
            }
            "nonce" => {
                let nonce = shown("nonce", self.nonce.as_ref()?);
                let same = value.as_str().is_some_and(|value| shown("nonce", value) == nonce);
                Some(compared(same, "the nonce of the request", &nonce))
            }
            "exp" => {
                let (exp, at) = (seconds, at?);
                Some(match exp {
                    Some(exp) if exp > at => good("not expired"),
                    Some(_) => bad("expired when it was sent"),
                    None => bad("not a number"),
                })
            }
            "iat" | "nbf" => {
                let (time, at) = (seconds, at?);
                Some(match time {
                    Some(time) if time <= at + CLOCK_SKEW => good("not in the future"),
                    Some(_) => bad("in the future when it was sent"),
                    None => bad("not a number"),
                })
            }
            "sub" => Some(match value.as_str() {
                Some(text) if !text.is_empty() => good("present"),
                Some(_) => bad("empty"),
                None => bad("not a string"),
            }),
            _ => None,
        }
    }

    /// The judgement on a member of the header.
    pub(super) fn judge_header(&self, name: &str, value: &Value) -> Option<Judgement> {
        if !self.is_id_token || name != "alg" {
            return None;
        }
        match value.as_str() {
            Some(alg) if alg.eq_ignore_ascii_case("none") => Some(bad("not signed")),
            Some(alg) if alg.starts_with("HS") => {
                Some(bad("signed with a shared secret, not with the provider's key"))
            }
            Some(_) => None,
            None => Some(bad("not a string")),
        }
    }

    /// Claims that the token had to have and has not (OpenID Connect Core section 2), with what was expected.
    pub(super) fn missing(&self, token: &Token) -> Vec<(&'static str, Judgement)> {
        if !self.is_id_token {
            return Vec::new();
        }
        let mut missing: Vec<(&'static str, Judgement)> = ["iss", "sub", "aud", "exp", "iat"]
            .into_iter()
            .filter(|name| !token.claims.contains_key(*name))
            .map(|name| (name, bad("missing")))
            .collect();
        if let Some(nonce) = &self.nonce
            && !token.claims.contains_key("nonce")
        {
            let text = format!("missing: the request had {}", shown("nonce", nonce));
            missing.push(("nonce", Judgement { good: false, text }));
        }
        missing
    }
}

/// The issuer as the provider names itself: in its discovery document, or else in another ID token that no fault
/// touched, such as the control's.
fn issuer(carrier: &ExchangeRecord, token: &Token, exchanges: &[ExchangeRecord]) -> Option<String> {
    let of_provider = || {
        exchanges
            .iter()
            .filter(|exchange| exchange.provider == carrier.provider && exchange.fault.is_none())
    };
    let discovered = of_provider().find_map(|exchange| {
        let parameters = response_parameters(exchange);
        let issuer = parameters.into_iter().find(|(name, _)| name == "issuer");
        issuer.map(|(_, value)| value)
    });
    discovered.or_else(|| {
        of_provider().find_map(|exchange| {
            let parameters = response_parameters(exchange);
            let other = |(name, value): &(String, String)| name == "id_token" && *value != token.raw;
            let (_, honest) = parameters.into_iter().find(other)?;
            Some(claim_text(decoded(&honest)?.get("iss")?))
        })
    })
}

fn is_authorization_request(exchange: &ExchangeRecord) -> bool {
    let parameters = request_parameters(exchange);
    let has = |wanted: &str| parameters.iter().any(|(name, _)| name == wanted);
    has("client_id") && has("response_type")
}

fn compared(same: bool, what: &str, expected: &str) -> Judgement {
    Judgement {
        good: same,
        text: if same {
            format!("is {what}")
        } else {
            format!("is not {what}: expected {expected}")
        },
    }
}

fn good(text: &str) -> Judgement {
    Judgement {
        good: true,
        text: text.to_owned(),
    }
}

fn bad(text: &str) -> Judgement {
    Judgement {
        good: false,
        text: text.to_owned(),
    }
}
