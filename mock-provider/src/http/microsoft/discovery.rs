//! Discovery of one tenant (OpenID Connect Discovery §4).

use serde_json::Value;

use crate::{
    answer::Answer, app::Site, dialects::Dialect, endpoint::Endpoint, http::Incoming,
    protocol::token::Problem,
};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("discovery", answer);

/// A tenant that does not exist is refused in the words of the token endpoint, with an error of its own.
fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    if let Some(problem) = dialect.refuses_place(incoming) {
        return refused(app, dialect, incoming, &problem);
    }
    let document = dialect.metadata(incoming, app.setting());
    Answer::new(200, document.to_string())
        .header("content-type", "application/json; charset=utf-8")
        .header("cache-control", "max-age=86400, private")
}

/// The answer about a tenant that does not exist.
pub(super) fn refused(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    problem: &Problem,
) -> Answer {
    let mut members = dialect.token_refusal(problem, incoming, app.setting()).members;
    members.insert("error".to_owned(), "invalid_tenant".into());
    Answer::new(400, Value::Object(members).to_string())
        .header("content-type", "application/json; charset=utf-8")
        .header("cache-control", "no-store, no-cache")
        .refused(problem.refusal())
}
