//! A WebDriver remote end: a driver, a Selenium Grid, or a vendor's (<https://www.w3.org/TR/webdriver2/>).

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::error::LaunchError;
use super::session::Session;
use super::transport::Kind;
use crate::http_client::{self, Trust};

/// How long a command may take. Pages have limits of their own, which are shorter.
const COMMAND_LIMIT: Duration = Duration::from_secs(60);
/// How long a new session may take: a Grid lets it wait until a browser is free.
const SESSION_LIMIT: Duration = Duration::from_secs(300);
/// How long the question for its status may take.
const STATUS_LIMIT: Duration = Duration::from_secs(10);

/// Where commands are sent.
#[derive(Debug, Clone)]
pub(super) struct RemoteEnd {
    url: Url,
    /// For people.
    name: &'static str,
    http: reqwest::Client,
}

/// What a remote end says in place of a value.
#[derive(Debug)]
pub(super) struct Refusal {
    /// `session not created`, for example.
    error: String,
    message: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.message.lines().next().unwrap_or_default();
        if first.is_empty() {
            f.write_str(&self.error)
        } else {
            write!(f, "{}: {first}", self.error)
        }
    }
}

impl RemoteEnd {
    /// The remote end at `url`; `name` is what people call it.
    pub(super) fn new(url: Url, name: &'static str) -> Self {
        Self {
            http: http_client::builder(Trust::for_url(&url))
                .build()
                .unwrap_or_default(),
            url,
            name,
        }
    }

    /// The same one by a connection of its own, for another runtime.
    pub(super) fn with_own_connection(&self) -> Self {
        Self::new(self.url.clone(), self.name)
    }

    /// The address of a command.
    pub(super) fn of(&self, path: &[&str]) -> Url {
        let mut url = self.url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }

    /// The browser names that are on offer, where the remote end is a Grid and says so.
    ///
    /// # Errors
    /// When nobody answers, or nobody who speaks WebDriver.
    pub(super) async fn offer(&self) -> Result<Option<Vec<String>>, LaunchError> {
        let asked = tokio::time::timeout(STATUS_LIMIT, self.request("GET", &["status"], None)).await;
        let status = match asked {
            Ok(Ok(Ok(status))) => status,
            Ok(Ok(Err(refusal))) => return Err(self.error(refusal.to_string())),
            Ok(Err(reason)) => return Err(self.error(reason)),
            Err(_) => {
                let limit = STATUS_LIMIT.as_secs();
                return Err(self.error(format!("it does not answer within {limit} s")));
            }
        };
        let Some(nodes) = status["nodes"].as_array() else {
            return Ok(None);
        };
        let slots = nodes
            .iter()
            .flat_map(|node| node["slots"].as_array().into_iter().flatten());
        let mut names: Vec<String> = slots
            .filter_map(|slot| slot["stereotype"]["browserName"].as_str().map(str::to_owned))
            .collect();
        names.sort();
        names.dedup();
        Ok(Some(names))
    }

    /// Opens a session, with BiDi where the remote end has it.
    ///
    /// # Errors
    /// When the remote end gives none.
    pub(super) async fn session(&self, kind: Kind, capabilities: &Value) -> Result<Session, LaunchError> {
        // The second match is for saying of a session what it lacks, which says more than that there is none.
        let first_match = json!([{ "webSocketUrl": true }, {}]);
        let body = json!({ "capabilities": { "alwaysMatch": capabilities, "firstMatch": first_match } });
        let answer = self.request("POST", &["session"], Some(body)).await;
        let mut value = answer
            .map_err(|reason| self.error(reason))?
            .map_err(|refusal| self.no_session(kind, &refusal))?;
        let Some(id) = value["sessionId"].as_str().map(str::to_owned) else {
            return Err(self.error("its answer to New Session names no session".to_owned()));
        };
        Ok(Session::new(self.clone(), id, value["capabilities"].take()))
    }

    /// Sends a command: the value of the answer, what the remote end says in place of one, or why there is no answer.
    pub(super) async fn request(
        &self,
        method: &str,
        path: &[&str],
        body: Option<Value>,
    ) -> Result<Result<Value, Refusal>, String> {
        let method = method.parse::<reqwest::Method>().unwrap_or_default();
        let is_new_session = path == ["session"];
        let limit = if is_new_session {
            SESSION_LIMIT
        } else {
            COMMAND_LIMIT
        };
        let mut request = self.http.request(method.clone(), self.of(path)).timeout(limit);
        if method == reqwest::Method::POST {
            request = request
                // A Grid takes no JSON whose header leaves the encoding out.
                .header("content-type", "application/json; charset=utf-8")
                .json(&body.unwrap_or_else(|| json!({})));
        }
        let answer = request.send().await.map_err(|error| cause(&error))?;
        let status = answer.status();
        let text = answer.text().await.map_err(|error| cause(&error))?;
        let not_webdriver = || format!("status {status}, and not what WebDriver answers");
        let mut json: Value = serde_json::from_str(&text).map_err(|_| not_webdriver())?;
        let Some(value) = json.get_mut("value") else {
            return Err(not_webdriver());
        };
        let value = value.take();
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        if status.is_success() {
            Ok(Ok(value))
        } else if value["error"].is_string() {
            Ok(Err(Refusal {
                error: text("error"),
                message: text("message"),
            }))
        } else {
            Err(not_webdriver())
        }
    }

    /// The remote end cannot be used.
    pub(super) fn error(&self, reason: String) -> LaunchError {
        LaunchError::Remote {
            name: self.name,
            url: self.url.to_string(),
            reason,
            hint: "start a driver or a Selenium Grid there, or correct --webdriver-url: older Grids and Appium answer \
                   below /wd/hub"
                .to_owned(),
        }
    }

    /// The remote end has other browsers.
    pub(super) fn no_such_browser(&self, kind: Kind, offer: &[String]) -> LaunchError {
        let offer = if offer.is_empty() {
            "none".to_owned()
        } else {
            offer.join(", ")
        };
        LaunchError::Remote {
            name: self.name,
            url: self.url.to_string(),
            reason: format!("it has no {}; its browsers: {offer}", words(kind)),
            hint: "register a node with that browser, or choose another one with --browser".to_owned(),
        }
    }

    /// The remote end's browser can be driven, and says nothing of what happens in it.
    pub(super) fn no_bidi(&self, kind: Kind) -> LaunchError {
        LaunchError::Remote {
            name: self.name,
            url: self.url.to_string(),
            reason: format!(
                "its session with {} has no WebDriver BiDi (no webSocketUrl)",
                words(kind)
            ),
            hint: "use one that has it: a Selenium Grid 4, or a ChromeDriver or geckodriver of today"
                .to_owned(),
        }
    }

    fn no_session(&self, kind: Kind, refusal: &Refusal) -> LaunchError {
        LaunchError::Remote {
            name: self.name,
            url: self.url.to_string(),
            reason: format!("asked for {}, it said {refusal}", words(kind)),
            hint: "see that it has this browser (--browser chooses another one), and what its own log says"
                .to_owned(),
        }
    }
}

fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Chromium => "Chrome or Chromium",
        Kind::Firefox => "Firefox",
    }
}

/// The innermost cause of an error of the connection.
fn cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "it did not answer in time".to_owned();
    }
    let mut source = std::error::Error::source(error);
    let mut words = error.to_string();
    while let Some(inner) = source {
        words = inner.to_string();
        source = inner.source();
    }
    words
}
