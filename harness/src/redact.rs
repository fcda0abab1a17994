//! Takes credentials out of events before anything is written or printed.
//!
//! A value that identifies a step of the protocol (`state`, `code`, a token) keeps its first six
//! characters and gains four hex digits of its SHA-256, so that equal values stay visibly equal and
//! different ones different. A value that is a lasting secret (client secret, password, cookie)
//! keeps nothing but the four digits. A JWT keeps header and payload and loses its signature.
//!
//! Nothing is parsed and written again: bodies may be cut or malformed, and a report should show
//! them as they were.

mod headers;
mod patterns;
mod scrub;
mod shown;

use crate::events::{
    Attempt, CheckResult, Event, Evidence, ExchangeRecord, Failure, PageEvidence, PictureRecord,
    RequestRecord, RunInfo, StepResult, TargetInfo,
};
use scrub::Scrubber;
pub use shown::shown;

/// A copy of `event` without credentials. Redacting twice changes nothing.
#[must_use]
pub fn redact_event(event: &Event) -> Event {
    match event {
        Event::RunStarted(info) => Event::RunStarted(redact_run(info)),
        Event::CheckStarted { address, name } => Event::CheckStarted {
            address: address.clone(),
            name: Scrubber::default().text(name),
        },
        Event::TargetStarted(target) => Event::TargetStarted(redact_target(target)),
        Event::AttemptFinished(result) => Event::AttemptFinished(Box::new(redact_check(result))),
        Event::CheckFinished(result) => Event::CheckFinished(Box::new(redact_check(result))),
        Event::RunFinished(end) => Event::RunFinished(end.clone()),
    }
}

/// `text` without the credentials that can be recognised by their name or shape.
#[must_use]
pub fn redact_text(text: &str) -> String {
    Scrubber::default().text(text)
}

fn redact_run(info: &RunInfo) -> RunInfo {
    RunInfo {
        command: Scrubber::default().text(&info.command),
        ..info.clone()
    }
}

fn redact_target(target: &TargetInfo) -> TargetInfo {
    let scrubber = Scrubber::default();
    TargetInfo {
        start: scrubber.text(&target.start),
        url: scrubber.text(&target.url),
        provider_url: scrubber.text(&target.provider_url),
        problem: target.problem.as_ref().map(|problem| scrubber.text(problem)),
        ..target.clone()
    }
}

fn redact_check(result: &CheckResult) -> CheckResult {
    // The exchanges name the credentials; the free text repeats them without a name.
    let mut scrubber = Scrubber::default();
    learn(&mut scrubber, &result.evidence);
    for attempt in &result.attempts {
        learn(&mut scrubber, &attempt.evidence);
    }
    let mut redacted = result.clone();
    redacted.verdict = result.verdict.map_reason(|reason| scrubber.text(reason));
    redacted.steps = redact_steps(&scrubber, &result.steps);
    redacted.failure = result
        .failure
        .as_ref()
        .map(|failure| redact_failure(&scrubber, failure));
    redacted.attempts = result
        .attempts
        .iter()
        .map(|attempt| Attempt {
            verdict: attempt.verdict.map_reason(|reason| scrubber.text(reason)),
            steps: redact_steps(&scrubber, &attempt.steps),
            failure: attempt
                .failure
                .as_ref()
                .map(|failure| redact_failure(&scrubber, failure)),
            evidence: redact_evidence(&scrubber, &attempt.evidence),
            ..attempt.clone()
        })
        .collect();
    redacted.evidence = redact_evidence(&scrubber, &result.evidence);
    redacted
}

fn learn(scrubber: &mut Scrubber, evidence: &Evidence) {
    for exchange in &evidence.exchanges {
        scrubber.learn(&exchange.url);
        scrubber.learn(&exchange.request_body);
        scrubber.learn(&exchange.response_body);
        for (name, value) in exchange.request_headers.iter().chain(&exchange.response_headers) {
            scrubber.learn_header(name, value);
        }
    }
    for page in &evidence.pages {
        scrubber.learn(&page.url);
        for request in &page.requests {
            scrubber.learn(&request.url);
        }
    }
}

fn redact_evidence(scrubber: &Scrubber, evidence: &Evidence) -> Evidence {
    Evidence {
        pages: evidence
            .pages
            .iter()
            .map(|page| redact_page(scrubber, page))
            .collect(),
        exchanges: evidence
            .exchanges
            .iter()
            .map(|exchange| redact_exchange(scrubber, exchange))
            .collect(),
        faults: evidence.faults.iter().map(|fault| scrubber.text(fault)).collect(),
    }
}

fn redact_steps(scrubber: &Scrubber, steps: &[StepResult]) -> Vec<StepResult> {
    steps
        .iter()
        .map(|step| StepResult {
            text: scrubber.text(&step.text),
            ..step.clone()
        })
        .collect()
}

fn redact_failure(scrubber: &Scrubber, failure: &Failure) -> Failure {
    Failure {
        step: scrubber.text(&failure.step),
        expected: scrubber.text(&failure.expected),
        actual: scrubber.text(&failure.actual),
        provider: failure.provider.as_ref().map(|text| scrubber.text(text)),
        hint: failure.hint.as_ref().map(|hint| scrubber.text(hint)),
    }
}

fn redact_page(scrubber: &Scrubber, page: &PageEvidence) -> PageEvidence {
    PageEvidence {
        url: scrubber.text(&page.url),
        title: scrubber.text(&page.title),
        text: scrubber.text(&page.text),
        console: page.console.iter().map(|line| scrubber.text(line)).collect(),
        requests: page
            .requests
            .iter()
            .map(|request| RequestRecord {
                url: scrubber.text(&request.url),
                ..request.clone()
            })
            .collect(),
        film: page
            .film
            .iter()
            .map(|picture| PictureRecord {
                url: scrubber.text(&picture.url),
                ..picture.clone()
            })
            .collect(),
        ..page.clone()
    }
}

fn redact_exchange(scrubber: &Scrubber, exchange: &ExchangeRecord) -> ExchangeRecord {
    let headers = |headers: &[(String, String)]| {
        headers
            .iter()
            .map(|(name, value)| (name.clone(), scrubber.header(name, value)))
            .collect()
    };
    ExchangeRecord {
        url: scrubber.text(&exchange.url),
        request_headers: headers(&exchange.request_headers),
        request_body: scrubber.text(&exchange.request_body),
        response_headers: headers(&exchange.response_headers),
        response_body: scrubber.text(&exchange.response_body),
        refusal: exchange.refusal.as_ref().map(|refusal| scrubber.text(refusal)),
        ..exchange.clone()
    }
}
