//! Acting in a tab over Chromium's own protocol.

use std::sync::Arc;
use std::time::Duration;

use futures::future::try_join_all;
use serde_json::{Value, json};
use url::Url;

use super::activity::Activity;
use super::devtools::DevTools;
use super::error::PageError;
use super::keyboard::{self, Key};
use super::line::{Answer, Line, first_line};
use super::rpc::RpcError;
use super::tab::{Element, Trouble};

/// How long an answer of `find.js` may take to be read.
const READ_LIMIT: Duration = Duration::from_millis(500);

/// The DevTools session that is attached to a tab.
#[derive(Debug)]
pub(super) struct DevToolsLine {
    devtools: DevTools,
    session: String,
    activity: Arc<Activity>,
}

impl DevToolsLine {
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

    async fn run(&self, expression: &str, by_value: bool, limit: Duration) -> Result<Answer<Value>, Trouble> {
        let parameters = json!({ "expression": expression, "awaitPromise": true, "returnByValue": by_value });
        let mut answer = self.call("Runtime.evaluate", parameters, limit).await?;
        Ok(outcome(&mut answer))
    }
}

impl Line for DevToolsLine {
    async fn navigate(&self, url: &Url, limit: Duration) -> Result<Option<String>, Trouble> {
        let answer = self
            .call("Page.navigate", json!({ "url": url.as_str() }), limit)
            .await?;
        let failure = answer["errorText"].as_str();
        Ok(failure
            .filter(|error| *error != "net::ERR_ABORTED")
            .map(str::to_owned))
    }

    async fn evaluate(&self, expression: &str, limit: Duration) -> Result<Answer<Value>, Trouble> {
        Ok(match self.run(expression, true, limit).await? {
            Answer::Value(mut result) => Answer::Value(result["value"].take()),
            Answer::Threw(what) => Answer::Threw(what),
        })
    }

    async fn look(&self, expression: &str, limit: Duration) -> Result<Answer<Option<Element>>, Trouble> {
        let found = match self.run(expression, false, limit).await? {
            Answer::Value(found) => found,
            Answer::Threw(what) => return Ok(Answer::Threw(what)),
        };
        let Some(found) = found["objectId"].as_str() else {
            return Ok(Answer::Value(None));
        };
        let parts = json!({ "objectId": found, "ownProperties": true });
        let parts = self.call("Runtime.getProperties", parts, READ_LIMIT).await?;
        let part = |name: &str| {
            parts["result"]
                .as_array()
                .into_iter()
                .flatten()
                .find(|property| property["name"] == name)
                .map(|property| property["value"].clone())
                .unwrap_or_default()
        };
        Ok(Answer::Value(part("element")["objectId"].as_str().map(
            |reference| Element {
                reference: reference.to_owned(),
                filled: part("filled")["value"] == true,
                ticked: part("ticked")["value"] == true,
            },
        )))
    }

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
        match outcome(&mut answer) {
            Answer::Value(mut result) => Ok(result["value"].take()),
            Answer::Threw(what) => Err(Trouble::Lasting(PageError::Refused {
                action: "look at the page".to_owned(),
                reason: first_line(&what).to_owned(),
            })),
        }
    }

    async fn press(&self, x: f64, y: f64, clicks: u8, limit: Duration) -> Result<(), Trouble> {
        let event = |kind: &str, buttons: u8, click: u8| {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let parameters = json!({
                "type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": click,
            });
            self.call("Input.dispatchMouseEvent", parameters, limit)
        };
        let mut events = vec![event("mouseMoved", 0, 0)];
        for click in 1..=clicks {
            events.extend([event("mousePressed", 1, click), event("mouseReleased", 0, click)]);
        }
        // They are sent in this order, before the first one is answered.
        try_join_all(events).await?;
        Ok(())
    }

    /// Every page of a headless Chromium believes that it has the focus.
    async fn front(&self, _: Duration) -> Result<(), Trouble> {
        Ok(())
    }

    async fn strike(&self, keys: &[Key], limit: Duration) -> Result<(), Trouble> {
        for key in keys {
            let [down, up] = keyboard::stroke(key);
            tokio::try_join!(
                biased;
                self.call("Input.dispatchKeyEvent", down, limit),
                self.call("Input.dispatchKeyEvent", up, limit)
            )?;
        }
        Ok(())
    }

    async fn insert(&self, text: &str, limit: Duration) -> Result<(), Trouble> {
        self.call("Input.insertText", json!({ "text": text }), limit)
            .await
            .map(drop)
    }

    async fn clear(&self, _: &Element, limit: Duration) -> Result<(), Trouble> {
        self.strike(&[Key::select_all(), Key::delete()], limit).await
    }

    async fn picture(&self, limit: Duration) -> Result<String, Trouble> {
        let answer = self
            .call("Page.captureScreenshot", json!({ "format": "png" }), limit)
            .await?;
        Ok(answer["data"].as_str().unwrap_or_default().to_owned())
    }
}

/// The result of a script, or what it threw.
fn outcome(answer: &mut Value) -> Answer<Value> {
    let details = &answer["exceptionDetails"];
    if details.is_null() {
        return Answer::Value(answer["result"].take());
    }
    let thrown = details["exception"]["description"]
        .as_str()
        .or(details["exception"]["value"].as_str())
        .or(details["text"].as_str())
        .unwrap_or("it threw something");
    Answer::Threw(thrown.to_owned())
}

fn trouble(error: RpcError) -> Trouble {
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
        RpcError::Refused { message, .. } if PASSING.iter().any(|sign| message.contains(sign)) => {
            Trouble::Passing(message)
        }
        RpcError::Refused { message, .. } if message.contains("Session with given id not found") => {
            Trouble::Lasting(PageError::Gone("its tab was closed".to_owned()))
        }
        error => Trouble::Lasting(error.into()),
    }
}
