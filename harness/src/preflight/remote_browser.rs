//! Whether a browser at a remote end reaches the target and the provider, which listen on loopback of this machine.

use super::{Examination, Problem};
use crate::suite::Suite;
use crate::target::Target;

const NAME: &str = "remote browser";
const HINT: &str = "run the remote end on this machine, or give its machine a tunnel to this one's loopback: target and \
                    provider listen nowhere else";

/// Opens both in a browser of the remote end; nothing to examine where the browser was started here.
pub(super) async fn examine(suite: &Suite, target: &Target) -> Option<Examination> {
    let remote = suite.remote_end()?;
    let context = match suite.context().await {
        Ok(context) => context,
        Err(error) => {
            let hint = "see what the remote end's log says, and whether it has room for another session";
            return Some(Examination::problem(NAME, Problem::new(error.to_string(), hint)));
        }
    };
    let provider = suite.provider.url();
    // The provider has no page at its root, and a browser may take that for a failure.
    let health = provider
        .join("/_mock/api/health")
        .unwrap_or_else(|_| provider.clone());
    for (what, url) in [("mock provider", &health), ("target", &target.url)] {
        if let Err(error) = context.goto(url).await {
            let what = format!("the browser at {remote} does not reach the {what}: {error}");
            return Some(Examination::problem(NAME, Problem::new(what, HINT)));
        }
    }
    let fact = format!("the one at {remote} reaches the target and the provider");
    Some(Examination::fine(NAME, fact))
}
