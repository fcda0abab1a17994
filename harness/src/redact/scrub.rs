//! Finds credentials in text by their name, by their shape, and by having seen them before.

use std::borrow::Cow;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regex::{Captures, Regex};
use sha2::{Digest, Sha256};
use url::form_urlencoded;

/// Values that belong to one flow: shortened, still recognisable.
const TRANSIENT: &[&str] = &[
    "access_token",
    "assertion",
    "client_assertion",
    "code",
    "code_verifier",
    "device_code",
    "fb_exchange_token",
    "id_token",
    "id_token_hint",
    "input_token",
    "logout_token",
    "nonce",
    "oauth_token",
    "oauth_verifier",
    "refresh_token",
    "state",
    "subject_token",
    "token",
    "user_code",
];

/// Values that outlive a flow: nothing of them is shown.
const LASTING: &[&str] = &[
    "appsecret_proof",
    "client_secret",
    "oauth_token_secret",
    "otp",
    "passwd",
    "password",
];

/// A value shorter than this is not searched for in free text, where it would hit ordinary words.
const SHORTEST_LEARNED: usize = 6;

/// JWS compact serialisation (RFC 7515 section 7.1), the signature possibly empty.
static JWT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]*)\.([A-Za-z0-9_-]*)"));

/// `name=value` in a query, a fragment, or a form; also percent-encoded once or twice inside another URL.
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"(?P<before>^|[^A-Za-z0-9_%-]|%(?:25)*(?:26|3[Ff]|23))(?P<name>{})(?P<between>=|%(?:25)*3[Dd])(?P<value>[^&#\s"'<>\\`,;)]+)"#,
        names()
    ))
});

/// `"name": "value"` in JSON, also inside a JSON string.
static MEMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"(?P<before>\\?["'])(?P<name>{})(?P<between>\\?["']\s*:\s*\\?["'])(?P<value>[^"'\\]+)"#,
        names()
    ))
});

/// `<name>value</name>`: how GitHub answers a request that accepts XML.
static ELEMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<before><)(?P<name>{})(?P<between>>)(?P<value>[^<]+)",
        names()
    ))
});

/// A hidden field of the page that `response_mode=form_post` answers with.
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"(?P<before>\bname=["'])(?P<name>{})(?P<between>["']\s+value=["'])(?P<value>[^"']+)"#,
        names()
    ))
});

/// `state "value"` in a sentence; names that are also ordinary words (`token`, `assertion`) are left alone.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?P<before>^|[^A-Za-z0-9_-])(?P<name>access_token|client_secret|code|code_verifier|id_token|nonce|password|refresh_token|state)(?P<between>\s+(?:(?:is|was|of)\s+)?["`'])(?P<value>[^"`'\s]+)"#,
    )
});

/// `Bearer value`: RFC 6750 section 2.1, and GitHub's `token value`.
static BEARER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?P<before>\b)(?P<name>[Bb]earer)(?P<between> +)(?P<value>[A-Za-z0-9._~+/-]{8,}=*)")
});

/// A credential header in a curl command or a message.
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)\b(?P<name>(?:proxy-)?authorization|(?:set-)?cookie)(?P<between>: *)(?P<value>[^\r\n'"`<]+)"#,
    )
});

/// Where [`shown`] has been before.
static ALREADY: LazyLock<Regex> = LazyLock::new(|| pattern("…[0-9a-f]{4}$"));

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("patterns of this module compile, every test runs them")
}

fn names() -> String {
    TRANSIENT
        .iter()
        .chain(LASTING)
        .copied()
        .collect::<Vec<_>>()
        .join("|")
}

/// How a flow's value is shown: `SplxlO…1f3a`, or header and payload of a JWT with `…1f3a` for its signature.
///
/// `name` is the parameter that carries it; a lasting secret such as `client_secret` keeps only `…1f3a`.
#[must_use]
pub fn shown(name: &str, value: &str) -> String {
    if value.is_empty() || ALREADY.is_match(value) || (name == "code" && is_error_name(value)) {
        return value.to_owned();
    }
    let lasting = LASTING.contains(&name);
    if let (false, Some(parts)) = (lasting, JWT.captures(value))
        && parts[0] == *value
    {
        return without_signature(&parts);
    }
    // A short value would be shown whole; a third of it is enough to recognise it by.
    let kept = if lasting {
        0
    } else {
        6.min(value.chars().count() / 3)
    };
    let start: String = value.chars().take(kept).collect();
    format!("{start}…{}", fingerprint(value))
}

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
            self.learned
                .sort_by_key(|(seen, _)| std::cmp::Reverse(seen.len()));
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

/// Keeps the scheme, and the client id of HTTP Basic: the two that explain an `invalid_client`.
fn authorization(value: &str) -> String {
    let Some((scheme, credentials)) = value.split_once(' ') else {
        return shown("password", value);
    };
    match basic(scheme, credentials) {
        Some((id, secret)) => format!("{scheme} {id}:{}", shown("client_secret", &secret)),
        None if scheme.eq_ignore_ascii_case("basic") => {
            // Already shown, as `id:…1f3a`, or not Base64 at all.
            if ALREADY.is_match(credentials) {
                value.to_owned()
            } else {
                format!("{scheme} {}", shown("password", credentials))
            }
        }
        None => format!("{scheme} {}", shown("access_token", credentials)),
    }
}

/// Client id and secret of RFC 6749 section 2.3.1, form-decoded.
fn basic(scheme: &str, credentials: &str) -> Option<(String, String)> {
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let bytes = STANDARD.decode(credentials.trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((decoded(id), decoded(secret)))
}

fn cookie(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, content)) => format!("{name}={}", shown("password", content)),
        None => pair.to_owned(),
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

fn decoded(value: &str) -> String {
    if !value.contains(['%', '+']) {
        return value.to_owned();
    }
    let pair = format!("v={value}");
    form_urlencoded::parse(pair.as_bytes())
        .next()
        .map_or_else(|| value.to_owned(), |(_, v)| v.into_owned())
}

fn without_signature(found: &Captures<'_>) -> String {
    match &found[2] {
        // `alg: none` has no signature, and a report must show that it had none.
        "" => found[0].to_owned(),
        signature => format!("{}.…{}", &found[1], fingerprint(signature)),
    }
}

/// `code` is also the member that names an error (`{"code": "validation_error"}`), and says nothing secret then.
fn is_error_name(value: &str) -> bool {
    value.contains('_')
        && value
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn fingerprint(value: &str) -> String {
    let digest = Sha256::digest(value.as_bytes());
    format!("{:02x}{:02x}", digest[0], digest[1])
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
