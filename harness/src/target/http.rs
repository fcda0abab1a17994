//! Requests to the target without a browser: readiness, whoami with a browser's cookies, hooks.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, DATE, LOCATION};
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::manifest::is_loopback;
use crate::browser::Cookie;
use crate::http_client::{self, Trust};

/// How long a connection is kept that nobody uses. Node's servers close theirs after five seconds, and a request that
/// meets the end of its connection is lost.
const IDLE: Duration = Duration::from_secs(2);

/// An HTTP client for one target. Redirects are answers, never followed.
#[derive(Debug, Clone)]
pub struct Http {
    base: Url,
    allowed: Vec<String>,
    client: reqwest::Client,
}

/// An answer of the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Where a redirect leads, as written.
    pub location: Option<String>,
    /// When the target says it answered, to the second.
    pub date: Option<Timestamp>,
    /// Headers, in order, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body as text.
    pub body: String,
}

/// A request to the target.
#[derive(Debug, Clone)]
pub struct Request {
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Body,
}

#[derive(Debug, Clone)]
enum Body {
    None,
    Json(Value),
    Form(Vec<(String, String)>),
}

impl Request {
    /// A GET of a path or URL.
    #[must_use]
    pub fn get(path: &str) -> Self {
        Self {
            method: Method::GET,
            path: path.to_owned(),
            headers: Vec::new(),
            body: Body::None,
        }
    }

    /// A POST to a path or URL.
    #[must_use]
    pub fn post(path: &str) -> Self {
        Self {
            method: Method::POST,
            ..Self::get(path)
        }
    }

    /// A HEAD of a path or URL.
    #[must_use]
    pub fn head(path: &str) -> Self {
        Self {
            method: Method::HEAD,
            ..Self::get(path)
        }
    }

    /// The same with a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with those of `cookies` that a browser would send to its URL, which has to be a whole one.
    #[must_use]
    pub fn cookies(self, cookies: &[Cookie]) -> Self {
        match Url::parse(&self.path) {
            Ok(url) => self.cookies_for(&url, cookies),
            Err(_) => self,
        }
    }

    /// The same with those of `cookies` that a browser would send to `url`, whatever name of the host the request says.
    #[must_use]
    pub fn cookies_for(self, url: &Url, cookies: &[Cookie]) -> Self {
        match cookie_header(cookies, url) {
            header if header.is_empty() => self,
            header => self.header(COOKIE.as_str(), &header),
        }
    }

    /// The same with a JSON body.
    #[must_use]
    pub fn json(mut self, body: &Value) -> Self {
        self.body = Body::Json(body.clone());
        self
    }

    /// The same with a form as its body.
    #[must_use]
    pub fn form(mut self, fields: Vec<(String, String)>) -> Self {
        self.body = Body::Form(fields);
        self
    }
}

impl Answer {
    /// The body as JSON, or null.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// The first value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(&found.1)
    }
}

impl Http {
    /// A client for the target at `base`, which goes to loopback, the target's host, and those of `allowed` alone.
    #[must_use]
    pub fn new(base: Url, allowed: &[String], trust: Trust, timeout: Duration) -> Self {
        let client = http_client::builder(trust)
            .redirect(reqwest::redirect::Policy::none())
            .timeout(timeout)
            .pool_idle_timeout(IDLE)
            .build()
            .unwrap_or_default();
        Self {
            base,
            allowed: allowed.to_vec(),
            client,
        }
    }

    /// The status of a GET.
    ///
    /// # Errors
    /// Why there was no answer.
    pub async fn status(&self, path: &str) -> Result<u16, String> {
        let answer = self
            .client
            .get(self.url(path)?)
            .send()
            .await
            .map_err(|error| why(&error))?;
        Ok(answer.status().as_u16())
    }

    /// A GET with those of `cookies` that a browser would send.
    ///
    /// # Errors
    /// Why there was no answer.
    pub async fn get(&self, path: &str, accept: &str, cookies: &[Cookie]) -> Result<Answer, String> {
        let url = self.url(path)?;
        let header = cookie_header(cookies, &url);
        let mut request = self.client.get(url).header(ACCEPT, accept);
        if !header.is_empty() {
            request = request.header(COOKIE, header);
        }
        read(request).await
    }

    /// Sends `request`, with nothing of any browser.
    ///
    /// # Errors
    /// Why there was no answer.
    pub async fn send(&self, request: Request) -> Result<Answer, String> {
        let url = self.url(&request.path)?;
        let mut sent = self.client.request(request.method, url);
        for (name, value) in &request.headers {
            sent = sent.header(name, value);
        }
        sent = match request.body {
            Body::None => sent,
            Body::Json(body) => sent.json(&body),
            Body::Form(fields) => {
                let body = form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(fields)
                    .finish();
                sent.header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .body(body)
            }
        };
        read(sent).await
    }

    /// `path` may also be a whole URL, of a service of the target for example.
    fn url(&self, path: &str) -> Result<Url, String> {
        let url = self
            .base
            .join(path)
            .map_err(|error| format!("`{path}` is neither a path nor a URL: {error}"))?;
        let host = url.host_str().unwrap_or_default();
        let known = is_loopback(host)
            || self.base.host_str() == Some(host)
            || self.allowed.iter().any(|allowed| allowed == host);
        if known {
            Ok(url)
        } else {
            Err(format!(
                "the host `{host}` is not in app.allow_hosts of the manifest"
            ))
        }
    }
}

/// The `Cookie` header that a browser would send to `url`.
fn cookie_header(cookies: &[Cookie], url: &Url) -> String {
    let fitting = cookies.iter().filter(|cookie| cookie.goes_to(url));
    let pairs = fitting.map(|cookie| format!("{}={}", cookie.name, cookie.value));
    pairs.collect::<Vec<_>>().join("; ")
}

async fn read(request: reqwest::RequestBuilder) -> Result<Answer, String> {
    let answer = request.send().await.map_err(|error| why(&error))?;
    let status = answer.status().as_u16();
    let location = answer
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let date = answer
        .headers()
        .get(DATE)
        .and_then(|value| jiff::fmt::rfc2822::parse(value.to_str().ok()?).ok())
        .map(|date| date.timestamp());
    let headers = answer
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect();
    let body = answer.text().await.map_err(|error| why(&error))?;
    Ok(Answer {
        status,
        location,
        date,
        headers,
        body,
    })
}

/// The innermost cause: "connection refused" says more than "error sending request".
fn why(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
