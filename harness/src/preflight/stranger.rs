//! Whether whoami answers, and names nobody to a stranger.

use super::{Examination, Problem};
use crate::suite::Suite;
use crate::target::Target;

const NAME: &str = "whoami";

/// Asks whoami without any cookie.
pub(super) async fn examine(suite: &Suite, target: &Target) -> Examination {
    match ask(suite, target).await {
        Ok(()) => Examination::fine(NAME, "names nobody to a browser without cookies"),
        Err(problem) => Examination::problem(NAME, problem),
    }
}

async fn ask(suite: &Suite, target: &Target) -> Result<(), Problem> {
    let whoami = &suite.manifest.whoami;
    let url = target.page(&whoami.url);
    let silent = |reason: String| {
        Problem::new(
            format!("whoami ({url}) does not answer: {reason}"),
            "correct whoami.url in the manifest",
        )
    };
    let answer = target
        .http()
        .get(&whoami.url, whoami.accept(), &[])
        .await
        .map_err(silent)?;
    if answer.status == 404 {
        return Err(silent("HTTP status 404".to_owned()));
    }
    if answer.status >= 500 {
        let words = target.last_words(3).await;
        return Err(Problem::new(
            format!(
                "whoami ({url}) does not answer: HTTP status {}{words}",
                answer.status
            ),
            "the target itself fails: read its output, and start it by hand with the variables of start.env",
        ));
    }
    let key = if whoami.pattern.is_some() {
        "pattern"
    } else {
        "email"
    };
    match whoami.found(&answer) {
        Some(found) => Err(Problem::new(
            format!("whoami ({url}) names `{found}` to a browser without cookies"),
            format!(
                "correct whoami.{key} in the manifest so that it matches nothing when nobody is signed in"
            ),
        )),
        None => Ok(()),
    }
}
