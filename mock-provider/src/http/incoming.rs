//! A request, read to its end.

use axum::{body::Bytes, extract::Request, http::HeaderMap};

use crate::{protocol::Parameters, rng::Rng};

/// The cookie by which a browser is known. Tests may set it before the first visit.
pub(super) const BROWSER_COOKIE: &str = "mock_browser";
/// More than any real request has.
const MOST_BYTES: usize = 1024 * 1024;

/// A request.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(super) method: String,
    pub(crate) path_and_query: String,
    pub(super) headers: HeaderMap,
    /// Absent when it was too long to be read.
    pub(super) body: Option<Bytes>,
    /// The browser, if the request has its cookie.
    browser_cookie: Option<String>,
    /// The browser: that of the cookie, or a new one on a page.
    pub(super) browser: String,
}

impl Incoming {
    /// Reads the request. A browser without a name gets one where it visits a page.
    pub(super) async fn read(request: Request, is_page: bool, rng: &Rng) -> Self {
        let (parts, body) = request.into_parts();
        let path_and_query = parts
            .uri
            .path_and_query()
            .map_or_else(|| parts.uri.path().to_owned(), ToString::to_string);
        let body = axum::body::to_bytes(body, MOST_BYTES).await.ok();
        let browser_cookie = browser_cookie(&parts.headers);
        let browser = match &browser_cookie {
            Some(browser) => browser.clone(),
            None if is_page => rng.base62(22),
            None => String::new(),
        };
        Self {
            method: parts.method.to_string(),
            path_and_query,
            headers: parts.headers,
            body,
            browser_cookie,
            browser,
        }
    }

    /// The cookie to set, if the browser got its name just now.
    pub(super) fn new_browser_cookie(&self) -> Option<String> {
        (self.browser_cookie.is_none() && !self.browser.is_empty()).then(|| {
            format!(
                "{BROWSER_COOKIE}={}; Path=/; HttpOnly; SameSite=Lax",
                self.browser
            )
        })
    }

    /// A header's value, if it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The parameters of the query.
    pub(crate) fn query(&self) -> Parameters {
        let query = self.path_and_query.split_once('?').map_or("", |(_, query)| query);
        Parameters::from_form(query.as_bytes())
    }

    /// The parameters of the body: a form, or a JSON object. Anything else, such as multipart, has none.
    pub(crate) fn body_parameters(&self) -> Parameters {
        let body = self.body.as_deref().unwrap_or_default();
        let content_type = self
            .header("content-type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        if content_type.is_empty() || content_type.starts_with("application/x-www-form-urlencoded") {
            Parameters::from_form(body)
        } else if content_type.starts_with("application/json") {
            Parameters::from_json(body)
        } else {
            Parameters::default()
        }
    }
}

fn browser_cookie(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all("cookie")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == BROWSER_COOKIE && is_browser_name(value))
        .map(|(_, value)| value.to_owned())
}

/// `[A-Za-z0-9_-]{1,64}`
fn is_browser_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
