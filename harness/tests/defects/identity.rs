//! Flaws in telling people apart: what else a provider says, addresses, logins, and accounts that somebody else made.

use crate::row::{Row, google, row};

pub(crate) const TABLE: &[Row] = &[
    // Userinfo.
    google(
        "ui-sub-unchecked,acc-recycled-email-linked",
        &["ui-sub-*", "idt-control-resigned"],
        &["ui-sub-mismatch", "ui-sub-missing", "ui-sub-array"],
        &[],
    ),
    google("ui-sub-stringified", &["ui-sub-*"], &["ui-sub-array"], &[]),
    google(
        "ui-token-in-query",
        &["ui-token-in-header", "ui-unicode-names"],
        &["ui-token-in-header"],
        &[],
    ),
    Row {
        warn: &["ui-malformed"],
        ..row(
            "callback-error-500",
            &["ui-401", "ui-5xx", "ui-malformed", "ui-unicode-names"],
            &["ui-401", "ui-5xx"],
        )
    },
    Row {
        provider: Some("github"),
        ..row(
            "callback-error-500",
            &["gh-rate-limited", "gh-emails-403"],
            &["gh-rate-limited"],
        )
    },
    row(
        "ui-null-email",
        &["ui-email-missing", "sup-new-user"],
        &["ui-email-missing"],
    ),
    Row {
        warn: &["ui-email-invalid"],
        ..row("ui-email-unchecked", &["ui-email-invalid", "sup-new-user"], &[])
    },
    row(
        "ui-name-latin1",
        &["ui-unicode-names", "sup-new-user"],
        &["ui-unicode-names"],
    ),
    Row {
        warn: &["ui-picture-hostile"],
        ..row(
            "ui-name-unescaped,brw-framed",
            &["ui-picture-hostile", "ui-unicode-names"],
            &[],
        )
    },
    // Who somebody is.
    Row {
        provider: Some("google"),
        warn: &["idt-nested-unicode-sub"],
        ..row(
            "acc-sub-folded",
            &["idt-nested-unicode-sub", "acc-identity-is-iss-sub"],
            &[],
        )
    },
    google(
        "acc-key-sub-only",
        &["acc-same-sub-two-issuers", "acc-identity-is-iss-sub"],
        &["acc-same-sub-two-issuers"],
        &[],
    ),
    Row {
        provider: Some("github"),
        ..row(
            "acc-key-login",
            &["acc-login-rename", "acc-sub-types"],
            &["acc-login-rename"],
        )
    },
    Row {
        provider: Some("github"),
        ..row(
            "acc-key-login-or-id",
            &["acc-login-rename", "acc-sub-types"],
            &["acc-sub-types"],
        )
    },
    row(
        "xfr-signup-duplicates-account",
        &["acc-concurrent-signup", "sup-new-user"],
        &["acc-concurrent-signup"],
    ),
    // Addresses.
    Row {
        provider: Some("github"),
        warn: &["gh-emails-paginated"],
        ..row(
            "acc-gh-first-email",
            &[
                "gh-primary-verified-only",
                "gh-emails-paginated",
                "gh-emails-endpoint-used",
            ],
            &["gh-primary-verified-only"],
        )
    },
    Row {
        provider: Some("github"),
        ..row(
            "acc-gh-public-email",
            &["gh-public-email-not-trusted", "gh-noreply-email"],
            &["gh-public-email-not-trusted"],
        )
    },
    Row {
        warn: &["acc-email-change-collision"],
        ..row(
            "acc-email-overwrites",
            &["acc-email-change-collision", "acc-email-two-providers"],
            &[],
        )
    },
    Row {
        warn: &["acc-reused-email-new-sub"],
        ..row(
            "acc-recycled-email-linked",
            &["acc-reused-email-new-sub", "acc-email-change-collision"],
            &[],
        )
    },
    google(
        "acc-email-case-sensitive",
        &["acc-email-case", "acc-email-two-providers"],
        &["acc-email-case"],
        &[],
    ),
    row(
        "acc-email-folded,acc-recycled-email-linked",
        &["acc-email-unicode", "acc-email-two-providers"],
        &["acc-email-unicode"],
    ),
    // Accounts that somebody else made.
    row(
        "acc-prehijack-keeps-sessions",
        &[
            "acc-prehijack-unexpired-session",
            "acc-prehijack-classic-federated",
        ],
        &["acc-prehijack-unexpired-session"],
    ),
    google(
        "acc-prehijack-keeps-identities",
        &[
            "acc-prehijack-trojan-identifier",
            "acc-prehijack-classic-federated",
        ],
        &["acc-prehijack-trojan-identifier"],
        &[],
    ),
];
