//! Key strokes as DevTools and WebDriver want them described.

use serde_json::{Value, json};

/// Bit of the control key.
const CONTROL: u8 = 2;

/// A key that pages are worked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Moves the focus on.
    Tab,
    /// Presses what has the focus.
    Enter,
}

impl Named {
    /// WebDriver's character for it (WebDriver section 17.4.2).
    pub(super) fn webdriver(self) -> char {
        match self {
            Self::Tab => '\u{E004}',
            Self::Enter => '\u{E007}',
        }
    }
}

/// One key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// DOM `key`.
    key: String,
    /// DOM `code`, where a keyboard has that key.
    code: String,
    /// Windows virtual key code, which becomes the DOM `keyCode`.
    virtual_code: u32,
    modifiers: u8,
    /// What it types.
    text: Option<String>,
    /// What the editor does.
    command: Option<&'static str>,
}

impl Key {
    /// The key that types `character`.
    pub(super) fn character(character: char) -> Self {
        let upper = character.to_ascii_uppercase();
        let code = match upper {
            'A'..='Z' => format!("Key{upper}"),
            '0'..='9' => format!("Digit{upper}"),
            _ => String::new(),
        };
        Self {
            key: character.to_string(),
            virtual_code: if code.is_empty() { 0 } else { u32::from(upper) },
            code,
            modifiers: 0,
            text: Some(character.to_string()),
            command: None,
        }
    }

    /// A key with a name.
    pub(super) fn named(named: Named) -> Self {
        let (name, virtual_code, text) = match named {
            Named::Tab => ("Tab", 9, None),
            // Buttons are pressed by the character that goes with it.
            Named::Enter => ("Enter", 13, Some("\r".to_owned())),
        };
        Self {
            key: name.to_owned(),
            code: name.to_owned(),
            virtual_code,
            modifiers: 0,
            text,
            command: None,
        }
    }

    /// What WebDriver calls it: what it types, or a character of its own.
    fn driver_value(&self) -> String {
        match self.key.as_str() {
            "Tab" => Named::Tab.webdriver().to_string(),
            "Enter" => Named::Enter.webdriver().to_string(),
            "Delete" => DELETE.to_owned(),
            _ => self.text.clone().unwrap_or_default(),
        }
    }

    /// Control and A.
    pub(super) fn select_all() -> Self {
        Self {
            modifiers: CONTROL,
            text: None,
            command: Some("selectAll"),
            ..Self::character('a')
        }
    }

    /// The delete key.
    pub(super) fn delete() -> Self {
        Self {
            key: "Delete".to_owned(),
            code: "Delete".to_owned(),
            virtual_code: 46,
            modifiers: 0,
            text: None,
            command: None,
        }
    }
}

/// The parameters of `Input.dispatchKeyEvent` for the key going down and up.
pub(super) fn stroke(key: &Key) -> [Value; 2] {
    let event = |kind: &str| {
        json!({
            "type": kind, "key": key.key, "code": key.code, "modifiers": key.modifiers,
            "windowsVirtualKeyCode": key.virtual_code,
        })
    };
    let mut down = event(if key.text.is_some() {
        "keyDown"
    } else {
        "rawKeyDown"
    });
    if let Some(text) = &key.text {
        down["text"] = json!(text);
    }
    if let Some(command) = key.command {
        down["commands"] = json!([command]);
    }
    [down, event("keyUp")]
}

/// WebDriver's name for the delete key.
const DELETE: &str = "\u{E017}";

/// The actions of `input.performActions` for the key going down and up; modifiers are keys of their own there.
pub(super) fn actions(key: &Key) -> [Value; 2] {
    let value = key.driver_value();
    ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_types_carries_its_text_only_while_it_goes_down() {
        let [down, up] = stroke(&Key::character('7'));
        assert_eq!(
            (
                down["type"].as_str(),
                down["text"].as_str(),
                down["code"].as_str()
            ),
            (Some("keyDown"), Some("7"), Some("Digit7"))
        );
        assert_eq!((up["type"].as_str(), up.get("text")), (Some("keyUp"), None));
    }

    #[test]
    fn select_all_types_nothing() {
        let [down, _] = stroke(&Key::select_all());
        assert_eq!(down["commands"], json!(["selectAll"]));
        assert!(down.get("text").is_none());
    }
}
