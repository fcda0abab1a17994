//! Google's revocation endpoint (in the manner of RFC 7009, without client authentication).

use serde_json::json;

use crate::http::{incoming::Incoming, proceed::grant_key};
use crate::{
    answer::{Answer, Note},
    app::Site,
    dialects::Dialect,
    endpoint::Endpoint,
    protocol::Refusal,
};
/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::post("revoke", answer);
/// The same at the old path, by following a link.
pub(crate) const BY_LINK: Endpoint = Endpoint::new("revoke", &["GET", "POST"], answer);

/// Revoking any token takes back everything that the person allowed the project, for all its clients.
pub(super) fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let mut parameters = incoming.query();
    parameters.extend(incoming.body_parameters());
    let text = parameters.get("token").unwrap_or_default();
    let mut store = app.store();
    let found = store
        .access_tokens
        .get(text)
        .or_else(|| {
            store
                .refresh_tokens
                .get(text)
                .filter(|token| !token.dead)
                .map(|token| &token.access)
        })
        .filter(|token| {
            token.provider == dialect.provider() && token.expires_at.is_none_or(|at| at > app.clock.now())
        })
        .cloned();
    let Some(token) = found else {
        return json_answer(
            400,
            &json!({"error": "invalid_token", "error_description": "Token expired or revoked"}),
        )
        .refused(Refusal::new(
            "token-alive",
            "a token that was not issued here, has expired, or was revoked before",
            "an access or refresh token that is alive",
            "nothing is left to revoke",
        ));
    };
    let project = dialect.project(&token.client_id);
    let same =
        |persona: &str, client_id: &str| persona == token.persona && dialect.project(client_id) == project;
    store.kill_tokens(token.provider, |other| same(&other.persona, &other.client_id));
    store.remove_grant(&grant_key(dialect, &token.persona, &token.client_id));
    drop(store);
    let mut answer = json_answer(200, &json!({}));
    answer.note = Note {
        flow: Some(token.flow),
        browser: Some(token.browser),
        persona: Some(token.persona),
        client_id: Some(token.client_id),
        ..Note::default()
    };
    answer
}

fn json_answer(status: u16, body: &serde_json::Value) -> Answer {
    Answer::new(status, serde_json::to_string_pretty(body).unwrap_or_default())
        .header("content-type", "application/json; charset=utf-8")
        .header("cache-control", "no-cache, no-store, max-age=0, must-revalidate")
}
