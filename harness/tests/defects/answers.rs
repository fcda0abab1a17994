//! Flaws in how the answers of a provider are looked at: who somebody is, token responses, ID tokens.

use crate::row::{Row, google, row};

pub(crate) const TABLE: &[Row] = &[
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
            "idt-sig-removed",
            "idt-wrong-key",
            "idt-kid-unknown",
            "idt-jwk-header",
            "idt-alg-none",
            "idt-alg-hs256-pubkey",
        ],
        &["idt-sig-invalid"],
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
