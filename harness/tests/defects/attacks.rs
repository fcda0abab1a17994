//! Flaws of how a sign-in starts, of answers that were put together, and of where people are sent on to.

use crate::row::{Row, github, google, row};

pub(crate) const TABLE: &[Row] = &[
    // How a sign-in starts.
    row(
        "state-is-session-id",
        &["req-state-not-session-secret", "req-state-present"],
        &["req-state-not-session-secret"],
    ),
    Row {
        inapplicable: &["req-pkce-verifier-valid"],
        ..github(
            "pkce-absent",
            &[
                "req-pkce-present",
                "req-pkce-verifier-valid",
                "cb-code-injection",
                "req-state-present",
            ],
            &["req-pkce-present", "cb-code-injection"],
            &[],
        )
    },
    row(
        "pkce-verifier-short",
        &["req-pkce-verifier-valid", "req-pkce-present"],
        &["req-pkce-verifier-valid"],
    ),
    // What only a proxy can say warns.
    google(
        "redirect-uri-from-host-header",
        &["req-redirect-uri-host-not-injectable", "req-redirect-uri-exact"],
        &["req-redirect-uri-host-not-injectable"],
        &["req-redirect-uri-host-not-injectable"],
    ),
    row(
        "redirect-uri-varies",
        &["req-redirect-uri-exact", "req-scope-minimal"],
        &["req-redirect-uri-exact"],
    ),
    row(
        "redirect-uri-http",
        &["req-tls-or-loopback", "req-scope-minimal"],
        &["req-tls-or-loopback"],
    ),
    // What only the app's own pages can ask for warns.
    Row {
        warn: &["req-extra-params-not-injectable"],
        ..row(
            "extra-params-override",
            &["req-extra-params-not-injectable", "req-redirect-uri-exact"],
            &[],
        )
    },
    row(
        "extra-params-override,start-on-get",
        &["req-extra-params-not-injectable", "req-redirect-uri-exact"],
        &["req-extra-params-not-injectable"],
    ),
    google(
        "start-cacheable",
        &["req-start-not-cacheable", "req-extra-params-not-injectable"],
        &[],
        &["req-start-not-cacheable"],
    ),
    Row {
        warn: &["req-scope-minimal"],
        ..row(
            "scope-excessive",
            &["req-scope-minimal", "req-redirect-uri-exact"],
            &[],
        )
    },
    google(
        "ui-token-in-query",
        &["req-no-credentials-in-url", "req-pkce-verifier-valid"],
        &["req-no-credentials-in-url"],
        &[],
    ),
    // Answers that were put together.
    row(
        "pkce-verifier-skipped-if-cookie-missing",
        &["cb-unsolicited-code", "cb-state-wrong"],
        &["cb-unsolicited-code"],
    ),
    row(
        "state-check-only-if-present",
        &["cb-state-removed-with-flow", "cb-state-wrong"],
        &["cb-state-removed-with-flow"],
    ),
    row(
        "state-not-consumed",
        &["cb-state-reuse-after-logout", "cb-state-removed-with-flow"],
        &["cb-state-reuse-after-logout"],
    ),
    github(
        "pkce-constant-verifier,first-duplicate-wins",
        &["cb-code-injection", "cb-duplicate-code", "cb-happy-path-iss"],
        &["cb-code-injection"],
        &["cb-duplicate-code"],
    ),
    row(
        "profile-from-query",
        &["cb-ignores-forged-profile", "cb-ignores-direct-token"],
        &["cb-ignores-forged-profile"],
    ),
    google(
        "callback-token-trusted",
        &["cb-ignores-forged-profile", "cb-ignores-direct-token"],
        &["cb-ignores-direct-token"],
        &[],
    ),
    // Providers kept apart.
    google(
        "provider-from-iss,pkce-constant-verifier",
        &["cb-cross-provider-state", "cb-happy-path-iss"],
        &["cb-cross-provider-state"],
        &[],
    ),
    google(
        "iss-optional",
        &["cb-iss-missing-when-advertised", "cb-iss-wrong"],
        &["cb-iss-missing-when-advertised"],
        &[],
    ),
    google(
        "iss-ignored",
        &["cb-mixup-redirect", "cb-happy-path-iss"],
        &["cb-mixup-redirect"],
        &[],
    ),
    google(
        "ses-silent-merge",
        &["cb-two-tabs-different-idp", "cb-happy-path-iss"],
        &["cb-two-tabs-different-idp"],
        &[],
    ),
    google(
        "callback-flood-locks",
        &["lock-callback-flood", "cb-happy-path-iss"],
        &[],
        &["lock-callback-flood"],
    ),
    // Errors.
    google(
        "error-reflected-html",
        &["cb-error-xss", "cb-error-content-spoof", "cb-error-unknown-code"],
        &["cb-error-xss"],
        &["cb-error-content-spoof"],
    ),
    google(
        "error-uri-href",
        &["cb-error-xss", "cb-error-content-spoof"],
        &["cb-error-xss"],
        &[],
    ),
    google(
        "error-logs-out",
        &["cb-error-needs-state", "cb-error-unknown-code"],
        &[],
        &["cb-error-needs-state"],
    ),
    // Where people are sent on to.
    google(
        "open-redirect",
        &["cb-open-redirect", "cb-return-url-honoured"],
        &["cb-open-redirect"],
        &[],
    ),
    google(
        "open-redirect-prefix-origin",
        &["cb-open-redirect", "cb-return-url-honoured"],
        &["cb-open-redirect"],
        &[],
    ),
    google(
        "return-url-throws",
        &["cb-return-url-malformed", "cb-return-url-honoured"],
        &[],
        &["cb-return-url-malformed"],
    ),
    google(
        "return-url-dropped",
        &["cb-return-url-honoured", "cb-return-url-malformed"],
        &["cb-return-url-honoured"],
        &[],
    ),
    google(
        "return-url-with-token",
        &["cb-open-redirect-token-leak", "cb-return-url-malformed"],
        &["cb-open-redirect-token-leak"],
        &[],
    ),
];
