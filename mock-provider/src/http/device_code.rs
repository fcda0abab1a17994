//! Device authorization requests (RFC 8628 §3.1).

use serde_json::{Map, Value};

use super::{incoming::Incoming, token::later};
use crate::{
    answer::{Answer, Note},
    app::App,
    dialects::{Dialect, NewDeviceCode},
    journal::FlowStart,
    origins::Surface,
    protocol::{Parameters, device::Decision, token::Problem},
    store::DeviceCode,
};

pub(super) fn answer(app: &App, dialect: &'static dyn Dialect, incoming: &Incoming) -> Answer {
    let rules = dialect.token_rules();
    let mut parameters = if rules.query_parameters {
        incoming.query()
    } else {
        Parameters::default()
    };
    parameters.extend(incoming.body_parameters());
    let mut note = Note {
        client_id: parameters.get("client_id").map(ToOwned::to_owned),
        ..Note::default()
    };
    let (status, members) = match issue(app, dialect, &parameters, &mut note) {
        Ok(members) => (200, members),
        Err(problem) => {
            note.refusal = Some(problem.refusal());
            let error = dialect.token_error(&problem, &app.config);
            (error.status, error.members)
        }
    };
    let mut answer = dialect.encode_token_answer(incoming.header("accept"), status, &members);
    answer.note = note;
    answer
}

fn issue(
    app: &App,
    dialect: &'static dyn Dialect,
    parameters: &Parameters,
    note: &mut Note,
) -> Result<Map<String, Value>, Problem> {
    let client_id = parameters.get("client_id").ok_or(Problem::MissingClientId)?;
    let mut store = app.store();
    let client = store
        .client(dialect.provider(), client_id)
        .ok_or_else(|| Problem::UnknownClient(client_id.to_owned()))?;
    let scopes: Vec<String> = parameters
        .get("scope")
        .unwrap_or_default()
        .split(dialect.authorize_rules(None).scope_separators)
        .filter(|scope| !scope.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    if let Some(problem) = dialect.refuses_device(client, &scopes, &app.config) {
        return Err(problem);
    }
    let now = app.clock.now();
    let flow = app.journal.open_flow(FlowStart {
        provider: dialect.provider(),
        client_id: client_id.to_owned(),
        browser: String::new(),
        redirect_uri: String::new(),
        state: None,
        method: None,
        scope: scopes.join(" "),
        started_at: now,
    });
    note.flow = Some(flow);
    let rules = dialect.device_rules();
    let (device_code, user_code) = (dialect.new_device_code(&app.rng), app.rng.user_code());
    store.device_codes.insert(
        device_code.clone(),
        DeviceCode {
            provider: dialect.provider(),
            flow,
            client_id: client_id.to_owned(),
            user_code: user_code.clone(),
            scopes,
            decision: Decision::Pending,
            browser: String::new(),
            persona: String::new(),
            granted: Vec::new(),
            refresh: false,
            polled_at: None,
            interval: rules.interval,
            expires_at: later(now, rules.lifetime),
            used_at: None,
        },
    );
    let mount = crate::origins::mount(dialect.provider(), Surface::Web);
    let page = dialect.pages().device;
    let path = page.strip_prefix(mount).unwrap_or(page);
    Ok(dialect.device_members(&NewDeviceCode {
        device_code: &device_code,
        user_code: &user_code,
        verification_uri: &app.origins.url(dialect.provider(), Surface::Web, path),
    }))
}
