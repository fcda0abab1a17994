//! Whether whoami tells people apart who are signed in at the same time, and from a stranger.

use super::sign_in::SignedIn;
use super::{Examination, Problem};
use crate::oracles::identity;
use crate::suite::Suite;
use crate::target::Target;

const NAME: &str = "two people";

/// Asks whoami in every browser again.
pub(super) async fn examine(suite: &Suite, target: &Target, people: &[SignedIn]) -> Examination {
    if people.len() < 2 {
        return Examination::skipped(NAME, "nobody signed in");
    }
    for SignedIn { name, world, .. } in people {
        let Ok(person) = world.known(name) else { continue };
        let Some(browser) = person.browser() else { continue };
        let found = match identity::whoami(target, suite, browser).await {
            Ok(found) => found,
            Err(broken) => {
                let problem = Problem::new(broken.actual, "read the target's output");
                return Examination::problem(NAME, problem);
            }
        };
        if !found
            .as_deref()
            .is_some_and(|found| found.eq_ignore_ascii_case(person.email()))
        {
            let found = found.unwrap_or_else(|| "nobody".to_owned());
            let problem = Problem::new(
                format!(
                    "after somebody else signed in, whoami names {found} in the browser of {}",
                    person.email()
                ),
                "correct whoami in the manifest: it must name who this browser is, not who came last",
            );
            return Examination::problem(NAME, problem);
        }
    }
    let stranger = super::stranger::examine(suite, target).await;
    if stranger.is_problem() {
        return Examination {
            name: NAME.to_owned(),
            ..stranger
        };
    }
    Examination::fine(
        NAME,
        "whoami names each in their own browser, and nobody to a stranger",
    )
}
