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

use crate::events::{CheckResult, Event, ExchangeRecord, Failure, PageEvidence, RunInfo};
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
    let scrubber = Scrubber::default();
    RunInfo {
        target_start: scrubber.text(&info.target_start),
        target_url: scrubber.text(&info.target_url),
        provider_url: scrubber.text(&info.provider_url),
        command: scrubber.text(&info.command),
        ..info.clone()
    }
}

fn redact_check(result: &CheckResult) -> CheckResult {
    // The exchanges name the credentials; the free text repeats them without a name.
    let mut scrubber = Scrubber::default();
    for exchange in &result.evidence.exchanges {
        scrubber.learn(&exchange.url);
        scrubber.learn(&exchange.request_body);
        scrubber.learn(&exchange.response_body);
        for (name, value) in exchange.request_headers.iter().chain(&exchange.response_headers) {
            scrubber.learn_header(name, value);
        }
    }
    for page in &result.evidence.pages {
        scrubber.learn(&page.url);
    }
    let text = |value: &String| scrubber.text(value);

    let mut redacted = result.clone();
    redacted.verdict = result.verdict.map_reason(|reason| scrubber.text(reason));
    for step in &mut redacted.steps {
        step.text = scrubber.text(&step.text);
    }
    redacted.failure = result.failure.as_ref().map(|failure| Failure {
        step: text(&failure.step),
        expected: text(&failure.expected),
        actual: text(&failure.actual),
        provider: failure.provider.as_ref().map(text),
        hint: failure.hint.as_ref().map(text),
    });
    redacted.evidence.faults = result.evidence.faults.iter().map(text).collect();
    redacted.evidence.pages = result
        .evidence
        .pages
        .iter()
        .map(|page| redact_page(&scrubber, page))
        .collect();
    redacted.evidence.exchanges = result
        .evidence
        .exchanges
        .iter()
        .map(|exchange| redact_exchange(&scrubber, exchange))
        .collect();
    redacted
}

fn redact_page(scrubber: &Scrubber, page: &PageEvidence) -> PageEvidence {
    PageEvidence {
        url: scrubber.text(&page.url),
        title: scrubber.text(&page.title),
        text: scrubber.text(&page.text),
        console: page.console.iter().map(|line| scrubber.text(line)).collect(),
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
