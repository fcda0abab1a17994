//! A browser that crashes in mid-run is replaced, and the scenario that lost it says so.
//!
//! Alone in its file: it looks for the browser among the children of its process.

use std::sync::Arc;

use harness::browser::Kind;
use harness::events::Event;
use harness::exit;
use harness::run::{self, Options};
use harness::selection::Selection;
use mock_provider::MockProvider;

/// The process of the browser that this process started, or its geckodriver. Debian starts Chromium from a shell script.
fn browser(kind: Kind) -> Option<i32> {
    let own = format!("PPid:\t{}", std::process::id());
    let processes: Vec<(i32, String, String)> = std::fs::read_dir("/proc")
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let status = std::fs::read_to_string(entry.path().join("status")).ok()?;
            let line = std::fs::read(entry.path().join("cmdline")).ok()?;
            Some((pid, status, String::from_utf8_lossy(&line).replace('\0', " ")))
        })
        .collect();
    let child_of = |parent: &str, is_it: &dyn Fn(&str) -> bool| {
        let parent = format!("{parent}\n");
        processes
            .iter()
            .find(|(_, status, line)| status.contains(&parent) && is_it(line))
            .map(|(pid, ..)| *pid)
    };
    let of = |pid: i32| format!("PPid:\t{pid}");
    match kind {
        Kind::Chromium => {
            let is_it = |line: &str| line.contains("--remote-debugging-port") && !line.contains("--type=");
            let started = child_of(&own, &is_it)?;
            Some(child_of(&of(started), &is_it).unwrap_or(started))
        }
        Kind::Firefox => {
            let driver = child_of(&own, &|line| line.contains("geckodriver"))?;
            let is_it = |line: &str| line.contains("--marionette") && !line.contains("-contentproc");
            let started = child_of(&of(driver), &is_it)?;
            Some(child_of(&of(started), &is_it).unwrap_or(started))
        }
    }
}

#[tokio::test]
async fn a_browser_that_is_killed_is_replaced_and_its_scenario_says_so() {
    killed(Kind::Chromium).await;
}

#[tokio::test]
async fn so_is_a_firefox() {
    killed(Kind::Firefox).await;
}

async fn killed(kind: Kind) {
    let provider = Arc::new(MockProvider::builder().port(0).start().await.expect("a provider"));
    let mut exchanges = provider.journal().subscribe();
    let killer = tokio::spawn(async move {
        // The third page of a provider stands in the middle of a scenario.
        let mut seen = 0;
        while seen < 3 {
            let exchange = exchanges.recv().await.expect("an exchange");
            seen += usize::from(exchange.endpoint == "sign-in" && exchange.method == "GET");
        }
        let pid = nix::unistd::Pid::from_raw(browser(kind).expect("a browser"));
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL).expect("a signal");
    });
    let options = Options {
        selection: Selection {
            names: vec!["sup-*".to_owned()],
            tags: None,
        },
        browser: kind,
        workers: 1,
        provider: Some(provider),
        ..Options::default()
    };
    let mut verdicts = Vec::new();
    let sink = |event: Event| {
        if let Event::CheckFinished(result) = event {
            verdicts.push((
                result.verdict.word(),
                result.verdict.reason().unwrap_or_default().to_owned(),
            ));
        }
    };
    let code = run::run(options, |_| {}, sink, std::future::pending())
        .await
        .expect("a run");
    killer.await.expect("the browser was killed");
    let count = |wanted: &str| verdicts.iter().filter(|(word, _)| *word == wanted).count();
    assert_eq!(
        (code, count("error"), count("pass")),
        (exit::NOT_JUDGED, 1, verdicts.len() - 1),
        "{verdicts:?}"
    );
}
