//! A tab that is driven by classic WebDriver.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fantoccini::Client;
use fantoccini::actions::{
    InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::{Element as DriverElement, ElementRef};
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::wd::{WebDriverCompatibleCommand, WindowHandle};
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::activity::Activity;
use super::error::PageError;
use super::keyboard::Named;
use super::locator::Locator;
use super::tab::{Element, FIND, Purpose, Trouble, question};
use crate::clock::Deadline;

/// The key under which WebDriver hides an element's reference.
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A tab, and the WebDriver session that stands on it until this is dropped.
#[derive(Debug)]
pub(super) struct WebDriverTab {
    driver: Client,
    activity: Arc<Activity>,
    /// Where the session goes in the end, when others can use it.
    idle: Arc<Mutex<Vec<Client>>>,
}

/// Navigate To, without asking for the present address first as fantoccini does.
#[derive(Debug)]
struct NavigateTo(Url);

impl WebDriverCompatibleCommand for NavigateTo {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/url", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        let body = json!({ "url": self.0.as_str() });
        (http::Method::POST, Some(body.to_string()))
    }
}

impl WebDriverTab {
    /// Lets `driver`, a session that is attached to a running Chromium, stand on the tab of `target`; it goes back to
    /// `idle` in the end.
    pub(super) async fn attached(
        driver: Client,
        target: String,
        activity: Arc<Activity>,
        idle: Arc<Mutex<Vec<Client>>>,
    ) -> Result<Self, PageError> {
        // A DevTools target id is WebDriver's window handle.
        let handle = WindowHandle::try_from(target).map_err(|error| PageError::Gone(error.to_string()))?;
        driver
            .switch_to_window(handle)
            .await
            .map_err(|error| lasting("open a tab", &error))?;
        Ok(Self {
            driver,
            activity,
            idle,
        })
    }

    pub(super) async fn goto(&self, url: &Url) -> Result<(), PageError> {
        self.driver
            .issue_cmd(NavigateTo(url.clone()))
            .await
            .map(|_| ())
            .map_err(|error| lasting(&format!("open {url}"), &error))
    }

    pub(super) async fn find(
        &self,
        locator: &Locator,
        cap: Duration,
        purpose: Purpose,
    ) -> Result<Option<Element>, Trouble> {
        let press = match purpose {
            Purpose::Use => None,
            Purpose::Press => Some(self.activity.expect_press()),
        };
        let found = self.ask(question(&[locator], cap, false, press)).await?;
        Ok(found["element"][ELEMENT_KEY].as_str().map(|reference| Element {
            reference: reference.to_owned(),
            filled: found["filled"] == true,
            ticked: found["ticked"] == true,
        }))
    }

    pub(super) async fn text(&self, locators: &[&Locator], cap: Duration) -> Result<Option<String>, Trouble> {
        let text = self.ask(question(locators, cap, true, None)).await?;
        Ok(text.as_str().map(str::to_owned))
    }

    pub(super) async fn click(&self, element: &Element, deadline: Deadline) -> Result<(), Trouble> {
        self.element(element)
            .click()
            .await
            .map_err(|error| trouble("click", &error))?;
        if self.activity.follow_press(deadline).await {
            Ok(())
        } else {
            Err(Trouble::Passing("the press did not reach it".to_owned()))
        }
    }

    pub(super) async fn double_click(&self, element: &Element, deadline: Deadline) -> Result<(), Trouble> {
        let button = MOUSE_BUTTON_LEFT;
        let mut mouse = MouseActions::new("mouse".to_owned()).then(PointerAction::MoveToElement {
            element: self.element(element),
            duration: None,
            x: 0.0,
            y: 0.0,
        });
        for _ in 0..2 {
            mouse = mouse
                .then(PointerAction::Down { button })
                .then(PointerAction::Up { button });
        }
        self.driver
            .perform_actions(mouse)
            .await
            .map_err(|error| trouble("click twice", &error))?;
        if self.activity.follow_press(deadline).await {
            Ok(())
        } else {
            Err(Trouble::Passing("the press did not reach it".to_owned()))
        }
    }

    pub(super) async fn stroke(&self, key: Named) -> Result<(), Trouble> {
        let value = key.webdriver();
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        let pressed = self.driver.perform_actions(keys).await;
        pressed.map_err(|error| trouble("press a key", &error))
    }

    pub(super) async fn has_focus(&self, element: &Element) -> Result<bool, Trouble> {
        let asked = "return arguments[0].getRootNode().activeElement === arguments[0];";
        let element = json!({ ELEMENT_KEY: element.reference });
        Ok(self.evaluate(asked, vec![element]).await? == true)
    }

    pub(super) async fn fill(&self, element: &Element, value: &str) -> Result<(), Trouble> {
        let field = self.element(element);
        let typed = async {
            if element.filled {
                field.clear().await?;
            }
            field.send_keys(value).await
        };
        typed.await.map_err(|error| trouble("type", &error))
    }

    pub(super) async fn evaluate(&self, script: &str, arguments: Vec<Value>) -> Result<Value, Trouble> {
        self.driver
            .execute(script, arguments)
            .await
            .map_err(|error| trouble("run a script", &error))
    }

    pub(super) async fn screenshot(&self) -> Result<Vec<u8>, Trouble> {
        self.driver
            .screenshot()
            .await
            .map_err(|error| trouble("take a screenshot", &error))
    }

    async fn ask(&self, question: Value) -> Result<Value, Trouble> {
        self.driver
            .execute_async(FIND, vec![question])
            .await
            .map_err(|error| trouble("look at the page", &error))
    }

    fn element(&self, element: &Element) -> DriverElement {
        DriverElement::from_element_id(self.driver.clone(), ElementRef::from(element.reference.clone()))
    }
}

impl Drop for WebDriverTab {
    fn drop(&mut self) {
        // A session whose tab crashed may still wait for it.
        if !self.activity.is_gone() {
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(self.driver.clone());
        }
    }
}

fn trouble(action: &str, error: &CmdError) -> Trouble {
    match error {
        CmdError::Standard(standard) if is_passing(standard) => {
            Trouble::Passing(first_line(&standard.message))
        }
        _ => Trouble::Lasting(lasting(action, error)),
    }
}

/// Errors of a page that is on its way to another one.
fn is_passing(error: &fantoccini::error::WebDriver) -> bool {
    matches!(
        error.error,
        ErrorStatus::StaleElementReference
            | ErrorStatus::ElementClickIntercepted
            | ErrorStatus::ElementNotInteractable
            | ErrorStatus::NoSuchElement
            | ErrorStatus::ScriptTimeout
            | ErrorStatus::UnexpectedAlertOpen
    ) || [
        "unloaded",
        "execution context",
        "navigated",
        "detached",
        "aborted by navigation",
        // The driver wanted to close a dialog that was already closed on the other line.
        "No dialog is showing",
    ]
    .iter()
    .any(|sign| error.message.contains(sign))
}

fn lasting(action: &str, error: &CmdError) -> PageError {
    match error {
        CmdError::Standard(error)
            if !matches!(
                error.error,
                ErrorStatus::NoSuchWindow | ErrorStatus::InvalidSessionId
            ) && !error.message.contains("disconnected")
                && !error.message.contains("tab crashed") =>
        {
            PageError::Refused {
                action: action.to_owned(),
                reason: first_line(&error.message),
            }
        }
        _ => PageError::Gone(error.to_string()),
    }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}
