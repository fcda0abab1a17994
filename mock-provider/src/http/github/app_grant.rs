//! What an app may do with a person's grant: delete it, and with it every token that the person gave the app.

use super::app_token::Owned;
use crate::http::{incoming::Incoming, proceed::grant_key};
use crate::{Provider, answer::Answer, app::Site, dialects::github::GitHub, endpoint::Endpoint};

/// `/applications/{client_id}/grant`.
pub(crate) const ENDPOINT: Endpoint =
    Endpoint::new("app-grant", &["DELETE"], |app, _, incoming| answer(app, incoming));

fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    let mut store = app.store();
    let owned = match Owned::read(&store, incoming) {
        Ok(owned) => owned,
        Err(answer) => return *answer,
    };
    let (persona, client_id) = (owned.token.persona.clone(), owned.client.client_id.clone());
    store.kill_tokens(Provider::GitHub, |token| {
        token.persona == persona && token.client_id == client_id
    });
    store.remove_grant(&grant_key(&GitHub, &persona, &client_id));
    drop(store);
    owned.note(Answer::new(204, ""))
}
