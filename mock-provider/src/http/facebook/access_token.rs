//! Facebook's token endpoint, by GET and by POST, and the exchange of a token for one that lives longer.

use serde_json::{Map, Value};

use super::call::{self, Refused};
use crate::http::{
    client_authentication::authenticate,
    incoming::Incoming,
    mint::{Order, mint},
    token::{self, later},
};
use crate::{
    answer::{Answer, Note},
    app::Site,
    config::Persona,
    dialects::{
        Dialect,
        facebook::graph::{self, GraphError},
    },
    endpoint::Endpoint,
    protocol::{Parameters, Refusal, token::Problem},
    store::AccessToken,
};

const EXCHANGE: &str = "fb_exchange_token";

/// `/oauth/access_token`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::new("token", &["GET", "POST"], answer);

fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    if call::segments(incoming) != ["oauth", "access_token"] {
        return call::unknown_path(incoming);
    }
    let parameters = token::read_parameters(&dialect.token_rules(), incoming);
    let trace = graph::new_trace(&app.rng);
    if parameters.get("grant_type") == Some(EXCHANGE) {
        let mut note = Note::default();
        let mut answer = match exchange(app, dialect, incoming, &parameters, &mut note) {
            Ok(members) => graph::json_answer(200, &Value::Object(members)),
            Err(refused) => {
                note.refusal = Some(refused.refusal);
                refused.error.answer(400, &trace)
            }
        };
        answer.note = note;
        return answer;
    }
    let answer = token::answer(app, dialect, incoming);
    if answer.status == 200 {
        answer
    } else {
        graph::traced(answer, &trace)
    }
}

/// A new token with the whole lifetime. The old one lives on.
fn exchange(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    parameters: &Parameters,
    note: &mut Note,
) -> Result<Map<String, Value>, Box<Refused>> {
    let mut store = app.store();
    let client = authenticate(app, &mut store, dialect, incoming, parameters, |_, _| false)
        .map_err(|problem| Refused::boxed(said(dialect, app, &problem), problem.refusal()))?;
    note.client_id = Some(client.client_id.clone());
    let Some(old) = parameters.get(EXCHANGE) else {
        return Err(Refused::boxed(
            GraphError::oauth(1, "fb_exchange_token parameter not specified"),
            Refusal::new(
                "exchange-token-present",
                "no fb_exchange_token",
                "an access token of this app in fb_exchange_token",
                "send the access token of the token response",
            ),
        ));
    };
    let now = app.clock.now();
    let alive = |token: &&AccessToken| {
        token.provider == dialect.provider()
            && token.client_id == client.client_id
            && !token.scopes.is_empty()
            && token.expires_at.is_none_or(|at| at > now)
    };
    let found = store.access_tokens.get(old).filter(alive).cloned();
    let persona = found
        .as_ref()
        .and_then(|token| store.persona(&token.persona).cloned());
    let lives = |token: &AccessToken, persona: &Persona| !call::outlived(token, persona.facebook.as_ref());
    let pair = found
        .zip(persona)
        .filter(|(token, persona)| lives(token, persona));
    let Some((token, persona)) = pair else {
        return Err(Refused::boxed(
            call::invalid_token(),
            Refusal::new(
                "exchange-token-valid",
                "a token that is dead or was not issued to this app",
                "a living access token of this app",
                "an expired token cannot be exchanged; send the person through the dialog again",
            ),
        ));
    };
    let lifetimes = dialect.lifetimes(&client, &token.scopes, false, &app.config);
    let order = Order {
        client: &client,
        access: AccessToken {
            issued_at: now,
            expires_at: lifetimes.access.map(|seconds| later(now, seconds)),
            used_at: None,
            ..token
        },
        persona,
        lifetimes,
        nonce: None,
        with_refresh: false,
    };
    let issue = order.store(app, &mut store, dialect);
    drop(store);
    note.flow = Some(issue.access.flow);
    note.browser = Some(issue.access.browser.clone()).filter(|browser| !browser.is_empty());
    note.persona = Some(issue.access.persona.clone());
    Ok(mint(app, dialect, &issue, parameters, note))
}

/// The error that the ordinary exchange has for it.
fn said(dialect: &dyn Dialect, app: &Site<'_>, problem: &Problem) -> GraphError {
    let members = dialect.token_error(problem, &app.config).members;
    let error = &members["error"];
    GraphError::oauth(
        error["code"]
            .as_u64()
            .and_then(|code| code.try_into().ok())
            .unwrap_or(1),
        error["message"].as_str().unwrap_or_default(),
    )
}
