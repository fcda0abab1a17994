//! The end of an authorization request that was approved: a code or tokens on their way to the application.

use std::time::Duration;

use super::{
    deliver::{deliver, location},
    device_end, front_channel, pages,
    proceed::{grant_key, note, reject},
};
use crate::{
    answer::Answer,
    app::Site,
    dialects::{Approval, Dialect, Granted, Secret},
    faults::Occasion,
    journal::Outcome,
    protocol::authorize::Problem,
    store::{Authentication, Code, Interaction, Store},
};

/// Issues what was asked for. `ticked` are the optional scopes that the person left in; absent when no consent page was shown.
pub(super) fn approve(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    interaction: &Interaction,
    persona_id: &str,
    ticked: Option<&[String]>,
) -> Answer {
    let request = &interaction.request;
    let mut store = app.store();
    let Some(persona) = store.persona(persona_id).cloned() else {
        // Removed between two pages.
        drop(store);
        return reject(app, dialect, interaction, Problem::Denied);
    };
    let key = grant_key(dialect, persona_id, &request.client_id);
    let asking = interaction.asking(&app.config);
    let granted = dialect.granted(&asking, store.grant(&key), ticked);
    if granted.scopes.is_empty() && !dialect.optional_scopes(&asking).is_empty() {
        // Everything that was asked for was unticked.
        drop(store);
        return reject(app, dialect, interaction, Problem::Denied);
    }
    if ticked.is_some() {
        store.extend_grant(key.clone(), &granted.remembered, granted.offline);
        store.decline(&key, &granted.declined);
    }
    let signed_in = store.signed_in(interaction.provider, &interaction.browser);
    if interaction.device_code.is_some() {
        drop(store);
        return device_end::approved(app, dialect, interaction, persona_id, &granted);
    }
    let session = store.told(
        interaction.provider,
        &interaction.browser,
        persona_id,
        &request.client_id,
    );
    let authentication = Authentication {
        at: session.as_ref().map(|session| session.at),
        sid: session.map(|session| session.sid),
        acr: dialect.acr(request),
        claims: dialect.claims_request(request),
    };
    let occasion = Occasion {
        flow: interaction.flow,
        persona: persona_id,
        browser: &interaction.browser,
        provider: interaction.provider,
        client_id: &request.client_id,
    };
    let (code, faults_of_code) = request
        .response_type
        .code
        .then(|| {
            issue_code(
                app,
                &mut store,
                dialect,
                interaction,
                &occasion,
                &granted,
                &authentication,
            )
        })
        .unzip();
    let issued = front_channel::issue(
        app,
        &mut store,
        dialect,
        interaction,
        &persona,
        &granted,
        front_channel::Beside {
            authentication: &authentication,
            code: code.as_deref(),
        },
    );
    drop(store);

    let mut parameters = dialect.authorization_response(
        &Approval {
            request,
            client: &interaction.client,
            persona: &persona,
            scopes: &granted.scopes,
            code: code.as_deref(),
            access_token: issued
                .access_token
                .as_ref()
                .map(|(text, lifetime)| (text.as_str(), *lifetime)),
            id_token: issued.id_token.as_deref(),
            account_index: signed_in.iter().position(|id| id == persona_id).unwrap_or(0),
            consent_shown: ticked.is_some(),
        },
        app.setting(),
    );
    let faults = app
        .faults
        .change_authorization_response(&occasion, &mut parameters);
    app.journal.update_flow(interaction.flow, |flow| {
        flow.persona = Some(persona_id.to_owned());
        flow.scope = granted.scopes.join(" ");
        flow.outcome = if code.is_some() {
            Outcome::CodeIssued
        } else {
            Outcome::Exchanged
        };
    });
    let redirect = request.redirect();
    let held = app.faults.hold_authorization_response(&occasion);
    let mut answer = if held.is_empty() {
        deliver(app, dialect, &redirect, &parameters)
    } else {
        pages::held(
            dialect,
            &request.client_id,
            &location(app, dialect, &redirect, &parameters),
        )
    };
    note(&mut answer, interaction);
    answer.note.persona = Some(persona_id.to_owned());
    let of_code = faults_of_code.into_iter().flatten();
    let of_front_channel = issued.faults.into_iter().chain(faults);
    answer.note.faults = of_code.chain(of_front_channel).chain(held).collect();
    answer
}

fn issue_code(
    app: &Site<'_>,
    store: &mut Store,
    dialect: &dyn Dialect,
    interaction: &Interaction,
    occasion: &Occasion<'_>,
    granted: &Granted,
    authentication: &Authentication,
) -> (String, Vec<String>) {
    let request = &interaction.request;
    let mut text = dialect.stamped(dialect.new_code(&app.rng), Secret::Code, app.clock.now());
    let faults = app.faults.change_authorization_code(occasion, &mut text);
    let lifetime = Duration::from_secs(dialect.code_lifetime(&app.config).into());
    let expires_at = app.clock.now().saturating_add(lifetime);
    let code = Code {
        provider: interaction.provider,
        flow: interaction.flow,
        browser: interaction.browser.clone(),
        persona: occasion.persona.to_owned(),
        client_id: request.client_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        redirect_uri_sent: request.redirect_uri_sent,
        scopes: granted.scopes.clone(),
        nonce: request.nonce.clone(),
        challenge: request.challenge.clone(),
        refresh: granted.refresh,
        offline: granted.offline,
        authentication: authentication.clone(),
        expires_at: expires_at.unwrap_or(jiff::Timestamp::MAX),
        used_at: None,
    };
    store.codes.insert(text.clone(), code);
    (text, faults)
}
