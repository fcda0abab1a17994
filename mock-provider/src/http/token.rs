//! The token endpoint.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    client_authentication::{authenticate, refused},
    incoming::Incoming,
    mint::{Issue, Order, mint},
};
use crate::{
    answer::{Answer, Note},
    app::Site,
    config::Client,
    dialects::{Dialect, Redemption},
    endpoint::Endpoint,
    faults::Occasion,
    journal::Outcome,
    protocol::{
        Parameters, client_auth, code, device,
        token::{GrantType, Problem, TokenRules, grant_type},
    },
    store::{AccessToken, Authentication, Store},
};
/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::post("token", answer);

pub(super) fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let mut note = Note::default();
    match exchange(app, dialect, incoming, &mut note) {
        Ok(members) => {
            let mut answer = dialect.encode_token_answer(incoming.header("accept"), 200, &members);
            let parameters = read_parameters(&dialect.token_rules(), incoming);
            let grant = parameters.get("grant_type").unwrap_or("authorization_code");
            let occasion = Occasion {
                flow: note.flow.unwrap_or_default(),
                persona: note.persona.as_deref().unwrap_or_default(),
                browser: note.browser.as_deref().unwrap_or_default(),
                provider: dialect.provider(),
                client_id: note.client_id.as_deref().unwrap_or_default(),
            };
            let fired = app.faults.change_token_answer(&occasion, grant, &mut answer);
            note.faults.extend(fired);
            answer.note = note;
            answer
        }
        Err(problem) => refused(app, dialect, incoming, &problem, note),
    }
}

fn exchange(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    note: &mut Note,
) -> Result<Map<String, Value>, Problem> {
    let rules = dialect.token_rules();
    let parameters = read_parameters(&rules, incoming);
    attribute(app, dialect, incoming, &parameters, note);
    if let Some(problem) = dialect.refuses_place(incoming) {
        return Err(problem);
    }
    if let (false, Some(name)) = (rules.repeated_parameters, parameters.repeated()) {
        return Err(Problem::RepeatedParameter(name.to_owned()));
    }
    let mut store = app.store();
    let grant = grant_type(parameters.get("grant_type"), rules.grant_type_optional);
    let known_grant = grant.as_ref().ok().copied();
    let client = authenticate(
        app,
        &mut store,
        dialect,
        incoming,
        &parameters,
        |store, client| {
            known_grant
                .is_some_and(|grant| dialect.secret_optional(client, grant, of_device(store, &parameters)))
        },
    )?;
    let grant = grant?;
    if let Some(problem) = dialect.refuses_tokens(&client, grant) {
        return Err(problem);
    }
    let issue = match grant {
        GrantType::AuthorizationCode => {
            redeem_code(app, &mut store, dialect, incoming, &client, &parameters)?
        }
        GrantType::RefreshToken => refresh(app, &mut store, dialect, incoming, &client, &parameters)?,
        GrantType::DeviceCode => {
            redeem_device_code(app, &mut store, dialect, incoming, &client, &parameters)?
        }
    };
    drop(store);
    let flow = issue.access.flow;
    let members = mint(app, dialect, &issue, &parameters, note);
    app.journal
        .update_flow(flow, |flow| flow.outcome = Outcome::Exchanged);
    Ok(members)
}

pub(super) fn read_parameters(rules: &TokenRules, incoming: &Incoming) -> Parameters {
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
    app: &Site<'_>,
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

/// Whether a refresh token goes back to a device code.
fn of_device(store: &Store, parameters: &Parameters) -> bool {
    parameters
        .get("refresh_token")
        .and_then(|token| store.refresh_tokens.get(token))
        .is_some_and(|token| token.access.device)
}

fn redeem_code(
    app: &Site<'_>,
    store: &mut Store,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    client: &Client,
    parameters: &Parameters,
) -> Result<Issue, Problem> {
    let rules = dialect.token_rules();
    let text = parameters.get("code").ok_or(Problem::MissingCode)?;
    let now = app.clock.now();
    // What was issued is well formed, whatever it looks like.
    let unknown = || match (rules.code_shape)(text) {
        true => Problem::UnknownCode(text.to_owned()),
        false => Problem::MalformedCode(text.to_owned()),
    };
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
    let redemption = Redemption {
        client,
        persona: &persona,
        grant: GrantType::AuthorizationCode,
        verified: code.challenge.is_some(),
        incoming,
        config: &app.config,
    };
    if let Some(problem) = dialect.refuses_redemption(&redemption) {
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
        authentication: code.authentication,
        issued_at: now,
        expires_at: lifetimes.access.map(|seconds| later(now, seconds)),
        used_at: None,
        narrowed: dialect.narrowed(client, parameters),
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
    app: &Site<'_>,
    store: &mut Store,
    dialect: &dyn Dialect,
    incoming: &Incoming,
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
    let redemption = Redemption {
        client,
        persona: &persona,
        grant: GrantType::DeviceCode,
        verified: false,
        incoming,
        config: &app.config,
    };
    if let Some(problem) = dialect.refuses_redemption(&redemption) {
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
        authentication: Authentication::default(),
        issued_at: now,
        expires_at: lifetimes.access.map(|seconds| later(now, seconds)),
        used_at: None,
        narrowed: None,
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
    app: &Site<'_>,
    store: &mut Store,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    client: &Client,
    parameters: &Parameters,
) -> Result<Issue, Problem> {
    let rules = dialect.token_rules();
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
    if token.dead && dialect.refresh_reuse_revokes() {
        // RFC 9700 §4.14.2: one of the two who have the token is a thief, and nobody knows which.
        store.kill_tokens(dialect.provider(), |other| other.flow == token.access.flow);
    }
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
    let redemption = Redemption {
        client,
        persona: &persona,
        grant: GrantType::RefreshToken,
        verified: false,
        incoming,
        config: &app.config,
    };
    if let Some(problem) = dialect.refuses_redemption(&redemption) {
        return Err(problem);
    }
    let dies = rules.rotate_refresh_token && !dialect.keeps_old_refresh_token();
    if dies {
        // The old refresh token and its access token stop working at once.
        store.access_tokens.remove(&token.access_token);
    }
    if let Some(old) = store.refresh_tokens.get_mut(text) {
        old.used_at = now;
        old.dead = dies;
    }
    let mut lifetimes = dialect.lifetimes(client, &scopes, true, &app.config);
    if let (true, Some(at)) = (dialect.refresh_expiry_stays(client), token.expires_at) {
        lifetimes.refresh = u32::try_from(at.as_second() - now.as_second()).ok();
    }
    let access = AccessToken {
        scopes,
        issued_at: now,
        expires_at: lifetimes.access.map(|seconds| later(now, seconds)),
        used_at: None,
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
        .filter(|scope| !dialect.passes_over_on_refresh(scope))
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
