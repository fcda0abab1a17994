//! What a protocol must be able to do with a tab for the harness to act in it; everything above is one piece of code.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::keyboard::Key;
use super::tab::{Element, Trouble};

/// An answer of a page to an expression.
#[derive(Debug)]
pub(super) enum Answer<T> {
    /// Its value.
    Value(T),
    /// What it threw, as text.
    Threw(String),
}

/// A tab over a protocol that reaches into the browser itself. Each call ends with the tab, or when its answer takes
/// longer than `limit`.
pub(super) trait Line: std::fmt::Debug {
    /// Goes to `url`; what the browser says when that cannot be reached. An answer without a document (a download, or
    /// status 204) leaves the tab where it was and is no failure.
    async fn navigate(&self, url: &Url, limit: Duration) -> Result<Option<String>, Trouble>;

    /// Evaluates an expression, awaits its promise, and returns its value as JSON.
    async fn evaluate(&self, expression: &str, limit: Duration) -> Result<Answer<Value>, Trouble>;

    /// Evaluates an expression whose value is null, or an answer of `find.js`.
    async fn look(&self, expression: &str, limit: Duration) -> Result<Answer<Option<Element>>, Trouble>;

    /// Calls a function on an element, awaits its promise, and returns its value as JSON.
    async fn on(
        &self,
        element: &Element,
        function: &str,
        argument: Value,
        limit: Duration,
    ) -> Result<Value, Trouble>;

    /// Presses the left button of the mouse at a point of the page, as a hand does: as many times in a row as `clicks`
    /// says. Presses behind the first one may meet another document.
    async fn press(&self, x: f64, y: f64, clicks: u8, limit: Duration) -> Result<(), Trouble>;

    /// Brings the tab's window to the front, where that makes a difference.
    async fn front(&self, limit: Duration) -> Result<(), Trouble>;

    /// Strikes keys, one after the other.
    async fn strike(&self, keys: &[Key], limit: Duration) -> Result<(), Trouble>;

    /// Types a text into the field that has the focus.
    async fn insert(&self, text: &str, limit: Duration) -> Result<(), Trouble>;

    /// Empties the field that has the focus.
    async fn clear(&self, element: &Element, limit: Duration) -> Result<(), Trouble>;

    /// A picture of the page as PNG, in base64.
    async fn picture(&self, limit: Duration) -> Result<String, Trouble>;
}

/// What a script threw, for people.
pub(super) fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
