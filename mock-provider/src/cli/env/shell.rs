//! The forms in which variables are printed.

use clap::ValueEnum;
use serde_json::{Map, Value};

/// What is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// For people.
    Comment(String),
    /// A variable and its value.
    Variable(String, String),
    /// A flag to paste after a program's name.
    Flag(String),
    /// As it is.
    Text(String),
}

impl Line {
    pub(super) fn comment(text: impl Into<String>) -> Self {
        Self::Comment(text.into())
    }

    pub(super) fn variable(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self::Variable(name.into(), value.into())
    }
}

/// The shell, or file, that reads what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Shell {
    /// POSIX shells: `eval "$(mock-provider env)"`
    Sh,
    /// fish: `mock-provider env --shell fish | source`
    Fish,
    /// One JSON object, without the comments
    Json,
    /// A .env file
    Dotenv,
}

impl Shell {
    /// The text, without a final line break.
    pub(super) fn print(self, lines: &[Line]) -> String {
        if self == Self::Json {
            return json(lines);
        }
        let lines: Vec<String> = lines
            .iter()
            .map(|line| match line {
                Line::Comment(text) => format!("# {text}"),
                Line::Text(text) => text.clone(),
                Line::Flag(flag) if self == Self::Fish => fish(flag),
                Line::Flag(flag) => sh(flag),
                Line::Variable(name, value) => match self {
                    Self::Fish => format!("set -gx {name} {}", fish(value)),
                    Self::Dotenv => format!("{name}={}", dotenv(value)),
                    Self::Sh | Self::Json => format!("export {name}={}", sh(value)),
                },
            })
            .collect();
        lines.join("\n")
    }
}

/// Variables by name; what is no variable is a list called `text`.
fn json(lines: &[Line]) -> String {
    let mut object = Map::new();
    let mut text = Vec::new();
    for line in lines {
        match line {
            Line::Comment(_) => {}
            Line::Variable(name, value) => {
                object.insert(name.clone(), value.clone().into());
            }
            Line::Flag(line) | Line::Text(line) => text.push(Value::from(line.clone())),
        }
    }
    if !text.is_empty() {
        object.insert("text".to_owned(), text.into());
    }
    format!("{:#}", Value::Object(object))
}

/// Whether a word means itself in every shell.
fn is_plain(value: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,@%+=".contains(c);
    !value.is_empty() && value.chars().all(plain)
}

fn sh(value: &str) -> String {
    if is_plain(value) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', r"'\''"))
    }
}

fn fish(value: &str) -> String {
    if is_plain(value) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
    }
}

/// Readers of .env files agree on single quotes; only what has one itself is put into double quotes.
fn dotenv(value: &str) -> String {
    if is_plain(value) {
        value.to_owned()
    } else if value.contains('\'') {
        format!("\"{}\"", value.replace('\\', r"\\").replace('"', "\\\""))
    } else {
        format!("'{value}'")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shell_reads_back_what_was_meant() {
        let value = "it's $HOME \"x\"";
        let lines = [
            Line::comment("why"),
            Line::variable("PLAIN", "a-1.b:2/c"),
            Line::variable("ODD", value),
        ];
        assert_eq!(
            Shell::Sh.print(&lines),
            "# why\nexport PLAIN=a-1.b:2/c\nexport ODD='it'\\''s $HOME \"x\"'"
        );
        assert_eq!(
            Shell::Fish.print(&lines),
            "# why\nset -gx PLAIN a-1.b:2/c\nset -gx ODD 'it\\'s $HOME \"x\"'"
        );
        assert_eq!(
            Shell::Dotenv.print(&lines),
            "# why\nPLAIN=a-1.b:2/c\nODD=\"it's $HOME \\\"x\\\"\""
        );
        let object: Value = serde_json::from_str(&Shell::Json.print(&lines)).expect("JSON");
        assert_eq!(
            (object["PLAIN"].as_str(), object["ODD"].as_str()),
            (Some("a-1.b:2/c"), Some(value))
        );
        // The shell itself is the judge.
        let script = format!("{}\nprintf %s \"$ODD\"", Shell::Sh.print(&lines));
        let output = std::process::Command::new("sh")
            .args(["-c", &script])
            .output()
            .expect("runs");
        assert_eq!(String::from_utf8_lossy(&output.stdout), value);
    }
}
