//! Joins the results of several runs: parts of one selection, other targets, or further attempts at what failed.

use jiff::Timestamp;

use super::Totals;
use super::json::{Results, SCHEMA_VERSION};
use crate::attempts::folded;
use crate::events::{CheckResult, RunEnd, RunInfo, TargetInfo};
use crate::exit::{self, Outcome};

/// One set of results of several, which are at least one. A check that several of them ran was tried several times,
/// in the order in which the runs began.
///
/// # Panics
/// When there are none.
#[must_use]
pub fn merged(mut parts: Vec<Results>, flaky_fails: bool) -> Results {
    parts.sort_by_key(|part| started(&part.run));
    for at in 1..parts.len() {
        let later = started(&parts[at].run).as_millisecond() - started(&parts[0].run).as_millisecond();
        shift(&mut parts[at], u64::try_from(later).unwrap_or(0));
    }
    let mut run = parts[0].run.clone();
    run.command = commands(&parts);
    run.shard = None;
    let mut checks: Vec<Vec<CheckResult>> = Vec::new();
    let mut targets: Vec<TargetInfo> = Vec::new();
    let mut unfinished = 0;
    let mut end = RunEnd {
        duration_ms: 0,
        interrupted: false,
        exit_code: 0,
        stale: Vec::new(),
    };
    for part in parts {
        unfinished += part.run.total.saturating_sub(part.checks.len());
        end.duration_ms += part.end.duration_ms;
        if part.end.interrupted {
            end.interrupted = true;
            end.exit_code = part.end.exit_code;
        }
        for stale in part.end.stale {
            if !end.stale.contains(&stale) {
                end.stale.push(stale);
            }
        }
        for target in part.targets {
            add_target(&mut targets, target);
        }
        for check in part.checks {
            let same = |group: &&mut Vec<CheckResult>| {
                group[0].target == check.target && group[0].address() == check.address()
            };
            match checks.iter_mut().find(same) {
                Some(group) => group.push(check),
                None => checks.push(vec![check]),
            }
        }
    }
    let checks: Vec<CheckResult> = checks.into_iter().map(folded).collect();
    for target in &mut targets {
        let own = checks.iter().filter(|check| check.target == target.name).count();
        target.total = target.total.max(own);
    }
    run.total = checks.len() + unfinished;
    if !end.interrupted {
        end.exit_code = exit::code(Outcome {
            results: &checks,
            flaky_fails,
            baseline_is_stale: !end.stale.is_empty(),
            target_is_missing: targets.iter().any(|target| target.problem.is_some()),
        });
    }
    Results {
        schema_version: SCHEMA_VERSION,
        totals: Totals::of(&checks),
        run,
        targets,
        checks,
        end,
    }
}

/// The commands that repeat all parts.
fn commands(parts: &[Results]) -> String {
    let mut commands: Vec<&str> = Vec::new();
    for part in parts {
        if !commands.contains(&part.run.command.as_str()) {
            commands.push(&part.run.command);
        }
    }
    // Whatever one part finds, the others are to run too.
    commands.join("; ")
}

/// Adds a target, or what a further part knows of one: it counts as set up when any part could use it.
fn add_target(targets: &mut Vec<TargetInfo>, target: TargetInfo) {
    match targets.iter_mut().find(|known| known.name == target.name) {
        None => targets.push(target),
        Some(known) if known.problem.is_some() => *known = target,
        Some(_) => {}
    }
}

/// Counts the times of a part from the start of the first one.
fn shift(part: &mut Results, later_ms: u64) {
    for check in &mut part.checks {
        check.started_ms += later_ms;
        for attempt in &mut check.attempts {
            attempt.started_ms += later_ms;
        }
    }
}

fn started(run: &RunInfo) -> Timestamp {
    run.started_at.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}
