//! What all answers of the Graph API have in common: the error object, its trace, and the proof of the app's secret.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{Timestamp, tz::Offset};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::{answer::Answer, protocol::Refusal, rng::Rng};

/// What went wrong, in the API's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GraphError {
    /// A sentence.
    pub message: String,
    /// `OAuthException` or `GraphMethodException`.
    pub kind: &'static str,
    /// The code.
    pub code: u16,
    /// The code below it.
    pub subcode: Option<u32>,
}

impl GraphError {
    /// An `OAuthException` without a subcode.
    pub(crate) fn oauth(code: u16, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            kind: "OAuthException",
            code,
            subcode: None,
        }
    }

    /// The same with a subcode.
    pub(crate) fn with_subcode(self, subcode: u32) -> Self {
        Self {
            subcode: Some(subcode),
            ..self
        }
    }

    /// The member `error` without its trace, which is added when the answer is made: [`traced`].
    pub(crate) fn members(&self) -> Map<String, Value> {
        let mut error = Map::new();
        error.insert("message".to_owned(), json!(self.message));
        error.insert("type".to_owned(), json!(self.kind));
        error.insert("code".to_owned(), json!(self.code));
        if let Some(subcode) = self.subcode {
            error.insert("error_subcode".to_owned(), json!(subcode));
        }
        let mut members = Map::new();
        members.insert("error".to_owned(), Value::Object(error));
        members
    }

    /// The answer.
    pub(crate) fn answer(&self, status: u16, trace: &str) -> Answer {
        let challenge = format!(
            "OAuth \"Facebook Platform\" \"invalid_request\" \"{}\"",
            self.message
        );
        traced(json_answer(status, &Value::Object(self.members())), trace)
            .header("www-authenticate", challenge)
    }
}

/// A JSON answer.
#[must_use]
pub(crate) fn json_answer(status: u16, body: &Value) -> Answer {
    Answer::new(status, body.to_string())
        .header("content-type", "application/json; charset=UTF-8")
        .header("cache-control", "private, no-cache, no-store, must-revalidate")
        .header("pragma", "no-cache")
}

/// A new trace.
#[must_use]
pub(crate) fn new_trace(rng: &Rng) -> String {
    format!("A{}", rng.base64url(22))
}

/// Writes a trace into the headers and, at the end, into the error of the body.
#[must_use]
pub(crate) fn traced(mut answer: Answer, trace: &str) -> Answer {
    if let Ok(mut body) = serde_json::from_str::<Value>(&answer.body)
        && let Some(error) = body.get_mut("error").and_then(Value::as_object_mut)
    {
        error.insert("fbtrace_id".to_owned(), json!(trace));
        answer.body = body.to_string();
    }
    answer.header("x-fb-trace-id", trace)
}

/// The answer at a path that the API does not have. Its trace is made from the path.
#[must_use]
pub(crate) fn unknown_path(path: &str) -> Answer {
    let path = path.split('?').next().unwrap_or_default();
    let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(path));
    let trace = format!("A{}", digest.get(..22).unwrap_or_default());
    GraphError::oauth(2500, format!("Unknown path components: {path}"))
        .answer(400, &trace)
        .refused(Refusal::new(
            "path-known",
            path,
            "a path that this provider serves, alone or below a version such as v24.0",
            "compare the app's URLs with the provider's documentation",
        ))
}

/// Whether `proof` is the hex HMAC-SHA256 of the token under the app's secret.
#[must_use]
pub(crate) fn proves_secret(proof: &str, client_secret: &str, access_token: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, client_secret.as_bytes());
    let tag = hmac::sign(&key, access_token.as_bytes());
    let expected: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    expected.as_bytes().ct_eq(proof.as_bytes()).into()
}

/// The segments of a path below the API's root, without the version (`v24.0`).
#[must_use]
pub(crate) fn segments<'a>(path_and_query: &'a str, mount: &str) -> Vec<&'a str> {
    let path = path_and_query.split('?').next().unwrap_or_default();
    let mut segments: Vec<&str> = path
        .strip_prefix(mount)
        .unwrap_or(path)
        .trim_start_matches('/')
        .split('/')
        .collect();
    if segments.first().is_some_and(|first| is_version(first)) {
        segments.remove(0);
    }
    segments
}

/// `v` and a number with one point.
fn is_version(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.strip_prefix('v')
        .and_then(|number| number.split_once('.'))
        .is_some_and(|(major, minor)| digits(major) && digits(minor))
}

/// A moment as messages about expired sessions name it, in California's winter time.
#[must_use]
pub(crate) fn moment(at: Timestamp) -> String {
    Offset::constant(-8)
        .to_datetime(at)
        .strftime("%A, %d-%b-%y %H:%M:%S PST")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The second test case of RFC 4231, §4.3.
    #[test]
    fn the_proof_is_a_keyed_hash_in_hex() {
        let proof = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert!(proves_secret(proof, "Jefe", "what do ya want for nothing?"));
        assert!(!proves_secret(
            &proof.to_uppercase(),
            "Jefe",
            "what do ya want for nothing?"
        ));
        assert!(!proves_secret(proof, "Jefe", "what do ya want for something?"));
    }

    #[test]
    fn a_version_is_no_segment_and_anything_else_is() {
        let of = |path| segments(path, "/facebook/graph");
        assert_eq!(of("/facebook/graph/v24.0/me?fields=id"), ["me"]);
        assert_eq!(of("/facebook/graph/me"), ["me"]);
        assert_eq!(of("/facebook/graph/v24/me"), ["v24", "me"]);
        assert_eq!(of("/facebook/graph/v24.0/1/permissions"), ["1", "permissions"]);
    }
}
