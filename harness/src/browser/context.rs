//! One person's browser: an isolated context with a tab, and what a person does in it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fantoccini::Client;
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::wd::WindowHandle;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::activity::Activity;
use super::devtools::DevTools;
use super::error::PageError;
use super::locator::Locator;
use super::text;
use crate::clock::Deadline;

/// The key under which WebDriver hides an element's reference.
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long one question to the page may stay open; a promise is lost when its document goes away.
const ASK_CAP: Duration = Duration::from_millis(500);
/// A change of the text alone is no event of the browser, so it is looked for again after this long.
const CHANGE_CAP: Duration = Duration::from_millis(50);
/// Nothing happening for this long, with no request open, counts as settled.
const QUIET: Duration = Duration::from_millis(100);

const FIND: &str = include_str!("find.js");
const READ_PAGE: &str = "return {
    url: location.href, title: document.title, lang: document.documentElement.lang,
    text: document.body ? document.body.innerText : '',
    ways: document.querySelectorAll('a[href], button, input[type=submit], form').length };";

/// An isolated browser context with one tab. Dropping it removes the context.
#[derive(Debug)]
pub struct Context {
    devtools: DevTools,
    id: String,
    driver: Client,
    activity: Activity,
    idle: Arc<Mutex<Vec<Client>>>,
}

/// What a person sees.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Page {
    /// Address bar.
    pub url: String,
    /// Document title.
    pub title: String,
    /// Language of the document, empty when it has none.
    pub lang: String,
    /// Visible text.
    pub text: String,
    /// Number of links, buttons, and forms: the ways on from here.
    pub ways: usize,
    /// HTTP status of the document, when it came over HTTP.
    #[serde(skip)]
    pub status: Option<u16>,
}

/// A cookie in this context, of any origin.
#[derive(Debug, Clone, Deserialize)]
pub struct Cookie {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
    /// Host, with a leading dot when sub-domains get it too.
    pub domain: String,
    /// Path prefix.
    pub path: String,
    /// Not readable by scripts.
    #[serde(rename = "httpOnly")]
    pub http_only: bool,
    /// Only over secure connections (loopback counts as one).
    pub secure: bool,
    /// `Strict`, `Lax`, or `None`; absent when the server did not say.
    #[serde(rename = "sameSite")]
    pub same_site: Option<String>,
}

impl Cookie {
    /// True when the browser would send this cookie to `url`.
    #[must_use]
    pub fn goes_to(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let domain = self.domain.trim_start_matches('.');
        let host_fits =
            host == domain || (self.domain.starts_with('.') && host.ends_with(&format!(".{domain}")));
        let path = url.path();
        let prefix = self.path.trim_end_matches('/');
        let path_fits = path == prefix
            || path
                .strip_prefix(prefix)
                .is_some_and(|rest| rest.starts_with('/'))
            || prefix.is_empty();
        let loopback = host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.");
        host_fits && path_fits && (!self.secure || url.scheme() == "https" || loopback)
    }
}

impl Context {
    pub(super) async fn open(
        devtools: DevTools,
        id: String,
        driver: Client,
        idle: Arc<Mutex<Vec<Client>>>,
    ) -> Result<Self, PageError> {
        let parameters = json!({ "url": "about:blank", "browserContextId": id });
        let target = devtools.call(None, "Target.createTarget", parameters).await?;
        let target = text(&target, "targetId");
        let attach = json!({ "targetId": target, "flatten": true });
        let session = devtools.call(None, "Target.attachToTarget", attach).await?;
        let session = text(&session, "sessionId");
        let activity = Activity::listen(&devtools, session.clone());
        tokio::try_join!(
            devtools.call(Some(&session), "Network.enable", json!({})),
            devtools.call(Some(&session), "Page.enable", json!({})),
            devtools.call(Some(&session), "Runtime.enable", json!({})),
        )?;
        // A DevTools target id is WebDriver's window handle.
        let handle = WindowHandle::try_from(target).map_err(|error| PageError::Gone(error.to_string()))?;
        driver
            .switch_to_window(handle)
            .await
            .map_err(|error| broken("open a tab", &error))?;
        Ok(Self {
            devtools,
            id,
            driver,
            activity,
            idle,
        })
    }

    /// Loads `url` and waits until it is loaded.
    ///
    /// # Errors
    /// When the browser is gone or cannot reach the address.
    pub async fn goto(&self, url: &Url) -> Result<(), PageError> {
        self.driver
            .goto(url.as_str())
            .await
            .map_err(|error| broken(&format!("open {url}"), &error))
    }

    /// Clicks what `locator` points at, as soon as it is there.
    ///
    /// # Errors
    /// [`PageError::NotFound`] when `limit` passes first.
    pub async fn click(&self, locator: &Locator, limit: Duration) -> Result<(), PageError> {
        self.act(locator, limit, "click", async |element| element.click().await)
            .await
    }

    /// Types `value` into a field, replacing what it holds.
    ///
    /// # Errors
    /// [`PageError::NotFound`] when `limit` passes first.
    pub async fn fill(&self, locator: &Locator, value: &str, limit: Duration) -> Result<(), PageError> {
        self.act(locator, limit, "type", async |element| {
            if element.prop("value").await?.is_some_and(|old| !old.is_empty()) {
                element.clear().await?;
            }
            element.send_keys(value).await
        })
        .await
    }

    /// Ticks or unticks a checkbox.
    ///
    /// # Errors
    /// [`PageError::NotFound`] when `limit` passes first.
    pub async fn tick(&self, locator: &Locator, on: bool, limit: Duration) -> Result<(), PageError> {
        self.act(locator, limit, "tick", async |element| {
            if element.is_selected().await? == on {
                Ok(())
            } else {
                element.click().await
            }
        })
        .await
    }

    /// Waits until what `locator` points at is visible.
    ///
    /// # Errors
    /// [`PageError::NotFound`] when `limit` passes first.
    pub async fn wait_for(&self, locator: &Locator, limit: Duration) -> Result<(), PageError> {
        self.find(locator, Deadline::after(limit)).await.map(|_| ())
    }

    /// Waits until one of `locators` is visible and has text in it, and returns the text.
    ///
    /// # Errors
    /// [`PageError::NotFound`] for the first locator when `limit` passes.
    pub async fn wait_for_text(&self, locators: &[&Locator], limit: Duration) -> Result<String, PageError> {
        let deadline = Deadline::after(limit);
        loop {
            for locator in locators {
                if let Some(element) = self.ask(locator, Duration::ZERO).await? {
                    match element.text().await {
                        Ok(text) if !text.trim().is_empty() => return Ok(text),
                        Err(error) if !is_passing(&error) => return Err(broken("read the page", &error)),
                        _ => {}
                    }
                }
            }
            match deadline.left() {
                Some(left) => self.activity.next_change(left.min(CHANGE_CAP)).await,
                None => return Err(self.not_found(locators[0], limit).await),
            }
        }
    }

    /// True when what `locator` points at is visible now.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn is_visible(&self, locator: &Locator) -> Result<bool, PageError> {
        Ok(self.ask(locator, Duration::ZERO).await?.is_some())
    }

    /// Waits until no request is open and nothing happens any more; false when `limit` passed first.
    pub async fn settle(&self, limit: Duration) -> bool {
        self.activity.settled(QUIET, Deadline::after(limit)).await
    }

    /// Waits until something happens in the tab, or `limit` has passed.
    pub async fn next_change(&self, limit: Duration) {
        self.activity.next_change(limit).await;
    }

    /// What the person sees now.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn page(&self) -> Result<Page, PageError> {
        let deadline = Deadline::after(Duration::from_secs(5));
        loop {
            match self.driver.execute(READ_PAGE, vec![]).await {
                Ok(value) => {
                    let mut page: Page = serde_json::from_value(value).unwrap_or_default();
                    page.status = self.activity.document_status();
                    return Ok(page);
                }
                Err(error) if is_passing(&error) && deadline.left().is_some() => {
                    self.activity.next_change(ASK_CAP).await;
                }
                Err(error) => return Err(broken("read the page", &error)),
            }
        }
    }

    /// Runs a script in the page and returns its result.
    ///
    /// # Errors
    /// When the browser is gone or the script throws.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value, PageError> {
        self.driver
            .execute(script, arguments)
            .await
            .map_err(|error| broken("run a script", &error))
    }

    /// All cookies of this context, of every origin.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn cookies(&self) -> Result<Vec<Cookie>, PageError> {
        let parameters = json!({ "browserContextId": self.id });
        let mut answer = self.devtools.call(None, "Storage.getCookies", parameters).await?;
        Ok(serde_json::from_value(answer["cookies"].take()).unwrap_or_default())
    }

    /// Sets a cookie for `url` in this context.
    ///
    /// # Errors
    /// When the browser refuses it or is gone.
    pub async fn set_cookie(&self, url: &Url, name: &str, value: &str) -> Result<(), PageError> {
        let cookie =
            json!({ "name": name, "value": value, "url": url.as_str(), "path": "/", "httpOnly": true });
        let parameters = json!({ "browserContextId": self.id, "cookies": [cookie] });
        self.devtools.call(None, "Storage.setCookies", parameters).await?;
        Ok(())
    }

    /// Removes every cookie of this context.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn clear_cookies(&self) -> Result<(), PageError> {
        self.devtools
            .call(
                None,
                "Storage.clearCookies",
                json!({ "browserContextId": self.id }),
            )
            .await?;
        Ok(())
    }

    /// A picture of the page as PNG.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn screenshot(&self) -> Result<Vec<u8>, PageError> {
        self.driver
            .screenshot()
            .await
            .map_err(|error| broken("take a screenshot", &error))
    }

    /// The last console lines of the tab.
    #[must_use]
    pub fn console(&self) -> Vec<String> {
        self.activity.console()
    }

    /// Finds an element and does something to it; asks again when the page changed in between.
    async fn act(
        &self,
        locator: &Locator,
        limit: Duration,
        what: &str,
        action: impl AsyncFn(Element) -> Result<(), CmdError>,
    ) -> Result<(), PageError> {
        let deadline = Deadline::after(limit);
        loop {
            let element = self.find(locator, deadline).await?;
            match action(element).await {
                Ok(()) => return Ok(()),
                Err(error) if is_passing(&error) && deadline.left().is_some() => {
                    self.activity.next_change(Duration::from_millis(50)).await;
                }
                Err(error) => return Err(broken(&format!("{what} {locator}"), &error)),
            }
        }
    }

    async fn find(&self, locator: &Locator, deadline: Deadline) -> Result<Element, PageError> {
        while let Some(left) = deadline.left() {
            if let Some(element) = self.ask(locator, left.min(ASK_CAP)).await? {
                return Ok(element);
            }
        }
        Err(self.not_found(locator, deadline.limit()).await)
    }

    /// Asks the page once; `None` when it is not there within `cap`, or the document went away meanwhile.
    async fn ask(&self, locator: &Locator, cap: Duration) -> Result<Option<Element>, PageError> {
        let cap = u64::try_from(cap.as_millis()).unwrap_or_default();
        match self
            .driver
            .execute_async(FIND, vec![json!(locator), json!(cap)])
            .await
        {
            Ok(Value::Object(found)) => Ok(found[ELEMENT_KEY]
                .as_str()
                .map(|id| Element::from_element_id(self.driver.clone(), ElementRef::from(id.to_owned())))),
            Ok(_) => Ok(None),
            Err(error) if is_passing(&error) => Ok(None),
            Err(error) => Err(broken(&format!("look for {locator}"), &error)),
        }
    }

    async fn not_found(&self, locator: &Locator, waited: Duration) -> PageError {
        let url = match self.page().await {
            Ok(page) => page.url,
            Err(error) => return error,
        };
        PageError::NotFound {
            locator: Box::new(locator.clone()),
            url,
            waited,
        }
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        self.devtools.send(
            "Target.disposeBrowserContext",
            &json!({ "browserContextId": self.id }),
        );
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(self.driver.clone());
    }
}

/// Errors of a page that is on its way to another one: worth asking again.
fn is_passing(error: &CmdError) -> bool {
    let CmdError::Standard(error) = error else {
        return false;
    };
    matches!(
        error.error,
        ErrorStatus::StaleElementReference
            | ErrorStatus::ElementClickIntercepted
            | ErrorStatus::ElementNotInteractable
            | ErrorStatus::NoSuchElement
            | ErrorStatus::ScriptTimeout
    ) || [
        "unloaded",
        "execution context",
        "navigated",
        "detached",
        "aborted by navigation",
    ]
    .iter()
    .any(|sign| error.message.contains(sign))
}

fn broken(action: &str, error: &CmdError) -> PageError {
    match error {
        CmdError::Standard(error)
            if !matches!(
                error.error,
                ErrorStatus::NoSuchWindow | ErrorStatus::InvalidSessionId
            ) && !error.message.contains("disconnected") =>
        {
            let reason = error.message.lines().next().unwrap_or_default().to_owned();
            PageError::Refused {
                action: action.to_owned(),
                reason,
            }
        }
        _ => PageError::Gone(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(domain: &str, path: &str, secure: bool) -> Cookie {
        Cookie {
            name: "n".into(),
            value: "v".into(),
            domain: domain.into(),
            path: path.into(),
            http_only: true,
            secure,
            same_site: None,
        }
    }

    #[test]
    fn cookies_go_where_a_browser_sends_them() {
        let url = Url::parse("http://app.localhost:3000/account/x").expect("a URL");
        assert!(cookie("app.localhost", "/", true).goes_to(&url));
        assert!(cookie(".localhost", "/account", false).goes_to(&url));
        assert!(!cookie("localhost", "/", false).goes_to(&url));
        assert!(!cookie("app.localhost", "/acc", false).goes_to(&url));
        let plain = Url::parse("http://example.test/").expect("a URL");
        assert!(!cookie("example.test", "/", true).goes_to(&plain));
    }
}
