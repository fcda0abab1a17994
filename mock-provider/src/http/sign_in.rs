//! The page on which people sign in.

use super::{
    incoming::Incoming,
    pages,
    proceed::{note, proceed, resume},
};
use crate::{
    answer::Answer,
    app::Site,
    dialects::{Claim, Dialect},
    endpoint::Endpoint,
    protocol::Refusal,
    store::{Interaction, Store},
};
/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::page("sign-in", answer);

pub(super) fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    if incoming.method == "GET" {
        let (id, interaction) = match resume(app, dialect, incoming, &incoming.query()) {
            Ok(found) => found,
            Err(answer) => return *answer,
        };
        let hint = interaction.request.hint.clone().unwrap_or_default();
        return page(app, dialect, &id, &interaction, &hint, None);
    }
    let form = incoming.body_parameters();
    let (id, mut interaction) = match resume(app, dialect, incoming, &form) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let typed = form.get("identifier").unwrap_or_default().trim();
    let mut store = app.store();
    let persona = match form.get("persona") {
        Some(button) => store
            .persona(button)
            .filter(|p| dialect.account(p).is_some())
            .map(|p| p.id.clone()),
        None => find(&store, dialect, typed),
    };
    let Some(persona) = persona else {
        drop(store);
        let alert = if typed.is_empty() {
            format!(
                "Enter the {} of a test persona.",
                dialect.brand().identifier_label.to_lowercase()
            )
        } else {
            format!(
                "Couldn't find a {} account of a test persona for \"{typed}\".",
                dialect.brand().name
            )
        };
        return page(app, dialect, &id, &interaction, typed, Some(&alert)).refused(Refusal::new(
            "account-exists",
            format!("\"{typed}\""),
            format!(
                "the address, login, or id of a persona with a {} account",
                dialect.brand().name
            ),
            "personas stand in mock-provider.toml; PUT /_mock/api/personas/{id} adds one",
        ));
    };
    store.sign_in(dialect.provider(), &incoming.browser, &persona, app.clock.now());
    store.interactions.remove(&id);
    drop(store);
    app.journal
        .update_flow(interaction.flow, |flow| flow.persona = Some(persona.clone()));
    interaction.persona = Some(persona);
    let mut answer = proceed(app, dialect, interaction.clone());
    note(&mut answer, &interaction);
    answer
}

/// Who is meant: by the persona's id, which is never ambiguous, then by what the account owns, then by what it claims.
fn find(store: &Store, dialect: &dyn Dialect, typed: &str) -> Option<String> {
    let by = |claim: Claim| {
        store
            .personas()
            .find(|persona| dialect.recognises(persona, typed) == Some(claim))
    };
    let by_id = store
        .persona(typed)
        .filter(|persona| dialect.account(persona).is_some());
    by_id
        .or_else(|| by(Claim::Owned))
        .or_else(|| by(Claim::Unchecked))
        .map(|persona| persona.id.clone())
}

fn page(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    id: &str,
    interaction: &Interaction,
    identifier: &str,
    alert: Option<&str>,
) -> Answer {
    let store = app.store();
    let accounts = pages::accounts(
        dialect,
        store
            .personas()
            .filter(|persona| persona.listed && dialect.suggests(&interaction.request, persona))
            .filter(|persona| interaction.may_be(&persona.id)),
    );
    let client = pages::client_name(&store, interaction);
    drop(store);
    let mut answer = pages::sign_in(dialect, id, &client, identifier, &accounts, alert);
    note(&mut answer, interaction);
    answer
}
