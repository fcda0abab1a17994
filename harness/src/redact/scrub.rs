//! Finds credentials in text by their name, by their shape, and by having seen them before.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::headers::{authorization, basic, cookie, decoded};
use super::patterns::{BEARER, ELEMENT, FIELD, HEADER, MEMBER, PAIR, QUOTED, pattern};
use super::shown::{JWT, shown, without_signature};

/// A value shorter than this is not searched for in free text, where it would hit ordinary words.
const SHORTEST_LEARNED: usize = 6;

/// Finds credentials, and remembers those it has seen under a name.
#[derive(Debug, Default)]
pub(super) struct Scrubber {
    /// What was seen and how it is shown, longest first.
    learned: Vec<(String, String)>,
}

impl Scrubber {
    /// Remembers the credentials that `text` names.
    pub(super) fn learn(&mut self, text: &str) {
        for pattern in [&*PAIR, &*MEMBER, &*ELEMENT, &*FIELD] {
            for found in pattern.captures_iter(text) {
                let (value, _) = split_encoded(&found["between"], &found["value"]);
                self.remember(&found["name"], value);
                self.remember(&found["name"], &decoded_as(&found["between"], value));
            }
        }
    }

    /// Remembers what a credential header carries.
    pub(super) fn learn_header(&mut self, name: &str, value: &str) {
        match name.to_ascii_lowercase().as_str() {
            "authorization" | "proxy-authorization" => {
                if let Some((scheme, credentials)) = value.split_once(' ') {
                    match basic(scheme, credentials) {
                        Some((_, secret)) => self.remember("client_secret", &secret),
                        None => self.remember("access_token", credentials),
                    }
                }
            }
            "cookie" => {
                for pair in value.split(';') {
                    if let Some((_, content)) = pair.split_once('=') {
                        self.remember("password", content.trim());
                    }
                }
            }
            "set-cookie" => {
                let pair = value.split(';').next().unwrap_or_default();
                if let Some((_, content)) = pair.split_once('=') {
                    self.remember("password", content.trim());
                }
            }
            _ => self.learn(value),
        }
    }

    fn remember(&mut self, name: &str, value: &str) {
        let replacement = shown(name, value);
        // A password may be an ordinary word, and sentences would lose it.
        let word = value.bytes().all(|byte| byte.is_ascii_lowercase());
        if value.len() < SHORTEST_LEARNED || word || replacement == value {
            return;
        }
        if !self.learned.iter().any(|(seen, _)| seen == value) {
            self.learned.push((value.to_owned(), replacement));
            self.learned.sort_by_key(|(seen, _)| Reverse(seen.len()));
        }
    }

    /// `text` without credentials.
    pub(super) fn text(&self, text: &str) -> String {
        let mut text = HEADER.replace_all(text, |found: &Captures<'_>| {
            format!(
                "{}{}{}",
                &found["name"],
                &found["between"],
                self.header(&found["name"], &found["value"])
            )
        });
        for pattern in [&*PAIR, &*MEMBER, &*ELEMENT, &*FIELD, &*QUOTED, &*BEARER] {
            text = Cow::Owned(pattern.replace_all(&text, replace_value).into_owned());
        }
        text = Cow::Owned(JWT.replace_all(&text, without_signature).into_owned());
        for (value, replacement) in &self.learned {
            if text.contains(value.as_str()) {
                text = Cow::Owned(replace_words(&text, value, replacement));
            }
        }
        text.into_owned()
    }

    /// The value of header `name` without credentials.
    pub(super) fn header(&self, name: &str, value: &str) -> String {
        match name.to_ascii_lowercase().as_str() {
            "authorization" | "proxy-authorization" => authorization(value),
            "cookie" => value.split(';').map(cookie).collect::<Vec<_>>().join(";"),
            "set-cookie" => match value.split_once(';') {
                Some((pair, attributes)) => format!("{};{attributes}", cookie(pair)),
                None => cookie(value),
            },
            _ => self.text(value),
        }
    }
}

fn replace_value(found: &Captures<'_>) -> String {
    let (value, rest) = split_encoded(&found["between"], &found["value"]);
    // The digits are of the decoded value: a code is the same in a query and in a JSON body.
    let raw = decoded_as(&found["between"], value);
    let replacement = shown(&found["name"], &raw);
    let replacement = if replacement == raw { value } else { &replacement };
    format!(
        "{}{}{}{replacement}{rest}",
        &found["before"], &found["name"], &found["between"]
    )
}

/// Cuts a value that stands inside a percent-encoded URL where that URL's next parameter begins.
fn split_encoded<'a>(between: &str, value: &'a str) -> (&'a str, &'a str) {
    if between.starts_with('%') {
        static END: LazyLock<Regex> = LazyLock::new(|| pattern("%(?:25)*(?:26|23)"));
        if let Some(end) = END.find(value) {
            return value.split_at(end.start());
        }
    }
    (value, "")
}

/// Decodes a form value once, and once more for each encoding of the `=` before it.
///
/// A JSON member, an element, or a sentence holds the value itself.
fn decoded_as(between: &str, value: &str) -> String {
    let times = match between {
        "=" => 1,
        _ if between.starts_with('%') => 2 + between.matches("25").count(),
        _ => 0,
    };
    (0..times).fold(value.to_owned(), |value, _| decoded(&value))
}

/// Replaces `value` where it is not part of a longer word.
fn replace_words(text: &str, value: &str, replacement: &str) -> String {
    let within = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(value) {
        let (before, from) = rest.split_at(at);
        let after = &from[value.len()..];
        replaced.push_str(before);
        let alone = !replaced.ends_with(within) && !after.starts_with(within);
        // `SplxlO…1f3a` of a value that begins with a shorter one must stay as it is.
        let alone = alone && !after.starts_with('…');
        replaced.push_str(if alone { replacement } else { value });
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}
