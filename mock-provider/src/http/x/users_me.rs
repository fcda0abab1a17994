//! The person of a token.

use crate::http::{bearer_token::Bearer, incoming::Incoming};
use crate::{
    Provider,
    answer::Answer,
    app::Site,
    config::{ClientStatus, XAccount},
    dialects::x::{api, user},
    endpoint::Endpoint,
    protocol::{Parameters, Refusal},
};

/// `GET /2/users/me`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("users-me", |app, _, incoming| answer(app, incoming));

/// Limits are counted in spans of fifteen minutes.
const SPAN: i64 = 900;
const PARAMETERS: &[&str] = &["user.fields", "expansions", "tweet.fields"];

fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    let bearer = match Bearer::find(app, Provider::X, incoming, &["Bearer"], None) {
        Ok(bearer) => bearer,
        Err(refused) => return refused.note(api::problem(401, "Unauthorized")),
    };
    let Some(account) = bearer.persona.x.clone() else {
        return bearer.note(api::problem(401, "Unauthorized").refused(Refusal::new(
            "account-exists",
            "a token of a persona whose X account was removed",
            "a token of an existing account",
            "the account was removed after the sign-in",
        )));
    };
    let now = app.clock.now_seconds();
    let limit = app.config.x.rate_limit;
    let persona = &bearer.token.persona;
    let calls = |counted| {
        app.store()
            .api_calls_within(SPAN, Provider::X, persona, now, counted)
    };
    let exceeded = calls(false).0 >= limit;
    let answer = if exceeded {
        api::problem(429, "Too Many Requests").refused(Refusal::new(
            "rate-limit",
            "a call beyond the limit of fifteen minutes of this person",
            "fewer calls, or a higher rate_limit under [x]",
            "wait until the second in x-rate-limit-reset",
        ))
    } else {
        tell(app, &bearer, &account, &incoming.query())
    };
    let (used, reset) = calls(!exceeded);
    bearer.note(api::limit_headers(answer, limit, used, reset))
}

fn tell(app: &Site<'_>, bearer: &Bearer, account: &XAccount, parameters: &Parameters) -> Answer {
    let store = app.store();
    let client = store.client(Provider::X, &bearer.token.client_id);
    if client.is_some_and(|client| client.status == ClientStatus::NotEnrolled) {
        return api::client_forbidden(&bearer.token.client_id).refused(Refusal::new(
            "client-enrolled",
            "a client whose status is not_enrolled",
            "an active client",
            "set status of the client to \"active\"; in the console, attach the app to a project",
        ));
    }
    let email_allowed = client.is_some_and(|client| client.request_email);
    drop(store);
    let granted = &bearer.token.scopes;
    if !user::REQUIRED_SCOPES
        .iter()
        .all(|scope| granted.iter().any(|other| other == scope))
    {
        return api::problem(403, "Forbidden").refused(Refusal::new(
            "scope-sufficient",
            format!("scope \"{}\"", granted.join(" ")),
            "both tweet.read and users.read",
            "ask for tweet.read beside users.read in the authorization request",
        ));
    }
    let fields: Vec<&str> = parameters
        .get("user.fields")
        .unwrap_or_default()
        .split(',')
        .filter(|field| !field.is_empty())
        .collect();
    match unknown(parameters, &fields) {
        Some(answer) => answer,
        None => api::json_answer(200, &user::body(account, &fields, granted, email_allowed)),
    }
}

/// The refusal of a parameter or a field that does not exist.
fn unknown(parameters: &Parameters, fields: &[&str]) -> Option<Answer> {
    let refusal = |found: &str, expected: &[&str]| {
        Refusal::new(
            "parameter-known",
            format!("\"{found}\""),
            expected.join(", "),
            "compare the request with the reference of API v2",
        )
    };
    if let Some(name) = parameters.names().find(|name| !PARAMETERS.contains(name)) {
        let message = format!(
            "The query parameter [{name}] is not one of [{}]",
            PARAMETERS.join(",")
        );
        let values: Vec<&str> = parameters.all(name).collect();
        let answer = api::invalid_request(name, &values, &message);
        return Some(answer.refused(refusal(name, PARAMETERS)));
    }
    let field = fields.iter().find(|field| !user::FIELDS.contains(field))?;
    let message = format!(
        "The `user.fields` query parameter value [{field}] is not one of [{}]",
        user::FIELDS.join(",")
    );
    let answer = api::invalid_request("user.fields", fields, &message);
    Some(answer.refused(refusal(field, user::FIELDS)))
}
