//! What can be pressed on a page.

use serde::Deserialize;

use crate::browser::{Context, Locator, PageError};

/// The same rules for roles and names by which locators are followed.
const SCRIPT: &str = concat!(include_str!("../browser/names.js"), include_str!("controls.js"));

/// A visible button or link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Control {
    /// `button` or `link`.
    pub(super) role: String,
    /// Accessible name, empty when it has none.
    pub(super) name: String,
    /// Visible text.
    pub(super) text: String,
    /// Where a link leads, as an absolute URL.
    pub(super) href: Option<String>,
    /// It leads to nowhere beside the page's own origin.
    pub(super) own: bool,
    /// A selector that may point at it.
    pub(super) css: Option<String>,
    /// It says that it shows something else: a menu, a dialog.
    pub(super) popup: bool,
}

impl Control {
    /// What points at it: role and name, or where it has no name, a selector.
    pub(super) fn locator(&self) -> Option<Locator> {
        if self.name.is_empty() {
            return self.css.clone().map(Locator::css);
        }
        Some(Locator {
            role: Some(self.role.clone()),
            name: Some(self.name.clone()),
            ..Locator::default()
        })
    }
}

/// Every visible button and link of the page, in its order.
///
/// # Errors
/// When the browser is gone, or the page does not answer.
pub(super) async fn controls(context: &Context) -> Result<Vec<Control>, PageError> {
    let found = context.script(SCRIPT, vec![]).await?;
    Ok(serde_json::from_value(found).unwrap_or_default())
}

/// The controls of a page in a few words, for messages.
pub(super) fn listed(controls: &[Control]) -> String {
    const SHOWN: usize = 12;
    if controls.is_empty() {
        return "no button and no link".to_owned();
    }
    let mut words: Vec<String> = controls
        .iter()
        .take(SHOWN)
        .map(|control| match &control.locator() {
            Some(locator) => locator.to_string(),
            None => format!("a {} without a name", control.role),
        })
        .collect();
    if controls.len() > SHOWN {
        words.push(format!("and {} more", controls.len() - SHOWN));
    }
    words.join(", ")
}
