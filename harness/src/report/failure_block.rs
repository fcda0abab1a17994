//! What a check that did not pass says, as text: the same block in the terminal and in JUnit.

use std::path::Path;

use super::arrows::{arrows, line, telling};
use super::printable::{one_line, paragraph};
use super::screenshots::screenshot_path;
use super::wording;
use crate::events::CheckResult;

/// What a line of the block is, for those who colour it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Where the check stands, and its title.
    Heading,
    /// The step that ended it.
    Step,
    /// A label and its value.
    Row,
    /// An arrow.
    Arrow,
    /// An arrow that is marked.
    Marked,
    /// The hint.
    Hint,
    /// Nothing.
    Blank,
}

/// Lines of the block without indentation, in the order of `reference/check-rules.md`, rule 9.
pub(super) fn failure_block(check: &CheckResult, report_dir: Option<&Path>) -> Vec<(Part, String)> {
    let mut block = Block::default();
    block.push(
        Part::Heading,
        format!(
            "features/{}:{}  {}",
            one_line(&check.file),
            check.line,
            one_line(&check.feature)
        ),
    );
    block.push(Part::Heading, format!("Scenario: {}", one_line(&check.name)));
    if let Some(failure) = check.failure.as_ref().filter(|failure| !failure.step.is_empty()) {
        block.push(
            Part::Step,
            format!("{}    ← failed here", one_line(&failure.step)),
        );
    }
    block.push(Part::Blank, String::new());

    block.row("Requirement", &requirement(check));
    for section in check.sections.iter().filter(|section| !section.url.is_empty()) {
        block.row("", &section.url);
    }
    if let Some(failure) = &check.failure {
        // An error of the harness has nothing that was expected.
        for (label, value) in [("Expected", &failure.expected), ("Actual", &failure.actual)] {
            if !value.is_empty() {
                block.row(label, value);
            }
        }
    }
    for (label, reason) in wording::reasons(check) {
        block.row(label, &reason);
    }
    block.attempts(check);
    let provider = check
        .failure
        .as_ref()
        .and_then(|failure| failure.provider.clone());
    if let Some(part) =
        provider.or_else(|| (!check.evidence.faults.is_empty()).then(|| check.evidence.faults.join("\n")))
    {
        block.row("Provider", &part);
    }
    block.arrows(check);
    if let Some(folder) = report_dir {
        for page in check
            .evidence
            .pages
            .iter()
            .filter(|page| page.screenshot.is_some())
        {
            block.row(
                "Screenshot",
                &screenshot_path(folder, check, &page.person).display().to_string(),
            );
        }
    }
    if check.variant != "default" && !check.variant.is_empty() {
        block.row("Variant", &check.variant);
    }
    block.row("Run again", &one_line(&check.rerun));
    if let Some(hint) = check.failure.as_ref().and_then(|failure| failure.hint.as_ref()) {
        block.push(Part::Blank, String::new());
        block.push(Part::Hint, format!("hint: {}", one_line(&paragraph(hint))));
    }
    block.lines
}

/// `MUST  RFC 6749 section 10.12: title of the check`.
pub(super) fn requirement(check: &CheckResult) -> String {
    let level = wording::level(check.level);
    let sections: Vec<String> = check
        .sections
        .iter()
        .map(|section| one_line(&section.title))
        .collect();
    if sections.is_empty() {
        format!("{level}  {}", one_line(&check.name))
    } else {
        format!("{level}  {}: {}", sections.join(", "), one_line(&check.name))
    }
}

#[derive(Default)]
struct Block {
    lines: Vec<(Part, String)>,
}

impl Block {
    fn push(&mut self, part: Part, line: String) {
        self.lines.push((part, line));
    }

    fn row(&mut self, label: &str, value: &str) {
        for (number, line) in paragraph(value).split('\n').enumerate() {
            let label = if number == 0 { label } else { "" };
            self.push(Part::Row, format!("{label:<12} {line}").trim_end().to_owned());
        }
    }

    /// `fail, pass`, when there was more than one attempt.
    fn attempts(&mut self, check: &CheckResult) {
        if !check.attempts.is_empty() {
            let words: Vec<&str> = check
                .attempts
                .iter()
                .map(|attempt| attempt.verdict.word())
                .collect();
            self.row("Attempts", &words.join(", "));
        }
    }

    fn arrows(&mut self, check: &CheckResult) {
        let arrows: Vec<_> = telling(&check.evidence.exchanges)
            .into_iter()
            .flat_map(arrows)
            .collect();
        let Some(width) = arrows.iter().map(|arrow| arrow.text.chars().count()).max() else {
            return;
        };
        self.push(Part::Blank, String::new());
        for arrow in &arrows {
            match &arrow.mark {
                None => self.push(Part::Arrow, format!("  {}", line(arrow, width))),
                Some(mark) => self.push(Part::Marked, format!("  {}   ✗ {mark}", line(arrow, width))),
            }
        }
        self.push(Part::Blank, String::new());
    }
}
