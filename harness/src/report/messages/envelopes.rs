//! All envelopes of a run, in order.

use serde_json::{Value, json};

use super::super::failure_block::failure_block;
use super::super::printable::one_line;
use super::super::record::Run;
use super::Ids;
use super::document::{Documents, TestCase, documents, steps_of};
use super::time::{Start, duration};
use crate::events::{CheckResult, StepResult, StepStatus};
use crate::verdict::Verdict;

/// The version of the protocol that is spoken.
const PROTOCOL: &str = "34.2.1";

pub(super) fn envelopes(run: &Run) -> Vec<Value> {
    let mut ids = Ids::default();
    let start = Start::of(&run.info.started_at);
    let run_id = ids.next();
    let mut envelopes = vec![meta(run)];
    let Documents { before, after, cases } = documents(run, &run_id, &mut ids);
    envelopes.extend(before);
    envelopes.push(json!({ "testRunStarted": { "id": run_id, "timestamp": start.after(0) } }));
    envelopes.extend(after);
    for case in &cases {
        attempts(case, start, &mut ids, &mut envelopes);
    }
    let mut finished = json!({
        "testRunStartedId": run_id,
        "success": run.end.exit_code == 0,
        "timestamp": start.after(run.end.duration_ms),
    });
    if run.end.exit_code != 0 {
        finished["message"] = json!(super::super::tally::conclusion(run));
    }
    envelopes.push(json!({ "testRunFinished": finished }));
    envelopes
}

fn meta(run: &Run) -> Value {
    json!({ "meta": {
        "protocolVersion": PROTOCOL,
        "implementation": { "name": "harness", "version": run.info.version },
        "runtime": { "name": one_line(&run.info.browser), "version": "" },
        "os": { "name": std::env::consts::OS },
        "cpu": { "name": std::env::consts::ARCH },
    } })
}

/// One try at a check.
struct Try<'a> {
    verdict: &'a Verdict,
    started_ms: u64,
    duration_ms: u64,
    steps: Vec<StepResult>,
    /// True for the one whose evidence is the check's own.
    telling: bool,
}

fn attempts(case: &TestCase<'_>, start: Start, ids: &mut Ids, envelopes: &mut Vec<Value>) {
    let check = case.check;
    let tries: Vec<Try<'_>> = if check.attempts.is_empty() {
        vec![Try {
            verdict: &check.verdict,
            started_ms: check.started_ms,
            duration_ms: check.duration_ms,
            steps: steps_of(check),
            telling: true,
        }]
    } else {
        let of_attempt = check.attempts.iter().map(|attempt| Try {
            verdict: &attempt.verdict,
            started_ms: attempt.started_ms,
            duration_ms: attempt.duration_ms,
            steps: attempt.steps.clone(),
            telling: attempt.started_ms == check.started_ms,
        });
        of_attempt.collect()
    };
    let last = tries.len() - 1;
    for (number, attempt) in tries.iter().enumerate() {
        let started_id = ids.next();
        envelopes.push(json!({ "testCaseStarted": {
            "attempt": number,
            "id": started_id,
            "testCaseId": case.id,
            "timestamp": start.after(attempt.started_ms),
        } }));
        steps(case, attempt, &started_id, start, envelopes);
        envelopes.push(json!({ "testCaseFinished": {
            "testCaseStartedId": started_id,
            "timestamp": start.after(attempt.started_ms + attempt.duration_ms),
            "willBeRetried": number < last,
        } }));
    }
}

fn steps(case: &TestCase<'_>, attempt: &Try<'_>, started_id: &str, start: Start, envelopes: &mut Vec<Value>) {
    let mut at = attempt.started_ms;
    let telling_step = attempt
        .steps
        .iter()
        .position(|step| step.status == StepStatus::Failed)
        .unwrap_or(0);
    for (place, (step, step_id)) in attempt.steps.iter().zip(&case.steps).enumerate() {
        envelopes.push(json!({ "testStepStarted": {
            "testCaseStartedId": started_id,
            "testStepId": step_id,
            "timestamp": start.after(at),
        } }));
        at += step.duration_ms;
        if place == telling_step && attempt.telling {
            attachments(case.check, started_id, step_id, envelopes);
        }
        let status = status(case.check, attempt.verdict, step);
        let mut result = json!({ "duration": duration(step.duration_ms), "status": status });
        if place == telling_step && status != "PASSED" {
            result["message"] = json!(message(case.check, attempt));
        }
        envelopes.push(json!({ "testStepFinished": {
            "testCaseStartedId": started_id,
            "testStepId": step_id,
            "testStepResult": result,
            "timestamp": start.after(at),
        } }));
    }
}

/// Messages know neither warnings nor expected failures: a warning passes, and says so in its attachment; a failure
/// that is expected is pending.
fn status(check: &CheckResult, verdict: &Verdict, step: &StepResult) -> &'static str {
    match (step.status, verdict) {
        (StepStatus::Passed, _) => "PASSED",
        (_, Verdict::NotApplicable(_)) | (StepStatus::Skipped, _) => "SKIPPED",
        (StepStatus::Failed, Verdict::Warn(_)) => "PASSED",
        (StepStatus::Failed, _) if check.expected.is_some() => "PENDING",
        (StepStatus::Failed, _) => "FAILED",
    }
}

/// The failure block of the attempt that tells most; of others, why they ended.
fn message(check: &CheckResult, attempt: &Try<'_>) -> String {
    if let Verdict::NotApplicable(reason) = attempt.verdict {
        return format!("not applicable: {}", one_line(reason));
    }
    if !attempt.telling {
        let why = attempt.verdict.reason().unwrap_or_default();
        return format!("{} {}", attempt.verdict.word(), one_line(why))
            .trim_end()
            .to_owned();
    }
    let lines: Vec<String> = failure_block(check, None)
        .into_iter()
        .map(|(_, line)| line)
        .collect();
    lines.join("\n")
}

/// What a viewer can show beside the step: reasons, screenshots, and where each browser stood.
fn attachments(check: &CheckResult, started_id: &str, step_id: &str, envelopes: &mut Vec<Value>) {
    let mut attach = |body: &str, encoding: &str, media_type: &str, name: Option<String>| {
        let mut attachment = json!({
            "testCaseStartedId": started_id,
            "testStepId": step_id,
            "body": body,
            "contentEncoding": encoding,
            "mediaType": media_type,
        });
        if let Some(name) = name {
            attachment["fileName"] = json!(name);
        }
        envelopes.push(json!({ "attachment": attachment }));
    };
    if let Verdict::Warn(reason) = &check.verdict {
        let text = format!("warning: {}", one_line(reason));
        attach(&text, "IDENTITY", "text/x.cucumber.log+plain", None);
    }
    for page in &check.evidence.pages {
        let text = format!("{} at {}", one_line(&page.person), one_line(&page.url));
        attach(&text, "IDENTITY", "text/x.cucumber.log+plain", None);
        if let Some(screenshot) = &page.screenshot {
            let name = format!("{}.png", one_line(&page.person).replace('/', "-"));
            attach(screenshot, "BASE64", "image/png", Some(name));
        }
    }
}
