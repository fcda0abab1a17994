//! Requests to the target without a browser: readiness, whoami with a browser's cookies, hooks.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{ACCEPT, COOKIE, DATE, LOCATION};
use serde_json::Value;
use url::Url;

use super::manifest::is_loopback;
use crate::browser::Cookie;

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
    /// Body as text.
    pub body: String,
}

impl Answer {
    /// The body as JSON, or null.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }
}

impl Http {
    /// A client for the target at `base`, which goes to loopback, the target's host, and those of `allowed` alone.
    #[must_use]
    pub fn new(base: Url, allowed: &[String], timeout: Duration) -> Self {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(timeout)
            .no_proxy()
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
        let header = cookies
            .iter()
            .filter(|cookie| cookie.goes_to(&url))
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect::<Vec<_>>()
            .join("; ");
        let mut request = self.client.get(url).header(ACCEPT, accept);
        if !header.is_empty() {
            request = request.header(COOKIE, header);
        }
        read(request).await
    }

    /// A POST with a JSON body.
    ///
    /// # Errors
    /// Why there was no answer.
    pub async fn post_json(&self, path: &str, body: &Value) -> Result<Answer, String> {
        read(self.client.post(self.url(path)?).json(body)).await
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
    let body = answer.text().await.map_err(|error| why(&error))?;
    Ok(Answer {
        status,
        location,
        date,
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
