//! Reads the parameters of an exchange: query, fragment, form, and JSON.

use serde_json::Value;
use url::form_urlencoded;

use crate::events::ExchangeRecord;

/// Path of a URL, without host, query, and fragment.
pub(super) fn path(url: &str) -> &str {
    let from_host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let from_path = from_host.find('/').map_or("/", |at| &from_host[at..]);
    from_path.split(['?', '#']).next().unwrap_or("/")
}

/// Parameters of the query, then of the fragment.
pub(super) fn url_parameters(url: &str) -> Vec<(String, String)> {
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let fragment = if fragment.contains('=') { fragment } else { "" };
    [query, fragment].into_iter().flat_map(form).collect()
}

/// Parameters of the request: its URL's, then its body's.
pub(super) fn request_parameters(exchange: &ExchangeRecord) -> Vec<(String, String)> {
    let mut parameters = url_parameters(&exchange.url);
    parameters.extend(body_parameters(&exchange.request_headers, &exchange.request_body));
    parameters
}

/// Parameters of the answer: its redirect's, then its body's.
pub(super) fn response_parameters(exchange: &ExchangeRecord) -> Vec<(String, String)> {
    let mut parameters = header(&exchange.response_headers, "location").map_or_else(Vec::new, url_parameters);
    parameters.extend(body_parameters(
        &exchange.response_headers,
        &exchange.response_body,
    ));
    parameters
}

/// The first header of that name, which is compared without case.
pub(super) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(header, _)| header.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

fn body_parameters(headers: &[(String, String)], body: &str) -> Vec<(String, String)> {
    let media_type = header(headers, "content-type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    if media_type.starts_with("application/x-www-form-urlencoded") {
        return form(body.trim());
    }
    match serde_json::from_str::<Value>(body) {
        Ok(Value::Object(members)) => members
            .into_iter()
            .map(|(name, value)| match value {
                Value::String(text) => (name, text),
                other => (name, other.to_string()),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn form(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes())
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}
