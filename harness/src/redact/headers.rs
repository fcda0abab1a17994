//! Headers that are credentials as a whole.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

use super::shown::{ALREADY, shown};

/// Keeps the scheme, and the client id of HTTP Basic: the two that explain an `invalid_client`.
pub(super) fn authorization(value: &str) -> String {
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
pub(super) fn basic(scheme: &str, credentials: &str) -> Option<(String, String)> {
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let bytes = STANDARD.decode(credentials.trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((decoded(id), decoded(secret)))
}

pub(super) fn cookie(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, content)) => format!("{name}={}", shown("password", content)),
        None => pair.to_owned(),
    }
}

pub(super) fn decoded(value: &str) -> String {
    if !value.contains(['%', '+']) {
        return value.to_owned();
    }
    let pair = format!("v={value}");
    form_urlencoded::parse(pair.as_bytes())
        .next()
        .map_or_else(|| value.to_owned(), |(_, v)| v.into_owned())
}
