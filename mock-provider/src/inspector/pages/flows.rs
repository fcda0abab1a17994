//! Every sign-in, newest first.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};

use super::{
    frame::{Frame, page},
    sample,
    shown::Shown,
};
use crate::{
    Provider,
    app::App,
    journal::{Filter, Flow, Outcome},
    protocol::Parameters,
};

/// How many are on a page.
const MOST: usize = 100;

#[derive(Template)]
#[template(path = "inspector/flows.html")]
struct FlowsPage {
    frame: Frame,
    asked: Asked,
    providers: Vec<(&'static str, &'static str)>,
    outcomes: Vec<(&'static str, &'static str)>,
    alert: Option<String>,
    flows: Vec<FlowRow>,
    /// Below the oldest shown, if there are more.
    older: Option<u64>,
    /// Whether there is any flow at all.
    any: bool,
    setup: Vec<Setup>,
    samples: Vec<(&'static str, &'static str)>,
}

/// The filter as it was typed.
#[derive(Debug, Default)]
struct Asked {
    provider: String,
    client: String,
    person: String,
    outcome: String,
    text: String,
    before: Option<u64>,
    /// The same as a query, without `before`.
    query: String,
}

/// A row.
#[derive(Debug)]
pub(super) struct FlowRow {
    pub(super) id: u64,
    /// `12:00:03`, and with its date.
    pub(super) time: String,
    pub(super) moment: String,
    pub(super) provider: &'static str,
    pub(super) client: String,
    pub(super) client_id: String,
    pub(super) person: Option<String>,
    pub(super) outcome: &'static str,
    pub(super) outcome_word: &'static str,
    /// Rule, found, expected, hint.
    pub(super) problem: Option<crate::protocol::Refusal>,
    /// The faults that fired.
    pub(super) faults: Option<String>,
}

/// What an application needs to know of a provider.
#[derive(Debug)]
struct Setup {
    provider: &'static str,
    issuer: String,
    bases: Vec<String>,
    clients: Vec<(String, Shown, Vec<String>)>,
}

impl FlowRow {
    pub(super) fn new(app: &App, flow: &Flow) -> Self {
        let name = app
            .store()
            .client(flow.provider, &flow.client_id)
            .map(|client| client.display_name().to_owned());
        Self {
            id: flow.id,
            time: flow.started_at.strftime("%H:%M:%S").to_string(),
            moment: flow.started_at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
            provider: flow.provider.name(),
            client: name.unwrap_or_else(|| flow.client_id.clone()),
            client_id: flow.client_id.clone(),
            person: flow.persona.clone(),
            outcome: says(flow.outcome),
            outcome_word: flow.outcome.word(),
            problem: flow.problem.clone(),
            faults: None,
        }
    }
}

pub(super) async fn show(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Response {
    let parameters = Parameters::from_form(query.unwrap_or_default().as_bytes());
    let text = |name: &str| parameters.get(name).unwrap_or_default().trim().to_owned();
    let asked = Asked {
        provider: text("provider"),
        client: text("client"),
        person: text("person"),
        outcome: text("outcome"),
        text: text("text"),
        before: parameters.get("before").and_then(|id| id.parse().ok()),
        query: String::new(),
    };
    let (provider, bad_provider) = chosen(&asked.provider, |word| word.parse::<Provider>().ok());
    let (outcome, bad_outcome) = chosen(&asked.outcome, |word| {
        Outcome::ALL.into_iter().find(|outcome| outcome.word() == word)
    });
    let alert = bad_provider
        .map(|word| format!("There is no provider \"{word}\"; every provider is shown."))
        .or_else(|| {
            bad_outcome.map(|word| format!("There is no outcome \"{word}\"; every outcome is shown."))
        });
    let all = app.journal.flows(&Filter {
        provider,
        outcome,
        ..Filter::default()
    });
    let any = !all.is_empty() || !app.journal.flows(&Filter::default()).is_empty();
    let mut flows: Vec<FlowRow> = all
        .iter()
        .rev()
        .filter(|flow| asked.before.is_none_or(|before| flow.id < before))
        .filter(|flow| asked.person.is_empty() || flow.persona.as_deref() == Some(asked.person.as_str()))
        .map(|flow| (flow, FlowRow::new(&app, flow)))
        .filter(|(_, row)| {
            let client = asked.client.to_lowercase();
            row.client_id.to_lowercase().contains(&client) || row.client.to_lowercase().contains(&client)
        })
        .filter(|(flow, row)| mentions(flow, row, &asked.text))
        .map(|(_, row)| row)
        .take(MOST + 1)
        .collect();
    let older = (flows.len() > MOST).then(|| flows[MOST - 1].id);
    flows.truncate(MOST);
    let mut faults = app.journal.faults_by_flow();
    for row in &mut flows {
        row.faults = faults.remove(&row.id);
    }
    page(&FlowsPage {
        frame: Frame::new(&app, "Flows", 0),
        providers: app
            .dialects()
            .map(|d| (d.provider().slug(), d.provider().name()))
            .collect(),
        outcomes: Outcome::ALL
            .map(|outcome| (outcome.word(), says(outcome)))
            .to_vec(),
        alert,
        older,
        any,
        setup: if any { Vec::new() } else { setup(&app) },
        samples: sample::providers(&app),
        flows,
        asked: Asked {
            query: query_of(&asked),
            ..asked
        },
    })
}

/// What people read.
fn says(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Open => "waits for the person",
        Outcome::CodeIssued => "code sent to the app",
        Outcome::Denied => "the person said no",
        Outcome::Refused => "refused",
        Outcome::Exchanged => "tokens issued",
    }
}

/// A choice, or the word that names none.
fn chosen<T>(word: &str, read: impl Fn(&str) -> Option<T>) -> (Option<T>, Option<&str>) {
    if word.is_empty() {
        return (None, None);
    }
    match read(word) {
        Some(choice) => (Some(choice), None),
        None => (None, Some(word)),
    }
}

fn mentions(flow: &Flow, row: &FlowRow, text: &str) -> bool {
    let text = text.to_lowercase();
    let problem = row.problem.as_ref();
    [
        Some(row.client.as_str()),
        Some(&flow.client_id),
        flow.persona.as_deref(),
        Some(&flow.browser),
        Some(&flow.redirect_uri),
        flow.state.as_deref(),
        Some(&flow.scope),
        problem.map(|problem| problem.rule.as_str()),
        problem.map(|problem| problem.found.as_str()),
        problem.map(|problem| problem.hint.as_str()),
    ]
    .into_iter()
    .flatten()
    .any(|field| field.to_lowercase().contains(&text))
}

fn query_of(asked: &Asked) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("provider", &asked.provider),
        ("client", &asked.client),
        ("person", &asked.person),
        ("outcome", &asked.outcome),
        ("text", &asked.text),
    ] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    query.finish()
}

fn setup(app: &App) -> Vec<Setup> {
    let clients: Vec<_> = app.store().clients().cloned().collect();
    let mounted = app.mounted();
    app.dialects()
        .map(|dialect| {
            let provider = dialect.provider();
            let mut bases: Vec<String> = dialect
                .hosts()
                .iter()
                .map(|host| app.origins.base(provider, host))
                .collect();
            bases.dedup();
            Setup {
                provider: provider.name(),
                issuer: dialect.issuer(mounted.setting()),
                bases,
                clients: clients
                    .iter()
                    .filter(|client| client.provider == provider)
                    .map(|client| {
                        (
                            client.client_id.clone(),
                            Shown::secret(&client.client_secret),
                            client.redirect_uris.clone(),
                        )
                    })
                    .collect(),
            }
        })
        .collect()
}
