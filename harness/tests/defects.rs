//! The harness finds what is broken, and blames nothing else: each switchable flaw of the reference target makes
//! exactly those checks fail that are about it, and every other check passes.

use std::collections::{BTreeMap, BTreeSet};

use harness::catalogue;
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
    /// Checks to run, as patterns of ids: those about the flaw with their kin, and honest flows beside them.
    kin: &'static [&'static str],
    /// Scenarios at once: one where the flaw lets people of different scenarios get into each other's way.
    workers: usize,
    /// Ids of the checks that fail.
    fail: &'static [&'static str],
    /// Ids of the checks that warn.
    warn: &'static [&'static str],
    /// Ids of the checks whose control fails, so that they prove nothing.
    unproved: &'static [&'static str],
    /// Ids of the checks about something that the flawed app does not have.
    inapplicable: &'static [&'static str],
}

const fn row(defects: &'static str, kin: &'static [&'static str], fail: &'static [&'static str]) -> Row {
    Row {
        defects,
        provider: None,
        kin,
        workers: 2,
        fail,
        warn: &[],
        unproved: &[],
        inapplicable: &[],
    }
}

const CALLBACK: &[&str] = &["cb-*", "req-*", "ses-second-person"];
const ACCOUNT: &[&str] = &[
    "xfr-signup-known-*",
    "xfr-signin-unknown-*",
    "xfr-missing-requirements",
    "xfr-missing-requirements-validated",
    "xfr-missing-requirements-after-transfer",
    "xfr-pending-*",
    "sup-new-user",
    "sup-then-sign-in",
    "cb-happy-path",
];
const FACTOR: &[&str] = &[
    "mfa-totp",
    "mfa-backup-code*",
    "mfa-wrong-code",
    "mfa-not-bypassed",
    "mfa-pending-*",
    "cb-happy-path",
    "sup-then-sign-in",
];

const TABLE: &[Row] = &[
    // PKCE could take the place of the state if the verifier were tied to the browser; a browser with an attempt of
    // its own sends that attempt's verifier, which the provider refuses.
    Row {
        workers: 1,
        warn: &["req-state-present"],
        inapplicable: &["cb-state-missing", "cb-state-wrong", "cb-state-empty"],
        ..row("state-absent", CALLBACK, &["cb-state-other-browser"])
    },
    Row {
        workers: 1,
        provider: Some("google"),
        ..row(
            "state-absent,pkce-plain",
            CALLBACK,
            &[
                "req-state-present",
                "req-pkce-s256",
                "cb-state-missing",
                "cb-state-wrong",
                "cb-state-empty",
                "cb-state-other-browser",
                "cb-state-other-browser-with-flow",
            ],
        )
    },
    row("state-check-only-if-present", CALLBACK, &["cb-state-missing"]),
    row("state-check-inverted-empty", CALLBACK, &["cb-state-empty"]),
    row(
        "state-wrong-accepted",
        CALLBACK,
        &[
            "cb-state-missing",
            "cb-state-wrong",
            "cb-state-empty",
            "cb-state-other-browser-with-flow",
        ],
    ),
    row("state-not-consumed", CALLBACK, &["cb-state-replay"]),
    row(
        "state-any-known",
        CALLBACK,
        &["cb-state-other-browser", "cb-state-other-browser-with-flow"],
    ),
    row("state-server-cache-only", CALLBACK, &["cb-state-other-browser"]),
    row(
        "state-any-known,state-not-consumed",
        CALLBACK,
        &[
            "cb-state-replay",
            "cb-code-replay-other-browser",
            "cb-state-other-browser",
            "cb-state-other-browser-with-flow",
        ],
    ),
    // The wrong decision counts, not that its page is ugly too.
    row(
        "state-any-known,state-not-consumed,callback-error-500",
        &["cb-code-replay-other-browser", "cb-happy-path"],
        &["cb-code-replay-other-browser"],
    ),
    Row {
        workers: 1,
        ..row("shared-oauth-object", CALLBACK, &["ses-second-person"])
    },
    Row {
        provider: Some("google"),
        ..row("pkce-plain", CALLBACK, &["req-pkce-s256"])
    },
    Row {
        provider: Some("github"),
        ..row("duplicate-scope-param", CALLBACK, &["req-client-id-once"])
    },
    row(
        "error-500",
        &["cb-*", "sup-*"],
        &["cb-access-denied-kind", "sup-access-denied-kind"],
    ),
    row(
        "xfr-signup-duplicates-account",
        ACCOUNT,
        &["xfr-signup-known-becomes-signin"],
    ),
    row(
        "xfr-signin-unknown-refused",
        ACCOUNT,
        &[
            "xfr-signin-unknown-becomes-signup",
            "xfr-missing-requirements-after-transfer",
        ],
    ),
    row(
        "missing-fields-unvalidated",
        ACCOUNT,
        &["xfr-missing-requirements-validated"],
    ),
    row(
        "xfr-session-before-complete",
        ACCOUNT,
        &[
            "xfr-pending-signup-hides-nothing",
            "xfr-missing-requirements-validated",
        ],
    ),
    Row {
        unproved: &["mfa-backup-code-once"],
        ..row(
            "mfa-skipped",
            FACTOR,
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
        FACTOR,
        &[
            "mfa-not-bypassed",
            "mfa-pending-session-limited",
            "mfa-wrong-code",
            "mfa-backup-code-once",
        ],
    ),
    row("mfa-any-code", FACTOR, &["mfa-wrong-code"]),
    row("backup-code-reusable", FACTOR, &["mfa-backup-code-once"]),
    // Accounts: one check that fails, and one beside it that does not.
    row(
        "con-no-state",
        &["con-connect-csrf", "con-connect-happy"],
        &["con-connect-csrf"],
    ),
    row(
        "con-session-at-callback",
        &["con-connect-other-session", "con-connect-csrf"],
        &["con-connect-other-session"],
    ),
    row(
        "con-moves-identity",
        &["con-already-linked-elsewhere", "con-different-email"],
        &["con-already-linked-elsewhere"],
    ),
    row(
        "con-scope-swap",
        &["con-scope-step-different-user", "con-additional-scopes"],
        &["con-scope-step-different-user"],
    ),
    row(
        "con-email-overwritten",
        &["con-different-email", "con-connect-happy"],
        &["con-different-email"],
    ),
    row(
        "con-disconnect-ignored",
        &["con-disconnect", "con-connect-happy"],
        &["con-disconnect"],
    ),
    row(
        "connect-only-ignored",
        &[
            "con-connect-only",
            "clk-connect-only-refused",
            "con-connect-happy",
        ],
        &["con-connect-only", "clk-connect-only-refused"],
    ),
    row(
        "tks-in-signed-cookie",
        &["tks-not-in-browser", "tks-given"],
        &["tks-not-in-browser"],
    ),
    Row {
        provider: Some("google"),
        ..row(
            "tks-rotation-lost",
            &["tks-refresh-rotation-stored", "tks-refresh-kept"],
            &["tks-refresh-rotation-stored"],
        )
    },
    Row {
        provider: Some("google"),
        ..row(
            "tks-refresh-sub-unchecked",
            &["tks-refresh-idtoken-sub", "tks-refresh-on-expiry"],
            &["tks-refresh-idtoken-sub"],
        )
    },
    row(
        "ses-logout-client-only",
        &["ses-logout-works", "ses-concurrent-devices"],
        &["ses-logout-works"],
    ),
    row(
        "ses-silent-merge",
        &[
            "ses-existing-session-other-user",
            "ses-logout-then-login-asks-right-person",
        ],
        &["ses-existing-session-other-user"],
    ),
    row(
        "ses-no-regenerate",
        &["ses-fixation", "ses-second-person"],
        &["ses-fixation"],
    ),
    Row {
        workers: 1,
        ..row(
            "xfr-resume-by-url",
            &["xfr-transfer-token-single-use", "xfr-abandon-and-return"],
            &["xfr-transfer-token-single-use"],
        )
    },
    row(
        "xfr-invite-only-bypassed",
        &[
            "xfr-signup-closed",
            "sup-waitlist",
            "sup-closed-keeps-members",
            "clk-sign-up-restricted",
            "clk-sign-up-waitlist",
        ],
        &[
            "xfr-signup-closed",
            "sup-waitlist",
            "clk-sign-up-restricted",
            "clk-sign-up-waitlist",
        ],
    ),
    row(
        "xfr-blocklist-signup-only",
        &["xfr-blocklist", "sup-allowlist", "clk-not-allowed"],
        &["xfr-blocklist", "clk-not-allowed"],
    ),
    row(
        "acc-allowlist-re-match",
        &["acc-allowlist-anchored", "sup-allowlist"],
        &["acc-allowlist-anchored"],
    ),
    Row {
        provider: Some("google"),
        ..row(
            "acc-link-unverified",
            &["acc-unverified-email-*", "acc-verified-email-link"],
            &["acc-unverified-email-no-link", "acc-unverified-email-proved"],
        )
    },
    row(
        "acc-prehijack-keeps-password",
        &["acc-prehijack-classic-federated", "acc-verified-email-link"],
        &["acc-prehijack-classic-federated"],
    ),
    Row {
        provider: Some("google"),
        ..row(
            "ui-verified-truthy",
            &["sup-unverified-email", "sup-new-user"],
            &["sup-unverified-email"],
        )
    },
    Row {
        provider: Some("github"),
        ..row(
            "xfr-typed-email-trusted",
            &["xfr-missing-requirements-email-typed", "sup-new-user"],
            &["xfr-missing-requirements-email-typed"],
        )
    },
    row(
        "xfr-phone-unverified",
        &["xfr-missing-phone-proved", "sup-new-user"],
        &["xfr-missing-phone-proved"],
    ),
    row(
        "mfa-dropped-by-linking",
        &["mfa-linking-needs-it", "mfa-not-bypassed"],
        &["mfa-linking-needs-it"],
    ),
    row(
        "mfa-skipped",
        &["mfa-after-sign-up-transfer", "xfr-signup-known-*"],
        &["mfa-after-sign-up-transfer"],
    ),
    row(
        "lock-ignored-by-provider",
        &["lock-oauth-while-locked", "clk-user-locked", "cb-happy-path"],
        &["lock-oauth-while-locked", "clk-user-locked"],
    ),
    row(
        "ses-task-ignored",
        &["ses-task-not-bypassed", "sup-new-user"],
        &["ses-task-not-bypassed"],
    ),
    row(
        "nat-any-redirect",
        &["nat-redirect-*", "nat-sign-in"],
        &["nat-redirect-allowlisted", "nat-redirect-prefix"],
    ),
    row("nat-prefix", &["nat-redirect-*"], &["nat-redirect-prefix"]),
    row("nat-nonce-reusable", &["nat-nonce-*"], &["nat-nonce-single-use"]),
    row("nat-nonce-unbound", &["nat-nonce-*"], &["nat-nonce-bound"]),
    row(
        "ses-no-regenerate",
        &["nat-unredeemed", "cb-happy-path"],
        &["nat-unredeemed"],
    ),
    row(
        "client-trust-skipped",
        &["clk-client-trust-*"],
        &["clk-client-trust-password"],
    ),
    row(
        "single-session-ignored",
        &["clk-session-exists", "clk-sign-in-complete"],
        &["clk-session-exists"],
    ),
    row(
        "xfr-transfer-of-nothing",
        &["clk-nothing-to-transfer", "clk-sign-in-complete"],
        &["clk-nothing-to-transfer"],
    ),
    row("captcha-ignored", &["clk-captcha"], &["clk-captcha"]),
    row(
        "error-500",
        &["clk-denied-*", "clk-sign-in-complete"],
        &["clk-denied-sign-in", "clk-denied-sign-up"],
    ),
];

/// Ids of checks by the word of their verdict.
type Outcome = BTreeMap<&'static str, BTreeSet<String>>;

async fn outcome(defects: &str, checks: Vec<String>, workers: usize) -> (Outcome, String) {
    let options = Options {
        target_env: BTreeMap::from([("REFERENCE_DEFECTS".to_owned(), defects.to_owned())]),
        selection: Selection {
            names: checks,
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
        let provider = row.provider.unwrap_or(turn);
        let checks: Vec<String> = row.kin.iter().map(|id| format!("{id}/{provider}*")).collect();
        let (mut outcome, details) = outcome(row.defects, checks, row.workers).await;
        let failed = outcome.remove("fail").unwrap_or_default();
        let mut as_expected = failed == ids(row.fail);
        for (word, expected) in [
            ("warn", row.warn),
            ("inconclusive", row.unproved),
            ("not-applicable", row.inapplicable),
        ] {
            as_expected &= outcome.remove(word).unwrap_or_default() == ids(expected);
        }
        outcome.remove("pass");
        if !(as_expected && outcome.is_empty()) {
            wrong.push(format!("{}:\n{details}", row.defects));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_negative_check_has_a_flaw_that_it_finds() {
    let found: BTreeSet<&str> = TABLE
        .iter()
        .flat_map(|row| row.fail)
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
    let (outcome, details) = outcome("nonce-absent", vec!["req-*/google".to_owned()], 2).await;
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

/// A right decision in an ugly manner warns, once all that follows it in the scenario has been seen to hold.
#[tokio::test]
async fn a_refusal_with_an_error_page_of_the_server_warns() {
    let checks = vec![
        "cb-state-wrong/google".to_owned(),
        "cb-state-other-browser/github".to_owned(),
    ];
    let (outcome, details) = outcome("callback-error-500", checks, 2).await;
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

#[tokio::test]
async fn the_reference_target_without_a_defect_is_faultless() {
    let (outcome, details) = outcome("", Vec::new(), 2).await;
    assert_eq!(outcome.keys().copied().collect::<Vec<_>>(), ["pass"], "{details}");
}
