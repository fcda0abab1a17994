//! One line a flow, for people.

use std::fmt::Write as _;

use crate::journal::Flow;

/// The line of a flow, with a second one that carries the hint where something was refused.
#[must_use]
pub fn flow_line(flow: &Flow) -> String {
    let mut line = format!(
        "{}  {:<8}  flow {:<4}  {:<11}  {:<10}  {}",
        flow.started_at.strftime("%H:%M:%S"),
        flow.provider,
        flow.id,
        flow.outcome.word(),
        flow.persona.as_deref().unwrap_or("-"),
        if flow.client_id.is_empty() {
            "-"
        } else {
            &flow.client_id
        },
    );
    if let Some(problem) = &flow.problem {
        // Writing into a string cannot fail.
        let _ = write!(
            line,
            "  {}: found {}; expected {}\n                    hint: {}",
            problem.rule, problem.found, problem.expected, problem.hint
        );
    }
    line
}
