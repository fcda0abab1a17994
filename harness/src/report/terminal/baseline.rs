//! What the summary says of the baseline: its wrong entries, and what is new, ready to paste.

use super::super::baseline_entry::entries_for;
use super::super::printable::{count, one_line};
use super::super::record::Run;

/// Nothing when no baseline had a part in the run.
pub(super) fn baseline(run: &Run) -> String {
    let mut text = String::new();
    for stale in &run.end.stale {
        let target = if run.has_several_targets() {
            format!(" ({})", one_line(&stale.target))
        } else {
            String::new()
        };
        text.push_str(&format!(
            "   Baseline {}:{}  {}{target}: {}\n",
            one_line(&stale.file),
            stale.line,
            one_line(&stale.check),
            one_line(&stale.problem)
        ));
    }
    let in_use = !run.end.stale.is_empty() || run.checks.iter().any(|check| check.expected.is_some());
    let entries = entries_for(run);
    if in_use && !entries.is_empty() {
        text.push_str(&format!(
            "   {} not in the baseline; to accept, paste and say why:\n\n",
            count(entries.len(), "failure is", "failures are")
        ));
        for entry in entries {
            for line in entry.lines() {
                text.push_str(&format!("     {line}\n"));
            }
            text.push('\n');
        }
    }
    text
}
