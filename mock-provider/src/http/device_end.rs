//! What a person decided about a device, kept for its next poll.

use super::{pages, proceed::note};
use crate::{
    answer::Answer,
    app::Site,
    dialects::{Dialect, Granted},
    journal::Outcome,
    protocol::{authorize::Problem, device::Decision},
    store::{DeviceCode, Interaction},
};

/// The person consented.
pub(super) fn approved(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    interaction: &Interaction,
    persona: &str,
    granted: &Granted,
) -> Answer {
    decide(app, interaction, |code| {
        code.decision = Decision::Approved;
        persona.clone_into(&mut code.persona);
        code.granted.clone_from(&granted.scopes);
        code.refresh = granted.refresh;
    });
    app.journal.update_flow(interaction.flow, |flow| {
        flow.persona = Some(persona.to_owned());
        flow.scope = granted.scopes.join(" ");
        flow.outcome = Outcome::CodeIssued;
    });
    let mut answer = pages::device_done(dialect, interaction.client.display_name(), true);
    answer.note.persona = Some(persona.to_owned());
    note(&mut answer, interaction);
    answer
}

/// The person said no, or may not use the client.
pub(super) fn denied(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    interaction: &Interaction,
    problem: &Problem,
) -> Answer {
    decide(app, interaction, |code| code.decision = Decision::Denied);
    app.journal
        .update_flow(interaction.flow, |flow| flow.outcome = Outcome::Denied);
    let mut answer =
        pages::device_done(dialect, interaction.client.display_name(), false).refused(problem.refusal());
    note(&mut answer, interaction);
    answer
}

/// The first decision counts. A device code that was forgotten meanwhile needs none.
fn decide(app: &Site<'_>, interaction: &Interaction, decision: impl FnOnce(&mut DeviceCode)) {
    let mut store = app.store();
    if let Some(code) = interaction
        .device_code
        .as_ref()
        .and_then(|name| store.device_codes.get_mut(name))
        .filter(|code| code.decision == Decision::Pending)
    {
        decision(code);
    }
}
