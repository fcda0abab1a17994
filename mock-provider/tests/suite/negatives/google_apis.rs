//! Google's other endpoints.

use mock_provider::config::ClientKind;

use super::{Ask::*, Place::Body, Row, row};
use crate::setup::SECRET;

const CLIENT: (&str, &str) = ("client_id", "100200300-suite.apps.googleusercontent.com");
const DRIVE: &str = "https://www.googleapis.com/auth/drive";
const DEVICE: (&str, &str) = ("grant_type", "urn:ietf:params:oauth:grant-type:device_code");

pub(super) fn rows() -> Vec<Row> {
    let wrong = |fact, name, ask, error, rule| row(fact, name, ask, error, Body, rule);
    let device = |name, ask, error, rule| {
        wrong("1.15", name, ask, error, rule)
            .given(|given| given.client.kind = Some(ClientKind::LimitedInput))
    };
    let no_token = (401, "UNAUTHENTICATED");
    let userinfo = (401, "invalid_request");
    let invalid = (400, "invalid_token");
    vec![
        wrong(
            "1.11",
            "userinfo without a token",
            Call("/v1/userinfo"),
            userinfo,
            "access-token-present",
        ),
        wrong(
            "1.11",
            "userinfo with a strange token",
            CallWith("/v1/userinfo", "x"),
            userinfo,
            "access-token-valid",
        ),
        wrong(
            "1.11",
            "v3 userinfo with a strange token",
            CallWith("/oauth2/v3/userinfo", "x"),
            userinfo,
            "access-token-valid",
        ),
        wrong(
            "1.11",
            "userinfo with an old token",
            CallLate("/v1/userinfo"),
            userinfo,
            "access-token-fresh",
        ),
        wrong(
            "1.11",
            "v2 userinfo without a token",
            Call("/oauth2/v2/userinfo"),
            no_token,
            "access-token-present",
        ),
        wrong(
            "1.11",
            "v1 userinfo with a strange token",
            CallWith("/oauth2/v1/userinfo", "x"),
            no_token,
            "access-token-valid",
        ),
        wrong(
            "1.11",
            "me with an old token",
            CallLate("/userinfo/v2/me"),
            no_token,
            "access-token-fresh",
        ),
        wrong(
            "1.11",
            "userinfo beyond the scope",
            CallAs("/v1/userinfo", DRIVE),
            (403, "insufficient_scope"),
            "scope-sufficient",
        ),
        wrong(
            "1.12",
            "tokeninfo of nothing",
            Call("/tokeninfo"),
            invalid,
            "access-token-present",
        ),
        wrong(
            "1.12",
            "tokeninfo of a strange token",
            Call("/tokeninfo?access_token=x"),
            invalid,
            "access-token-valid",
        ),
        wrong(
            "1.12",
            "old tokeninfo of a strange token",
            Call("/oauth2/v1/tokeninfo?access_token=x"),
            invalid,
            "access-token-valid",
        ),
        wrong(
            "1.12",
            "tokeninfo of a strange id_token",
            Call("/tokeninfo?id_token=a.b.c"),
            invalid,
            "id-token-valid",
        ),
        wrong(
            "1.13",
            "revocation of a strange token",
            Post("/revoke", &[("token", "x")]),
            invalid,
            "token-alive",
        ),
        wrong(
            "1.13",
            "revocation by link of nothing",
            Call("/o/oauth2/revoke"),
            invalid,
            "token-alive",
        ),
        wrong(
            "1.15",
            "device code for a web client",
            Post("/device/code", &[CLIENT, ("scope", "openid")]),
            (401, "invalid_client"),
            "client-kind",
        ),
        wrong(
            "1.7",
            "device code for nobody",
            Post("/device/code", &[("client_id", "nobody"), ("scope", "openid")]),
            (401, "invalid_client"),
            "client-registered",
        ),
        device(
            "device code without scope",
            Post("/device/code", &[CLIENT]),
            (400, "invalid_request"),
            "scope-present",
        ),
        device(
            "device code beyond what devices may ask",
            Post("/device/code", &[CLIENT, ("scope", DRIVE)]),
            (400, "invalid_scope"),
            "scope-for-devices",
        ),
        wrong(
            "1.15",
            "device code beyond the quota",
            Post("/device/code", &[CLIENT, ("scope", "openid")]),
            (403, "rate_limit_exceeded"),
            "device-code-quota",
        )
        .given(|given| {
            given.client.kind = Some(ClientKind::LimitedInput);
            given.config.google.device_code_quota_exceeded = true;
        }),
        device(
            "poll without a secret",
            Post("/token", &[CLIENT, DEVICE, ("device_code", "x")]),
            (400, "invalid_request"),
            "client-secret-present",
        ),
        device(
            "poll with a strange device code",
            Post(
                "/token",
                &[CLIENT, DEVICE, ("client_secret", SECRET), ("device_code", "x")],
            ),
            (400, "invalid_grant"),
            "device-code-issued",
        ),
        device(
            "poll without a device code",
            Post("/token", &[CLIENT, DEVICE, ("client_secret", SECRET)]),
            (400, "invalid_request"),
            "device-code-present",
        ),
    ]
}
