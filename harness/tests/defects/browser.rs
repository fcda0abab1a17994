//! Flaws that show in what people and their browsers do around the callback.

use crate::row::{Row, row};

pub(crate) const TABLE: &[Row] = &[
    Row {
        warn: &["cb-two-tabs"],
        ..row(
            "state-single-slot",
            &["cb-two-tabs", "cb-callback-other-tab"],
            &[],
        )
    },
    Row {
        warn: &["cb-no-third-party-on-callback", "cb-url-clean"],
        ..row(
            "callback-renders-page",
            &[
                "cb-no-third-party-on-callback",
                "cb-url-clean",
                "cb-referrer-clean",
                "brw-no-stack-trace",
                "cb-happy-path",
            ],
            &["brw-no-stack-trace", "cb-referrer-clean"],
        )
    },
    Row {
        warn: &["cb-head-prefetch"],
        ..row("head-burns-code", &["cb-head-prefetch", "cb-url-clean"], &[])
    },
    row(
        "code-truncated-255",
        &["cb-long-code", "cb-code-special-chars"],
        &["cb-long-code"],
    ),
    row(
        "code-decoded-twice",
        &["cb-long-code", "cb-code-special-chars"],
        &["cb-code-special-chars"],
    ),
    Row {
        provider: Some("google"),
        warn: &[
            "cb-code-bad-bytes",
            "cb-double-submit",
            "cb-huge-params",
            "cb-iss-on-error",
        ],
        ..row(
            "callback-error-500",
            &[
                "cb-code-bad-bytes",
                "cb-double-submit",
                "cb-huge-params",
                "cb-iss-on-error",
                "cb-wrong-method",
            ],
            &[],
        )
    },
    Row {
        provider: Some("google"),
        warn: &["brw-csp", "brw-nosniff-referrer"],
        ..row(
            "brw-bare-headers",
            &["brw-csp", "brw-nosniff-referrer", "brw-frame-protection"],
            &[],
        )
    },
    row(
        "ses-in-localstorage",
        &["ses-no-token-in-script-reach", "ses-cookie-flags"],
        &["ses-no-token-in-script-reach"],
    ),
    row(
        "ses-cacheable",
        &["ses-cross-user-cache", "ses-no-token-in-script-reach"],
        &["ses-cross-user-cache"],
    ),
    row(
        "ses-flow-cookie-is-session",
        &["ses-transaction-cookie-not-session", "ses-cookie-flags"],
        &["ses-transaction-cookie-not-session"],
    ),
    row(
        "brw-pale-text",
        &["brw-accessible-errors", "cb-access-denied-kind"],
        &["brw-accessible-errors"],
    ),
    Row {
        warn: &["cb-state-missing"],
        ..row(
            "brw-stack-trace",
            &["cb-state-missing", "brw-no-stack-trace", "brw-no-5xx"],
            &["brw-no-stack-trace"],
        )
    },
    Row {
        warn: &["brw-no-5xx"],
        ..row(
            "error-500",
            &["cb-access-denied-kind", "brw-no-5xx", "brw-no-stack-trace"],
            &["cb-access-denied-kind"],
        )
    },
    Row {
        warn: &["ses-transaction-cookie-flags"],
        ..row(
            "ses-flow-cookie-open",
            &["ses-transaction-cookie-flags", "ses-cookie-flags"],
            &[],
        )
    },
    Row {
        provider: Some("google"),
        warn: &["brw-method-override"],
        ..row(
            "brw-method-override",
            &["brw-method-override", "ses-logout-works"],
            &[],
        )
    },
];
