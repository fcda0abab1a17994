//! Checks that run more than once.

use std::sync::Arc;

use harness::attempts::Rounds;
use harness::events::{CheckResult, Event};
use harness::exit;
use harness::run::{self, Options};
use harness::selection::Selection;
use mock_provider::MockProvider;
use mock_provider::faults::{Change, Fault, Scope};

use crate::support::{FLAW, Folder};

/// Runs one check at whose first sign-in the provider sends a wrong state, once.
async fn disturbed_once(rounds: Rounds, flaky_fails: bool) -> (u8, CheckResult) {
    let provider = Arc::new(MockProvider::builder().port(0).start().await.expect("a provider"));
    let options = Options {
        selection: Selection {
            names: vec!["cb-happy-path/google".to_owned()],
            tags: None,
        },
        rounds,
        flaky_fails,
        provider: Some(Arc::clone(&provider)),
        ..Options::default()
    };
    let mut result = None;
    let sink = |event: Event| match event {
        Event::TargetStarted(_) => {
            provider.arm(Fault {
                name: "state-wrong".to_owned(),
                scope: Scope::default(),
                times: Some(1),
                change: Change::AuthorizationResponse {
                    set: std::iter::once(("state".to_owned(), "somebody-elses-state".to_owned())).collect(),
                    remove: Vec::new(),
                },
            });
        }
        Event::CheckFinished(finished) => result = Some(*finished),
        _ => {}
    };
    let code = run::run(options, |_| {}, sink, std::future::pending())
        .await
        .expect("a run");
    (code, result.expect("a result"))
}

fn words(result: &CheckResult) -> Vec<&'static str> {
    result
        .attempts
        .iter()
        .map(|attempt| attempt.verdict.word())
        .collect()
}

#[tokio::test]
async fn a_check_that_passes_when_it_is_tried_again_is_flaky() {
    let rounds = Rounds {
        repeat: 1,
        retries: 3,
    };
    let (code, result) = disturbed_once(rounds, false).await;
    assert_eq!((code, result.verdict.word()), (exit::CONFORMANT, "flaky"));
    assert_eq!(
        words(&result),
        ["inconclusive", "pass"],
        "no attempt after one that passed"
    );
    let reason = result.verdict.reason().unwrap_or_default();
    assert!(reason.starts_with("1 of 2 attempts did not pass: "), "{reason}");
    assert!(
        result.failure.is_some() && !result.evidence.exchanges.is_empty(),
        "the attempt that failed tells most"
    );
    let (code, result) = disturbed_once(rounds, true).await;
    assert_eq!((code, result.verdict.word()), (exit::BROKEN, "flaky"));
}

#[tokio::test]
async fn a_check_that_fails_once_in_three_repetitions_is_flaky() {
    let rounds = Rounds {
        repeat: 3,
        retries: 0,
    };
    let (code, result) = disturbed_once(rounds, true).await;
    assert_eq!((code, result.verdict.word()), (exit::BROKEN, "flaky"));
    let mut words = words(&result);
    // Attempts run side by side, and any of them may be the one that met the fault.
    words.sort_unstable();
    assert_eq!(words, ["inconclusive", "pass", "pass"]);
}

#[test]
fn repetitions_are_counted_and_reported_as_one_check() {
    let folder = Folder::new();
    let (code, text) = folder.harness(&["run", "cb-happy-path/google", "--repeat", "3", "--workers", "2"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("Running 1 check, 3 times each"), "{text}");
    let results = folder.results("harness-report");
    assert_eq!(results.checks.len(), 1);
    assert_eq!(words(&results.checks[0]), ["pass", "pass", "pass"]);
    let [first, second, _] = &results.checks[0].attempts[..] else {
        panic!("three attempts");
    };
    assert!(
        second.started_ms < first.started_ms + first.duration_ms,
        "one worker waited while the other had work"
    );
}

#[test]
fn a_check_that_fails_every_time_has_failed() {
    let folder = Folder::new();
    folder.target("flawed", FLAW);
    let (code, text) = folder.harness(&[
        "run",
        "--target",
        "flawed",
        "cb-state-replay/google",
        "--retries",
        "1",
    ]);
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("TRY [") && text.contains("attempt ended in fail"),
        "{text}"
    );
    assert!(text.contains("Attempts     fail, fail"), "{text}");
    let results = folder.results("harness-report");
    assert_eq!(words(&results.checks[0]), ["fail", "fail"]);
    let (code, text) = folder.harness(&["run", "--retries", "1", "--repeat", "2"]);
    assert_eq!(code, 2, "{text}");
}
