//! The harness finds what is broken, and blames nothing else: each switchable flaw of the reference target makes
//! exactly those checks fail that are about it, and every other check passes.

mod accounts;
mod answers;
mod attacks;
mod browser;
mod callback;
mod clerk;
mod further;
mod identity;
mod provider_ways;
mod row;
mod sessions;
mod sign_in;

use std::collections::{BTreeMap, BTreeSet};

use futures::future;
use futures::stream::{self, StreamExt as _};
use harness::{catalogue, run};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use row::Row;

/// Checks of a run as a whole, which have no row for each provider.
const WHOLE_RUN: [&str; 4] = [
    "brw-no-stack-trace",
    "brw-no-5xx",
    "brw-alive-after-run",
    "tks-not-in-logs",
];

/// Every flaw.
fn table() -> impl Iterator<Item = &'static Row> {
    let topics = [
        sign_in::TABLE,
        accounts::TABLE,
        callback::TABLE,
        sessions::TABLE,
        answers::TABLE,
        browser::TABLE,
        clerk::TABLE,
        identity::TABLE,
        further::TABLE,
        attacks::TABLE,
        provider_ways::TABLE,
    ];
    topics.into_iter().flatten()
}

/// Ids of checks by the word of their verdict.
type Outcome = BTreeMap<String, BTreeSet<String>>;

/// What becomes of `checks` when the app has these flaws, in a process of its own. One scenario at a time: some flaws
/// let people of different scenarios get into each other's way.
async fn outcome(defects: &str, checks: Vec<String>) -> (Outcome, String) {
    let folder = TempDir::new().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_harness"))
        .arg("run")
        .args(checks)
        .args(["--workers", "1", "--capture", "off", "--target-env"])
        .arg(format!("REFERENCE_DEFECTS={defects}"))
        .arg("--report-dir")
        .arg(folder.path())
        .kill_on_drop(true)
        .output()
        .await
        .expect("the program runs");
    let results = std::fs::read(folder.path().join("results.json"))
        .unwrap_or_else(|_| panic!("{defects}: {}", String::from_utf8_lossy(&output.stderr)));
    let results: Value = serde_json::from_slice(&results).expect("JSON");
    let (mut outcome, mut details) = (Outcome::new(), String::new());
    for check in results["checks"].as_array().expect("checks") {
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let (word, id) = (text(&check["verdict"]["verdict"]), text(&check["id"]));
        if word != "pass" {
            details += &format!("{word} {id}/{} {}\n", check["instance"], check["failure"]);
        }
        outcome.entry(word).or_default().insert(id);
    }
    // A check that passes for one provider and fails for the other counts by its failure.
    let failed: BTreeSet<String> = outcome
        .iter()
        .filter(|(word, _)| *word != "pass")
        .flat_map(|(_, ids)| ids.clone())
        .collect();
    outcome
        .entry("pass".to_owned())
        .or_default()
        .retain(|id| !failed.contains(id));
    (outcome, details)
}

fn ids(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|&id| id.to_owned()).collect()
}

/// What is wrong with the outcome of one row, if anything is.
async fn examine(row: &Row, provider: &str) -> Option<String> {
    let checks: Vec<String> = row
        .kin
        .iter()
        .map(|id| match WHOLE_RUN.contains(id) {
            true => (*id).to_owned(),
            false => format!("{id}/{provider}*"),
        })
        .collect();
    let (mut outcome, details) = outcome(row.defects, checks).await;
    outcome.remove("pass");
    let expected: Outcome = [
        ("fail", row.fail),
        ("warn", row.warn),
        ("inconclusive", row.unproved),
        ("not-applicable", row.inapplicable),
    ]
    .into_iter()
    .filter(|(_, list)| !list.is_empty())
    .map(|(word, list)| (word.to_owned(), ids(list)))
    .collect();
    (outcome != expected).then(|| format!("{}:\n{details}", row.defects))
}

/// As many apps at once, each with its flaw, a provider, and a browser of its own, as a run has workers.
#[tokio::test]
async fn every_defect_fails_exactly_the_checks_about_it() {
    let turns = ["google", "github"].into_iter().cycle();
    let wrong: Vec<String> = stream::iter(table().zip(turns))
        .map(|(row, turn)| examine(row, row.provider.unwrap_or(turn)))
        .buffer_unordered(run::default_workers())
        .filter_map(future::ready)
        .collect()
        .await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_negative_check_has_a_flaw_that_it_finds() {
    let found: BTreeSet<&str> = table()
        .flat_map(|row| row.fail.iter().chain(row.warn))
        .copied()
        .chain(["req-nonce-present"])
        .collect();
    let checks = catalogue::checks(&catalogue::features().expect("Gherkin")).expect("checks");
    let security = checks
        .iter()
        .filter(|check| check.negative || check.file.starts_with("security/"));
    let blind: BTreeSet<&str> = security
        .map(|check| check.id.as_str())
        .filter(|id| !found.contains(id))
        .collect();
    assert!(
        blind.is_empty(),
        "no flaw shows that these checks can fail: {blind:?}"
    );
}

/// `nonce-absent` breaches a SHOULD, which warns.
#[tokio::test]
async fn a_breach_of_a_should_warns() {
    let (outcome, details) = outcome("nonce-absent", vec!["req-*/google".to_owned()]).await;
    assert_eq!(
        outcome.get("warn"),
        Some(&ids(&["req-nonce-present"])),
        "{details}"
    );
    assert_eq!(
        outcome.keys().collect::<Vec<_>>(),
        ["not-applicable", "pass", "warn"],
        "{details}"
    );
    assert_eq!(
        outcome.get("not-applicable"),
        Some(&ids(&["req-nonce-unguessable"])),
        "{details}"
    );
}

/// A right decision in an ugly manner warns, once all that follows it in the scenario has been seen to hold.
#[tokio::test]
async fn a_refusal_with_an_error_page_of_the_server_warns() {
    let checks = vec![
        "cb-state-wrong/google".to_owned(),
        "cb-state-other-browser/github".to_owned(),
    ];
    let (outcome, details) = outcome("callback-error-500", checks).await;
    assert_eq!(
        outcome.get("warn"),
        Some(&ids(&["cb-state-other-browser", "cb-state-wrong"])),
        "{details}"
    );
    assert!(
        details.contains("sees a readable page with a way on") && details.contains("HTTP status 500"),
        "{details}"
    );
}
