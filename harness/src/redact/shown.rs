//! How one credential is shown.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use sha2::{Digest, Sha256};

use super::patterns::pattern;

/// Values that belong to one flow: shortened, still recognisable.
pub(super) const TRANSIENT: &[&str] = &[
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
pub(super) const LASTING: &[&str] = &[
    "appsecret_proof",
    "client_secret",
    "oauth_token_secret",
    "otp",
    "passwd",
    "password",
];

/// JWS compact serialisation (RFC 7515 section 7.1), the signature possibly empty.
pub(super) static JWT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]*)\.([A-Za-z0-9_-]*)"));

/// Where [`shown`] has been before.
pub(super) static ALREADY: LazyLock<Regex> = LazyLock::new(|| pattern("…[0-9a-f]{4}$"));

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

pub(super) fn without_signature(found: &Captures<'_>) -> String {
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
