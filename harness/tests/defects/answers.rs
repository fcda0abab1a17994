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
        &["acc-email-verified-missing-no-link", "acc-identity-is-iss-sub"],
        &["acc-email-verified-missing-no-link"],
        &[],
    ),
    google(
        "acc-link-unverified",
        &["ui-email-verified-types", "acc-identity-is-iss-sub"],
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
    Row {
        provider: Some("github"),
        warn: &["tok-error-beside-tokens"],
        ..row(
            "200-error-accepted",
            &[
                "tok-error-in-200",
                "tok-error-beside-tokens",
                "tok-token-type-case",
            ],
            &["tok-error-in-200"],
        )
    },
    row(
        "ui-follow-redirect-with-token",
        &[
            "tok-redirect-not-followed",
            "ui-redirect-not-followed",
            "tok-token-type-case",
        ],
        &["tok-redirect-not-followed", "ui-redirect-not-followed"],
    ),
    row(
        "shared-oauth-object",
        &["tok-concurrent-not-crossed", "tok-token-type-case"],
        &["tok-concurrent-not-crossed"],
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
        warn: &["tok-one-call-per-code"],
        ..row("tok-retries", &["tok-one-call-per-code", "tok-http-500"], &[])
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
        &[],
        &[
            "idt-sig-invalid",
            "idt-sig-removed",
            "idt-wrong-key",
            "idt-kid-unknown",
            "idt-jwk-header",
            "idt-alg-none",
            "idt-alg-none-spelled",
            "idt-alg-hs256-pubkey",
            "idt-alg-hs256-secret",
            "idt-alg-unexpected",
        ],
    ),
    google(
        "idt-sig-optional",
        &["idt-sig-*", "idt-wrong-key"],
        &["idt-sig-removed"],
        &[],
    ),
    google(
        "idt-alg-from-header",
        &["idt-alg-*", "idt-sig-invalid"],
        &["idt-alg-none", "idt-alg-none-spelled", "idt-alg-hs256-pubkey"],
        &["idt-alg-hs256-secret"],
    ),
    google(
        "idt-kid-failopen",
        &["idt-kid-unknown", "idt-kid-injection", "idt-wrong-key"],
        &["idt-kid-unknown", "idt-kid-injection"],
        &[],
    ),
    google(
        "idt-jku-fetch",
        &["idt-jku-x5u-header", "idt-kid-address"],
        &["idt-jku-x5u-header"],
        &[],
    ),
    google(
        "idt-kid-as-url",
        &["idt-kid-address", "idt-jku-x5u-header"],
        &["idt-kid-address"],
        &[],
    ),
    google(
        "idt-crit-ignored",
        &["idt-crit-unknown", "idt-control-resigned"],
        &[],
        &["idt-crit-unknown"],
    ),
    google(
        "idt-header-merged",
        &["idt-header-claims", "idt-control-resigned"],
        &["idt-header-claims"],
        &[],
    ),
    google(
        "idt-keys-kept",
        &["idt-key-rotation", "idt-control-resigned"],
        &["idt-key-rotation"],
        &[],
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
        &["idt-iat-missing", "idt-iat-future", "idt-iat-old"],
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
        "idt-no-nonce,idt-athash-failopen,ui-sub-unchecked",
        &["idt-nonce-replayed", "idt-aud-wrong"],
        &["idt-nonce-replayed"],
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
