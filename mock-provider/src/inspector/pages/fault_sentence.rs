//! An armed fault in a sentence.

use serde_json::Value;

use crate::faults::{Fault, Scope};

/// What is different, for whom, and how often.
pub(super) fn sentence(fault: &Fault) -> String {
    let change = serde_json::to_value(&fault.change).unwrap_or_default();
    format!(
        "{} {} {}",
        what(&change),
        for_whom(&fault.scope),
        how_often(fault.times)
    )
}

/// A change is one word, or a word with what is set and removed.
fn what(change: &Value) -> String {
    match change {
        Value::String(word) if word == "hold_authorization_response" => {
            "The authorization response stays at the provider, its code valid and unused.".to_owned()
        }
        Value::Object(members) => {
            let (kind, details) = members
                .iter()
                .next()
                .map_or(("", &Value::Null), |(kind, details)| (kind, details));
            let place = match kind {
                "authorization_response" => "In the authorization response".to_owned(),
                "token_response" => "In the token response".to_owned(),
                "id_token" => "In the id_token".to_owned(),
                "id_token_header" => "In the header of the id_token".to_owned(),
                "hold_answer" => {
                    let endpoint = details["endpoint"].as_str().unwrap_or_default();
                    return format!("The answer of {endpoint} is sent when this is disarmed.");
                }
                "delivery" => {
                    let endpoint = details["endpoint"].as_str().unwrap_or_default();
                    return format!("The answer of {endpoint} {}.", on_its_way(details));
                }
                "id_token_twice" => {
                    return format!("In the id_token, these are in it twice: {}.", names(details));
                }
                other => format!("In the {}", other.replace('_', " ")),
            };
            format!("{place}, {}.", overrides(details))
        }
        other => format!(
            "The answer differs: {}.",
            other.as_str().unwrap_or_default().replace('_', " ")
        ),
    }
}

fn on_its_way(details: &Value) -> &'static str {
    match details["manner"].as_str() {
        Some("dropped") => "never comes: its connection ends",
        Some("dripping") => "comes a byte a second",
        _ => "does not end for a hundred mebibytes",
    }
}

fn names(details: &Value) -> String {
    let first = details["first"].as_object().into_iter().flatten();
    first
        .map(|(name, value)| format!("{name}, first as {value}"))
        .collect::<Vec<_>>()
        .join("; ")
}

fn overrides(details: &Value) -> String {
    let set = details["set"].as_object().into_iter().flatten();
    let removed = details["remove"].as_array().into_iter().flatten();
    let parts: Vec<String> = set
        .map(|(name, value)| format!("{name} is {value}"))
        .chain(removed.map(|name| format!("{} is missing", name.as_str().unwrap_or_default())))
        .collect();
    if parts.is_empty() {
        format!("this differs: {details}")
    } else {
        parts.join(", ")
    }
}

fn for_whom(scope: &Scope) -> String {
    let parts: Vec<String> = [
        scope.provider.map(|provider| provider.name().to_owned()),
        scope.client_id.as_ref().map(|id| format!("the client {id}")),
        scope.persona.as_ref().map(|id| format!("the person {id}")),
        scope.browser.as_ref().map(|id| format!("the browser {id}")),
        scope.flow.map(|id| format!("flow {id}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        "It concerns everybody.".to_owned()
    } else {
        format!("It concerns {} only.", parts.join(", "))
    }
}

fn how_often(times: Option<u32>) -> String {
    match times {
        None => "It fires each time.".to_owned(),
        Some(0) => "It has fired as often as it was to.".to_owned(),
        Some(1) => "It fires once more.".to_owned(),
        Some(times) => format!("It fires {times} more times."),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_kind_has_its_sentence() {
        let said = |change, scope, times: Option<u32>| {
            let fault = json!({"name": "x", "scope": scope, "times": times, "change": change});
            sentence(&serde_json::from_value(fault).expect("a fault"))
        };
        assert_eq!(
            said(
                json!({"id_token": {"set": {"exp": 1}, "remove": ["nonce"]}}),
                json!({}),
                None
            ),
            "In the id_token, exp is 1, nonce is missing. It concerns everybody. It fires each time."
        );
        assert_eq!(
            said(
                json!("hold_authorization_response"),
                json!({"provider": "github", "persona": "alice"}),
                Some(1)
            ),
            "The authorization response stays at the provider, its code valid and unused. It concerns GitHub, the person alice only. It fires once more."
        );
        assert!(
            said(json!({"hold_answer": {"endpoint": "token"}}), json!({}), None)
                .starts_with("The answer of token is sent when this is disarmed. ")
        );
        assert!(
            said(
                json!({"delivery": {"endpoint": "token", "manner": "dropped"}}),
                json!({}),
                None
            )
            .starts_with("The answer of token never comes: its connection ends. ")
        );
        assert!(
            said(
                json!({"id_token_twice": {"first": {"sub": "1"}}}),
                json!({}),
                None
            )
            .starts_with("In the id_token, these are in it twice: sub, first as \"1\". ")
        );
        assert!(
            said(
                json!({"token_response": {"remove": ["id_token"]}}),
                json!({}),
                Some(2)
            )
            .starts_with("In the token response, id_token is missing.")
        );
    }
}
