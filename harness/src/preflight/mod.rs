//! What must hold before a verdict means anything: each part of the set-up is examined before the first check, and by
//! `harness doctor`.
//!
//! Sign-ins run at the same time, in the same steps that the checks use. What they find stands in the order of causes:
//! where one thing is broken, everything that hangs on it fails too, and only the first is worth a look.

mod apart;
mod back_channel;
mod buttons;
mod clocks;
mod cookies;
mod examination;
mod front_channel;
mod hooks;
mod remote_browser;
mod sign_in;
mod stranger;

use std::sync::Arc;

use mock_provider::Provider;

pub(crate) use back_channel::problem as no_tokens;
pub use examination::{Examination, Outcome, Problem};

use crate::people;
use crate::suite::Suite;
use crate::target::Target;

/// Examines everything that `providers` need. The target runs already.
pub async fn examine(suite: &Arc<Suite>, target: &Target, providers: &[Provider]) -> Vec<Examination> {
    let mut all = examine_all(suite, target, providers).await;
    // Whatever went wrong around a target that has ended went wrong because of that.
    if all.iter().any(Examination::is_problem)
        && let Some(death) = target.death().await
    {
        let hint =
            "run start.command by hand with the variables of start.env; it must stay in the foreground";
        all.insert(0, Examination::problem("target", Problem::new(death, hint)));
    }
    all
}

async fn examine_all(suite: &Arc<Suite>, target: &Target, providers: &[Provider]) -> Vec<Examination> {
    let (clocks, stranger) = tokio::join!(clocks::examine(suite, target), stranger::examine(suite, target));
    let answers = !stranger.is_problem();
    let mut all = vec![clocks, stranger];
    if answers && let Some(remote) = remote_browser::examine(suite, target).await {
        let reaches = !remote.is_problem();
        all.push(remote);
        if !reaches {
            all.push(Examination::skipped(
                "sign-ins",
                "the browser does not reach what they need",
            ));
            return all;
        }
    }
    if !answers {
        all.push(Examination::skipped(
            "sign-ins",
            "without whoami nobody knows who is signed in",
        ));
        return all;
    }
    if providers.is_empty() {
        return all;
    }
    let (usable, others): (Vec<_>, Vec<_>) = providers
        .iter()
        .copied()
        .partition(|&idp| people::have_accounts_at(idp));
    let (buttons, sign_ins) = tokio::join!(
        buttons::examine(suite, target, providers),
        sign_in::examine(suite, target, &usable)
    );
    let unusable = buttons.iter().any(Examination::is_problem);
    all.extend(buttons);
    let (lines, signed_in) = sign_ins;
    all.extend(lines);
    let skipped =
        |idp: Provider| Examination::skipped(format!("{} sign-in", idp.name()), "no check signs in there");
    all.extend(others.into_iter().map(skipped));
    if unusable || all.iter().any(Examination::is_problem) {
        all.push(Examination::skipped("two people", "a sign-in failed before"));
        all.push(Examination::skipped("hooks", "a sign-in failed before"));
        return all;
    }
    all.push(apart::examine(suite, target, &signed_in).await);
    all.extend(hooks::examine(suite, target, &signed_in).await);
    all
}

/// The problem nearest to the cause, when there is one: the first.
///
/// # Errors
/// That problem.
pub fn judge(examinations: Vec<Examination>) -> Result<(), Problem> {
    examinations
        .into_iter()
        .find_map(|examination| match examination.outcome {
            Outcome::Problem(problem) => Some(problem),
            Outcome::Fine(_) | Outcome::Skipped(_) => None,
        })
        .map_or(Ok(()), Err)
}
