//! Flaws of second tries, of time that passes, of new addresses and claimed ones, and of what outlives a run.

use crate::row::{Row, google, row};

pub(crate) const TABLE: &[Row] = &[
    google(
        "error-loses-return-url",
        &["cb-error-keeps-return-url", "cb-return-url-honoured"],
        &["cb-error-keeps-return-url"],
        &[],
    ),
    google(
        "open-redirect-path",
        &["cb-open-redirect-path", "cb-return-url-honoured"],
        &["cb-open-redirect-path"],
        &[],
    ),
    Row {
        warn: &["acc-create-atomic"],
        ..row(
            "acc-half-account",
            &["acc-create-atomic", "sup-then-sign-in"],
            &[],
        )
    },
    Row {
        provider: Some("google"),
        warn: &["acc-email-change-at-idp"],
        ..row(
            "acc-email-overwrites",
            &["acc-email-change-at-idp", "acc-identity-is-iss-sub"],
            &[],
        )
    },
    google(
        "ui-verified-truthy",
        &["acc-prehijack-federated-federated", "acc-email-two-providers"],
        &["acc-prehijack-federated-federated"],
        &[],
    ),
    google(
        "acc-error-names-methods,tks-in-signed-cookie,idt-no-leeway",
        &[
            "acc-error-no-enumeration",
            "tks-cookie-encrypted",
            "brw-clock-skew",
            "tks-given",
        ],
        &[],
        &[
            "acc-error-no-enumeration",
            "tks-cookie-encrypted",
            "brw-clock-skew",
        ],
    ),
    google(
        "ses-reset-keeps-sessions,tks-logged",
        &[
            "ses-password-reset-kills-oauth-sessions",
            "tks-not-in-logs",
            "brw-alive-after-run",
        ],
        &[],
        &["ses-password-reset-kills-oauth-sessions", "tks-not-in-logs"],
    ),
    Row {
        unproved: &["tok-http-500"],
        ..row(
            "brw-gives-up",
            &["tok-http-500", "brw-alive-after-run"],
            &["brw-alive-after-run"],
        )
    },
    google(
        "brw-needs-every-provider",
        &["brw-config-missing", "brw-idp-down-at-start", "sup-new-user"],
        &["brw-config-missing", "brw-idp-down-at-start"],
        &[],
    ),
    Row {
        provider: Some("github"),
        warn: &["cb-expired-flow"],
        ..row("flow-never-expires", &["cb-expired-flow", "cb-slow-user"], &[])
    },
    Row {
        provider: Some("github"),
        ..row(
            "flow-60s",
            &["cb-expired-flow", "cb-slow-user"],
            &["cb-slow-user"],
        )
    },
    google(
        "acc-hd-by-email-domain,acc-deleted-revived,tks-not-revoked",
        &[
            "acc-hd-not-email-domain",
            "acc-deleted-account",
            "tks-revoke-on-disconnect",
            "con-disconnect",
        ],
        &["acc-hd-not-email-domain"],
        &["acc-deleted-account", "tks-revoke-on-disconnect"],
    ),
];
