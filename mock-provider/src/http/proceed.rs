//! The way of an authorization request through the pages.

use super::{approve::approve, authorize::refuse, device_end, incoming::Incoming, pages};
use crate::{
    answer::Answer,
    app::Site,
    dialects::Dialect,
    protocol::{
        Parameters, Refusal,
        authorize::{Problem, Rejection},
        interaction::{Silenced, Situation, Step, next_step},
    },
    store::{GrantKey, Interaction, Store},
};

/// Answers with the next page, or with the end.
pub(super) fn proceed(app: &Site<'_>, dialect: &dyn Dialect, mut interaction: Interaction) -> Answer {
    let step = decide(app, dialect, &interaction);
    if let Step::Finish { persona } | Step::Consent { persona } = &step
        && !interaction.may_be(persona)
    {
        let problem = dialect.silenced(&interaction.request, Silenced::SignInAsSuggested);
        return reject(app, dialect, &interaction, problem);
    }
    if let Step::Finish { persona } | Step::Consent { persona } = &step
        && let Some(problem) = refused_person(app, dialect, &interaction, persona)
    {
        interaction.persona = Some(persona.clone());
        return reject(app, dialect, &interaction, problem);
    }
    let page = match step {
        Step::Finish { persona } => return approve(app, dialect, &interaction, &persona, None),
        Step::Silenced(why) => {
            let problem = dialect.silenced(&interaction.request, why);
            return reject(app, dialect, &interaction, problem);
        }
        Step::SignIn => dialect.pages().sign_in,
        Step::ChooseAccount => dialect.pages().choose_account,
        Step::Consent { persona } => {
            interaction.persona = Some(persona);
            dialect.pages().consent
        }
    };
    to_page(app, dialect, page, interaction)
}

/// Sends the browser to a page, which goes on with the interaction.
pub(super) fn to_page(app: &Site<'_>, dialect: &dyn Dialect, page: &str, interaction: Interaction) -> Answer {
    let id = app.rng.base62(32);
    let mut answer = Answer::redirect(&app.origins.path(
        dialect.provider(),
        dialect.pages().host,
        &format!("{page}?interaction={id}"),
    ));
    note(&mut answer, &interaction);
    app.store().interactions.insert(id, interaction);
    answer
}

/// The interaction that a page goes on with: only in the browser and at the provider where it began.
pub(super) fn resume(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    parameters: &Parameters,
) -> Result<(String, Interaction), Box<Answer>> {
    let id = parameters.get("interaction").unwrap_or_default();
    let store = app.store();
    let found = store
        .interactions
        .get(id)
        .filter(|i| i.provider == dialect.provider() && i.browser == incoming.browser);
    match found {
        Some(interaction) => Ok((id.to_owned(), interaction.clone())),
        None => {
            let refusal = Refusal::new(
                "interaction-of-this-browser",
                "a page that belongs to no sign-in in progress in this browser",
                "the page to which the authorization endpoint redirected this browser",
                "start the sign-in again at the app; a page that was submitted cannot be submitted again",
            );
            let text =
                "This sign-in is over, or began in another browser. Go back to the app and start again.";
            let page = pages::error(
                dialect,
                (400, 400),
                "session_expired",
                "Something went wrong",
                text,
                &refusal,
            );
            Err(Box::new(page.refused(refusal)))
        }
    }
}

/// What the journal should know about a page.
pub(super) fn note(answer: &mut Answer, interaction: &Interaction) {
    answer.note.flow = Some(interaction.flow);
    answer.note.client_id = Some(interaction.request.client_id.clone());
    answer.note.browser = Some(interaction.browser.clone());
    if answer.note.persona.is_none() {
        answer.note.persona.clone_from(&interaction.persona);
    }
}

/// Ends an interaction whose client and redirect URI are known to be good: at the application, or for the device.
pub(super) fn reject(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    interaction: &Interaction,
    problem: Problem,
) -> Answer {
    if interaction.device_code.is_some() {
        return device_end::denied(app, dialect, interaction, &problem);
    }
    let request = &interaction.request;
    let rejection = Rejection {
        problem,
        state: request.state.clone(),
        redirect: Some(request.redirect()),
    };
    let mut answer = refuse(app, dialect, interaction.flow, &rejection);
    note(&mut answer, interaction);
    answer
}

fn refused_person(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    interaction: &Interaction,
    id: &str,
) -> Option<Problem> {
    let store = app.store();
    store
        .persona(id)
        .and_then(|persona| dialect.refuses_account(&interaction.request, &interaction.client, persona))
}

fn decide(app: &Site<'_>, dialect: &dyn Dialect, interaction: &Interaction) -> Step {
    let store = app.store();
    let request = &interaction.request;
    let has_account = |id: &String| {
        store
            .persona(id)
            .is_some_and(|persona| dialect.account(persona).is_some() && dialect.suggests(request, persona))
    };
    let signed_in: Vec<String> = usable_sessions(app, &store, dialect, interaction)
        .into_iter()
        .filter(has_account)
        .filter(|_| interaction.persona.is_some() || !dialect.demands_sign_in(request))
        .collect();
    let suggested = request.hint.as_deref().and_then(|hint| {
        signed_in.iter().find(|id| {
            store
                .persona(id)
                .is_some_and(|persona| dialect.recognises(persona, hint).is_some())
        })
    });
    let situation = Situation {
        signed_in: &signed_in,
        suggested: suggested.map(String::as_str),
        suggested_elsewhere: dialect.hint_binds() && request.hint.is_some() && suggested.is_none(),
        chosen: interaction.persona.as_deref(),
        silent: request.prompts("none"),
        choose: dialect.demands_choice(request),
    };
    next_step(&situation, |persona| {
        let key = grant_key(dialect, persona, &request.client_id);
        let in_a_hurry = dialect
            .limits(&interaction.client)
            .unasked_an_hour
            .is_some_and(|most| {
                let now = app.clock.now();
                store.issued_within_an_hour(interaction.provider, persona, &request.client_id, now) >= most
            });
        in_a_hurry || dialect.needs_consent(&interaction.asking(&app.config), store.grant(&key))
    })
}

/// Those whose being signed in is good enough for the request.
pub(super) fn usable_sessions(
    app: &Site<'_>,
    store: &Store,
    dialect: &dyn Dialect,
    interaction: &Interaction,
) -> Vec<String> {
    let now = app.clock.now();
    store
        .sessions(interaction.provider, &interaction.browser)
        .iter()
        .filter(|session| dialect.session_counts(&interaction.asking(&app.config), session.at, now))
        .filter(|session| interaction.may_be(&session.persona))
        .map(|session| session.persona.clone())
        .collect()
}

/// To what a person's consent for this client belongs.
pub(super) fn grant_key(dialect: &dyn Dialect, persona: &str, client_id: &str) -> GrantKey {
    GrantKey {
        provider: dialect.provider(),
        persona: persona.to_owned(),
        project: dialect.project(client_id).to_owned(),
    }
}
