//! A request as a command line.

use crate::journal::Exchange;

/// Headers that curl writes itself, or that only a browser means.
const OWN: [&str; 7] = [
    "host",
    "content-length",
    "connection",
    "accept-encoding",
    "transfer-encoding",
    "upgrade-insecure-requests",
    "priority",
];

/// The request for a POSIX shell, with everything that it carried.
pub(super) fn command(exchange: &Exchange) -> String {
    let mut text = format!(
        "curl --include --request {} {}",
        exchange.method,
        quoted(&exchange.url)
    );
    for (name, value) in &exchange.request_headers {
        let lower = name.to_ascii_lowercase();
        if !OWN.contains(&lower.as_str()) && !lower.starts_with("sec-") {
            text.push_str(&format!(
                " \\\n  --header {}",
                quoted(&format!("{name}: {value}"))
            ));
        }
    }
    if !exchange.request_body.is_empty() {
        text.push_str(&format!(" \\\n  --data-raw {}", quoted(&exchange.request_body)));
    }
    text
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_escapes_its_quotes() {
        let exchange = Exchange {
            method: "POST".to_owned(),
            url: "http://127.0.0.1/token".to_owned(),
            request_headers: vec![
                ("Host".to_owned(), "x".to_owned()),
                ("Sec-Fetch-Mode".to_owned(), "cors".to_owned()),
                ("accept".to_owned(), "it's".to_owned()),
            ],
            request_body: "a='; rm -rf /'".to_owned(),
            ..Exchange::default()
        };
        assert_eq!(
            command(&exchange),
            "curl --include --request POST 'http://127.0.0.1/token' \\\n  --header 'accept: it'\\''s' \\\n  --data-raw 'a='\\''; rm -rf /'\\'''"
        );
    }
}
