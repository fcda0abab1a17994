//! Flaws of accounts: one check that fails, and one beside it that does not.

use crate::row::{Row, row};

pub(crate) const TABLE: &[Row] = &[
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
];
