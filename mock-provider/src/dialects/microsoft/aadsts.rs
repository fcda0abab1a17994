//! How Microsoft says what is wrong: an error, a number, and what its support staff would ask for.

use serde_json::{Map, Value, json};

use crate::{
    dialects::{Setting, TokenError},
    http::Incoming,
    rng::Rng,
};

/// A refusal in Microsoft's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// The OAuth error.
    pub(super) error: &'static str,
    /// The number of the AADSTS error.
    pub(super) code: u32,
    /// What follows the number.
    pub(super) text: String,
}

impl Said {
    pub(super) fn new(error: &'static str, code: u32, text: impl Into<String>) -> Self {
        Self {
            error,
            code,
            text: text.into(),
        }
    }

    /// `AADSTS900144`, about a parameter that is missing.
    pub(super) fn missing(parameter: &str) -> Self {
        let text = format!("The request body must contain the following parameter: '{parameter}'.");
        Self::new("invalid_request", 900_144, text)
    }

    /// `AADSTS90002`, about a tenant that does not exist.
    pub(super) fn unknown_tenant(error: &'static str, tenant: &str) -> Self {
        let text = format!(
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."
        );
        Self::new(error, 90_002, text)
    }

    /// `AADSTS700016`, about a client that does not exist in a directory.
    pub(super) fn unknown_client(client_id: &str, directory: &str) -> Self {
        let text = format!(
            "Application with identifier '{client_id}' was not found in the directory '{directory}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."
        );
        Self::new("unauthorized_client", 700_016, text)
    }

    /// Where people read about it.
    pub(super) fn uri(&self) -> String {
        format!("https://login.microsoftonline.com/error?code={}", self.code)
    }

    /// The description in an authorization response, and the ids in it.
    pub(super) fn description(&self, setting: Setting<'_>) -> String {
        Trace::new(setting, None).description(self)
    }

    /// The body of an answer to a program.
    pub(super) fn body(&self, status: u16, incoming: &Incoming, setting: Setting<'_>) -> TokenError {
        let trace = Trace::new(setting, incoming.header("client-request-id"));
        let mut members = Map::new();
        let mut add = |name: &str, value: Value| {
            members.insert(name.to_owned(), value);
        };
        add("error", json!(self.error));
        add("error_description", json!(trace.description(self)));
        add("error_codes", json!([self.code]));
        add("timestamp", json!(trace.timestamp));
        add("trace_id", json!(trace.trace_id));
        add("correlation_id", json!(trace.correlation_id));
        add("error_uri", json!(self.uri()));
        TokenError { status, members }
    }
}

/// A GUID that nobody else has.
pub(crate) fn guid(rng: &Rng) -> String {
    let hex = rng.hex(32);
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

/// What tells one failure from another.
struct Trace {
    trace_id: String,
    correlation_id: String,
    timestamp: String,
}

impl Trace {
    /// The correlation id is the client's where it sent one.
    fn new(setting: Setting<'_>, client_request_id: Option<&str>) -> Self {
        let sent = client_request_id.filter(|id| id.len() == 36 && id.bytes().all(|b| b.is_ascii_graphic()));
        Self {
            trace_id: guid(setting.rng),
            correlation_id: sent.map_or_else(|| guid(setting.rng), ToOwned::to_owned),
            timestamp: setting.clock.now().strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
        }
    }

    fn description(&self, said: &Said) -> String {
        format!(
            "AADSTS{}: {} Trace ID: {} Correlation ID: {} Timestamp: {}",
            said.code, said.text, self.trace_id, self.correlation_id, self.timestamp
        )
    }
}
