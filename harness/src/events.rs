//! The event stream of a run: the only thing that reporters see.
//!
//! The runner knows nothing of output, and reporters never touch the browser.
//! Every type here is serialised into `results.json`; field names are its schema.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::verdict::{Level, Verdict};

/// One thing that happened in a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A browser and at least one target stand.
    RunStarted(RunInfo),
    /// The checks of a target start now, or the target cannot be judged.
    TargetStarted(TargetInfo),
    /// A check has a browser and begins.
    CheckStarted {
        /// Address of the check, as [`CheckResult::address`].
        address: String,
        /// Title of the scenario.
        name: String,
    },
    /// A check ended, and is tried again before it is judged.
    AttemptFinished(Box<CheckResult>),
    /// A check has its verdict.
    CheckFinished(Box<CheckResult>),
    /// Nothing runs any more.
    RunFinished(RunEnd),
}

/// What is known when the checks start.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RunInfo {
    /// Version of the harness.
    pub version: String,
    /// Start of the run, RFC 3339 in UTC.
    pub started_at: String,
    /// Browser and version, for example `Chromium 156.0.8078.79 (headless shell)`.
    pub browser: String,
    /// Driver and version.
    pub driver: String,
    /// Scenarios that run at once.
    pub workers: usize,
    /// Seed of the provider's randomness.
    pub seed: u64,
    /// Number of checks selected, of all targets together.
    pub total: usize,
    /// Times that each check runs, whatever becomes of it.
    pub repeat: u32,
    /// Which part of the selection this is, for example `2/3`; absent for the whole.
    pub shard: Option<String>,
    /// The command that repeats this run.
    pub command: String,
}

/// One target of a run.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TargetInfo {
    /// Name from its manifest.
    pub name: String,
    /// How it runs: `embedded`, `started: npm start`, or `already running`.
    pub start: String,
    /// Base URL of its default variant.
    pub url: String,
    /// Base URL of the mock provider that it uses.
    pub provider_url: String,
    /// Number of checks selected for it.
    pub total: usize,
    /// Milliseconds from the start of its set-up to its first check.
    pub setup_ms: u64,
    /// Why it cannot be judged; absent when it can.
    pub problem: Option<String>,
}

/// One check of one provider, judged.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckResult {
    /// Name of the target.
    pub target: String,
    /// Id from the catalogue, for example `cb-state-wrong`.
    pub id: String,
    /// Row of the outline, for example `google`; absent for a plain scenario.
    pub instance: Option<String>,
    /// Provider that the row is about, for example `google`; absent for a check about none.
    #[serde(default)]
    pub provider: Option<String>,
    /// Title of the scenario.
    pub name: String,
    /// Title of the feature.
    pub feature: String,
    /// Path of the feature file below `features/`.
    pub file: String,
    /// Line of the scenario in that file, from 1.
    pub line: usize,
    /// The free text under the scenario: why it matters.
    pub why: String,
    /// How strongly the check is demanded.
    pub level: Level,
    /// Capability of the target that the check needs.
    pub profile: String,
    /// Specification sections, derived from tags.
    pub sections: Vec<Section>,
    /// All tags, without the `@`.
    pub tags: Vec<String>,
    /// Variant of the target that the check ran against.
    pub variant: String,
    /// Command that runs this check alone against the same target.
    pub rerun: String,
    /// The conclusion.
    pub verdict: Verdict,
    /// The entry of the baseline that expects this verdict, if one does.
    pub expected: Option<Expected>,
    /// Every attempt, when there was more than one. The fields below are those of the attempt that tells most: the
    /// last one that did not pass.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
    /// Milliseconds from the start of the run to the start of the check.
    pub started_ms: u64,
    /// Wall time in milliseconds.
    pub duration_ms: u64,
    /// Steps in order.
    pub steps: Vec<StepResult>,
    /// What went wrong, unless the verdict is pass or not-applicable.
    pub failure: Option<Failure>,
    /// What was recorded. Exchanges are kept for every check, browsers as `--capture` says.
    pub evidence: Evidence,
}

impl CheckResult {
    /// `id`, or `id/instance`: what `harness run` takes.
    #[must_use]
    pub fn address(&self) -> String {
        match &self.instance {
            Some(instance) => format!("{}/{instance}", self.id),
            None => self.id.clone(),
        }
    }

    /// True when somebody has to look: it did not pass, and no baseline expects that.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.expected.is_none() && !matches!(self.verdict, Verdict::Pass | Verdict::NotApplicable(_))
    }
}

/// A failure that the baseline expects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Expected {
    /// Why it is accepted for now.
    pub reason: String,
    /// The first day on which it is accepted no more, as `2027-06-01`.
    pub expires: Option<String>,
}

/// One of several attempts at a check.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Attempt {
    /// What it concluded.
    pub verdict: Verdict,
    /// Milliseconds from the start of the run to the start of the attempt.
    pub started_ms: u64,
    /// Wall time in milliseconds.
    pub duration_ms: u64,
    /// Steps in order.
    pub steps: Vec<StepResult>,
    /// What went wrong, unless the verdict is pass or not-applicable.
    pub failure: Option<Failure>,
    /// What was recorded. Empty for one that passed, and for the one whose evidence is the check's own.
    pub evidence: Evidence,
}

/// A section of a specification or of a provider's documentation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// As people cite it, for example `RFC 6749 section 10.12`.
    pub title: String,
    /// Where to read it.
    pub url: String,
}

/// What became of one step.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct StepResult {
    /// `Given`, `When`, `Then`, `And`, or `But`.
    pub keyword: String,
    /// Text of the step.
    pub text: String,
    /// Line in the feature file, from 1.
    pub line: usize,
    /// What became of it.
    pub status: StepStatus,
    /// Wall time in milliseconds.
    pub duration_ms: u64,
}

/// What became of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StepStatus {
    /// Ran to its end.
    Passed,
    /// Ended with the failure of the check.
    Failed,
    /// Did not run, because an earlier step failed.
    Skipped,
}

/// Why a check did not pass, in the order in which reports print it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// Text of the step that ended the check, with its keyword.
    pub step: String,
    /// What the source demands, in the terms of this run.
    pub expected: String,
    /// What was found instead.
    pub actual: String,
    /// What the provider did on purpose, where a fault was armed.
    pub provider: Option<String>,
    /// One thing to do.
    pub hint: Option<String>,
}

/// What was recorded during a check.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// One entry for each person's browser: of a check that did not pass, or as `--capture` says.
    pub pages: Vec<PageEvidence>,
    /// Requests at the provider that belong to this check, oldest first.
    pub exchanges: Vec<ExchangeRecord>,
    /// Faults that were armed for this check, as sentences.
    pub faults: Vec<String>,
}

/// Where one person's browser stood.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PageEvidence {
    /// Persona, for example `alice`.
    pub person: String,
    /// Address bar.
    pub url: String,
    /// Document title.
    pub title: String,
    /// Visible text, cut at 4 KiB.
    pub text: String,
    /// The last console lines and uncaught exceptions, oldest first.
    pub console: Vec<String>,
    /// The last 200 requests, oldest first.
    #[serde(default)]
    pub requests: Vec<RequestRecord>,
    /// With `--capture all`, the pages on the way on which something was looked for and found; at most 12.
    #[serde(default)]
    pub film: Vec<PictureRecord>,
    /// PNG in base64, absent when the browser could not take it.
    pub screenshot: Option<String>,
}

/// A request of a browser, to whomever it went.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RequestRecord {
    /// When it was sent, RFC 3339 in UTC, by this machine's clock.
    pub at: String,
    /// HTTP method.
    pub method: String,
    /// Full URL.
    pub url: String,
    /// What it is for, in the browser's word: `document`, `script`, `fetch`.
    pub kind: String,
    /// HTTP status; absent when there was no answer.
    pub status: Option<u16>,
    /// Milliseconds until the answer began.
    pub duration_ms: Option<u64>,
    /// Why there was no answer, in the browser's words.
    pub failure: Option<String>,
}

/// A page on the way.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PictureRecord {
    /// Address bar.
    pub url: String,
    /// PNG in base64.
    pub screenshot: String,
}

/// One request at the provider and its answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ExchangeRecord {
    /// Number in the provider's journal.
    pub id: u64,
    /// Number of the flow in the journal.
    pub flow: Option<u64>,
    /// RFC 3339 in UTC, by the provider's clock.
    pub at: String,
    /// Who asked: the browser (front channel) or the app (back channel).
    pub from: Party,
    /// Provider name, for example `google`.
    pub provider: String,
    /// Endpoint by its name in the specification, for example `token`.
    pub endpoint: String,
    /// HTTP method.
    pub method: String,
    /// Full URL.
    pub url: String,
    /// Request headers in order.
    pub request_headers: Vec<(String, String)>,
    /// Request body as text, cut at 16 KiB.
    pub request_body: String,
    /// HTTP status.
    pub status: u16,
    /// Response headers in order.
    pub response_headers: Vec<(String, String)>,
    /// Response body as text, cut at 16 KiB.
    pub response_body: String,
    /// Why the provider refused, in plain words, with what it found and expected.
    pub refusal: Option<String>,
    /// Id of the fault that altered this answer.
    pub fault: Option<String>,
}

/// A party of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Party {
    /// A person's browser.
    Browser,
    /// The target's server.
    App,
    /// The identity provider.
    Provider,
}

/// The end of a run.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RunEnd {
    /// Wall time of the checks in milliseconds.
    pub duration_ms: u64,
    /// True when Ctrl-C or a termination signal ended the run early.
    pub interrupted: bool,
    /// Process exit code that the run ends with.
    pub exit_code: u8,
    /// Entries of the baseline that are wrong by now; any fails the run.
    #[serde(default)]
    pub stale: Vec<Stale>,
}

/// An entry of the baseline that no longer says what is so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stale {
    /// The baseline file.
    pub file: String,
    /// Line of the entry, from 1.
    pub line: usize,
    /// Name of the target that contradicts it.
    pub target: String,
    /// The check that it names, with its provider if it names one: `cb-state-wrong/google`.
    pub check: String,
    /// What is wrong with it, as a sentence without a full stop.
    pub problem: String,
}
