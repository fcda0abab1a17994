//! Which endpoints scripts of other origins may call.

use crate::{Provider, answer::Answer, dialects::Endpoint};

/// Google's APIs and GitHub's resource API allow it; GitHub's web endpoints do not.
pub(super) fn allowed(provider: Provider, endpoint: Endpoint) -> bool {
    !endpoint.is_page()
        && (provider == Provider::Google
            || matches!(
                endpoint,
                Endpoint::User
                    | Endpoint::UserEmails
                    | Endpoint::UserPublicEmails
                    | Endpoint::UserOrgs
                    | Endpoint::AppToken
                    | Endpoint::AppGrant
            ))
}

/// The answer to a preflight request.
pub(super) fn preflight(endpoint: Endpoint) -> Answer {
    Answer::new(204, "")
        .header("access-control-allow-origin", "*")
        .header("access-control-allow-methods", endpoint.methods().join(", "))
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
