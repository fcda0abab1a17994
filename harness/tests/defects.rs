//! The harness finds what is broken, and blames nothing else: each switchable flaw of the reference target makes
//! exactly those checks fail that are about it, and every other check passes.

use std::collections::{BTreeMap, BTreeSet};

use harness::events::Event;
use harness::run::{self, Options};
use harness::selection::Selection;

/// What one flaw must lead to.
struct Row {
    /// Ids for `REFERENCE_DEFECTS`.
    defects: &'static str,
    /// Provider whose rows run. The two take turns, but for flaws that break the sign-in with one of them as a
    /// whole, because that provider refuses what the flawed app sends.
    provider: Option<&'static str>,
    /// Scenarios at once: one where the flaw lets people of different scenarios get into each other's way.
    workers: usize,
    /// Ids of the checks that fail.
    fail: &'static [&'static str],
    /// Ids of the checks whose control fails, so that they prove nothing.
    unproved: &'static [&'static str],
}

const fn row(defects: &'static str, fail: &'static [&'static str]) -> Row {
    Row {
        defects,
        provider: None,
        workers: 2,
        fail,
        unproved: &[],
    }
}

const TABLE: &[Row] = &[
    Row {
        workers: 1,
        ..row(
            "state-absent",
            &[
                "req-state-present",
                "cb-state-missing",
                "cb-state-wrong",
                "cb-state-empty",
                "cb-state-other-browser",
                "cb-state-other-browser-with-flow",
            ],
        )
    },
    row("state-check-only-if-present", &["cb-state-missing"]),
    row("state-check-inverted-empty", &["cb-state-empty"]),
    row(
        "state-wrong-accepted",
        &[
            "cb-state-missing",
            "cb-state-wrong",
            "cb-state-empty",
            "cb-state-other-browser-with-flow",
        ],
    ),
    row("state-not-consumed", &["cb-state-replay"]),
    row(
        "state-any-known",
        &["cb-state-other-browser", "cb-state-other-browser-with-flow"],
    ),
    row("state-server-cache-only", &["cb-state-other-browser"]),
    row(
        "state-any-known,state-not-consumed",
        &[
            "cb-state-replay",
            "cb-code-replay-other-browser",
            "cb-state-other-browser",
            "cb-state-other-browser-with-flow",
        ],
    ),
    Row {
        workers: 1,
        ..row("shared-oauth-object", &["ses-second-person"])
    },
    Row {
        provider: Some("google"),
        ..row("pkce-plain", &["req-pkce-s256"])
    },
    Row {
        provider: Some("github"),
        ..row("duplicate-scope-param", &["req-client-id-once"])
    },
    Row {
        provider: Some("github"),
        ..row("response-type-token", &["req-response-type-code"])
    },
    row("error-500", &["cb-access-denied-kind", "sup-access-denied-kind"]),
    row(
        "xfr-signup-duplicates-account",
        &["xfr-signup-known-becomes-signin"],
    ),
    row(
        "xfr-signin-unknown-refused",
        &[
            "xfr-signin-unknown-becomes-signup",
            "xfr-missing-requirements-after-transfer",
        ],
    ),
    row(
        "missing-fields-unvalidated",
        &["xfr-missing-requirements-validated"],
    ),
    row(
        "xfr-session-before-complete",
        &[
            "xfr-pending-signup-hides-nothing",
            "xfr-missing-requirements-validated",
        ],
    ),
    Row {
        unproved: &["mfa-backup-code-once"],
        ..row(
            "mfa-skipped",
            &[
                "mfa-totp",
                "mfa-backup-code",
                "mfa-wrong-code",
                "mfa-not-bypassed",
                "mfa-pending-session-limited",
            ],
        )
    },
    row(
        "mfa-pending-is-session",
        &[
            "mfa-not-bypassed",
            "mfa-pending-session-limited",
            "mfa-wrong-code",
            "mfa-backup-code-once",
        ],
    ),
    row("mfa-any-code", &["mfa-wrong-code"]),
    row("backup-code-reusable", &["mfa-backup-code-once"]),
];

/// Ids of checks by the word of their verdict.
type Outcome = BTreeMap<&'static str, BTreeSet<String>>;

async fn outcome(defects: &str, checks: &str, workers: usize) -> (Outcome, String) {
    let options = Options {
        target_env: BTreeMap::from([("REFERENCE_DEFECTS".to_owned(), defects.to_owned())]),
        selection: Selection {
            names: vec![checks.to_owned()],
            tags: None,
        },
        workers,
        ..Options::default()
    };
    let (mut outcome, mut details) = (Outcome::new(), String::new());
    let sink = |event: Event| {
        if let Event::CheckFinished(result) = event {
            let word = result.verdict.word();
            outcome.entry(word).or_default().insert(result.id.clone());
            if word != "pass" {
                details += &format!("{word} {} {:?}\n", result.address(), result.failure);
            }
        }
    };
    run::run(options, |_| {}, sink, std::future::pending())
        .await
        .expect("a run");
    // A check that passes for one provider and fails for the other counts by its failure.
    let failed: BTreeSet<String> = outcome
        .iter()
        .filter(|(word, _)| **word != "pass")
        .flat_map(|(_, ids)| ids.clone())
        .collect();
    outcome
        .entry("pass")
        .or_default()
        .retain(|id| !failed.contains(id));
    (outcome, details)
}

fn ids(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|&id| id.to_owned()).collect()
}

#[tokio::test]
async fn every_defect_fails_exactly_the_checks_about_it() {
    let mut wrong = Vec::new();
    for (row, turn) in TABLE.iter().zip(["google", "github"].into_iter().cycle()) {
        let checks = format!("*/{}*", row.provider.unwrap_or(turn));
        let (mut outcome, details) = outcome(row.defects, &checks, row.workers).await;
        let failed = outcome.remove("fail").unwrap_or_default();
        let unproved = outcome.remove("inconclusive").unwrap_or_default();
        outcome.remove("pass");
        if failed != ids(row.fail) || unproved != ids(row.unproved) || !outcome.is_empty() {
            wrong.push(format!("{}:\n{details}", row.defects));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `nonce-absent` breaches a SHOULD, which warns.
#[tokio::test]
async fn a_breach_of_a_should_warns() {
    let (outcome, details) = outcome("nonce-absent", "req-*/google", 2).await;
    assert_eq!(
        outcome.get("warn"),
        Some(&ids(&["req-nonce-present"])),
        "{details}"
    );
    assert_eq!(
        outcome.keys().copied().collect::<Vec<_>>(),
        ["pass", "warn"],
        "{details}"
    );
}

#[tokio::test]
async fn the_reference_target_without_a_defect_is_faultless() {
    let (outcome, details) = outcome("", "*", 2).await;
    assert_eq!(outcome.keys().copied().collect::<Vec<_>>(), ["pass"], "{details}");
}
