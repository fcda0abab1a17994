//! Revocation of credentials that leaked, by whoever found them.

use serde_json::{Value, json};

use super::call;
use crate::{
    answer::Answer, app::Site, dialects::github::api, endpoint::Endpoint, http::incoming::Incoming,
    protocol::Refusal,
};

/// `POST /credentials/revoke`, without authentication. Nobody learns which of the credentials were real.
pub(crate) const ENDPOINT: Endpoint =
    Endpoint::post("revoke-credentials", |app, _, incoming| answer(app, incoming));

/// As many as one request may name.
const MOST: usize = 1_000;
const DOCUMENTATION: &str = "/credentials/revoke#revoke-a-list-of-credentials";

fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    if let Some(answer) = call::refused(incoming) {
        return answer;
    }
    let Some(credentials) = credentials(incoming.body.as_deref().unwrap_or_default()) else {
        let body = json!({
            "message": "Validation Failed",
            "errors": [{"resource": "Credential", "code": "invalid", "field": "credentials"}],
            "documentation_url": format!("https://docs.github.com/rest{DOCUMENTATION}"),
            "status": "422",
        });
        return api::json_answer(422, &body, incoming.header("x-github-api-version")).refused(Refusal::new(
            "credentials-present",
            "a body without a list of credentials, or with too many",
            format!("a JSON object whose member credentials lists 1 to {MOST} texts"),
            "send {\"credentials\": [\"gho_…\"]}",
        ));
    };
    let mut store = app.store();
    for credential in &credentials {
        store.kill_access_token(credential);
        if let Some(token) = store.refresh_tokens.get_mut(credential) {
            token.dead = true;
        }
    }
    drop(store);
    api::json_answer(202, &json!({}), incoming.header("x-github-api-version"))
}

fn credentials(body: &[u8]) -> Option<Vec<String>> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let listed: Vec<String> = serde_json::from_value(body.get("credentials")?.clone()).ok()?;
    (1..=MOST).contains(&listed.len()).then_some(listed)
}
