//! Cross-origin requests of scripts (Fetch §3.2).

use crate::{answer::Answer, endpoint::Endpoint};

/// The answer to a preflight request.
pub(super) fn preflight(endpoint: &Endpoint) -> Answer {
    Answer::new(204, "")
        .header("access-control-allow-origin", "*")
        .header("access-control-allow-methods", endpoint.methods.join(", "))
        .header(
            "access-control-allow-headers",
            "Authorization, Content-Type, If-None-Match, User-Agent, X-GitHub-Api-Version",
        )
        .header("access-control-max-age", "86400")
}

/// The answer, readable from any origin.
pub(super) fn exposed(answer: Answer) -> Answer {
    let there = answer
        .headers
        .iter()
        .any(|(name, _)| *name == "access-control-allow-origin");
    if there {
        answer
    } else {
        answer.header("access-control-allow-origin", "*")
    }
}
