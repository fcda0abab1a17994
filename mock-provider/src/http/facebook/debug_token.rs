//! What Facebook tells an app about a token of its own.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::call::{self, Refused};
use crate::http::incoming::Incoming;
use crate::{
    Provider,
    answer::{Answer, Note},
    app::Site,
    config::Client,
    dialects::facebook::{
        graph::{self, GraphError},
        scoped_id,
    },
    endpoint::Endpoint,
    protocol::{Parameters, Refusal, bearer, client_auth},
    store::{AccessToken, Store},
};

/// `GET /debug_token`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("debug-token", |app, _, incoming| answer(app, incoming));

/// Data may be read for ninety days after the person was there last.
const DATA_ACCESS: i64 = 90 * 86_400;

fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    if call::segments(incoming) != ["debug_token"] {
        return call::unknown_path(incoming);
    }
    let parameters = call::parameters(incoming);
    let refuse = |refused: Refused| {
        let answer = refused.error.answer(400, &graph::new_trace(&app.rng));
        answer.refused(refused.refusal)
    };
    let client = match app_of(&app.store(), incoming, &parameters) {
        Ok(client) => client,
        Err(refused) => return refuse(*refused),
    };
    let mut answer = match data(app, &client, parameters.get("input_token")) {
        Ok((data, note)) => {
            let mut answer = graph::json_answer(200, &json!({ "data": data }));
            answer.note = note;
            answer
        }
        Err(refused) => refuse(*refused),
    };
    answer.note.client_id = Some(client.client_id);
    answer
}

/// The app whose token, `<id>|<secret>`, asks.
pub(super) fn app_of(
    store: &Store,
    incoming: &Incoming,
    parameters: &Parameters,
) -> Result<Client, Box<Refused>> {
    let text = bearer::from_header(incoming.header("authorization"), &["Bearer", "OAuth"])
        .or(parameters.get("access_token"))
        .unwrap_or_default();
    let (id, secret) = text.split_once('|').unwrap_or((text, ""));
    let client = store
        .client(Provider::Facebook, id)
        .filter(|client| client_auth::secret_matches(&client.client_secret, secret));
    client.cloned().ok_or_else(|| {
        let (code, message) = match (text.is_empty(), text.contains('|')) {
            (true, _) => (104, "An access token is required to request this resource."),
            (_, true) => (190, "Invalid OAuth access token signature."),
            (_, false) => (
                100,
                "(#100) You must provide an app access token, or a user access token that is an owner or developer of the app",
            ),
        };
        let refusal = Refusal::new(
            "app-token",
            if text.is_empty() {
                "no access_token".to_owned()
            } else {
                format!("an access_token that names the app \"{id}\" and does not prove it")
            },
            "the app's id and secret with a bar between them",
            "send access_token=<client_id>|<client_secret>",
        );
        Refused::boxed(GraphError::oauth(code, message), refusal)
    })
}

/// The members of `data`. What is wrong with the token that is asked about is no error of the call.
fn data(
    app: &Site<'_>,
    client: &Client,
    input_token: Option<&str>,
) -> Result<(Map<String, Value>, Note), Box<Refused>> {
    let Some(text) = input_token else {
        return Err(Refused::boxed(
            GraphError::oauth(100, "(#100) The parameter input_token is required"),
            Refusal::new(
                "input-token-present",
                "no input_token",
                "the token that is asked about in input_token",
                "send input_token beside access_token",
            ),
        ));
    };
    let store = app.store();
    let found = store
        .access_tokens
        .get(text)
        .filter(|token| token.provider == Provider::Facebook);
    let Some(token) = found else {
        let mut data = Map::new();
        data.insert(
            "error".to_owned(),
            json!({"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}),
        );
        data.insert("is_valid".to_owned(), json!(false));
        data.insert("scopes".to_owned(), json!([]));
        return Ok((data, Note::default()));
    };
    if token.client_id != client.client_id {
        return Err(Refused::boxed(
            GraphError::oauth(
                100,
                "(#100) The App_id in the input_token did not match the Viewing App",
            ),
            Refusal::new(
                "token-of-this-client",
                format!("a token of the app \"{}\"", token.client_id),
                format!("a token of the app \"{}\", which asks", client.client_id),
                "a token of another app proves nothing about the person to this one: refuse the sign-in",
            ),
        ));
    }
    let account = store
        .persona(&token.persona)
        .and_then(|persona| persona.facebook.as_ref());
    let user_id = account.map(|account| scoped_id::of(&account.id, &client.client_id));
    let note = Note {
        flow: Some(token.flow),
        browser: Some(token.browser.clone()).filter(|browser| !browser.is_empty()),
        persona: Some(token.persona.clone()),
        ..Note::default()
    };
    let outlived = call::outlived(token, account);
    Ok((members(app, client, token, user_id.as_deref(), outlived), note))
}

fn members(
    app: &Site<'_>,
    client: &Client,
    token: &AccessToken,
    user_id: Option<&str>,
    outlived: bool,
) -> Map<String, Value> {
    let expires_at = token.expires_at.map_or(0, Timestamp::as_second);
    let error = if token.scopes.is_empty() {
        Some(call::removed(&client.client_id))
    } else if token.expires_at.is_some_and(|at| at <= app.clock.now()) {
        let message = "Error validating access token: Session has expired";
        Some(GraphError::oauth(190, message).with_subcode(463))
    } else if outlived {
        Some(call::password_changed())
    } else {
        None
    };
    let mut data = Map::new();
    let mut add = |name: &str, value: Value| {
        data.insert(name.to_owned(), value);
    };
    add("app_id", json!(client.client_id));
    add("type", json!("USER"));
    add("application", json!(client.display_name()));
    add(
        "data_access_expires_at",
        json!(token.issued_at.as_second() + DATA_ACCESS),
    );
    if let Some(error) = &error {
        add(
            "error",
            json!({"code": error.code, "message": error.message, "subcode": error.subcode}),
        );
    }
    add("expires_at", json!(expires_at));
    add("is_valid", json!(error.is_none() && user_id.is_some()));
    add("issued_at", json!(token.issued_at.as_second()));
    add("scopes", json!(token.scopes));
    add("user_id", json!(user_id));
    data
}
