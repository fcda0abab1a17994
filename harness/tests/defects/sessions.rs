//! Flaws of sessions and their tasks, of connected accounts, tokens, and native clients.

use crate::row::{Row, row};

pub(crate) const TABLE: &[Row] = &[
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
];
