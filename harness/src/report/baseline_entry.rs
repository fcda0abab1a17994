//! Failures as entries of a baseline file, ready to paste.

use super::record::Run;
use crate::events::CheckResult;
use crate::verdict::Verdict;

/// An entry for each failure that no baseline expects.
///
/// The reason is left empty, which a baseline refuses: whoever accepts a failure has to say why.
pub(super) fn entries_for(run: &Run) -> Vec<String> {
    let failed = run
        .checks
        .iter()
        .filter(|check| check.expected.is_none() && check.verdict == Verdict::Fail);
    failed.map(|check| entry(run, check)).collect()
}

fn entry(run: &Run, check: &CheckResult) -> String {
    let mut text = format!("[[expected]]\ncheck = {}\n", quoted(&check.address()));
    if run.has_several_targets() {
        text.push_str(&format!("target = {}\n", quoted(&check.target)));
    }
    text.push_str("reason = \"\"\n");
    text
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
