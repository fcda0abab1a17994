//! Apple's revocation endpoint (RFC 7009).

use crate::{
    answer::{Answer, Note},
    app::Site,
    dialects::Dialect,
    endpoint::Endpoint,
    http::{
        Incoming,
        client_authentication::{authenticate, refused},
        proceed::grant_key,
    },
    protocol::token::Problem,
    store::AccessToken,
};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::post("revoke", answer);

/// Revoking any token takes back everything: the person is asked again, and the name is told again. A token that is
/// dead already is no error (RFC 7009 §2.2).
fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let mut note = Note::default();
    match revoke(app, dialect, incoming, &mut note) {
        Ok(()) => {
            let mut answer = Answer::new(200, "").header("cache-control", "no-store");
            answer.note = note;
            answer
        }
        Err(problem) => refused(app, dialect, incoming, &problem, note),
    }
}

fn revoke(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    note: &mut Note,
) -> Result<(), Problem> {
    let parameters = incoming.body_parameters();
    note.client_id = parameters.get("client_id").map(ToOwned::to_owned);
    let mut store = app.store();
    let client = authenticate(app, &mut store, dialect, incoming, &parameters, |_, _| false)?;
    let text = parameters.get("token").ok_or(Problem::MissingToken)?;
    let mine =
        |token: &&AccessToken| token.provider == dialect.provider() && token.client_id == client.client_id;
    let refresh_token = || store.refresh_tokens.get(text).map(|token| &token.access);
    let found = store
        .access_tokens
        .get(text)
        .or_else(refresh_token)
        .filter(mine)
        .cloned();
    let Some(token) = found else { return Ok(()) };
    store.kill_tokens(token.provider, |other| {
        (&other.persona, &other.client_id) == (&token.persona, &token.client_id)
    });
    store.remove_grant(&grant_key(dialect, &token.persona, &token.client_id));
    note.flow = Some(token.flow);
    note.browser = Some(token.browser);
    note.persona = Some(token.persona);
    Ok(())
}
