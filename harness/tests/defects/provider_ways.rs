//! Flaws in how an app waits for a provider, which keys it takes, and what it makes of a provider's own ways.

use crate::row::{Row, github, google};

pub(crate) const TABLE: &[Row] = &[
    // Waiting. An answer that drips, and an API that hangs, are found by the same flaw, each for as long again.
    google(
        "no-timeout",
        &["tok-hang", "tok-malformed-json"],
        &[],
        &["tok-hang"],
    ),
    google(
        "body-unbounded",
        &["tok-huge-body", "tok-malformed-json"],
        &[],
        &["tok-huge-body"],
    ),
    // What proves the app. Google refuses a secret in an address; GitHub does not.
    github(
        "secret-in-address",
        &["tok-client-auth-correct", "tok-token-type-case"],
        &["tok-client-auth-correct"],
        &[],
    ),
    google(
        "basic-not-encoded",
        &["tok-client-auth-correct", "tok-token-type-case"],
        &["tok-client-auth-correct"],
        &[],
    ),
    // Keys.
    google(
        "idt-x5c-header",
        &["idt-x5c-header", "idt-jwk-header"],
        &["idt-x5c-header"],
        &[],
    ),
    google(
        "idt-alg-any-rsa,idt-enc-key-used,idt-weak-key",
        &[
            "idt-alg-unexpected",
            "idt-jwks-enc-key",
            "idt-weak-key",
            "idt-wrong-key",
        ],
        &[],
        &["idt-alg-unexpected", "idt-jwks-enc-key", "idt-weak-key"],
    ),
    google(
        "discovery-issuer-unchecked",
        &["idt-discovery-issuer-mismatch", "idt-iss-wrong"],
        &["idt-discovery-issuer-mismatch"],
        &[],
    ),
    // What is said in a token, or is not sent with it.
    google(
        "idt-first-duplicate-wins,mfa-amr-trusted",
        &[
            "idt-duplicate-claims",
            "mfa-acr-amr-not-trusted-blindly",
            "idt-control-resigned",
        ],
        &[],
        &["idt-duplicate-claims", "mfa-acr-amr-not-trusted-blindly"],
    ),
    github(
        "ui-null-email",
        &["tok-scope-reduced", "sup-new-user"],
        &[],
        &["tok-scope-reduced"],
    ),
    google(
        "tks-lost-at-sign-in",
        &["goo-refresh-token-only-first", "tks-given"],
        &[],
        &["goo-refresh-token-only-first"],
    ),
];
