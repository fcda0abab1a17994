//! An exchange as a command for a shell.

use super::super::printable::printable;
use crate::events::ExchangeRecord;

/// `curl` with method, headers, and body. Redacted values stay redacted: fill them in before running it.
pub(super) fn curl(exchange: &ExchangeRecord) -> String {
    let mut command = "curl -i".to_owned();
    if exchange.method != "GET" {
        command.push_str(&format!(" -X {}", quoted(&exchange.method)));
    }
    command.push_str(&format!(" {}", quoted(&exchange.url)));
    for (name, value) in &exchange.request_headers {
        if !set_by_curl(name) {
            command.push_str(&format!(" \\\n  -H {}", quoted(&format!("{name}: {value}"))));
        }
    }
    if !exchange.request_body.is_empty() {
        command.push_str(&format!(" \\\n  --data-raw {}", quoted(&exchange.request_body)));
    }
    command
}

/// Headers that belong to the connection or to the length of the body.
fn set_by_curl(name: &str) -> bool {
    [
        "host",
        "content-length",
        "connection",
        "accept-encoding",
        "transfer-encoding",
    ]
    .iter()
    .any(|header| name.eq_ignore_ascii_case(header))
}

/// One word for a POSIX shell. Control characters are spelled out: pasted, they could act on the terminal.
fn quoted(text: &str) -> String {
    format!("'{}'", printable(text).replace('\'', r"'\''"))
}
