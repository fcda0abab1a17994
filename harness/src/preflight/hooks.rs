//! Whether each hook of the manifest does what it says, for somebody who has just signed in.

use super::sign_in::SignedIn;
use super::{Examination, Problem};
use crate::suite::Suite;
use crate::target::{HookError, Target};

/// An address that no account has.
const NOBODY: &str = "nobody-at-all@people.example";

/// Calls every hook once or twice.
pub(super) async fn examine(suite: &Suite, target: &Target, people: &[SignedIn]) -> Vec<Examination> {
    let hooks = &suite.manifest.hooks;
    let mut lines = Vec::new();
    let Some(email) = people.iter().find_map(|person| {
        let known = person.world.known(person.name).ok()?;
        Some(known.email().to_owned())
    }) else {
        return lines;
    };
    if let Some(hook) = &hooks.accounts {
        let line = match (hook.count(target, &email).await, hook.count(target, NOBODY).await) {
            (Err(error), _) | (_, Err(error)) => Err(failed(&error)),
            (Ok(1), Ok(0)) => Ok("finds who signed in, and nobody else".to_owned()),
            (Ok(of_person), Ok(of_nobody)) => Err(Problem::new(
                format!(
                    "hooks.accounts counts {of_person} accounts of {email}, who has one, and {of_nobody} of {NOBODY}, \
                     who has none"
                ),
                "correct hooks.accounts.get and hooks.accounts.each in the manifest",
            )),
        };
        lines.push(examined("hooks.accounts", line));
    }
    if let Some(hook) = &hooks.enable_mfa {
        let line = match hook.enable(target, &email).await {
            Ok(_) => Ok("sets up a second factor".to_owned()),
            Err(error) => Err(failed(&error)),
        };
        lines.push(examined("hooks.enable_mfa", line));
    }
    if lines.is_empty() {
        lines.push(Examination::skipped("hooks", "the manifest has none"));
    }
    lines
}

fn examined(name: &str, line: Result<String, Problem>) -> Examination {
    match line {
        Ok(fact) => Examination::fine(name, fact),
        Err(problem) => Examination::problem(name, problem),
    }
}

fn failed(error: &HookError) -> Problem {
    Problem::new(
        error.to_string(),
        format!("correct [{}] in the manifest", error.hook),
    )
}
