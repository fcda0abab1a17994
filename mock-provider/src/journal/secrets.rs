//! Taking credentials out of what is passed on.
//!
//! First by place: headers, parameters, and members whose name says that a credential follows. Then by value: what
//! was found in such a place is replaced wherever else it occurs, in pages and in sentences.

use std::{borrow::Cow, collections::BTreeSet};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use url::form_urlencoded;

use super::Exchange;

/// What stands where a credential stood.
const REDACTED: &str = "REDACTED";
/// A shorter value is replaced only in its place: elsewhere it may be a word like any other.
const SHORTEST: usize = 8;
/// Parameters and members that carry a credential.
const NAMES: [&str; 17] = [
    "access_token",
    "assertion",
    "client_assertion",
    "client_secret",
    "code",
    "code_verifier",
    "device_code",
    "id_token",
    "id_token_hint",
    "interaction",
    "password",
    "refresh_token",
    "subject_token",
    "token",
    "user_code",
    "appsecret_proof",
    "fb_exchange_token",
];

/// Knows what is to be replaced.
#[derive(Debug)]
pub(super) struct Redactor {
    active: bool,
    /// In each form in which a value is written, the longest first.
    values: Vec<String>,
}

impl Redactor {
    /// Leaves everything as it is.
    pub(super) fn none() -> Self {
        Self {
            active: false,
            values: Vec::new(),
        }
    }

    /// Replaces what these exchanges carry as credentials, and what is known to be one.
    pub(super) fn of(exchanges: &[Exchange], known: &[String]) -> Self {
        let mut found: BTreeSet<String> = known.iter().cloned().collect();
        for exchange in exchanges {
            collect_from(exchange, &mut found);
        }
        let values: BTreeSet<String> = found
            .iter()
            .filter(|value| value.len() >= SHORTEST)
            .flat_map(|value| written_forms(value))
            .collect();
        let mut values: Vec<String> = values.into_iter().collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        Self { active: true, values }
    }

    /// A text in which credentials may occur.
    pub(super) fn text(&self, text: &str) -> String {
        let mut text = Cow::Borrowed(text);
        for value in &self.values {
            if text.contains(value.as_str()) {
                text = text.replace(value, REDACTED).into();
            }
        }
        text.into_owned()
    }

    /// What is a credential itself.
    pub(super) fn secret(&self, value: &str) -> String {
        if self.active {
            REDACTED.to_owned()
        } else {
            value.to_owned()
        }
    }

    /// A header's value.
    pub(super) fn header(&self, name: &str, value: &str) -> String {
        if !self.active {
            return value.to_owned();
        }
        match name.to_ascii_lowercase().as_str() {
            "authorization" | "proxy-authorization" => match value.split_once(' ') {
                Some((scheme, _)) => format!("{scheme} {REDACTED}"),
                None => REDACTED.to_owned(),
            },
            "cookie" => value.split(';').map(redact_cookie).collect::<Vec<_>>().join("; "),
            "set-cookie" => {
                let (pair, attributes) = value.split_once(';').unwrap_or((value, ""));
                format!("{};{attributes}", redact_cookie(pair))
            }
            "location" | "referer" => self.url(value),
            _ => self.text(value),
        }
    }

    /// A URL: parameters in its query and in its fragment.
    pub(super) fn url(&self, url: &str) -> String {
        if !self.active {
            return url.to_owned();
        }
        let (rest, fragment) = url
            .split_once('#')
            .map_or((url, None), |(rest, part)| (rest, Some(part)));
        let (base, query) = rest
            .split_once('?')
            .map_or((rest, None), |(base, part)| (base, Some(part)));
        let mut text = self.text(base);
        if let Some(query) = query {
            text = format!("{text}?{}", self.form(query));
        }
        if let Some(fragment) = fragment {
            text = format!("{text}#{}", self.form(fragment));
        }
        text
    }

    /// A body of that content type.
    pub(super) fn body(&self, content_type: &str, body: &str) -> String {
        if !self.active {
            return body.to_owned();
        }
        let content_type = content_type.to_ascii_lowercase();
        if content_type.starts_with("application/x-www-form-urlencoded") {
            return self.form(body);
        }
        if content_type.contains("json")
            && let Ok(mut value) = serde_json::from_str(body)
        {
            redact_members(&mut value);
            return self.text(&serde_json::to_string_pretty(&value).unwrap_or_default());
        }
        self.text(body)
    }

    fn form(&self, form: &str) -> String {
        let pair = |pair: &str| match pair.split_once('=') {
            Some((name, _)) if is_credential(&decoded(name)) => format!("{name}={REDACTED}"),
            _ => self.text(pair),
        };
        form.split('&').map(pair).collect::<Vec<_>>().join("&")
    }
}

fn is_credential(name: &str) -> bool {
    NAMES.contains(&name)
}

fn decoded(text: &str) -> String {
    form_urlencoded::parse(text.as_bytes())
        .next()
        .map_or_else(String::new, |(name, _)| name.into_owned())
}

fn redact_cookie(pair: &str) -> String {
    pair.trim()
        .split_once('=')
        .map_or_else(|| REDACTED.to_owned(), |(name, _)| format!("{name}={REDACTED}"))
}

fn redact_members(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if is_credential(name) => REDACTED.clone_into(text),
                    other => redact_members(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact_members),
        _ => {}
    }
}

/// Every credential that an exchange carries in a place where one belongs.
fn collect_from(exchange: &Exchange, found: &mut BTreeSet<String>) {
    for (name, value) in exchange.request_headers.iter().chain(&exchange.response_headers) {
        match name.to_ascii_lowercase().as_str() {
            "authorization" | "proxy-authorization" => collect_from_authorization(value, found),
            "cookie" => value.split(';').for_each(|pair| collect_cookie(pair, found)),
            "set-cookie" => collect_cookie(value.split(';').next().unwrap_or_default(), found),
            "location" => collect_from_url(value, found),
            _ => {}
        }
    }
    collect_from_url(&exchange.url, found);
    for body in [&exchange.request_body, &exchange.response_body] {
        match serde_json::from_str(body) {
            Ok(value) => collect_members(&value, found),
            Err(_) => collect_from_form(body, found),
        }
        found.extend(jwts(body).map(ToOwned::to_owned));
    }
}

fn collect_from_authorization(value: &str, found: &mut BTreeSet<String>) {
    let credentials = value.split_once(' ').map_or(value, |(_, rest)| rest).trim();
    found.insert(credentials.to_owned());
    if let Ok(bytes) = STANDARD.decode(credentials)
        && let Ok(text) = String::from_utf8(bytes)
        && let Some((_, password)) = text.split_once(':')
    {
        found.insert(password.to_owned());
    }
}

fn collect_cookie(pair: &str, found: &mut BTreeSet<String>) {
    if let Some((_, value)) = pair.trim().split_once('=') {
        found.insert(value.to_owned());
    }
}

fn collect_from_url(url: &str, found: &mut BTreeSet<String>) {
    for part in url.split(['?', '#']).skip(1) {
        collect_from_form(part, found);
    }
}

fn collect_from_form(form: &str, found: &mut BTreeSet<String>) {
    let parameters = form_urlencoded::parse(form.as_bytes());
    let credentials = parameters.filter(|(name, _)| is_credential(name));
    found.extend(credentials.map(|(_, value)| value.into_owned()));
}

fn collect_members(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if is_credential(name) => {
                        found.insert(text.clone());
                    }
                    other => collect_members(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_members(item, found)),
        _ => {}
    }
}

/// What looks like a JWT, wherever it stands: the start of a JOSE header, and two dots.
fn jwts(text: &str) -> impl Iterator<Item = &str> {
    let outside = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    text.split(outside)
        .filter(|word| word.starts_with("eyJ") && word.matches('.').count() >= 2)
}

/// A value as it stands in text, in URLs and forms, and in HTML.
fn written_forms(value: &str) -> [String; 3] {
    let form: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let html = value
        .replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;");
    [value.to_owned(), form, html]
}
