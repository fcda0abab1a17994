//! A tab that is driven over a protocol that reaches into the browser: trusted input, and nothing in between.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::Url;

use super::activity::Activity;
use super::error::PageError;
use super::keyboard::{Key, Named};
use super::line::{Answer, Line, first_line};
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

/// A tab and the line to it.
#[derive(Debug)]
pub(super) struct DirectTab<L> {
    line: L,
    activity: Arc<Activity>,
}

impl<L: Line> DirectTab<L> {
    pub(super) fn new(line: L, activity: Arc<Activity>) -> Self {
        Self { line, activity }
    }

    pub(super) async fn goto(&self, url: &Url) -> Result<(), PageError> {
        let deadline = Deadline::after(LOAD_LIMIT);
        let refused = |reason: &str| PageError::Refused {
            action: format!("open {url}"),
            reason: reason.to_owned(),
        };
        let failure = self
            .line
            .navigate(url, LOAD_LIMIT)
            .await
            .map_err(|trouble| trouble.settle(|| format!("open {url}")))?;
        // After a refusal too: the browser is then on its way to its own page about that.
        let loaded = self.activity.loaded(deadline).await;
        match failure {
            Some(reason) => Err(refused(&reason)),
            None if !loaded => Err(refused("it did not load in time")),
            None => Ok(()),
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
        let expression = looking(&question(&[locator], cap, false, press));
        self.ask(&expression, deadline, "look at the page", async |expression| {
            self.line.look(expression, cap + LATE).await
        })
        .await
    }

    pub(super) async fn text(
        &self,
        locators: &[&Locator],
        cap: Duration,
        deadline: Deadline,
    ) -> Result<Option<String>, Trouble> {
        let expression = looking(&question(locators, cap, true, None));
        let answer = self
            .ask(&expression, deadline, "look at the page", async |expression| {
                self.line.evaluate(expression, cap + LATE).await
            })
            .await?;
        Ok(answer.as_str().map(str::to_owned))
    }

    pub(super) async fn click(&self, element: &Element, deadline: Deadline) -> Result<(), Trouble> {
        self.press_on(element, 1, deadline).await
    }

    pub(super) async fn double_click(&self, element: &Element, deadline: Deadline) -> Result<(), Trouble> {
        self.press_on(element, 2, deadline).await
    }

    pub(super) async fn front(&self, deadline: Deadline) -> Result<(), Trouble> {
        self.line.front(left(deadline)).await
    }

    pub(super) async fn stroke(&self, key: Named, deadline: Deadline) -> Result<(), Trouble> {
        self.line.strike(&[Key::named(key)], left(deadline)).await
    }

    pub(super) async fn has_focus(&self, element: &Element) -> Result<bool, Trouble> {
        let asked = "function () { return this.getRootNode().activeElement === this; }";
        Ok(self.line.on(element, asked, Value::Null, LATE).await? == true)
    }

    async fn press_on(&self, element: &Element, clicks: u8, deadline: Deadline) -> Result<(), Trouble> {
        let cap = AIM_CAP.min(deadline.left().unwrap_or_default());
        let millis = u64::try_from(cap.as_millis()).unwrap_or_default();
        let point = self.line.on(element, AIM, json!(millis), cap + LATE).await?;
        let (Some(x), Some(y)) = (point["x"].as_f64(), point["y"].as_f64()) else {
            return Err(passing(&point));
        };
        self.line.press(x, y, clicks, left(deadline)).await?;
        if self.activity.follow_press(deadline).await {
            Ok(())
        } else {
            Err(Trouble::Passing("the press did not reach it".to_owned()))
        }
    }

    pub(super) async fn fill(
        &self,
        element: &Element,
        value: &str,
        deadline: Deadline,
    ) -> Result<(), Trouble> {
        let length = value.encode_utf16().count();
        let state = self.line.on(element, FOCUS, json!(length), LATE).await?;
        if state["why"].is_string() {
            return Err(passing(&state));
        }
        if state["filled"] == true {
            self.line.clear(element, left(deadline)).await?;
        }
        if state["keys"] == true {
            let keys: Vec<Key> = value.chars().map(Key::character).collect();
            return self.line.strike(&keys, left(deadline)).await;
        }
        if value.is_empty() {
            return Ok(());
        }
        self.line.insert(value, left(deadline)).await?;
        // A script that takes the focus away at the wrong moment takes the text away, too.
        let held = "function () { return Boolean(this.value ?? this.textContent); }";
        let held = self.line.on(element, held, Value::Null, LATE).await;
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
        self.ask(&expression, deadline, "run a script", async |expression| {
            self.line
                .evaluate(expression, left(deadline).min(SCRIPT_LIMIT))
                .await
        })
        .await
    }

    pub(super) async fn screenshot(&self) -> Result<Vec<u8>, Trouble> {
        let picture = self.line.picture(SCRIPT_LIMIT).await?;
        STANDARD.decode(picture).map_err(|error| {
            Trouble::Lasting(PageError::Refused {
                action: "take a screenshot".to_owned(),
                reason: format!("its picture is not base64: {error}"),
            })
        })
    }

    /// Has `expression` evaluated by `line` in a complete document; one that is still on its way is waited for.
    async fn ask<T>(
        &self,
        expression: &str,
        deadline: Deadline,
        action: &str,
        line: impl AsyncFn(&str) -> Result<Answer<T>, Trouble>,
    ) -> Result<T, Trouble> {
        // The browser may have begun with another document since it was last heard of.
        let mut too_early = "document.readyState !== 'complete'";
        loop {
            self.stand_still(deadline).await?;
            let guarded = format!(
                "(() => {{ if ({too_early}) throw new Error('{INCOMPLETE}'); return {expression}; }})()"
            );
            match line(&guarded).await? {
                Answer::Value(value) => return Ok(value),
                Answer::Threw(what) if !what.contains(INCOMPLETE) => {
                    return Err(Trouble::Lasting(PageError::Refused {
                        action: action.to_owned(),
                        reason: first_line(&what).to_owned(),
                    }));
                }
                Answer::Threw(_) => {}
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
}

/// The expression that asks `find.js` a question.
fn looking(question: &Value) -> String {
    format!("new Promise((done) => (function () {{\n{FIND}\n}}).call(null, {question}, done))")
}

/// What is left of the time, at least enough for an answer.
fn left(deadline: Deadline) -> Duration {
    deadline.left().unwrap_or_default().max(LATE)
}

fn passing(state: &Value) -> Trouble {
    Trouble::Passing(state["why"].as_str().unwrap_or("it cannot be reached").to_owned())
}
