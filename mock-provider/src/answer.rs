//! A response before it is sent, with what the journal should know about it.

use crate::protocol::Refusal;

/// A response and its note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status.
    pub status: u16,
    /// Headers in the order in which they are sent.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
    /// In place of `body`: bytes that are no text.
    pub binary: Option<&'static [u8]>,
    /// For the journal.
    pub note: Note,
}

/// What an endpoint found out about a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Note {
    /// The flow.
    pub flow: Option<u64>,
    /// The browser, where the request itself has no cookie.
    pub browser: Option<String>,
    /// The person.
    pub persona: Option<String>,
    /// The client.
    pub client_id: Option<String>,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// The faults that fired.
    pub faults: Vec<String>,
}

impl Answer {
    /// A response without headers.
    #[must_use]
    pub(crate) fn new(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            binary: None,
            note: Note::default(),
        }
    }

    /// A redirect. Bytes that a header cannot hold are percent-encoded.
    #[must_use]
    pub(crate) fn redirect(location: &str) -> Self {
        let mut safe = String::with_capacity(location.len());
        for byte in location.bytes() {
            if byte.is_ascii_graphic() {
                safe.push(char::from(byte));
            } else {
                safe.push_str(&format!("%{byte:02X}"));
            }
        }
        Self::new(302, "")
            .header("location", safe)
            .header("cache-control", "no-store")
    }

    /// Appends a header.
    #[must_use]
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Answers with bytes that are no text.
    #[must_use]
    pub(crate) fn binary(status: u16, bytes: &'static [u8]) -> Self {
        Self {
            binary: Some(bytes),
            ..Self::new(status, "")
        }
    }

    /// Notes why the request was refused.
    #[must_use]
    pub(crate) fn refused(mut self, refusal: Refusal) -> Self {
        self.note.refusal = Some(refusal);
        self
    }
}
