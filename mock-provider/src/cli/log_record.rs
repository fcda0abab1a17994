//! One JSON object an exchange, for programs that watch. No headers, bodies, or queries: nothing secret.

use serde_json::{Value, json};

use super::log_line::path;
use crate::journal::{Exchange, Flow};

/// The record of an exchange, on one line.
#[must_use]
pub fn log_record(exchange: &Exchange, flow: Option<&Flow>) -> String {
    let mut record = json!({
        "event": "exchange",
        "id": exchange.id,
        "at": exchange.at,
        "provider": exchange.provider,
        "endpoint": exchange.endpoint,
        "method": exchange.method,
        "path": path(exchange),
        "status": exchange.status,
    });
    let mut add = |name: &str, value: Value| {
        if !value.is_null() {
            record[name] = value;
        }
    };
    add("flow", json!(exchange.flow));
    add("outcome", json!(flow.map(|flow| flow.outcome)));
    add("client_id", json!(exchange.client_id));
    add("persona", json!(exchange.persona));
    add("browser", json!(exchange.browser));
    add("fault", json!(exchange.fault));
    add("refusal", json!(exchange.refusal));
    record.to_string()
}
