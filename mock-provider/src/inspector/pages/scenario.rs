//! A flow as a scenario of the harness: reproduced by hand once, kept as a check.
//!
//! The scenario says what a correct application does. Where the application got it wrong, it fails until that is
//! mended. Only steps that the harness has are used.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::{
    answered::{self, Delivered, Pairs},
    missing, plainly,
};
use crate::{
    app::App,
    config::Config,
    journal::{Exchange, Filter, Flow, Outcome},
};

/// The providers that the steps know by name.
const KNOWN: [&str; 2] = ["Google", "GitHub"];
/// Who stands in for somebody whom the harness does not know.
const STAND_IN: &str = "alice";

pub(super) async fn download(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let Some(flow) = id.parse().ok().and_then(|id| app.journal.flow(id)) else {
        return missing(&app, 2, format!("There is no flow {id}."));
    };
    let exchanges = app.journal.exchanges(&Filter {
        flow: Some(flow.id),
        ..Filter::default()
    });
    match of_flow(&app, &flow, &exchanges) {
        Ok(text) => {
            let name = format!("attachment; filename=\"flow-{}.feature\"", flow.id);
            let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
            let kind = HeaderValue::from_static("text/plain; charset=utf-8");
            (
                [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)],
                text,
            )
                .into_response()
        }
        Err(why) => plainly(
            &app,
            2,
            StatusCode::CONFLICT,
            "No scenario",
            format!("It cannot be saved: {why}"),
        ),
    }
}

/// The feature file, or why there is none.
pub(super) fn of_flow(app: &App, flow: &Flow, exchanges: &[Exchange]) -> Result<String, String> {
    let provider = flow.provider.name();
    if !KNOWN.contains(&provider) {
        return Err(format!("the harness has no steps for {provider} yet."));
    }
    // The providers that the harness knows take no pushed requests.
    let Some(request) = answered::authorization_request(exchanges, &[]) else {
        return Err("it began at a device, or its first request is forgotten.".to_owned());
    };
    let delivered = answered::authorization_response(exchanges);
    let alteration = alteration(exchanges, &request, delivered.as_ref())?;
    let person = person(flow);
    let met = met_before(app, flow);
    let steps = steps(
        flow,
        provider,
        &person,
        &request,
        delivered.as_ref(),
        alteration.as_deref(),
        met,
    );
    let title = match (&alteration, flow.outcome) {
        (Some(_), _) => format!("An altered answer of {provider} is refused"),
        (None, Outcome::Denied) => format!("{person} says no to {provider}"),
        (None, Outcome::Open) => format!("{person} is sent to {provider}"),
        (None, _) => format!("{person} signs in with {provider}"),
    };
    Ok(format!(
        "{}Feature: Flow {} at {provider}\n\n  @saved-flow-{} @must @core\n  Scenario: {title}\n{}",
        comments(flow, exchanges, &person),
        flow.id,
        flow.id,
        steps
            .iter()
            .map(|step| format!("    {step}\n"))
            .collect::<String>()
    ))
}

/// What a fault did to the authorization response, as a step up to the person; an error where no step does it.
fn alteration(
    exchanges: &[Exchange],
    request: &Pairs,
    delivered: Option<&Delivered>,
) -> Result<Option<String>, String> {
    let Some(faulty) = exchanges.iter().find(|exchange| exchange.fault.is_some()) else {
        return Ok(None);
    };
    let name = faulty.fault.as_deref().unwrap_or_default();
    let no_step = || format!("the harness has no step that arms the fault {name} yet.");
    let delivered = delivered
        .filter(|delivered| delivered.exchange == faulty.id)
        .ok_or_else(no_step)?;
    if delivered.held {
        return Ok(Some("hold back its answer to".to_owned()));
    }
    let value = |pairs: &Pairs| {
        let found = pairs.iter().find(|(name, _)| name == "state");
        found.map(|(_, value)| value.clone())
    };
    let sent = value(request);
    match value(&delivered.parameters) {
        None if sent.is_some() => Ok(Some("leave out the state in its answer to".to_owned())),
        Some(state) if state.is_empty() => Ok(Some("send an empty state in its answer to".to_owned())),
        Some(state) if sent.as_deref() != Some(state.as_str()) => {
            Ok(Some("send another state in its answer to".to_owned()))
        }
        _ => Err(no_step()),
    }
}

/// The persona by the name that the harness knows.
fn person(flow: &Flow) -> String {
    let known = |id: &String| Config::default().personas.iter().any(|persona| persona.id == *id);
    flow.persona
        .clone()
        .filter(known)
        .unwrap_or_else(|| STAND_IN.to_owned())
}

/// Whether the same person came to the same client before.
fn met_before(app: &App, flow: &Flow) -> bool {
    let earlier = app.journal.flows(&Filter {
        provider: Some(flow.provider),
        client_id: Some(flow.client_id.clone()),
        outcome: Some(Outcome::Exchanged),
        ..Filter::default()
    });
    earlier
        .iter()
        .any(|other| other.id < flow.id && other.persona.is_some() && other.persona == flow.persona)
}

fn steps(
    flow: &Flow,
    provider: &str,
    person: &str,
    request: &Pairs,
    delivered: Option<&Delivered>,
    alteration: Option<&str>,
    met: bool,
) -> Vec<String> {
    let mut steps = Vec::new();
    if met || alteration.is_some() {
        steps.push(format!("Given {person} has an account made with {provider}"));
    }
    if let Some(alteration) = alteration {
        steps.push(format!("And {provider} will {alteration} {person}"));
        steps.push(format!("When {person} signs in with {provider}"));
        steps.push(if alteration.starts_with("hold") {
            format!("Then {provider} held back an answer to {person}")
        } else {
            "Then the altered answer reached the app".to_owned()
        });
        steps.push(format!("And {person} is not signed in"));
        steps.push(format!("And the app asked {provider} for no token"));
        steps.push(format!("And {person} can sign in with {provider} again"));
        return steps;
    }
    let door = if met { "sign in" } else { "sign up" };
    match flow.outcome {
        Outcome::Denied => {
            let said = delivered.and_then(|delivered| {
                let error = delivered.parameters.iter().find(|(name, _)| name == "error");
                error.map(|(_, value)| value.clone())
            });
            steps.push(format!(
                "When {person} starts to {door} with {provider} and cancels there"
            ));
            steps.push(format!(
                "Then the app received the error {} from {provider}",
                said.filter(|word| is_word(word))
                    .unwrap_or_else(|| "access_denied".to_owned())
            ));
            steps.push(format!("And {person} is not signed in"));
            steps.push(format!("And {person} sees a readable page with a way on"));
        }
        Outcome::Open => {
            steps.push(format!("When {person} starts to sign in with {provider}"));
            steps.push(format!(
                "Then no parameter of the app's requests to {provider} appears twice"
            ));
        }
        Outcome::CodeIssued | Outcome::Refused | Outcome::Exchanged => {
            steps.push(format!(
                "When {person} {} with {provider}",
                door.replacen("sign", "signs", 1)
            ));
            steps.push(format!("Then {person} is signed in"));
            steps.push(format!("And the app asked {provider} for one token"));
        }
    }
    for parameter in ["state", "nonce", "code_challenge"] {
        if request
            .iter()
            .any(|(name, value)| name == parameter && !value.is_empty())
        {
            steps.push(format!(
                "And the authorization request to {provider} has a {parameter}"
            ));
        }
    }
    if let Some((_, method)) = request.iter().find(|(name, _)| name == "code_challenge_method")
        && is_word(method)
    {
        steps.push(format!(
            "And the authorization request to {provider} says code_challenge_method={method}"
        ));
    }
    steps
}

/// What it was made from, a comment a line.
fn comments(flow: &Flow, exchanges: &[Exchange], person: &str) -> String {
    let mut lines = vec![
        format!(
            "Made by the inspector of mock-provider {} from flow {}, begun at {}.",
            env!("CARGO_PKG_VERSION"),
            flow.id,
            flow.started_at
        ),
        format!("Client: {}", flow.client_id),
        format!("Redirect URI: {}", flow.redirect_uri),
        format!("Outcome: {}", flow.outcome.word()),
    ];
    if flow.persona.as_deref() != Some(person) {
        lines.push(format!(
            "{person} stands in for {}, whom the harness does not know.",
            flow.persona.as_deref().unwrap_or("nobody")
        ));
    }
    for exchange in exchanges {
        if let Some(refusal) = &exchange.refusal {
            lines.push(format!(
                "Refused: {} {}: {}; found {}; expected {}.",
                exchange.method, exchange.endpoint, refusal.rule, refusal.found, refusal.expected
            ));
        }
        if let Some(fault) = &exchange.fault {
            lines.push(format!("Fault at {}: {fault}", exchange.endpoint));
        }
    }
    lines.push("Keep it below features/ of the harness.".to_owned());
    lines
        .iter()
        .map(|line| format!("# {}\n", one_line(line)))
        .collect()
}

/// What a request says must not begin a line of its own.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// What a step takes as a single word.
fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}
