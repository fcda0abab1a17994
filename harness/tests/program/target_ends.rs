//! A target that ends in mid-run: the scenario of which it died fails, those beside it are judged all the same, and what
//! it has printed until then is not forgotten.

use std::collections::BTreeMap;
use std::sync::Arc;

use harness::events::Event;
use harness::exit;
use harness::run::{self, Options};
use harness::selection::Selection;
use mock_provider::MockProvider;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::support::{processes_of, reference_program, runs};

#[tokio::test]
async fn it_is_started_anew_and_the_scenario_of_which_it_died_fails() {
    let folder = TempDir::new().expect("a folder");
    let program = reference_program(folder.path());
    let manifest = include_str!("../../../fixtures/targets/reference/target.toml").replace(
        "embedded = \"reference\"",
        // Only the first one that is started tells its secret.
        &format!(
            "command = [\"sh\", \"-c\", \"\"\"
                if [ ! -e told ]; then touch told; echo {{google.client_secret}}; fi
                exec {}
            \"\"\"]",
            program.display()
        ),
    );
    let path = folder.path().join("target.toml");
    std::fs::write(&path, manifest).expect("a manifest");

    let provider = Arc::new(MockProvider::builder().port(0).start().await.expect("a provider"));
    let mut exchanges = provider.journal().subscribe();
    let dying = program.clone();
    let killer = tokio::spawn(async move {
        // The app does not survive that somebody cancels.
        while let Ok(exchange) = exchanges.recv().await {
            let denied = exchange
                .response_headers
                .iter()
                .any(|(name, value)| name == "location" && value.contains("error=access_denied"));
            for pid in processes_of(&dying).into_iter().filter(|_| denied) {
                kill(Pid::from_raw(pid), Signal::SIGKILL).expect("a signal");
            }
        }
    });
    let names = [
        "sup-access-denied-kind/google",
        "sup-new-user/google",
        "sup-then-sign-in/google",
        "tks-not-in-logs",
    ];
    let options = Options {
        targets: vec![path],
        selection: Selection {
            names: names.map(str::to_owned).to_vec(),
            tags: None,
        },
        workers: 3,
        provider: Some(provider),
        ..Options::default()
    };
    let (mut verdicts, mut why) = (BTreeMap::new(), String::new());
    let sink = |event: Event| {
        if let Event::CheckFinished(result) = event {
            verdicts.insert(result.id.clone(), result.verdict.word());
            why += &result.failure.map(|failure| failure.actual).unwrap_or_default();
        }
    };
    let code = run::run(options, |_| {}, sink, std::future::pending())
        .await
        .expect("a run");
    killer.abort();
    assert_eq!(code, exit::BROKEN, "{verdicts:?} {why}");
    let expected = [
        ("sup-access-denied-kind", "fail"),
        ("sup-new-user", "pass"),
        ("sup-then-sign-in", "pass"),
        ("tks-not-in-logs", "warn"),
    ];
    let expected: BTreeMap<String, &str> = expected.map(|(id, word)| (id.to_owned(), word)).into();
    assert_eq!(verdicts, expected, "{why}");
    assert!(why.contains("the target ended (signal: 9"), "{why}");
    assert!(why.contains("the target printed the client secret"), "{why}");
    assert!(!runs(&program), "the target still runs");
}
