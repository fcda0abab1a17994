//! How a person would point at something on a page: role and name, label, text; CSS as a last resort.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Points at one element of a page.
///
/// In a manifest: `{ role = "button", name = "Sign in with {provider}" }`, `{ label = "Last name" }`,
/// `{ text = "Welcome" }`, `{ css = "#login" }`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Locator {
    /// ARIA role, explicit or implied by the element (`button`, `link`, `textbox`, `checkbox`, `heading`, `alert`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Accessible name, compared without regard to case and white space; needs `role`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Text of the label of a form field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Visible text of the innermost element that contains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// CSS selector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub css: Option<String>,
}

impl Locator {
    /// A CSS selector.
    #[must_use]
    pub fn css(selector: impl Into<String>) -> Self {
        Self {
            css: Some(selector.into()),
            ..Self::default()
        }
    }

    /// An element by the `data-testid` that the mock provider's pages carry.
    #[must_use]
    pub fn test_id(id: &str) -> Self {
        Self::css(format!("[data-testid=\"{id}\"]"))
    }

    /// What is wrong with this locator as a manifest entry, if anything.
    #[must_use]
    pub fn problem(&self) -> Option<&'static str> {
        let ways = [&self.role, &self.label, &self.text, &self.css];
        match ways.iter().filter(|way| way.is_some()).count() {
            0 => Some("needs one of `role`, `label`, `text`, `css`"),
            1 if self.name.is_some() && self.role.is_none() => Some("`name` needs `role`"),
            1 => None,
            _ => Some("has more than one of `role`, `label`, `text`, `css`"),
        }
    }

    /// The same locator with every text put through `fill`, for placeholders.
    #[must_use]
    pub fn map(&self, fill: impl Fn(&str) -> String) -> Self {
        let map = |text: &Option<String>| text.as_deref().map(&fill);
        Self {
            role: self.role.clone(),
            name: map(&self.name),
            label: map(&self.label),
            text: map(&self.text),
            css: map(&self.css),
        }
    }
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.role, &self.name, &self.label, &self.text, &self.css) {
            (Some(role), Some(name), ..) => write!(f, "{role} \"{name}\""),
            (Some(role), None, ..) => f.write_str(role),
            (_, _, Some(label), ..) => write!(f, "field \"{label}\""),
            (_, _, _, Some(text), _) => write!(f, "text \"{text}\""),
            (_, _, _, _, Some(css)) => write!(f, "`{css}`"),
            _ => f.write_str("nothing"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_way_of_pointing_is_asked_for() {
        assert!(Locator::default().problem().is_some());
        assert!(Locator::css("#a").problem().is_none());
        let both = Locator {
            role: Some("button".into()),
            css: Some("#a".into()),
            ..Locator::default()
        };
        assert!(both.problem().is_some());
        let orphan = Locator {
            name: Some("Go".into()),
            label: Some("Go".into()),
            ..Locator::default()
        };
        assert_eq!(orphan.problem(), Some("`name` needs `role`"));
    }
}
