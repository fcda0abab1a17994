//! Flaws of sign-in, sign-up, transfer, and the second factor.

use crate::row::{Row, row};

const CALLBACK: &[&str] = &[
    "cb-state-missing",
    "cb-state-wrong",
    "cb-state-empty",
    "cb-state-near-miss",
    "cb-state-cookie-missing",
    "cb-state-replay",
    "cb-state-other-*",
    "cb-code-replay-*",
    "cb-happy-path",
    "cb-access-denied-kind",
    "req-state-present",
    "req-pkce-s256",
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

pub(crate) const TABLE: &[Row] = &[
    // PKCE could take the place of the state if the verifier were tied to the browser; a browser with an attempt of
    // its own sends that attempt's verifier, which the provider refuses. Without a state the app takes any attempt that
    // is open, so that a used answer is tried again with what somebody else left open.
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
            &[
                "cb-state-cookie-missing",
                "cb-state-replay",
                "cb-code-replay-other-browser",
                "cb-state-other-browser",
            ],
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
                "cb-state-replay",
                "cb-code-replay-other-browser",
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
];
