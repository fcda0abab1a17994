//! What a person decided about a device, kept for its next poll.

use super::{pages, proceed::note};
use crate::{
    answer::Answer,
    app::App,
    dialects::{Dialect, Granted},
    journal::Outcome,
    protocol::{authorize::Problem, device::Decision},
    store::Interaction,
};

/// The person consented.
pub(super) fn approved(
    app: &App,
    dialect: &dyn Dialect,
    interaction: &Interaction,
    persona: &str,
    granted: &Granted,
) -> Answer {
    if let Some(code) = interaction.device_code.as_ref().and_then(|name| {
        app.store().device_codes.get_mut(name).map(|code| {
            code.decision = Decision::Approved;
            persona.clone_into(&mut code.persona);
            code.granted.clone_from(&granted.scopes);
            code.refresh = granted.refresh;
            code.flow
        })
    }) {
        app.journal.update_flow(code, |flow| {
            flow.persona = Some(persona.to_owned());
            flow.scope = granted.scopes.join(" ");
            flow.outcome = Outcome::CodeIssued;
        });
    }
    let mut answer = pages::device_done(dialect, interaction.client.display_name(), true);
    answer.note.persona = Some(persona.to_owned());
    note(&mut answer, interaction);
    answer
}

/// The person said no, or may not use the client.
pub(super) fn denied(
    app: &App,
    dialect: &dyn Dialect,
    interaction: &Interaction,
    problem: &Problem,
) -> Answer {
    if let Some(name) = &interaction.device_code
        && let Some(code) = app.store().device_codes.get_mut(name)
    {
        code.decision = Decision::Denied;
    }
    app.journal
        .update_flow(interaction.flow, |flow| flow.outcome = Outcome::Denied);
    let mut answer =
        pages::device_done(dialect, interaction.client.display_name(), false).refused(problem.refusal());
    note(&mut answer, interaction);
    answer
}
