//! The authorization endpoint.

use super::{
    deliver::deliver,
    incoming::Incoming,
    oidc::{own_token, par},
    pages,
    proceed::proceed,
};
use crate::{
    answer::Answer,
    app::Site,
    config::Client,
    dialects::{AuthorizeError, Dialect, PushedRequests},
    endpoint::Endpoint,
    journal::{FlowStart, Outcome},
    protocol::{
        authorize::{AuthorizationRequest, OidcProblem, Problem, Redirect, Rejection, check},
        response_mode::ResponseMode,
    },
    store::Interaction,
};
/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint {
    methods: &["GET"],
    ..Endpoint::page("authorize", answer)
};

/// The same, where the request may be a form too (OIDC Core §3.1.2.1).
pub(crate) const GET_AND_POST: Endpoint = Endpoint::page("authorize", answer);

pub(super) fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let mut sent = dialect.authorization_parameters(incoming);
    if incoming.method == "POST" {
        sent.extend(incoming.body_parameters());
    }
    let resolved = par::resolve(app, dialect, sent.clone());
    let (parameters, pushed) = resolved.clone().unwrap_or((sent, false));
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
    let on_page = |problem| {
        Box::new(Rejection {
            problem,
            state: None,
            redirect: None,
        })
    };
    let checked = resolved.map_err(on_page).and_then(|_| {
        let registered = client.as_ref().map(|client| client.redirect_uris.as_slice());
        check(&parameters, &rules, registered)
    });
    let user_agent = incoming.header("user-agent").unwrap_or_default();
    let mut answer = match (checked, client) {
        (Err(rejection), _) => refuse(app, dialect, flow, &rejection),
        // `check` refuses requests without a client.
        (Ok(request), None) => refuse(app, dialect, flow, &unknown(&request.client_id)),
        (Ok(request), Some(client)) => {
            let only = match judge(app, dialect, &client, &request, user_agent, pushed) {
                Ok(only) => only,
                Err(problem) => {
                    let rejection = Rejection {
                        problem,
                        state: request.state.clone(),
                        redirect: Some(request.redirect()),
                    };
                    let mut answer = refuse(app, dialect, flow, &rejection);
                    answer.note.client_id = text("client_id");
                    return answer;
                }
            };
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
                only,
            };
            proceed(app, dialect, interaction)
        }
    };
    answer.note.flow = Some(flow);
    answer.note.client_id = text("client_id");
    answer
}

/// The rules beyond those that all have: the dialect's own, and who is meant. Absent: whoever is there.
fn judge(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    client: &Client,
    request: &AuthorizationRequest,
    user_agent: &str,
    pushed: bool,
) -> Result<Option<String>, Problem> {
    if !pushed && dialect.pushed_requests(Some(client)) == PushedRequests::Required {
        return Err(Problem::Oidc(OidcProblem::NotPushed));
    }
    if let Some(problem) = dialect.refuses_client(client, request, user_agent) {
        return Err(problem);
    }
    if dialect.names_people() {
        own_token::meant(app, &app.store(), dialect, client, request)
    } else {
        Ok(None)
    }
}

/// Answers a refused request on a page or at the application, as the dialect says.
pub(super) fn refuse(app: &Site<'_>, dialect: &dyn Dialect, flow: u64, rejection: &Rejection) -> Answer {
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
                mode: ResponseMode::Query,
                origin: None,
            };
            deliver(app, dialect, &good.cloned().unwrap_or_else(plain), &parameters)
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
