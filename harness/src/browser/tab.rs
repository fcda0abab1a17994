//! What a context asks of its tab, whichever way the tab is driven.

use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::bidi_line::BidiLine;
use super::devtools_line::DevToolsLine;
use super::direct_tab::DirectTab;
use super::error::PageError;
use super::keyboard::Named;
use super::locator::Locator;
use super::webdriver_tab::WebDriverTab;
use crate::clock::Deadline;

/// How long a page may take to load.
pub(super) const LOAD_LIMIT: Duration = Duration::from_secs(30);
/// How long a script may run.
pub(super) const SCRIPT_LIMIT: Duration = Duration::from_secs(30);

/// Looks for elements; the body of a function. See the head of the file for its arguments.
pub(super) const FIND: &str = concat!(
    include_str!("press.js"),
    include_str!("names.js"),
    include_str!("find.js")
);

/// Counts elements that are there now; the body of a function without a callback.
pub(super) const COUNT: &str = concat!(
    "let answer; (function () {",
    include_str!("press.js"),
    include_str!("names.js"),
    include_str!("find.js"),
    "})(arguments[0], (found) => { answer = found; }); return answer;"
);

/// A tab over one of the protocols.
#[derive(Debug)]
pub(super) enum Tab {
    /// Chromium's own protocol.
    DevTools(DirectTab<DevToolsLine>),
    /// WebDriver BiDi.
    Bidi(DirectTab<BidiLine>),
    /// Classic WebDriver.
    WebDriver(WebDriverTab),
}

/// An element of the document that the tab shows now.
#[derive(Debug)]
pub(super) struct Element {
    /// The transport's name for it.
    pub(super) reference: String,
    /// It is a field that holds something.
    pub(super) filled: bool,
    /// It is a checkbox that is on.
    pub(super) ticked: bool,
}

/// Why a tab did not do what it was asked.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The page is on its way to another state: worth asking again.
    Passing(String),
    /// Asking again would not help.
    Lasting(PageError),
}

/// What an element is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// To look at it or to type into it.
    Use,
    /// To press the mouse on it.
    Press,
}

impl Trouble {
    /// The error of somebody who does not ask again.
    pub(super) fn settle(self, action: impl FnOnce() -> String) -> PageError {
        match self {
            Self::Passing(reason) => PageError::Refused {
                action: action(),
                reason,
            },
            Self::Lasting(error) => error,
        }
    }
}

/// The argument of [`FIND`].
pub(super) fn question(locators: &[&Locator], cap: Duration, text: bool, press: Option<u64>) -> Value {
    json!({ "locators": locators, "cap": u64::try_from(cap.as_millis()).unwrap_or(u64::MAX), "text": text, "press": press })
}

/// The argument of [`COUNT`].
pub(super) fn counting(locator: &Locator) -> Value {
    json!({ "locators": [locator], "cap": 0, "count": true })
}

impl Tab {
    /// Loads `url` and waits until it is loaded.
    pub(super) async fn goto(&self, url: &Url) -> Result<(), PageError> {
        match self {
            Self::DevTools(tab) => tab.goto(url).await,
            Self::Bidi(tab) => tab.goto(url).await,
            Self::WebDriver(tab) => tab.goto(url).await,
        }
    }

    /// Asks once for the element; `None` when it is not there within `cap`.
    pub(super) async fn find(
        &self,
        locator: &Locator,
        cap: Duration,
        purpose: Purpose,
        deadline: Deadline,
    ) -> Result<Option<Element>, Trouble> {
        match self {
            Self::DevTools(tab) => tab.find(locator, cap, purpose, deadline).await,
            Self::Bidi(tab) => tab.find(locator, cap, purpose, deadline).await,
            Self::WebDriver(tab) => tab.find(locator, cap, purpose).await,
        }
    }

    /// Asks once for the text of the first element that has any; `None` when there is none within `cap`.
    pub(super) async fn text(
        &self,
        locators: &[&Locator],
        cap: Duration,
        deadline: Deadline,
    ) -> Result<Option<String>, Trouble> {
        match self {
            Self::DevTools(tab) => tab.text(locators, cap, deadline).await,
            Self::Bidi(tab) => tab.text(locators, cap, deadline).await,
            Self::WebDriver(tab) => tab.text(locators, cap).await,
        }
    }

    /// Clicks an element that was found for [`Purpose::Press`], and waits for the document that this leads to.
    pub(super) async fn click(&self, element: &Element, deadline: Deadline) -> Result<(), Trouble> {
        match self {
            Self::DevTools(tab) => tab.click(element, deadline).await,
            Self::Bidi(tab) => tab.click(element, deadline).await,
            Self::WebDriver(tab) => tab.click(element, deadline).await,
        }
    }

    /// Like [`Self::click`], twice.
    pub(super) async fn double_click(&self, element: &Element, deadline: Deadline) -> Result<(), Trouble> {
        match self {
            Self::DevTools(tab) => tab.double_click(element, deadline).await,
            Self::Bidi(tab) => tab.double_click(element, deadline).await,
            Self::WebDriver(tab) => tab.double_click(element, deadline).await,
        }
    }

    /// Brings the window to the front, where that makes a difference to keys.
    pub(super) async fn front(&self, deadline: Deadline) -> Result<(), Trouble> {
        match self {
            Self::DevTools(tab) => tab.front(deadline).await,
            Self::Bidi(tab) => tab.front(deadline).await,
            Self::WebDriver(_) => Ok(()),
        }
    }

    /// Presses a key.
    pub(super) async fn stroke(&self, key: Named, deadline: Deadline) -> Result<(), Trouble> {
        match self {
            Self::DevTools(tab) => tab.stroke(key, deadline).await,
            Self::Bidi(tab) => tab.stroke(key, deadline).await,
            Self::WebDriver(tab) => tab.stroke(key).await,
        }
    }

    /// Whether keys go to this element.
    pub(super) async fn has_focus(&self, element: &Element) -> Result<bool, Trouble> {
        match self {
            Self::DevTools(tab) => tab.has_focus(element).await,
            Self::Bidi(tab) => tab.has_focus(element).await,
            Self::WebDriver(tab) => tab.has_focus(element).await,
        }
    }

    /// Types `value` into a field in place of what it holds.
    pub(super) async fn fill(
        &self,
        element: &Element,
        value: &str,
        deadline: Deadline,
    ) -> Result<(), Trouble> {
        match self {
            Self::DevTools(tab) => tab.fill(element, value, deadline).await,
            Self::Bidi(tab) => tab.fill(element, value, deadline).await,
            Self::WebDriver(tab) => tab.fill(element, value).await,
        }
    }

    /// Runs the body of a function in the page.
    pub(super) async fn evaluate(
        &self,
        script: &str,
        arguments: Vec<Value>,
        deadline: Deadline,
    ) -> Result<Value, Trouble> {
        match self {
            Self::DevTools(tab) => tab.evaluate(script, &arguments, deadline).await,
            Self::Bidi(tab) => tab.evaluate(script, &arguments, deadline).await,
            Self::WebDriver(tab) => tab.evaluate(script, arguments).await,
        }
    }

    /// A picture of the page as PNG.
    pub(super) async fn screenshot(&self) -> Result<Vec<u8>, Trouble> {
        match self {
            Self::DevTools(tab) => tab.screenshot().await,
            Self::Bidi(tab) => tab.screenshot().await,
            Self::WebDriver(tab) => tab.screenshot().await,
        }
    }
}
