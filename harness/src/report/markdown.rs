//! One check as Markdown, for an issue or a CI summary, with its messages as a Mermaid diagram.

use super::arrows::{arrows, telling};
use super::failure_block::requirement;
use super::printable::{cut_middle, one_line, paragraph};
use super::wording::{label, party, reasons};
use crate::events::CheckResult;

/// Heading of level `level`, facts, diagram, and how to run it again.
pub(super) fn check_markdown(check: &CheckResult, level: usize) -> String {
    let mut text = format!(
        "{} {} {}: {}\n\n",
        "#".repeat(level),
        label(check),
        code(&check.address()),
        escaped(&one_line(&check.name))
    );
    let mut fact = |name: &str, value: &str| {
        let value = paragraph(value);
        if value.contains('\n') {
            text.push_str(&format!("**{name}**\n\n{}\n", fenced("text", &value)));
        } else {
            text.push_str(&format!("**{name}** {}\n\n", escaped(&value)));
        }
    };
    fact("Requirement", &requirement(check));
    if let Some(failure) = &check.failure {
        fact("Step", &failure.step);
        fact("Expected", &failure.expected);
        fact("Actual", &failure.actual);
    }
    for (name, reason) in reasons(check) {
        fact(name, &reason);
    }
    if let Some(provider) = check
        .failure
        .as_ref()
        .and_then(|failure| failure.provider.as_ref())
    {
        fact("Provider", provider);
    }
    if let Some(hint) = check.failure.as_ref().and_then(|failure| failure.hint.as_ref()) {
        fact("Hint", hint);
    }
    let links: Vec<String> = check
        .sections
        .iter()
        .filter(|section| section.url.starts_with("https://") || section.url.starts_with("http://"))
        .map(|section| {
            format!(
                "[{}](<{}>)",
                escaped(&one_line(&section.title)),
                section.url.replace(['<', '>', '\n'], "")
            )
        })
        .collect();
    if !links.is_empty() {
        text.push_str(&format!("**Source** {}\n\n", links.join(", ")));
    }
    if let Some(diagram) = mermaid(check) {
        text.push_str(&fenced("mermaid", &diagram));
        text.push('\n');
    }
    text.push_str(&format!("**Run again** {}\n", code(&check.rerun)));
    text
}

/// A Mermaid sequence diagram of the telling exchanges.
pub(super) fn mermaid(check: &CheckResult) -> Option<String> {
    let exchanges = telling(&check.evidence.exchanges);
    if exchanges.is_empty() {
        return None;
    }
    let mut diagram =
        "sequenceDiagram\n    participant browser\n    participant app\n    participant provider\n"
            .to_owned();
    for arrow in exchanges.into_iter().flat_map(arrows) {
        let (from, to) = (party(arrow.from), party(arrow.to));
        let head = match (&arrow.mark, from) {
            (Some(_), _) => "--x",
            (None, "provider") => "-->>",
            (None, _) => "->>",
        };
        diagram.push_str(&format!("    {from}{head}{to}: {}\n", label_text(&arrow.text)));
        if let Some(mark) = arrow.mark {
            diagram.push_str(&format!(
                "    Note over {from},{to}: {}\n",
                label_text(&cut_middle(&mark, 120))
            ));
        }
    }
    Some(diagram)
}

/// Text of prose, with everything that Markdown or HTML would read as markup escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // `@name` would notify a person who has nothing to do with it.
            '@' => escaped.push_str("@\u{200b}"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' | '$' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// A code span that holds any text of one line.
pub(super) fn code(text: &str) -> String {
    let text = one_line(text);
    let ticks = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// A code block that holds any text.
fn fenced(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end())
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Text of a Mermaid message: it has no quotes, so what ends a statement or begins markup is written as an entity.
fn label_text(text: &str) -> String {
    let mut label = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            ';' | '#' | '<' | '>' | '&' | '"' | '%' | '`' | '{' | '}' | '\\' => {
                label.push_str(&format!("#{};", u32::from(character)));
            }
            _ => label.push(character),
        }
    }
    label
}
