//! The page on which people choose one of the accounts that are signed in.

use super::{
    incoming::Incoming,
    pages,
    proceed::{note, proceed, resume, to_page, usable_sessions},
};
use crate::{answer::Answer, app::Site, dialects::Dialect, endpoint::Endpoint};
/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::page("choose-account", answer);

pub(super) fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let is_get = incoming.method == "GET";
    let parameters = if is_get {
        incoming.query()
    } else {
        incoming.body_parameters()
    };
    let (id, mut interaction) = match resume(app, dialect, incoming, &parameters) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let mut store = app.store();
    let mut signed_in = usable_sessions(app, &store, dialect, &interaction);
    signed_in.retain(|id| {
        store
            .persona(id)
            .is_some_and(|persona| dialect.suggests(&interaction.request, persona))
    });
    let chosen = parameters
        .get("persona")
        .filter(|chosen| signed_in.iter().any(|id| id == chosen));
    let mut answer = match (is_get, chosen, parameters.get("persona")) {
        (false, Some(persona), _) => {
            interaction.persona = Some(persona.to_owned());
            store.interactions.remove(&id);
            drop(store);
            app.journal.update_flow(interaction.flow, |flow| {
                flow.persona.clone_from(&interaction.persona);
            });
            proceed(app, dialect, interaction.clone())
        }
        // "Use another account".
        (false, None, None) => {
            store.interactions.remove(&id);
            drop(store);
            to_page(app, dialect, dialect.pages().sign_in, interaction.clone())
        }
        _ => {
            let accounts = pages::accounts(dialect, signed_in.iter().filter_map(|id| store.persona(id)));
            let client = pages::client_name(&store, &interaction);
            drop(store);
            pages::choose_account(dialect, &id, &client, &accounts)
        }
    };
    note(&mut answer, &interaction);
    answer
}
