//! Device authorization requests (RFC 8628 §3.1).

use serde_json::{Map, Value};

use super::{
    client_authentication::{authenticate, refused},
    incoming::Incoming,
    token::later,
};
use crate::{
    answer::{Answer, Note},
    app::Site,
    config::Client,
    dialects::{Dialect, NewDeviceCode},
    endpoint::Endpoint,
    journal::FlowStart,
    protocol::{Parameters, client_auth::AuthMethod, device::Decision, token::Problem},
    store::DeviceCode,
};
/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::post("device-code", answer);

pub(super) fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
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
    let issued = match dialect.refuses_place(incoming) {
        Some(problem) => Err(problem),
        None => issue(app, dialect, incoming, &parameters, &mut note),
    };
    match issued {
        Ok(members) => {
            let mut answer = dialect.encode_token_answer(incoming.header("accept"), 200, &members);
            answer.note = note;
            answer
        }
        Err(problem) => refused(app, dialect, incoming, &problem, note),
    }
}

fn issue(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    parameters: &Parameters,
    note: &mut Note,
) -> Result<Map<String, Value>, Problem> {
    let mut store = app.store();
    let client = if dialect.authenticates_devices() {
        let public = |client: &Client| client.token_endpoint_auth_method == Some(AuthMethod::None);
        authenticate(app, &mut store, dialect, incoming, parameters, |_, client| {
            public(client)
        })?
    } else {
        let client_id = parameters.get("client_id").ok_or(Problem::MissingClientId)?;
        let client = store.client(dialect.provider(), client_id).cloned();
        client.ok_or_else(|| Problem::UnknownClient(client_id.to_owned()))?
    };
    let client_id = client.client_id.as_str();
    note.client_id = Some(client_id.to_owned());
    let scopes: Vec<String> = parameters
        .get("scope")
        .unwrap_or_default()
        .split(dialect.authorize_rules(None).scope_separators)
        .filter(|scope| !scope.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    if let Some(problem) = dialect.refuses_device(&client, &scopes, &app.config) {
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
    let (device_code, user_code) = (dialect.new_device_code(&app.rng), dialect.new_user_code(&app.rng));
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
    Ok(dialect.device_members(&NewDeviceCode {
        device_code: &device_code,
        user_code: &user_code,
        verification_uri: &dialect
            .pages()
            .device
            .map(|(host, path)| app.origins.url(dialect.provider(), host, path))
            .unwrap_or_default(),
    }))
}
