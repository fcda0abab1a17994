//! The harness finds what is broken, and blames nothing else: each switchable flaw of the reference target makes
//! exactly those checks fail that are about it, and every other check passes.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;

use futures::future;
use futures::stream::{self, StreamExt as _};
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
        fail,
        warn: &[],
        unproved: &[],
        inapplicable: &[],
    }
}

/// A flaw in how ID tokens are looked at.
const fn google(
    defects: &'static str,
    kin: &'static [&'static str],
    fail: &'static [&'static str],
    warn: &'static [&'static str],
) -> Row {
    Row {
        provider: Some("google"),
        warn,
        ..row(defects, kin, fail)
    }
}

const CALLBACK: &[&str] = &[
    "cb-state-*",
    "cb-code-replay-*",
    "cb-happy-path",
    "cb-access-denied-kind",
    "req-state-present",
    "req-pkce-s256",
    "req-nonce-present",
    "req-client-id-once",
    "ses-second-person",
];
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
        warn: &["req-state-present"],
        inapplicable: &[
            "cb-state-missing",
            "cb-state-wrong",
            "cb-state-empty",
            "cb-state-near-miss",
        ],
        ..row(
            "state-absent",
            CALLBACK,
            &["cb-state-cookie-missing", "cb-state-other-browser"],
        )
    },
    Row {
        provider: Some("google"),
        inapplicable: &["cb-state-near-miss"],
        ..row(
            "state-absent,pkce-plain",
            CALLBACK,
            &[
                "req-state-present",
                "req-pkce-s256",
                "cb-state-missing",
                "cb-state-wrong",
                "cb-state-empty",
                "cb-state-cookie-missing",
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
            "cb-state-near-miss",
            "cb-state-other-browser-with-flow",
        ],
    ),
    row("state-not-consumed", CALLBACK, &["cb-state-replay"]),
    row(
        "state-any-known",
        CALLBACK,
        &[
            "cb-state-cookie-missing",
            "cb-state-other-browser",
            "cb-state-other-browser-with-flow",
        ],
    ),
    row(
        "state-server-cache-only",
        CALLBACK,
        &["cb-state-cookie-missing", "cb-state-other-browser"],
    ),
    row(
        "state-any-known,state-not-consumed",
        CALLBACK,
        &[
            "cb-state-replay",
            "cb-code-replay-other-browser",
            "cb-state-cookie-missing",
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
    row("shared-oauth-object", CALLBACK, &["ses-second-person"]),
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
        &["cb-access-denied-kind", "cb-happy-path", "sup-*"],
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
    row(
        "xfr-resume-by-url",
        &["xfr-transfer-token-single-use", "xfr-abandon-and-return"],
        &["xfr-transfer-token-single-use"],
    ),
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
    row(
        "captcha-ignored",
        &["clk-captcha*"],
        &["clk-captcha", "clk-captcha-transfer"],
    ),
    // The callback, and what other sites can do.
    row(
        "state-case-insensitive",
        &["cb-state-near-miss", "cb-happy-path*"],
        &["cb-state-near-miss"],
    ),
    row(
        "iss-ignored",
        &["cb-iss-wrong", "cb-happy-path-extra-params"],
        &["cb-iss-wrong"],
    ),
    Row {
        warn: &["cb-code-and-error"],
        ..row(
            "first-duplicate-wins",
            &["cb-duplicate-state", "cb-code-and-error", "cb-happy-path"],
            &["cb-duplicate-state"],
        )
    },
    Row {
        warn: &["req-start-needs-user-intent"],
        ..row(
            "start-on-get",
            &["req-start-needs-user-intent", "cb-happy-path"],
            &[],
        )
    },
    row(
        "con-init-get",
        &["con-connect-init-csrf", "con-connect-happy"],
        &["con-connect-init-csrf"],
    ),
    row(
        "con-disconnect-get",
        &["con-disconnect-csrf", "con-disconnect"],
        &["con-disconnect-csrf"],
    ),
    Row {
        warn: &["ses-logout-csrf"],
        ..row("ses-logout-get", &["ses-logout-csrf", "ses-logout-works"], &[])
    },
    row(
        "brw-framed",
        &["brw-frame-protection", "brw-cors-closed"],
        &["brw-frame-protection"],
    ),
    row(
        "brw-cors-reflect",
        &["brw-frame-protection", "brw-cors-closed"],
        &["brw-cors-closed"],
    ),
    // Sessions and their tasks.
    row(
        "ses-adopts-any-id",
        &["ses-fixation-set-by-attacker", "ses-second-person"],
        &["ses-fixation-set-by-attacker"],
    ),
    row(
        "ses-no-regenerate",
        &["ses-new-id-after-login", "ses-second-person"],
        &["ses-new-id-after-login"],
    ),
    row(
        "ses-no-httponly",
        &["ses-cookie-flags", "ses-new-id-after-login"],
        &["ses-cookie-flags"],
    ),
    row(
        "ses-task-ignored",
        &[
            "ses-task-organization-not-bypassed",
            "ses-task-new-password-not-bypassed",
            "sup-new-user",
        ],
        &[
            "ses-task-organization-not-bypassed",
            "ses-task-new-password-not-bypassed",
        ],
    ),
    // Connected accounts, tokens, native clients.
    row(
        "con-last-removable",
        &["con-disconnect-last-method", "con-disconnect"],
        &["con-disconnect-last-method"],
    ),
    Row {
        provider: Some("github"),
        ..row(
            "con-unverified-email-added",
            &["con-unverified-email-not-added", "con-different-email"],
            &["con-unverified-email-not-added"],
        )
    },
    Row {
        provider: Some("google"),
        ..row(
            "tks-refresh-drops-token",
            &["tks-refresh-5xx", "tks-refresh-on-expiry"],
            &["tks-refresh-5xx"],
        )
    },
    row(
        "tks-other-user",
        &["tks-not-to-other-user", "tks-given"],
        &["tks-not-to-other-user"],
    ),
    row(
        "nat-loopback-any",
        &["nat-loopback-*", "nat-sign-in"],
        &["nat-loopback-address"],
    ),
    // What nobody can foresee.
    row(
        "state-timestamp",
        &["req-state-unguessable", "req-pkce-fresh"],
        &["req-state-unguessable"],
    ),
    row(
        "pkce-constant-verifier",
        &["req-state-unguessable", "req-pkce-fresh"],
        &["req-pkce-fresh"],
    ),
    // Who somebody is.
    row(
        "acc-key-email",
        &["acc-identity-is-iss-sub", "sup-then-sign-in"],
        &["acc-identity-is-iss-sub"],
    ),
    google(
        "acc-missing-is-verified",
        &["acc-email-verified-missing-no-link", "ui-email-verified-types"],
        &["acc-email-verified-missing-no-link"],
        &[],
    ),
    google(
        "ui-verified-truthy",
        &["ui-email-verified-types", "sup-new-user"],
        &["ui-email-verified-types"],
        &[],
    ),
    Row {
        provider: Some("google"),
        ..row(
            "nonce-constant",
            &["req-state-unguessable", "req-nonce-unguessable"],
            &["req-nonce-unguessable"],
        )
    },
    // Token responses.
    row(
        "200-error-accepted",
        &["tok-error-in-200", "tok-token-type-case"],
        &["tok-error-in-200"],
    ),
    Row {
        provider: Some("google"),
        ..row(
            "no-access-token-accepted,idt-athash-failopen",
            &["tok-no-access-token", "tok-token-type-case"],
            &["tok-no-access-token"],
        )
    },
    Row {
        provider: Some("google"),
        ..row(
            "tok-idtoken-optional",
            &["tok-id-token-missing", "tok-token-type-case"],
            &["tok-id-token-missing"],
        )
    },
    Row {
        warn: &["tok-token-type-unknown"],
        ..row("token-type-ignored", &["tok-token-type-*"], &[])
    },
    // ID tokens.
    google(
        "idt-decode-only",
        &[
            "idt-control-resigned",
            "idt-sig-*",
            "idt-wrong-key",
            "idt-kid-unknown",
            "idt-jwk-header",
            "idt-alg-*",
            "idt-iss-wrong",
        ],
        &[
            "idt-sig-invalid",
            "idt-sig-removed",
            "idt-wrong-key",
            "idt-kid-unknown",
            "idt-jwk-header",
            "idt-alg-none",
            "idt-alg-hs256-pubkey",
        ],
        &[],
    ),
    google(
        "idt-jwk-header",
        &["idt-jwk-header", "idt-wrong-key", "idt-kid-unknown"],
        &["idt-jwk-header"],
        &[],
    ),
    google(
        "idt-no-iss",
        &["idt-iss-*", "idt-control-resigned"],
        &["idt-iss-wrong", "idt-iss-missing"],
        &["idt-iss-trailing-slash"],
    ),
    google(
        "idt-no-aud",
        &["idt-aud-*", "idt-azp-wrong"],
        &["idt-aud-wrong", "idt-aud-missing", "idt-aud-substring"],
        &["idt-aud-array-untrusted", "idt-azp-wrong"],
    ),
    google(
        "idt-aud-includes-string",
        &["idt-aud-*"],
        &["idt-aud-substring"],
        &[],
    ),
    google(
        "idt-no-azp",
        &["idt-aud-*", "idt-azp-wrong"],
        &[],
        &["idt-aud-array-untrusted", "idt-azp-wrong"],
    ),
    google(
        "idt-no-exp",
        &["idt-exp-*"],
        &["idt-exp-past", "idt-exp-missing"],
        &[],
    ),
    google(
        "idt-no-iat",
        &["idt-iat-*"],
        &[],
        &["idt-iat-missing", "idt-iat-future"],
    ),
    google(
        "idt-no-nbf",
        &["idt-nbf-future", "idt-iat-future"],
        &[],
        &["idt-nbf-future"],
    ),
    google(
        "idt-no-nonce",
        &["idt-nonce-*", "idt-control-resigned"],
        &["idt-nonce-wrong", "idt-nonce-missing"],
        &[],
    ),
    google(
        "idt-athash-failopen",
        &["idt-at-hash-*"],
        &[],
        &["idt-at-hash-wrong"],
    ),
    google(
        "idt-sub-missing-ok",
        &["idt-sub-missing", "idt-control-resigned"],
        &["idt-sub-missing"],
        &[],
    ),
    row(
        "error-500",
        &["clk-denied-*", "clk-sign-in-complete"],
        &["clk-denied-sign-in", "clk-denied-sign-up"],
    ),
];

/// Ids of checks by the word of their verdict.
type Outcome = BTreeMap<&'static str, BTreeSet<String>>;

/// What becomes of `checks` when the app has these flaws. One scenario at a time: some flaws let people of different
/// scenarios get into each other's way.
async fn outcome(defects: &str, checks: Vec<String>) -> (Outcome, String) {
    let options = Options {
        target_env: BTreeMap::from([("REFERENCE_DEFECTS".to_owned(), defects.to_owned())]),
        selection: Selection {
            names: checks,
            tags: None,
        },
        workers: 1,
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

/// What is wrong with the outcome of one row, if anything is.
async fn examine(row: &Row, provider: &str) -> Option<String> {
    let checks: Vec<String> = row.kin.iter().map(|id| format!("{id}/{provider}*")).collect();
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
    .map(|(word, list)| (word, ids(list)))
    .collect();
    (outcome != expected).then(|| format!("{}:\n{details}", row.defects))
}

/// As many apps at once, each with its flaw, a provider, and a browser of its own, as there are processors.
#[tokio::test(flavor = "multi_thread")]
async fn every_defect_fails_exactly_the_checks_about_it() {
    let at_once = std::thread::available_parallelism().map_or(2, NonZero::get);
    let turns = ["google", "github"].into_iter().cycle();
    let wrong: Vec<String> = stream::iter(TABLE.iter().zip(turns))
        .map(|(row, turn)| examine(row, row.provider.unwrap_or(turn)))
        .buffer_unordered(at_once)
        .filter_map(future::ready)
        .collect()
        .await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_negative_check_has_a_flaw_that_it_finds() {
    let found: BTreeSet<&str> = TABLE
        .iter()
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
