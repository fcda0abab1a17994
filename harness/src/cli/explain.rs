//! `harness explain ID`: what a check demands, why, and by which specification.

use std::fmt::Write as _;

use clap::Args;

use super::say;
use crate::catalogue::{self, Check};
use crate::exit;
use crate::selection::Selection;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Id or address of a check, for example cb-state-wrong
    check: String,
}

pub(super) fn main(arguments: &Arguments) -> u8 {
    let all = match catalogue::features().and_then(|features| catalogue::checks(&features)) {
        Ok(all) => all,
        Err(error) => {
            say::error(&error, None);
            return exit::INTERNAL;
        }
    };
    match (Selection {
        names: vec![arguments.check.clone()],
        tags: None,
    })
    .pick(&all)
    {
        Ok(checks) => {
            say::data(&explain(&checks));
            exit::CONFORMANT
        }
        Err(error) => {
            say::error(&error, Some(&error.hint()));
            exit::NOTHING_RAN
        }
    }
}

/// Explains the first check, and names the rows in which it runs.
fn explain(checks: &[Check]) -> String {
    let Some(check) = checks.first() else {
        return String::new();
    };
    let mut text = format!(
        "{}  {}\n\n{}\n",
        check.id,
        check.level.word().to_uppercase(),
        check.name
    );
    if !check.why.is_empty() {
        let _ = write!(text, "\n{}\n", check.why);
    }
    text.push('\n');
    for step in &check.steps {
        let _ = writeln!(text, "  {step}");
    }
    for section in &check.sections {
        let _ = write!(text, "\n{}  {}", section.title, section.url);
    }
    if !check.sections.is_empty() {
        text.push('\n');
    }
    let _ = write!(text, "\nfeatures/{}:{}", check.file, check.line);
    for check in checks {
        let _ = write!(text, "\nharness run {}", check.address());
    }
    text
}
