//! The end of an authorization request that was approved: a code on its way to the application.

use std::time::Duration;

use super::{
    authorize::refuse,
    pages,
    proceed::{grant_key, note, rejection},
};
use crate::{
    answer::Answer,
    app::App,
    dialects::{Approval, Dialect},
    faults::Occasion,
    journal::Outcome,
    protocol::{authorize::Problem, redirect_uri},
    store::{Code, Interaction},
};

/// Issues a code. `ticked` are the optional scopes that the person left in; absent when no consent page was shown.
pub(super) fn approve(
    app: &App,
    dialect: &'static dyn Dialect,
    interaction: &Interaction,
    persona_id: &str,
    ticked: Option<&[String]>,
) -> Answer {
    let request = &interaction.request;
    let mut store = app.store();
    let Some(persona) = store.persona(persona_id).cloned() else {
        // Removed between two pages.
        drop(store);
        return refuse(
            app,
            dialect,
            interaction.flow,
            &rejection(interaction, Problem::Denied),
        );
    };
    let key = grant_key(dialect, persona_id, &request.client_id);
    let granted = dialect.granted(request, store.grant(&key), ticked);
    if granted.scopes.is_empty() && !dialect.optional_scopes(request).is_empty() {
        // Everything that was asked for was unticked.
        drop(store);
        return refuse(
            app,
            dialect,
            interaction.flow,
            &rejection(interaction, Problem::Denied),
        );
    }
    if ticked.is_some() {
        store.extend_grant(key, &granted.remembered, granted.offline);
    }
    let code = dialect.new_code(&app.rng);
    let lifetime = Duration::from_secs(dialect.code_lifetime(&app.config).into());
    store.codes.insert(
        code.clone(),
        Code {
            provider: interaction.provider,
            flow: interaction.flow,
            browser: interaction.browser.clone(),
            persona: persona_id.to_owned(),
            client_id: request.client_id.clone(),
            redirect_uri: request.redirect_uri.clone(),
            redirect_uri_sent: request.redirect_uri_sent,
            scopes: granted.scopes.clone(),
            nonce: request.nonce.clone(),
            challenge: request.challenge.clone(),
            refresh: granted.refresh,
            expires_at: app
                .clock
                .now()
                .saturating_add(lifetime)
                .unwrap_or(jiff::Timestamp::MAX),
            used_at: None,
        },
    );
    let signed_in = store.signed_in(interaction.provider, &interaction.browser);
    drop(store);

    let mut parameters = dialect.authorization_response(
        &Approval {
            request,
            persona: &persona,
            scopes: &granted.scopes,
            code: &code,
            account_index: signed_in.iter().position(|id| id == persona_id).unwrap_or(0),
            consent_shown: ticked.is_some(),
        },
        app.setting(),
    );
    let occasion = Occasion {
        flow: interaction.flow,
        persona: persona_id,
        browser: &interaction.browser,
        provider: interaction.provider,
        client_id: &request.client_id,
    };
    let faults = app
        .faults
        .change_authorization_response(&occasion, &mut parameters);
    app.journal.update_flow(interaction.flow, |flow| {
        flow.persona = Some(persona_id.to_owned());
        flow.scope = granted.scopes.join(" ");
        flow.outcome = Outcome::CodeIssued;
    });
    let location = redirect_uri::with_query(&request.redirect_uri, &parameters);
    let held = app.faults.hold_authorization_response(&occasion);
    let mut answer = if held.is_empty() {
        Answer::redirect(&location)
    } else {
        pages::held(dialect, &request.client_id, &location)
    };
    note(&mut answer, interaction);
    answer.note.persona = Some(persona_id.to_owned());
    answer.note.faults = faults.into_iter().chain(held).collect();
    answer
}
