//! Flaws of the callback, of what other sites can do, and of what nobody may foresee.

use crate::row::{Row, row};

pub(crate) const TABLE: &[Row] = &[
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
];
