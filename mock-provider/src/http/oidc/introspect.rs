//! Token introspection (RFC 7662).

use serde_json::{Map, Value, json};

use super::{account, json_answer, settings};
use crate::{
    answer::{Answer, Note},
    app::Site,
    dialects::{Dialect, oidc::subject},
    endpoint::Endpoint,
    http::{
        client_authentication::{authenticate, refused},
        incoming::Incoming,
    },
    protocol::{Refusal, client_auth},
    store::{AccessToken, Store},
};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::post("introspect", answer);

/// RFC 7662 §2.1: only for clients that prove who they are, so that nobody can try tokens out.
fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let parameters = incoming.body_parameters();
    let note = Note {
        client_id: client_auth::presented(incoming.header("authorization"), &parameters).client_id,
        ..Note::default()
    };
    let mut store = app.store();
    let client = authenticate(app, &mut store, dialect, incoming, &parameters, |_, _| false);
    if let Err(problem) = client.and_then(super::revoke::confidential) {
        drop(store);
        return refused(app, dialect, incoming, &problem, note);
    }
    let Some(text) = parameters.get("token") else {
        let mut answer = super::revoke::missing_token();
        answer.note.client_id = note.client_id;
        return answer;
    };
    let found = alive(app, &store, dialect, text);
    let (body, mut answer_note) = match found {
        Some((token, kind)) => (
            members(app, &store, dialect, token, kind).unwrap_or_else(|| json!({"active": false})),
            Note {
                flow: Some(token.flow),
                browser: Some(token.browser.clone()),
                persona: Some(token.persona.clone()),
                ..Note::default()
            },
        ),
        // RFC 7662 §2.2: that is all that is said of any other token.
        None => (json!({"active": false}), Note::default()),
    };
    answer_note.client_id = note.client_id;
    if body["active"] == false {
        answer_note.refusal = Some(Refusal::new(
            "token-alive",
            "a token that was not issued here, has expired, or was revoked",
            "a token that is alive",
            "nothing is wrong if the token should be dead",
        ));
    }
    let mut answer = json_answer(200, &body);
    answer.note = answer_note;
    answer
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Access,
    Refresh,
}

fn alive<'a>(
    app: &Site<'_>,
    store: &'a Store,
    dialect: &dyn Dialect,
    text: &str,
) -> Option<(&'a AccessToken, Kind)> {
    let now = app.clock.now();
    let access = store
        .access_tokens
        .get(text)
        .filter(|token| token.expires_at.is_none_or(|at| at > now))
        .map(|token| (token, Kind::Access));
    let refresh = || {
        let token = store.refresh_tokens.get(text)?;
        let fresh = !token.dead && token.expires_at.is_none_or(|at| at > now);
        fresh.then_some((&token.access, Kind::Refresh))
    };
    access
        .or_else(refresh)
        .filter(|(token, _)| token.provider == dialect.provider())
}

fn members(
    app: &Site<'_>,
    store: &Store,
    dialect: &dyn Dialect,
    token: &AccessToken,
    kind: Kind,
) -> Option<Value> {
    let issuer = settings(app, dialect)?;
    let client = store.client(token.provider, &token.client_id)?;
    let account = account(issuer, store.persona(&token.persona)?)?;
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    add("active", json!(true));
    add("scope", json!(token.scopes.join(" ")));
    add("client_id", json!(token.client_id));
    if let Some(name) = account.preferred_username.as_ref().or(account.email.as_ref()) {
        add("username", json!(name));
    }
    if kind == Kind::Access {
        add("token_type", json!("Bearer"));
        if let Some(at) = token.expires_at {
            add("exp", json!(at.as_second()));
        }
    }
    add("iat", json!(token.issued_at.as_second()));
    add("sub", json!(subject(issuer, account, client)));
    add("aud", json!(token.client_id));
    add("iss", json!(dialect.issuer(app.setting())));
    Some(Value::Object(members))
}
