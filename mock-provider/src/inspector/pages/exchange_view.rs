//! One exchange as it is shown: folded, credentials shortened, with its command line.

use super::{curl, masking::Mask};
use crate::{
    app::App,
    journal::{BODY_LIMIT, Exchange, Refusal},
};

/// Longer bodies are cut on the page; the archive has them whole.
const MOST_SHOWN: usize = 8 * 1024;

/// One exchange.
#[derive(Debug)]
pub(super) struct ExchangeView {
    pub(super) id: u64,
    pub(super) flow: Option<u64>,
    pub(super) at: String,
    pub(super) provider: &'static str,
    pub(super) endpoint: String,
    pub(super) method: String,
    /// Without the query.
    pub(super) path: String,
    pub(super) url: String,
    pub(super) status: u16,
    pub(super) from_browser: bool,
    pub(super) request_headers: Vec<(String, String)>,
    pub(super) request_body: String,
    pub(super) response_headers: Vec<(String, String)>,
    pub(super) response_body: String,
    pub(super) curl: String,
    pub(super) refusal: Option<Refusal>,
    pub(super) fault: Option<String>,
}

impl ExchangeView {
    pub(super) fn new(app: &App, exchange: &Exchange, mask: &Mask) -> Self {
        let headers = |headers: &[(String, String)]| {
            headers
                .iter()
                .map(|(name, value)| (name.clone(), mask.text(value)))
                .collect()
        };
        Self {
            id: exchange.id,
            flow: exchange.flow,
            at: exchange.at.strftime("%H:%M:%S").to_string(),
            provider: exchange.provider.name(),
            endpoint: exchange.endpoint.clone(),
            method: exchange.method.clone(),
            path: path(&exchange.url).to_owned(),
            url: mask.text(&exchange.url),
            status: exchange.status,
            from_browser: from_browser(app, exchange),
            request_headers: headers(&exchange.request_headers),
            request_body: body(
                exchange.request_header("content-type"),
                &exchange.request_body,
                mask,
            ),
            response_headers: headers(&exchange.response_headers),
            response_body: body(
                exchange.response_header("content-type"),
                &exchange.response_body,
                mask,
            ),
            curl: curl::command(exchange),
            refusal: exchange.refusal.clone(),
            fault: exchange.fault.clone(),
        }
    }

    /// Whether the answer says that something went wrong.
    pub(super) fn failed(&self) -> bool {
        self.refusal.is_some() || self.status >= 400
    }
}

/// Whether a browser asked, and not the application's server: the provider's pages are asked by browsers.
pub(super) fn from_browser(app: &App, exchange: &Exchange) -> bool {
    let page = app.dialect(exchange.provider).and_then(|dialect| {
        let mut routes = dialect.routes().iter();
        let route = routes.find(|route| route.endpoint.word == exchange.endpoint)?;
        Some(route.endpoint.page)
    });
    page.unwrap_or_else(|| {
        exchange
            .request_header("accept")
            .is_some_and(|accept| accept.contains("text/html"))
    })
}

/// The path of a URL, without scheme, host, and query.
pub(super) fn path(url: &str) -> &str {
    let below = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = below.find('/').map_or("/", |start| &below[start..]);
    path.split(['?', '#']).next().unwrap_or_default()
}

fn body(content_type: Option<&str>, body: &str, mask: &Mask) -> String {
    let indented = content_type
        .filter(|content_type| content_type.contains("json"))
        .and_then(|_| serde_json::from_str::<serde_json::Value>(body).ok())
        .and_then(|value| serde_json::to_string_pretty(&value).ok());
    let cut = body.len() >= BODY_LIMIT;
    let mut text = mask.text(indented.as_deref().unwrap_or(body));
    if cut || text.len() > MOST_SHOWN {
        let mut end = MOST_SHOWN.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push_str("\n… (cut here)");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn the_path_of_a_url() {
        assert_eq!(path("http://127.0.0.1:4400/google/token?x=/y"), "/google/token");
        assert_eq!(path("https://api.github.com"), "/");
    }
}
