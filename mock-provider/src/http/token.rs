//! The token endpoint.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    incoming::Incoming,
    mint::{Issue, Order, mint},
};
use crate::{
    answer::{Answer, Note},
    app::App,
    config::Client,
    dialects::Dialect,
    journal::Outcome,
    protocol::{
        Parameters, client_auth, code, device,
        token::{GrantType, Problem, TokenRules, grant_type},
    },
    store::{AccessToken, Store},
};

pub(super) fn answer(app: &App, dialect: &'static dyn Dialect, incoming: &Incoming) -> Answer {
    let mut note = Note::default();
    let (status, members) = match exchange(app, dialect, incoming, &mut note) {
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

fn exchange(
    app: &App,
    dialect: &'static dyn Dialect,
    incoming: &Incoming,
    note: &mut Note,
) -> Result<Map<String, Value>, Problem> {
    let rules = dialect.token_rules();
    let parameters = read_parameters(&rules, incoming);
    attribute(app, dialect, incoming, &parameters, note);
    if let (false, Some(name)) = (rules.repeated_parameters, parameters.repeated()) {
        return Err(Problem::RepeatedParameter(name.to_owned()));
    }
    let mut store = app.store();
    let grant = grant_type(parameters.get("grant_type"), rules.grant_type_optional);
    let client = authenticate(&store, dialect, incoming, &parameters, grant.as_ref().ok())?;
    let grant = grant?;
    if let Some(problem) = dialect.refuses_tokens(&client, grant) {
        return Err(problem);
    }
    let issue = match grant {
        GrantType::AuthorizationCode => redeem_code(app, &mut store, dialect, &rules, &client, &parameters)?,
        GrantType::RefreshToken => refresh(app, &mut store, dialect, &rules, &client, &parameters)?,
        GrantType::DeviceCode => redeem_device_code(app, &mut store, dialect, &client, &parameters)?,
    };
    drop(store);
    let flow = issue.access.flow;
    let members = mint(app, dialect, &issue, note);
    app.journal
        .update_flow(flow, |flow| flow.outcome = Outcome::Exchanged);
    Ok(members)
}

fn read_parameters(rules: &TokenRules, incoming: &Incoming) -> Parameters {
    let mut parameters = if rules.query_parameters {
        incoming.query()
    } else {
        Parameters::default()
    };
    parameters.extend(incoming.body_parameters());
    parameters
}

/// Whose request this is, known from the code or refresh token even when the request is refused.
fn attribute(
    app: &App,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    parameters: &Parameters,
    note: &mut Note,
) {
    note.client_id = client_auth::presented(incoming.header("authorization"), parameters).client_id;
    let store = app.store();
    let code = parameters
        .get("code")
        .and_then(|code| store.codes.get(code))
        .filter(|code| code.provider == dialect.provider())
        .map(|code| (code.flow, code.browser.clone(), code.persona.clone()));
    let token = || {
        parameters
            .get("refresh_token")
            .and_then(|token| store.refresh_tokens.get(token))
            .filter(|token| token.access.provider == dialect.provider())
            .map(|token| {
                (
                    token.access.flow,
                    token.access.browser.clone(),
                    token.access.persona.clone(),
                )
            })
    };
    let device = || {
        parameters
            .get("device_code")
            .and_then(|code| store.device_codes.get(code))
            .filter(|code| code.provider == dialect.provider())
            .map(|code| (code.flow, code.browser.clone(), code.persona.clone()))
    };
    if let Some((flow, browser, persona)) = code.or_else(token).or_else(device) {
        note.flow = Some(flow);
        note.browser = Some(browser).filter(|browser| !browser.is_empty());
        note.persona = Some(persona).filter(|persona| !persona.is_empty());
    }
}

/// RFC 6749 §3.2.1: a confidential client must authenticate, with PKCE or without. A secret that is sent must be
/// right even where it may be left out.
fn authenticate(
    store: &Store,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    parameters: &Parameters,
    grant: Option<&GrantType>,
) -> Result<Client, Problem> {
    let presented = client_auth::presented(incoming.header("authorization"), parameters);
    let client_id = presented.client_id.ok_or(Problem::MissingClientId)?;
    let client = store
        .client(dialect.provider(), &client_id)
        .ok_or(Problem::UnknownClient(client_id.clone()))?;
    let device = || {
        parameters
            .get("refresh_token")
            .and_then(|token| store.refresh_tokens.get(token))
            .is_some_and(|token| token.access.device)
    };
    match presented.client_secret {
        None if grant.is_some_and(|grant| dialect.secret_optional(client, *grant, device())) => {
            Ok(client.clone())
        }
        None => Err(Problem::MissingSecret { client_id }),
        Some(secret) if client_auth::secret_matches(&client.client_secret, &secret) => Ok(client.clone()),
        Some(_) => Err(Problem::WrongSecret { client_id }),
    }
}

fn redeem_code(
    app: &App,
    store: &mut Store,
    dialect: &dyn Dialect,
    rules: &TokenRules,
    client: &Client,
    parameters: &Parameters,
) -> Result<Issue, Problem> {
    let text = parameters.get("code").ok_or(Problem::MissingCode)?;
    if !(rules.code_shape)(text) {
        return Err(Problem::MalformedCode(text.to_owned()));
    }
    let now = app.clock.now();
    let unknown = || Problem::UnknownCode(text.to_owned());
    let found = store
        .codes
        .get_mut(text)
        .filter(|code| code.provider == dialect.provider())
        .ok_or_else(unknown)?;
    let issued = code::Issued {
        client_id: &found.client_id,
        redirect_uri: &found.redirect_uri,
        redirect_uri_required: rules.redirect_uri_required && found.redirect_uri_sent,
        challenge: found.challenge.as_ref(),
        expires_at: found.expires_at,
        used_at: found.used_at,
    };
    let checked = code::check(
        &issued,
        &client.client_id,
        parameters,
        rules.refuse_needless_verifier,
        now,
    );
    let code = found.clone();
    if let Err(problem) = checked {
        if matches!(problem, Problem::CodeReused { .. }) && dialect.reuse_revokes(&app.config) {
            store.kill_tokens(dialect.provider(), |token| token.flow == code.flow);
        }
        return Err(problem);
    }
    let persona = store.persona(&code.persona).cloned().ok_or_else(unknown)?;
    if let Some(problem) = dialect.withholds_token(&persona, &app.config) {
        return Err(problem);
    }
    if let Some(code) = store.codes.get_mut(text) {
        code.used_at = Some(now);
    }
    let lifetimes = dialect.lifetimes(client, &code.scopes, code.refresh, &app.config);
    let access = AccessToken {
        provider: code.provider,
        flow: code.flow,
        browser: code.browser,
        persona: code.persona,
        client_id: code.client_id,
        scopes: code.scopes,
        offline: code.offline,
        device: false,
        issued_at: now,
        expires_at: lifetimes.access.map(|seconds| later(now, seconds)),
    };
    let order = Order {
        client,
        access,
        persona,
        lifetimes,
        nonce: code.nonce,
        with_refresh: code.refresh || rules.rotate_refresh_token && lifetimes.refresh.is_some(),
    };
    Ok(order.store(app, store, dialect))
}

fn redeem_device_code(
    app: &App,
    store: &mut Store,
    dialect: &dyn Dialect,
    client: &Client,
    parameters: &Parameters,
) -> Result<Issue, Problem> {
    let text = parameters.get("device_code").ok_or(Problem::MissingDeviceCode)?;
    let now = app.clock.now();
    let code = store
        .device_codes
        .get_mut(text)
        .filter(|code| code.provider == dialect.provider() && code.client_id == client.client_id)
        .ok_or(Problem::UnknownDeviceCode)?;
    let checked = device::check(&code.poll(), now);
    code.polled_at = Some(now);
    if let Err(Problem::SlowDown { interval, .. }) = &checked {
        code.interval = *interval;
    }
    checked?;
    let code = code.clone();
    let persona = store
        .persona(&code.persona)
        .cloned()
        .ok_or(Problem::UnknownDeviceCode)?;
    if let Some(problem) = dialect.withholds_token(&persona, &app.config) {
        return Err(problem);
    }
    if let Some(code) = store.device_codes.get_mut(text) {
        code.used_at = Some(now);
    }
    let lifetimes = dialect.lifetimes(client, &code.granted, code.refresh, &app.config);
    let access = AccessToken {
        provider: code.provider,
        flow: code.flow,
        browser: code.browser,
        persona: code.persona,
        client_id: code.client_id,
        scopes: code.granted,
        offline: true,
        device: true,
        issued_at: now,
        expires_at: lifetimes.access.map(|seconds| later(now, seconds)),
    };
    let order = Order {
        client,
        access,
        persona,
        lifetimes,
        nonce: None,
        with_refresh: code.refresh || lifetimes.refresh.is_some(),
    };
    Ok(order.store(app, store, dialect))
}

fn refresh(
    app: &App,
    store: &mut Store,
    dialect: &dyn Dialect,
    rules: &TokenRules,
    client: &Client,
    parameters: &Parameters,
) -> Result<Issue, Problem> {
    let text = parameters
        .get("refresh_token")
        .ok_or(Problem::MissingRefreshToken)?;
    let now = app.clock.now();
    let token = store
        .refresh_tokens
        .get(text)
        .filter(|token| {
            token.access.provider == dialect.provider() && token.access.client_id == client.client_id
        })
        .cloned()
        .ok_or(Problem::UnknownRefreshToken)?;
    let idle = dialect
        .idle_lifetime()
        .is_some_and(|seconds| later(token.used_at, seconds) <= now);
    if token.dead || idle || token.expires_at.is_some_and(|at| at <= now) {
        return Err(Problem::DeadRefreshToken);
    }
    let scopes = match parameters.get("scope") {
        Some(asked) if rules.refresh_scope => narrowed(dialect, &token.access.scopes, asked)?,
        _ => token.access.scopes.clone(),
    };
    let persona = store
        .persona(&token.access.persona)
        .cloned()
        .ok_or(Problem::DeadRefreshToken)?;
    if rules.rotate_refresh_token {
        // The old refresh token and its access token stop working at once.
        store.access_tokens.remove(&token.access_token);
    }
    if let Some(old) = store.refresh_tokens.get_mut(text) {
        old.used_at = now;
        old.dead = rules.rotate_refresh_token;
    }
    let lifetimes = dialect.lifetimes(client, &scopes, true, &app.config);
    let access = AccessToken {
        scopes,
        issued_at: now,
        expires_at: lifetimes.access.map(|seconds| later(now, seconds)),
        ..token.access
    };
    let order = Order {
        client,
        access,
        persona,
        lifetimes,
        nonce: None,
        with_refresh: rules.rotate_refresh_token,
    };
    Ok(order.store(app, store, dialect))
}

/// RFC 6749 §6: a refreshed token may allow less than before, and not more.
fn narrowed(dialect: &dyn Dialect, granted: &[String], asked: &str) -> Result<Vec<String>, Problem> {
    let asked: Vec<String> = asked
        .split_whitespace()
        .map(|scope| dialect.scope_name(scope).to_owned())
        .collect();
    let (within, extra): (Vec<_>, Vec<_>) = asked.into_iter().partition(|scope| granted.contains(scope));
    if extra.is_empty() {
        Ok(within)
    } else {
        Err(Problem::WiderScope { extra })
    }
}

/// `seconds` after `now`.
pub(super) fn later(now: Timestamp, seconds: u32) -> Timestamp {
    now.saturating_add(Duration::from_secs(seconds.into()))
        .unwrap_or(Timestamp::MAX)
}
