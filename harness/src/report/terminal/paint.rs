//! Colours, or none.

use owo_colors::OwoColorize;

use super::super::failure_block::Part;
use crate::events::CheckResult;
use crate::verdict::Verdict;

/// Colours text when it is on; gives it back as it is otherwise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    pub(super) on: bool,
}

impl Paint {
    pub(super) fn bold(self, text: &str) -> String {
        if self.on {
            text.bold().to_string()
        } else {
            text.to_owned()
        }
    }

    pub(super) fn dim(self, text: &str) -> String {
        if self.on && !text.is_empty() {
            text.dimmed().to_string()
        } else {
            text.to_owned()
        }
    }

    pub(super) fn verdict(self, check: &CheckResult, text: &str) -> String {
        if !self.on {
            return text.to_owned();
        }
        if check.expected.is_some() {
            return text.dimmed().to_string();
        }
        match &check.verdict {
            Verdict::Pass => text.green().to_string(),
            Verdict::Fail => text.red().bold().to_string(),
            Verdict::Warn(_) | Verdict::Flaky(_) => text.yellow().to_string(),
            Verdict::NotApplicable(_) => text.dimmed().to_string(),
            Verdict::Inconclusive(_) => text.magenta().to_string(),
            Verdict::Error(_) => text.red().to_string(),
        }
    }

    pub(super) fn part(self, part: Part, text: &str) -> String {
        if !self.on {
            return text.to_owned();
        }
        match part {
            Part::Heading => text.bold().to_string(),
            Part::Step | Part::Marked => text.red().to_string(),
            Part::Arrow => text.dimmed().to_string(),
            Part::Hint => text.cyan().to_string(),
            Part::Row | Part::Blank => text.to_owned(),
        }
    }
}
