//! Reading, changing, and deleting a registration (RFC 7592).

use super::{
    json_answer,
    register::{document, metadata, refused, unauthorized},
    settings,
};
use crate::{
    answer::{Answer, Note},
    app::Site,
    config::Client,
    dialects::{Dialect, oidc::registration},
    endpoint::Endpoint,
    http::incoming::Incoming,
    protocol::{Refusal, bearer, client_auth::secret_matches},
};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::new("registration", &["GET", "PUT", "DELETE"], answer);

fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let path = incoming.path_and_query.split('?').next().unwrap_or_default();
    let client_id = path.rsplit('/').next().unwrap_or_default();
    let key = (dialect.provider(), client_id.to_owned());
    let sent = bearer::from_header(incoming.header("authorization"), &["Bearer"]);
    let mut store = app.store();
    let token = store
        .registrations
        .get(&key)
        .filter(|token| sent.is_some_and(|sent| secret_matches(token, sent)))
        .cloned();
    let client = store.client(dialect.provider(), client_id).cloned();
    let (Some(token), Some(client)) = (token, client) else {
        return unauthorized(
            dialect,
            Refusal::new(
                "registration-token-valid",
                "no registration access token of this client, or another one",
                "Authorization: Bearer and registration_access_token of the registration (RFC 7592 §2)",
                "the token is in the answer to the registration; a deleted client has none",
            ),
        );
    };
    let mut answer = match incoming.method.as_str() {
        "DELETE" => {
            store.remove_client(dialect.provider(), client_id);
            store.registrations.remove(&key);
            Answer::new(204, "").header("cache-control", "no-store")
        }
        "PUT" => match changed(app, dialect, incoming, &client) {
            Ok(new) => {
                let answer = json_answer(200, &document(app, dialect, &new, &token));
                store.put_client(new);
                answer
            }
            Err(problem) => refused(&problem),
        },
        _ => json_answer(200, &document(app, dialect, &client, &token)),
    };
    answer.note = Note {
        client_id: Some(client.client_id),
        refusal: answer.note.refusal.take(),
        ..Note::default()
    };
    answer
}

/// RFC 7592 §2.2: what is sent replaces everything. Id and secret stay, and must not be contradicted.
fn changed(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    old: &Client,
) -> Result<Client, registration::Problem> {
    let metadata = metadata(incoming)?;
    registration::check_update(&metadata, old)?;
    let Some(issuer) = settings(app, dialect) else {
        return Ok(old.clone());
    };
    let mut new = registration::client(issuer, old.provider, old.client_id.clone(), &metadata)?;
    if registration::needs_secret(&new) {
        new.client_secret = if old.client_secret.is_empty() {
            app.rng.base64url(43)
        } else {
            old.client_secret.clone()
        };
    }
    Ok(new)
}
