//! X's revocation endpoint (RFC 7009).

use serde_json::{Value, json};

use crate::http::{client_authentication::authenticate, incoming::Incoming};
use crate::{
    answer::{Answer, Note},
    app::Site,
    dialects::{Dialect, x::api},
    endpoint::Endpoint,
    protocol::{
        Refusal,
        token::{GrantType, Problem},
    },
    store::AccessToken,
};

/// `POST /2/oauth2/revoke`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::post("revoke", answer);

/// An access token dies alone with its refresh token, and so the other way round.
fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let parameters = incoming.body_parameters();
    let refuse = |problem: &Problem, refusal| {
        let error = dialect.token_error(problem, &app.config);
        api::json_answer(error.status, &Value::Object(error.members)).refused(refusal)
    };
    let mut store = app.store();
    // Public clients name themselves, as they do when they refresh.
    let client = authenticate(app, &mut store, dialect, incoming, &parameters, |_, client| {
        dialect.secret_optional(client, GrantType::RefreshToken, false)
    });
    let client = match client {
        Ok(client) => client,
        Err(problem) => return refuse(&problem, problem.refusal()),
    };
    let text = parameters.get("token").unwrap_or_default();
    let own =
        |token: &AccessToken| token.provider == dialect.provider() && token.client_id == client.client_id;
    let access = store
        .access_tokens
        .get(text)
        .filter(|token| own(token))
        .map(|token| (token.clone(), text.to_owned()));
    let refresh = store
        .refresh_tokens
        .get(text)
        .filter(|token| !token.dead && own(&token.access))
        .map(|token| (token.access.clone(), token.access_token.clone()));
    let Some((token, access_token)) = access.or(refresh) else {
        let refusal = Refusal::new(
            "token-alive",
            "a token that was not issued to this client, or is dead",
            "an access or refresh token of this client",
            "nothing is left to revoke",
        );
        let mut answer = refuse(&Problem::UnknownRefreshToken, refusal);
        answer.note.client_id = Some(client.client_id);
        return answer;
    };
    store.kill_access_token(&access_token);
    drop(store);
    let mut answer = api::json_answer(200, &json!({"revoked": true}));
    answer.note = Note {
        flow: Some(token.flow),
        browser: Some(token.browser).filter(|browser| !browser.is_empty()),
        persona: Some(token.persona),
        client_id: Some(token.client_id),
        ..Note::default()
    };
    answer
}
