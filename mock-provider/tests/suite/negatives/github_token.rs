//! GitHub's token endpoint, whose errors have status 200.

use super::{Ask::*, Place::Body, Row, row};

const CLIENT: (&str, &str) = ("client_id", "Ov23liSuiteSuiteSuit");
const DEVICE: (&str, &str) = ("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
const BAD_CODE: (u16, &str) = (200, "bad_verification_code");
const CREDENTIALS: (u16, &str) = (200, "incorrect_client_credentials");
const NOT_FOUND: (u16, &str) = (404, "Not Found");
const BAD_REFRESH: (u16, &str) = (200, "bad_refresh_token");

pub(super) fn rows() -> Vec<Row> {
    let wrong = |fact, name, ask, error, rule| row(fact, name, ask, error, Body, rule);
    let disabled = (200, "device_flow_disabled");
    let token = "/login/oauth/access_token";
    vec![
        wrong(
            "2.6",
            "no client",
            Token(&[("client_id", "")]),
            NOT_FOUND,
            "client-authenticated",
        ),
        wrong(
            "2.6",
            "unknown client",
            Token(&[("client_id", "nobody")]),
            NOT_FOUND,
            "client-registered",
        ),
        wrong(
            "2.6",
            "no secret",
            Token(&[("client_secret", "")]),
            CREDENTIALS,
            "client-secret-present",
        ),
        wrong(
            "2.6",
            "wrong secret",
            Token(&[("client_secret", "wrong")]),
            CREDENTIALS,
            "client-secret-correct",
        ),
        wrong("2.6", "no code", Token(&[("code", "")]), BAD_CODE, "code-present"),
        wrong(
            "2.6",
            "unknown code",
            Token(&[("code", "0123456789abcdef0123")]),
            BAD_CODE,
            "code-issued",
        ),
        wrong("2.6", "used code", UsedCode, BAD_CODE, "code-once"),
        wrong("2.3", "code of ten minutes", OldCode, BAD_CODE, "code-fresh"),
        wrong(
            "2.6",
            "code of another client",
            Token(&[("client_id", "other"), ("client_secret", "other-secret")]),
            BAD_CODE,
            "code-of-this-client",
        ),
        wrong(
            "2.4",
            "another redirect_uri",
            Token(&[("redirect_uri", "http://localhost:3000/callback/x")]),
            (200, "redirect_uri_mismatch"),
            "redirect-uri-repeated",
        ),
        wrong(
            "2.6",
            "no verifier",
            Token(&[("code_verifier", "")]),
            BAD_CODE,
            "pkce-verifier-present",
        ),
        wrong(
            "9",
            "wrong verifier",
            Token(&[("code_verifier", "wrong")]),
            BAD_CODE,
            "pkce-verifier-correct",
        ),
        wrong(
            "9",
            "wrong verifier with another error",
            Token(&[("code_verifier", "wrong")]),
            (200, "invalid_grant"),
            "pkce-verifier-correct",
        )
        .given(|given| given.config.github.wrong_verifier_error = "invalid_grant".to_owned()),
        wrong(
            "2.6",
            "unknown grant",
            Token(&[("grant_type", "password")]),
            (200, "unsupported_grant_type"),
            "grant-type-supported",
        ),
        wrong(
            "2.6",
            "unverified address",
            Unverified,
            (200, "unverified_user_email"),
            "primary-email-verified",
        )
        .given(|given| given.config.github.refuse_unverified_email = true),
        wrong(
            "2.7",
            "no refresh token",
            Refresh(&[("refresh_token", "")]),
            BAD_REFRESH,
            "refresh-token-present",
        ),
        wrong(
            "2.7",
            "unknown refresh token",
            Refresh(&[("refresh_token", "ghr_x")]),
            BAD_REFRESH,
            "refresh-token-issued",
        ),
        wrong(
            "2.7",
            "replaced refresh token",
            RotatedRefresh,
            BAD_REFRESH,
            "refresh-token-alive",
        ),
        wrong(
            "2.7",
            "refresh without a secret",
            Refresh(&[("client_secret", "")]),
            CREDENTIALS,
            "client-secret-present",
        ),
        wrong(
            "2.7",
            "refresh token of another client",
            Refresh(&[("client_id", "other"), ("client_secret", "other-secret")]),
            BAD_REFRESH,
            "refresh-token-issued",
        ),
        wrong(
            "2.8",
            "device code where it is off",
            Post("/login/device/code", &[CLIENT]),
            disabled,
            "device-flow-enabled",
        ),
        wrong(
            "2.8",
            "device code for nobody",
            Post("/login/device/code", &[("client_id", "nobody")]),
            NOT_FOUND,
            "client-registered",
        ),
        wrong(
            "2.8",
            "poll where it is off",
            Post(token, &[CLIENT, DEVICE, ("device_code", "x")]),
            disabled,
            "device-flow-enabled",
        ),
        wrong(
            "2.8",
            "poll with a strange device code",
            Post(token, &[CLIENT, DEVICE, ("device_code", "x")]),
            (200, "incorrect_device_code"),
            "device-code-issued",
        )
        .given(|given| given.client.device_flow = true),
        wrong(
            "2.8",
            "poll without a device code",
            Post(token, &[CLIENT, DEVICE]),
            (200, "incorrect_device_code"),
            "device-code-present",
        )
        .given(|given| given.client.device_flow = true),
    ]
}
