//! A tab that is driven over Chromium's own protocol: trusted input, and nothing between it and the browser.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::future::try_join_all;
use serde_json::{Value, json};
use url::Url;

use super::activity::Activity;
use super::devtools::{DevTools, DevToolsError};
use super::error::PageError;
use super::keyboard::{self, Key, Named};
use super::locator::Locator;
use super::tab::{Element, FIND, LOAD_LIMIT, Purpose, SCRIPT_LIMIT, Trouble, question};
use crate::clock::Deadline;

const AIM: &str = include_str!("aim.js");
const FOCUS: &str = include_str!("focus.js");
/// What is thrown in place of asking a document that is not complete: its scripts may not have run, and it may be empty.
const INCOMPLETE: &str = "harness: the document is not complete";
/// How long a document may be incomplete although the browser has stopped loading.
const COMPLETION_CAP: Duration = Duration::from_millis(50);
/// How long one attempt waits for an element to be uncovered.
const AIM_CAP: Duration = Duration::from_millis(500);
/// An answer that is this late was lost with its document.
const LATE: Duration = Duration::from_millis(500);

/// A tab and the DevTools session that is attached to it.
#[derive(Debug)]
pub(super) struct DevToolsTab {
    devtools: DevTools,
    session: String,
    activity: Arc<Activity>,
}

impl DevToolsTab {
    /// Takes over the tab of `session`.
    pub(super) async fn open(
        devtools: DevTools,
        session: String,
        activity: Arc<Activity>,
    ) -> Result<Self, PageError> {
        // Every tab belongs to a person who looks at it, also when another one's window is in front.
        devtools
            .call(
                Some(&session),
                "Emulation.setFocusEmulationEnabled",
                json!({ "enabled": true }),
            )
            .await?;
        Ok(Self {
            devtools,
            session,
            activity,
        })
    }

    /// An answer without a document (a download, or status 204) leaves the tab where it was.
    pub(super) async fn goto(&self, url: &Url) -> Result<(), PageError> {
        let deadline = Deadline::after(LOAD_LIMIT);
        let refused = |reason: &str| PageError::Refused {
            action: format!("open {url}"),
            reason: reason.to_owned(),
        };
        let answer = self
            .call("Page.navigate", json!({ "url": url.as_str() }), LOAD_LIMIT)
            .await
            .map_err(|trouble| trouble.settle(|| format!("open {url}")))?;
        // After a refusal too: the browser is then on its way to its own page about that.
        let loaded = self.activity.loaded(deadline).await;
        match answer["errorText"].as_str() {
            Some(error) if error != "net::ERR_ABORTED" => Err(refused(error)),
            _ if !loaded => Err(refused("it did not load in time")),
            _ => Ok(()),
        }
    }

    pub(super) async fn find(
        &self,
        locator: &Locator,
        cap: Duration,
        purpose: Purpose,
        deadline: Deadline,
    ) -> Result<Option<Element>, Trouble> {
        let press = match purpose {
            Purpose::Use => None,
            Purpose::Press => Some(self.activity.expect_press()),
        };
        let found = self
            .look(&question(&[locator], cap, false, press), cap, false, deadline)
            .await?;
        let Some(found) = found["objectId"].as_str() else {
            return Ok(None);
        };
        let parts = json!({ "objectId": found, "ownProperties": true });
        let parts = self.call("Runtime.getProperties", parts, LATE).await?;
        let part = |name: &str| {
            parts["result"]
                .as_array()
                .into_iter()
                .flatten()
                .find(|property| property["name"] == name)
                .map(|property| property["value"].clone())
                .unwrap_or_default()
        };
        Ok(part("element")["objectId"].as_str().map(|reference| Element {
            reference: reference.to_owned(),
            filled: part("filled")["value"] == true,
            ticked: part("ticked")["value"] == true,
        }))
    }

    pub(super) async fn text(
        &self,
        locators: &[&Locator],
        cap: Duration,
        deadline: Deadline,
    ) -> Result<Option<String>, Trouble> {
        let answer = self
            .look(&question(locators, cap, true, None), cap, true, deadline)
            .await?;
        Ok(answer["value"].as_str().map(str::to_owned))
    }

    pub(super) async fn click(&self, element: &Element, deadline: Deadline) -> Result<(), Trouble> {
        self.press_on(element, 1, deadline).await
    }

    pub(super) async fn double_click(&self, element: &Element, deadline: Deadline) -> Result<(), Trouble> {
        self.press_on(element, 2, deadline).await
    }

    async fn press_on(&self, element: &Element, clicks: u8, deadline: Deadline) -> Result<(), Trouble> {
        let cap = AIM_CAP.min(deadline.left().unwrap_or_default());
        let millis = u64::try_from(cap.as_millis()).unwrap_or_default();
        let point = self.on(element, AIM, json!(millis), cap + LATE).await?;
        let (Some(x), Some(y)) = (point["x"].as_f64(), point["y"].as_f64()) else {
            return Err(passing(&point));
        };
        self.press(x, y, clicks, deadline).await?;
        if self.activity.follow_press(deadline).await {
            Ok(())
        } else {
            Err(Trouble::Passing("the press did not reach it".to_owned()))
        }
    }

    pub(super) async fn stroke(&self, key: Named, deadline: Deadline) -> Result<(), Trouble> {
        self.type_keys(&[Key::named(key)], deadline).await
    }

    pub(super) async fn has_focus(&self, element: &Element) -> Result<bool, Trouble> {
        let asked = "function () { return this.getRootNode().activeElement === this; }";
        Ok(self.on(element, asked, Value::Null, LATE).await? == true)
    }

    pub(super) async fn fill(
        &self,
        element: &Element,
        value: &str,
        deadline: Deadline,
    ) -> Result<(), Trouble> {
        let length = value.encode_utf16().count();
        let state = self.on(element, FOCUS, json!(length), LATE).await?;
        if state["why"].is_string() {
            return Err(passing(&state));
        }
        if state["filled"] == true {
            self.type_keys(&[Key::select_all(), Key::delete()], deadline)
                .await?;
        }
        if state["keys"] == true {
            let keys: Vec<Key> = value.chars().map(Key::character).collect();
            return self.type_keys(&keys, deadline).await;
        }
        if value.is_empty() {
            return Ok(());
        }
        self.call("Input.insertText", json!({ "text": value }), left(deadline))
            .await?;
        // A script that takes the focus away at the wrong moment takes the text away, too.
        let held = "function () { return Boolean(this.value ?? this.textContent); }";
        let held = self.on(element, held, Value::Null, LATE).await;
        match held {
            Ok(Value::Bool(false)) => Err(Trouble::Passing("it did not take the text".to_owned())),
            // A page that is complete with this text may have moved on.
            Ok(_) | Err(Trouble::Passing(_)) => Ok(()),
            Err(lasting) => Err(lasting),
        }
    }

    pub(super) async fn evaluate(
        &self,
        script: &str,
        arguments: &[Value],
        deadline: Deadline,
    ) -> Result<Value, Trouble> {
        let expression = format!("(function () {{\n{script}\n}}).apply(null, {})", json!(arguments));
        let mut result = self
            .ask(
                &expression,
                true,
                deadline,
                left(deadline).min(SCRIPT_LIMIT),
                "run a script",
            )
            .await?;
        Ok(result["value"].take())
    }

    pub(super) async fn screenshot(&self) -> Result<Vec<u8>, Trouble> {
        let answer = self
            .call("Page.captureScreenshot", json!({ "format": "png" }), SCRIPT_LIMIT)
            .await?;
        let picture = answer["data"].as_str().unwrap_or_default();
        STANDARD.decode(picture).map_err(|error| {
            Trouble::Lasting(PageError::Refused {
                action: "take a screenshot".to_owned(),
                reason: format!("its picture is not base64: {error}"),
            })
        })
    }

    /// Looks for elements in the page that stands when the present navigation has ended.
    async fn look(
        &self,
        question: &Value,
        cap: Duration,
        by_value: bool,
        deadline: Deadline,
    ) -> Result<Value, Trouble> {
        let expression =
            format!("new Promise((done) => (function () {{\n{FIND}\n}}).call(null, {question}, done))");
        self.ask(&expression, by_value, deadline, cap + LATE, "look at the page")
            .await
    }

    /// Evaluates `expression` in a complete document; one that is still on its way is waited for.
    async fn ask(
        &self,
        expression: &str,
        by_value: bool,
        deadline: Deadline,
        limit: Duration,
        action: &str,
    ) -> Result<Value, Trouble> {
        // The browser may have begun with another document since it was last heard of.
        let mut too_early = "document.readyState !== 'complete'";
        loop {
            self.stand_still(deadline).await?;
            let expression =
                format!("(() => {{ if ({too_early}) throw '{INCOMPLETE}'; return {expression}; }})()");
            let parameters =
                json!({ "expression": expression, "awaitPromise": true, "returnByValue": by_value });
            let mut answer = self.call("Runtime.evaluate", parameters, limit).await?;
            if answer["exceptionDetails"]["exception"]["value"] != INCOMPLETE {
                return result_of(&mut answer, action);
            }
            if deadline.left().is_none() {
                return Err(Trouble::Passing("the page did not load in time".to_owned()));
            }
            if !self.activity.is_loading() {
                self.activity.next_change(COMPLETION_CAP).await;
                // A script that writes the document may leave it open for ever.
                too_early = "!document.body";
            }
        }
    }

    /// Waits until the tab is not on its way to another document, so that nobody takes the old one for it.
    async fn stand_still(&self, deadline: Deadline) -> Result<(), Trouble> {
        if self.activity.loaded(deadline).await {
            Ok(())
        } else {
            Err(Trouble::Passing("the page did not load in time".to_owned()))
        }
    }

    /// Presses the left button at a point, as a hand does. Presses behind the first one may meet another document.
    async fn press(&self, x: f64, y: f64, clicks: u8, deadline: Deadline) -> Result<(), Trouble> {
        let event = |kind: &str, buttons: u8, click: u8| {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let parameters = json!({
                "type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": click,
            });
            self.call("Input.dispatchMouseEvent", parameters, left(deadline))
        };
        let mut events = vec![event("mouseMoved", 0, 0)];
        for click in 1..=clicks {
            events.extend([event("mousePressed", 1, click), event("mouseReleased", 0, click)]);
        }
        // They are sent in this order, before the first one is answered.
        try_join_all(events).await?;
        Ok(())
    }

    async fn type_keys(&self, keys: &[Key], deadline: Deadline) -> Result<(), Trouble> {
        for key in keys {
            let [down, up] = keyboard::stroke(key);
            tokio::try_join!(
                biased;
                self.call("Input.dispatchKeyEvent", down, left(deadline)),
                self.call("Input.dispatchKeyEvent", up, left(deadline))
            )?;
        }
        Ok(())
    }

    /// Calls `function` on an element and returns its value.
    async fn on(
        &self,
        element: &Element,
        function: &str,
        argument: Value,
        limit: Duration,
    ) -> Result<Value, Trouble> {
        let parameters = json!({
            "functionDeclaration": function, "objectId": element.reference, "arguments": [{ "value": argument }],
            "awaitPromise": true, "returnByValue": true,
        });
        let mut answer = self.call("Runtime.callFunctionOn", parameters, limit).await?;
        result_of(&mut answer, "look at the page").map(|mut result| result["value"].take())
    }

    /// Calls `method` on the tab; ends with the tab, or when the answer takes longer than `limit`.
    async fn call(&self, method: &str, parameters: Value, limit: Duration) -> Result<Value, Trouble> {
        let call = self.devtools.call(Some(&self.session), method, parameters);
        tokio::select! {
            biased;
            answer = tokio::time::timeout(limit, call) => match answer {
                Ok(answer) => answer.map_err(trouble),
                Err(_) => Err(Trouble::Passing(format!("{method} got no answer in time"))),
            },
            reason = self.activity.gone() => Err(Trouble::Lasting(PageError::Gone(reason))),
        }
    }
}

/// What is left of the time, at least enough for an answer.
fn left(deadline: Deadline) -> Duration {
    deadline.left().unwrap_or_default().max(LATE)
}

/// The result of a script, or what it threw.
fn result_of(answer: &mut Value, action: &str) -> Result<Value, Trouble> {
    let details = &answer["exceptionDetails"];
    if details.is_null() {
        return Ok(answer["result"].take());
    }
    let thrown = details["exception"]["description"]
        .as_str()
        .or(details["text"].as_str())
        .unwrap_or("it threw something");
    Err(Trouble::Lasting(PageError::Refused {
        action: action.to_owned(),
        reason: thrown.lines().next().unwrap_or_default().to_owned(),
    }))
}

fn passing(state: &Value) -> Trouble {
    Trouble::Passing(state["why"].as_str().unwrap_or("it cannot be reached").to_owned())
}

fn trouble(error: DevToolsError) -> Trouble {
    /// What the browser says when a document went away while it was asked something.
    const PASSING: [&str; 7] = [
        "Cannot find context",
        "Cannot find default execution context",
        "Execution context was destroyed",
        "Inspected target navigated or closed",
        "Could not find object with given id",
        "Promise was collected",
        "Not attached to an active page",
    ];
    match error {
        DevToolsError::Refused { message, .. } if PASSING.iter().any(|sign| message.contains(sign)) => {
            Trouble::Passing(message)
        }
        DevToolsError::Refused { message, .. } if message.contains("Session with given id not found") => {
            Trouble::Lasting(PageError::Gone("its tab was closed".to_owned()))
        }
        error => Trouble::Lasting(error.into()),
    }
}
