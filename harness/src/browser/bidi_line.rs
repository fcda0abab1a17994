//! Acting in a tab over WebDriver BiDi.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::activity::Activity;
use super::bidi::Bidi;
use super::error::PageError;
use super::keyboard::{self, Key};
use super::line::{Answer, Line, first_line};
use super::rpc::RpcError;
use super::tab::{Element, Trouble};

/// Selects what the field holds, whatever keys do that on the browser's system.
const SELECT: &str = "function () {
    if (this.select) this.select();
    else getSelection().selectAllChildren(this);
}";

/// A tab, by the id of its browsing context.
#[derive(Debug)]
pub(super) struct BidiLine {
    bidi: Bidi,
    context: String,
    activity: Arc<Activity>,
}

impl BidiLine {
    pub(super) fn new(bidi: Bidi, context: String, activity: Arc<Activity>) -> Self {
        Self {
            bidi,
            context,
            activity,
        }
    }

    async fn call(&self, method: &str, parameters: Value, limit: Duration) -> Result<Value, Trouble> {
        let call = self.bidi.call(method, parameters);
        tokio::select! {
            biased;
            answer = tokio::time::timeout(limit, call) => match answer {
                Ok(answer) => answer.map_err(trouble),
                Err(_) => Err(Trouble::Passing(format!("{method} got no answer in time"))),
            },
            reason = self.activity.gone() => Err(Trouble::Lasting(PageError::Gone(reason))),
        }
    }

    /// Calls a function in the page. Firefox owes the answer for ever when its document goes away.
    async fn run(
        &self,
        function: &str,
        arguments: Value,
        this: Option<&Element>,
        limit: Duration,
    ) -> Result<Answer<Value>, Trouble> {
        let mut parameters = json!({
            "functionDeclaration": function, "arguments": arguments, "awaitPromise": true,
            "target": { "context": self.context }, "resultOwnership": "none", "userActivation": false,
            "serializationOptions": { "maxDomDepth": 0 },
        });
        if let Some(element) = this {
            parameters["this"] = json!({ "sharedId": element.reference });
        }
        let document = self.activity.documents();
        let mut answer = tokio::select! {
            biased;
            answer = self.call("script.callFunction", parameters, limit) => answer?,
            () = self.activity.replaced(document) => {
                return Err(Trouble::Passing("its document went away".to_owned()));
            }
        };
        if answer["type"] == "exception" {
            let details = &answer["exceptionDetails"];
            let thrown = details["exception"]["value"]
                .as_str()
                .or(details["text"].as_str());
            return Ok(Answer::Threw(thrown.unwrap_or("it threw something").to_owned()));
        }
        Ok(Answer::Value(answer["result"].take()))
    }

    /// Lets a hand do something. What it does may lead to another document, which the answer need not survive.
    async fn actions(&self, source: Value, limit: Duration) -> Result<(), Trouble> {
        /// What is said in place of an answer when the document that got the input has gone.
        const LED_AWAY: [&str; 3] = ["destroyed before query", "DiscardedBrowsingContext", "AbortError"];
        let parameters = json!({ "context": self.context, "actions": [source] });
        let document = self.activity.documents();
        let answer = tokio::select! {
            biased;
            answer = self.call("input.performActions", parameters, limit) => answer,
            () = self.activity.replaced(document) => return Ok(()),
        };
        match answer {
            Err(Trouble::Passing(reason)) if LED_AWAY.iter().any(|sign| reason.contains(sign)) => Ok(()),
            other => other.map(drop),
        }
    }
}

impl Line for BidiLine {
    async fn navigate(&self, url: &Url, limit: Duration) -> Result<Option<String>, Trouble> {
        /// What browsers say of an answer without a document, of a document that goes on before it is complete, and of
        /// a redirect to an app.
        const NO_FAILURE: [&str; 3] = ["abort", "cancel", "unknown_protocol"];
        let parameters = json!({ "context": self.context, "url": url.as_str(), "wait": "complete" });
        let call = self.bidi.call("browsingContext.navigate", parameters);
        let answer = tokio::select! {
            biased;
            answer = tokio::time::timeout(limit, call) => answer,
            reason = self.activity.gone() => return Err(Trouble::Lasting(PageError::Gone(reason))),
        };
        match answer {
            Ok(Ok(_)) => Ok(None),
            Ok(Err(RpcError::Refused { message, .. })) => {
                let said = message.to_lowercase();
                let is_failure = !NO_FAILURE.iter().any(|sign| said.contains(sign));
                Ok(is_failure.then_some(message))
            }
            Ok(Err(error)) => Err(Trouble::Lasting(error.into())),
            Err(_) => Ok(Some("it did not load in time".to_owned())),
        }
    }

    async fn evaluate(&self, expression: &str, limit: Duration) -> Result<Answer<Value>, Trouble> {
        // As text, because BiDi's own way of writing values has no way back for all of them.
        let function = format!("async () => JSON.stringify(await ({expression})) ?? 'null'");
        Ok(match self.run(&function, json!([]), None, limit).await? {
            Answer::Value(result) => Answer::Value(parsed(&result)),
            Answer::Threw(what) => Answer::Threw(what),
        })
    }

    async fn look(&self, expression: &str, limit: Duration) -> Result<Answer<Option<Element>>, Trouble> {
        let function = format!("() => ({expression})");
        let found = match self.run(&function, json!([]), None, limit).await? {
            Answer::Value(found) => found,
            Answer::Threw(what) => return Ok(Answer::Threw(what)),
        };
        let part = |name: &str| {
            let parts = found["value"].as_array().into_iter().flatten();
            parts
                .filter(|part| part[0] == name)
                .map(|part| part[1].clone())
                .next()
                .unwrap_or_default()
        };
        Ok(Answer::Value(part("element")["sharedId"].as_str().map(
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
        let function = format!(
            "async function () {{ return JSON.stringify(await (\n{function}\n).call(this, {argument})) ?? 'null'; }}"
        );
        match self.run(&function, json!([]), Some(element), limit).await? {
            Answer::Value(result) => Ok(parsed(&result)),
            Answer::Threw(what) => Err(Trouble::Lasting(PageError::Refused {
                action: "look at the page".to_owned(),
                reason: first_line(&what).to_owned(),
            })),
        }
    }

    async fn press(&self, x: f64, y: f64, clicks: u8, limit: Duration) -> Result<(), Trouble> {
        // Browsers of before 2024 take whole pixels only.
        let mut actions = vec![
            json!({ "type": "pointerMove", "x": x.floor() as i64, "y": y.floor() as i64, "origin": "viewport" }),
        ];
        for _ in 0..clicks {
            actions.extend(["pointerDown", "pointerUp"].map(|kind| json!({ "type": kind, "button": 0 })));
        }
        let source = json!({
            "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" },
            "actions": actions,
        });
        self.actions(source, limit).await
    }

    async fn front(&self, limit: Duration) -> Result<(), Trouble> {
        let parameters = json!({ "context": self.context });
        self.call("browsingContext.activate", parameters, limit).await?;
        Ok(())
    }

    async fn strike(&self, keys: &[Key], limit: Duration) -> Result<(), Trouble> {
        let actions: Vec<Value> = keys.iter().flat_map(keyboard::actions).collect();
        let source = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.actions(source, limit).await
    }

    async fn insert(&self, text: &str, limit: Duration) -> Result<(), Trouble> {
        let keys: Vec<Key> = text.chars().map(Key::character).collect();
        self.strike(&keys, limit).await
    }

    async fn clear(&self, element: &Element, limit: Duration) -> Result<(), Trouble> {
        self.on(element, SELECT, Value::Null, limit).await?;
        self.strike(&[Key::delete()], limit).await
    }

    async fn picture(&self, limit: Duration) -> Result<String, Trouble> {
        let parameters = json!({ "context": self.context });
        let answer = self
            .call("browsingContext.captureScreenshot", parameters, limit)
            .await?;
        Ok(answer["data"].as_str().unwrap_or_default().to_owned())
    }
}

/// The value of a script that answered JSON text.
fn parsed(result: &Value) -> Value {
    let text = result["value"].as_str().unwrap_or("null");
    serde_json::from_str(text).unwrap_or_default()
}

fn trouble(error: RpcError) -> Trouble {
    /// What browsers say when a document, or an element of it, went away while it was asked something.
    const PASSING: [&str; 9] = [
        "no such node",
        "no such handle",
        "move target out of bounds",
        "destroyed before query",
        "DiscardedBrowsingContext",
        "AbortError",
        "Cannot find context",
        "Execution context was destroyed",
        "Inspected target navigated or closed",
    ];
    match error {
        RpcError::Refused { message, .. } if PASSING.iter().any(|sign| message.contains(sign)) => {
            Trouble::Passing(message)
        }
        RpcError::Refused { message, .. } if message.starts_with("no such frame") => {
            Trouble::Lasting(PageError::Gone("its tab was closed".to_owned()))
        }
        error => Trouble::Lasting(error.into()),
    }
}
