//! The page on which people consent.

use super::{
    approve::approve,
    incoming::Incoming,
    pages,
    proceed::{note, reject, resume},
};
use crate::{
    answer::Answer,
    app::Site,
    dialects::Dialect,
    endpoint::Endpoint,
    protocol::{Parameters, authorize::Problem},
    store::Interaction,
};
/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::page("consent", answer);

pub(super) fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let is_get = incoming.method == "GET";
    let parameters = if is_get {
        incoming.query()
    } else {
        incoming.body_parameters()
    };
    let (id, interaction) = match resume(app, dialect, incoming, &parameters) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let mut answer = match (is_get, parameters.get("decision"), &interaction.persona) {
        (false, Some("approve"), Some(persona)) => {
            app.store().interactions.remove(&id);
            approve(app, dialect, &interaction, persona, Some(&ticked(&parameters)))
        }
        (false, Some("deny"), _) => {
            app.store().interactions.remove(&id);
            reject(app, dialect, &interaction, Problem::Denied)
        }
        _ => page(app, dialect, &id, &interaction),
    };
    note(&mut answer, &interaction);
    answer
}

fn ticked(parameters: &Parameters) -> Vec<String> {
    parameters.all("scope").map(ToOwned::to_owned).collect()
}

fn page(app: &Site<'_>, dialect: &dyn Dialect, id: &str, interaction: &Interaction) -> Answer {
    let store = app.store();
    let persona = interaction.persona.as_deref().and_then(|id| store.persona(id));
    let account = persona.and_then(|persona| dialect.account(persona));
    let about = persona.and_then(|persona| dialect.consent_note(persona));
    let client = pages::client_name(&store, interaction);
    drop(store);
    let asking = interaction.asking(&app.config);
    pages::consent(
        dialect,
        id,
        &client,
        account.as_ref(),
        about.as_deref(),
        &pages::Asked {
            scopes: &dialect.shown_scopes(&asking),
            optional: &dialect.optional_scopes(&asking),
            choices: dialect.consent_choices(&asking),
        },
    )
}
