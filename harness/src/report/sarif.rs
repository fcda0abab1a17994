//! `results.sarif`: what is broken, for code scanning (SARIF 2.1.0, OASIS).
//!
//! Only what says something about the target is a result. What could not be judged is a notification of the tool, so
//! that no viewer takes it for a finding, or its absence for a pass.

use std::io;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::Reporter;
use super::files::write_whole;
use super::printable::{one_line, paragraph};
use super::record::{Record, Run};
use crate::events::{CheckResult, Event, Stale, TargetInfo};
use crate::verdict::{Level, Verdict};

/// Where the format is described; viewers look at it.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes SARIF when the run ends.
#[derive(Debug)]
pub struct Sarif {
    path: PathBuf,
    record: Record,
}

impl Sarif {
    /// Writes to `path`.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            record: Record::default(),
        }
    }
}

impl Reporter for Sarif {
    fn on_event(&mut self, event: &Event) -> io::Result<()> {
        let Some(run) = self.record.observe(event) else {
            return Ok(());
        };
        let runs: Vec<Value> = run.targets.iter().map(|target| sarif_run(&run, target)).collect();
        let log = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": runs });
        let mut text = serde_json::to_vec_pretty(&log)?;
        text.push(b'\n');
        write_whole(&self.path, &text)
    }
}

/// One target is one run of the tool.
fn sarif_run(run: &Run, target: &TargetInfo) -> Value {
    let checks: Vec<&CheckResult> = run
        .checks
        .iter()
        .filter(|check| check.target == target.name)
        .collect();
    let mut ids: Vec<&CheckResult> = Vec::new();
    for check in &checks {
        if !ids.iter().any(|known| known.id == check.id) {
            ids.push(check);
        }
    }
    let index = |check: &CheckResult| ids.iter().position(|known| known.id == check.id);
    let rules: Vec<Value> = ids.iter().map(|check| rule(check)).collect();
    let results: Vec<Value> = checks
        .iter()
        .filter_map(|check| result(check, index(check)))
        .collect();
    let mut notifications: Vec<Value> = checks
        .iter()
        .filter_map(|check| unjudged(check, index(check)))
        .collect();
    notifications.extend(target.problem.as_ref().map(|problem| {
        json!({ "level": "error", "message": { "text": paragraph(problem) }, "descriptor": { "id": "set-up" } })
    }));
    let stale = run.end.stale.iter().filter(|stale| stale.target == target.name);
    notifications.extend(stale.map(stale_entry));
    let judged_all = !notifications
        .iter()
        .any(|notification| notification["level"] == "error");
    json!({
        "tool": { "driver": {
            "name": "harness",
            "version": run.info.version,
            "rules": rules,
        } },
        "automationDetails": { "id": format!("social-login/{}/", one_line(&target.name)) },
        "invocations": [{
            "commandLine": run.info.command,
            "startTimeUtc": run.info.started_at,
            "exitCode": run.end.exit_code,
            "executionSuccessful": judged_all && !run.end.interrupted,
            "toolExecutionNotifications": notifications,
        }],
        "columnKind": "utf16CodeUnits",
        "results": results,
    })
}

/// A check as a rule.
fn rule(check: &CheckResult) -> Value {
    let mut rule = json!({
        "id": check.id,
        "shortDescription": { "text": one_line(&check.name) },
        "defaultConfiguration": { "level": level(check.level) },
        "properties": {
            "tags": check.tags,
            "level": check.level.word(),
            "profile": check.profile,
        },
    });
    if !check.why.is_empty() {
        rule["fullDescription"] = json!({ "text": paragraph(&check.why) });
    }
    let web = |url: &&str| url.starts_with("https://") || url.starts_with("http://");
    let mut links = check
        .sections
        .iter()
        .map(|section| section.url.as_str())
        .filter(web);
    if let Some(link) = links.find_map(|link| url::Url::parse(link).ok()) {
        // As the parser writes it: a viewer may refuse what RFC 3986 does not allow.
        rule["helpUri"] = json!(link.as_str());
    }
    rule
}

/// What a check found, unless it passed, did not apply, or proved nothing.
fn result(check: &CheckResult, rule: Option<usize>) -> Option<Value> {
    let severity = match &check.verdict {
        Verdict::Fail => "error",
        Verdict::Warn(_) if check.level == Level::Info => "note",
        Verdict::Warn(_) | Verdict::Flaky(_) => "warning",
        _ => return None,
    };
    let mut result = json!({
        "ruleId": check.id,
        "ruleIndex": rule,
        "kind": "fail",
        "level": severity,
        "message": { "text": message(check) },
        "locations": [location(check)],
        "partialFingerprints": { "checkAddress/v1": format!("{} {}", check.target, check.address()) },
        "properties": {
            "address": check.address(),
            "verdict": check.verdict.word(),
            "variant": check.variant,
            "rerun": check.rerun,
        },
    });
    if let Some(expected) = &check.expected {
        result["suppressions"] = json!([{
            "kind": "external",
            "status": "accepted",
            "justification": one_line(&expected.reason),
        }]);
    }
    Some(result)
}

/// A check that proved nothing.
fn unjudged(check: &CheckResult, rule: Option<usize>) -> Option<Value> {
    let severity = match (&check.verdict, &check.expected) {
        (Verdict::Inconclusive(_) | Verdict::Error(_), Some(_)) => "note",
        (Verdict::Inconclusive(_) | Verdict::Error(_), None) => "error",
        _ => return None,
    };
    Some(json!({
        "level": severity,
        "message": { "text": message(check) },
        "descriptor": { "id": check.verdict.word() },
        "associatedRule": { "id": check.id, "index": rule },
        "locations": [location(check)],
    }))
}

fn stale_entry(stale: &Stale) -> Value {
    json!({
        "level": "error",
        "message": { "text": format!("the baseline entry for {}: {}", one_line(&stale.check), one_line(&stale.problem)) },
        "descriptor": { "id": "baseline" },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&stale.file) },
            "region": { "startLine": stale.line },
        } }],
    })
}

fn message(check: &CheckResult) -> String {
    let mut lines = vec![format!(
        "{} ({})",
        one_line(&check.name),
        one_line(&check.address())
    )];
    if let Some(failure) = &check.failure {
        lines.push(format!("expected: {}", paragraph(&failure.expected)));
        lines.push(format!("actual: {}", paragraph(&failure.actual)));
        lines.extend(
            failure
                .provider
                .as_ref()
                .map(|part| format!("provider: {}", paragraph(part))),
        );
    }
    lines.extend(
        check
            .verdict
            .reason()
            .map(|why| format!("reason: {}", paragraph(why))),
    );
    if let Some(hint) = check.failure.as_ref().and_then(|failure| failure.hint.as_ref()) {
        lines.push(format!("hint: {}", paragraph(hint)));
    }
    lines.push(format!("run again: {}", one_line(&check.rerun)));
    lines.join("\n")
}

/// The scenario: the target's source is unknown to the harness.
fn location(check: &CheckResult) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&format!("features/{}", check.file)) },
        "region": { "startLine": check.line },
    } })
}

/// A path as a relative reference (RFC 3986 section 4.2).
fn uri(path: &str) -> String {
    let encoded: Vec<String> = path
        .split('/')
        .map(|part| {
            url::form_urlencoded::byte_serialize(part.as_bytes())
                .collect::<String>()
                .replace('+', "%20")
        })
        .collect();
    encoded.join("/")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Must | Level::Usability => "error",
        Level::Should => "warning",
        Level::Info => "note",
    }
}
