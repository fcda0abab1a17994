//! What a provider serves, and where.

use crate::{answer::Answer, app::Site, dialects::Dialect, http::Incoming, origins::Host};

/// How an endpoint answers.
pub(crate) type Handler = fn(&Site<'_>, &dyn Dialect, &Incoming) -> Answer;

/// What is asked at a path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Endpoint {
    /// The word used in the journal.
    pub word: &'static str,
    /// The methods that are answered.
    pub methods: &'static [&'static str],
    /// Whether a browser visits it as a page.
    pub page: bool,
    /// The answer.
    pub answer: Handler,
}

impl Endpoint {
    /// One that is read.
    pub(crate) const fn get(word: &'static str, answer: Handler) -> Self {
        Self::new(word, &["GET"], answer)
    }

    /// One to which something is sent.
    pub(crate) const fn post(word: &'static str, answer: Handler) -> Self {
        Self::new(word, &["POST"], answer)
    }

    /// One that answers these methods.
    pub(crate) const fn new(word: &'static str, methods: &'static [&'static str], answer: Handler) -> Self {
        Self {
            word,
            methods,
            page: false,
            answer,
        }
    }

    /// A page with a form that is sent to its own address.
    pub(crate) const fn page(word: &'static str, answer: Handler) -> Self {
        Self {
            page: true,
            ..Self::new(word, &["GET", "POST"], answer)
        }
    }
}

/// A path on one of the provider's hosts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    /// The host.
    pub host: &'static Host,
    /// The path there, in axum's notation (`/{tenant}/oauth2/v2.0/token`).
    pub path: &'static str,
    /// What is asked there.
    pub endpoint: &'static Endpoint,
}

impl Route {
    /// One row of a dialect's table.
    pub(crate) const fn new(host: &'static Host, path: &'static str, endpoint: &'static Endpoint) -> Self {
        Self { host, path, endpoint }
    }
}

/// The pages to which people are sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pages {
    /// Where all but the device page are.
    pub host: &'static Host,
    /// Sign-in.
    pub sign_in: &'static str,
    /// Account chooser.
    pub choose_account: &'static str,
    /// Consent.
    pub consent: &'static str,
    /// Where people type what a device shows; absent: the provider has no device flow.
    pub device: Option<(&'static Host, &'static str)>,
}
