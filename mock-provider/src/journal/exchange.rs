//! One recorded request and its response.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::Provider;

/// Longer bodies are cut.
pub const BODY_LIMIT: usize = 64 * 1024;

/// One HTTP request and its response, as they were on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Exchange {
    /// Counts up from 1.
    pub id: u64,
    /// The flow to which it belongs. The token and API requests of the application inherit it, and with it browser
    /// and persona, from the code or token that they present.
    pub flow: Option<u64>,
    /// When the request was answered.
    pub at: Timestamp,
    /// Which provider was asked.
    pub provider: Provider,
    /// What was asked: `authorize`, `sign-in`, `choose-account`, `consent`, `token`, `userinfo`, `user`,
    /// `user-emails`, `jwks`, `discovery`, `revoke`, `par`, `introspect`, `register`, `registration`, `logout`, or
    /// `unknown` for a path that the provider does not have. `backchannel-logout` is a request that the provider made
    /// itself; its status is 0 where nobody answered.
    pub endpoint: String,
    /// The request's method.
    pub method: String,
    /// The absolute URL that was asked.
    pub url: String,
    /// The request's headers, in order.
    pub request_headers: Vec<(String, String)>,
    /// The request's body, at most [`BODY_LIMIT`] bytes of it.
    pub request_body: String,
    /// The response's status.
    pub status: u16,
    /// The response's headers, in order.
    pub response_headers: Vec<(String, String)>,
    /// The response's body, at most [`BODY_LIMIT`] bytes of it.
    pub response_body: String,
    /// The browser, known by its `mock_browser` cookie.
    pub browser: Option<String>,
    /// The person.
    pub persona: Option<String>,
    /// The client.
    pub client_id: Option<String>,
    /// Why the request was refused, where it was.
    pub refusal: Option<Refusal>,
    /// The names of the faults that changed the answer, joined by commas.
    pub fault: Option<String>,
}

impl Default for Exchange {
    fn default() -> Self {
        Self {
            id: 0,
            flow: None,
            at: Timestamp::UNIX_EPOCH,
            provider: Provider::Google,
            endpoint: String::new(),
            method: String::new(),
            url: String::new(),
            request_headers: Vec::new(),
            request_body: String::new(),
            status: 0,
            response_headers: Vec::new(),
            response_body: String::new(),
            browser: None,
            persona: None,
            client_id: None,
            refusal: None,
            fault: None,
        }
    }
}

impl Exchange {
    /// The first request header of that name, compared without regard to case.
    #[must_use]
    pub fn request_header(&self, name: &str) -> Option<&str> {
        header(&self.request_headers, name)
    }

    /// The first response header of that name, compared without regard to case.
    #[must_use]
    pub fn response_header(&self, name: &str) -> Option<&str> {
        header(&self.response_headers, name)
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// A body as text, at most [`BODY_LIMIT`] bytes of it; bytes that are no UTF-8 become U+FFFD.
#[must_use]
pub fn cut_body(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(BODY_LIMIT)]).into_owned()
}
