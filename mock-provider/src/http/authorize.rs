//! The authorization endpoint.

use super::{deliver::deliver, incoming::Incoming, pages, proceed::proceed};
use crate::{
    answer::Answer,
    app::App,
    dialects::{AuthorizeError, Dialect},
    journal::{FlowStart, Outcome},
    protocol::authorize::{Problem, Redirect, Rejection, check},
    store::Interaction,
};

pub(super) fn answer(app: &App, dialect: &'static dyn Dialect, incoming: &Incoming) -> Answer {
    let parameters = incoming.query();
    let text = |name: &str| parameters.get(name).map(ToOwned::to_owned);
    let client = app
        .store()
        .client(
            dialect.provider(),
            parameters.get("client_id").unwrap_or_default(),
        )
        .cloned();
    let flow = app.journal.open_flow(FlowStart {
        provider: dialect.provider(),
        client_id: text("client_id").unwrap_or_default(),
        browser: incoming.browser.clone(),
        redirect_uri: text("redirect_uri").unwrap_or_default(),
        state: text("state"),
        method: text("code_challenge_method"),
        scope: text("scope").unwrap_or_default(),
        started_at: app.clock.now(),
    });

    let rules = dialect.authorize_rules(client.as_ref());
    let checked = check(
        &parameters,
        &rules,
        client.as_ref().map(|client| client.redirect_uris.as_slice()),
    );
    let user_agent = incoming.header("user-agent").unwrap_or_default();
    let mut answer = match (checked, client) {
        (Err(rejection), _) => refuse(app, dialect, flow, &rejection),
        // `check` refuses requests without a client.
        (Ok(request), None) => refuse(app, dialect, flow, &unknown(&request.client_id)),
        (Ok(request), Some(client)) => {
            if let Some(problem) = dialect.refuses_client(&client, &request, user_agent) {
                let rejection = Rejection {
                    problem,
                    state: request.state.clone(),
                    redirect: Some(request.redirect()),
                };
                let mut answer = refuse(app, dialect, flow, &rejection);
                answer.note.client_id = text("client_id");
                return answer;
            }
            app.journal.update_flow(flow, |record| {
                record.redirect_uri.clone_from(&request.redirect_uri);
                record.code_challenge_method = request.challenge.as_ref().map(|c| c.method.word().to_owned());
            });
            let interaction = Interaction {
                provider: dialect.provider(),
                browser: incoming.browser.clone(),
                flow,
                request,
                client,
                device_code: None,
                persona: None,
            };
            proceed(app, dialect, interaction)
        }
    };
    answer.note.flow = Some(flow);
    answer.note.client_id = text("client_id");
    answer
}

/// Answers a refused request on a page or at the application, as the dialect says.
pub(super) fn refuse(app: &App, dialect: &'static dyn Dialect, flow: u64, rejection: &Rejection) -> Answer {
    let outcome = if rejection.problem == Problem::Denied {
        Outcome::Denied
    } else {
        Outcome::Refused
    };
    app.journal.update_flow(flow, |record| record.outcome = outcome);
    let answer = match dialect.authorize_error(rejection, app.setting()) {
        AuthorizeError::Redirected { uri, parameters } => {
            let good = rejection.redirect.as_ref().filter(|redirect| redirect.uri == uri);
            let plain = || Redirect {
                uri: uri.clone(),
                state: None,
                fragment: false,
                origin: None,
            };
            deliver(dialect, &good.cloned().unwrap_or_else(plain), &parameters)
        }
        AuthorizeError::Page {
            status,
            printed,
            code,
            title,
            text,
        } => pages::error(
            dialect,
            (status, printed),
            code,
            title,
            &text,
            &rejection.problem.refusal(),
        ),
    };
    let mut answer = answer.refused(rejection.problem.refusal());
    answer.note.flow = Some(flow);
    answer
}

fn unknown(client_id: &str) -> Rejection {
    Rejection {
        problem: Problem::UnknownClient(client_id.to_owned()),
        state: None,
        redirect: None,
    }
}
