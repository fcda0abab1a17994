//! Facebook: the dialog, the token endpoint, and the Graph API.

use super::{Ask::*, Place::*, Row, row};
use crate::setup::SECRET;

pub(super) fn authorize() -> Vec<Row> {
    let page = |name, asked: super::request::Changes, code, rule| {
        row("3", name, Authorize(asked), (400, code), Page, rule)
    };
    let blocked = |name, asked| page(name, asked, "url_blocked", "redirect-uri-registered");
    vec![
        page(
            "no client_id",
            &[("client_id", "")],
            "invalid_app_id",
            "client-id-present",
        ),
        page(
            "unknown client",
            &[("client_id", "1")],
            "invalid_app_id",
            "client-registered",
        ),
        page(
            "no redirect_uri",
            &[("redirect_uri", "")],
            "invalid_request",
            "redirect-uri-present",
        ),
        blocked("another path", &[("redirect_uri", "http://localhost:3000/other")]),
        blocked(
            "a slash more",
            &[("redirect_uri", "http://localhost:3000/callback/")],
        ),
        blocked(
            "a query more",
            &[("redirect_uri", "http://localhost:3000/callback?x=1")],
        ),
        blocked(
            "another port",
            &[("redirect_uri", "http://localhost:3001/callback")],
        ),
        blocked(
            "another scheme",
            &[("redirect_uri", "https://localhost:3000/callback")],
        ),
        blocked("another host", &[("redirect_uri", "http://evil.test/callback")]),
        page(
            "a token in the fragment",
            &[("response_type", "token")],
            "unsupported_response_type",
            "response-type-supported",
        ),
        row(
            "3",
            "denied",
            Deny(&[]),
            (302, "access_denied"),
            Redirect,
            "person-consents",
        ),
        row(
            "3",
            "denied without the fragment",
            Deny(&[]),
            (302, "access_denied"),
            Redirect,
            "person-consents",
        )
        .given(|given| given.config.facebook.callback_fragment = false),
    ]
}

const EXCHANGE: (&str, &str) = ("grant_type", "fb_exchange_token");

pub(super) fn token() -> Vec<Row> {
    let wrong = |name, ask, error, rule| row("3", name, ask, (400, error), Body, rule);
    let at = "/graph/oauth/access_token";
    vec![
        wrong(
            "no client",
            Token(&[("client_id", "")]),
            "101",
            "client-authenticated",
        ),
        wrong(
            "unknown client",
            Token(&[("client_id", "1")]),
            "101",
            "client-registered",
        ),
        wrong(
            "no secret",
            Token(&[("client_secret", "")]),
            "101",
            "client-secret-present",
        ),
        wrong(
            "wrong secret",
            Token(&[("client_secret", "x")]),
            "1",
            "client-secret-correct",
        ),
        wrong("no code", Token(&[("code", "")]), "1", "code-present"),
        wrong("unknown code", Token(&[("code", "AQx")]), "100", "code-issued"),
        wrong("used code", UsedCode, "100/36009", "code-once"),
        wrong("code of ten minutes", OldCode, "100/36007", "code-fresh"),
        wrong(
            "code of another app",
            Token(&[("client_id", "other"), ("client_secret", "other-secret")]),
            "100",
            "code-of-this-client",
        ),
        wrong(
            "another redirect_uri",
            Token(&[("redirect_uri", "http://localhost:3000/callback/")]),
            "100/36008",
            "redirect-uri-repeated",
        ),
        wrong(
            "no redirect_uri",
            Token(&[("redirect_uri", "")]),
            "191",
            "redirect-uri-repeated",
        ),
        wrong(
            "a refresh, which there is not",
            Token(&[("grant_type", "refresh_token")]),
            "100",
            "grant-type-supported",
        ),
        wrong(
            "unknown grant",
            Token(&[("grant_type", "password")]),
            "100",
            "grant-type-supported",
        ),
        wrong(
            "exchange of nothing",
            AsClient(at, &[EXCHANGE]),
            "1",
            "exchange-token-present",
        ),
        wrong(
            "exchange of a strange token",
            AsClient(at, &[EXCHANGE, ("fb_exchange_token", "EAAx")]),
            "190",
            "exchange-token-valid",
        ),
        wrong(
            "exchange of another app's token",
            AsClient(
                at,
                &[
                    EXCHANGE,
                    ("fb_exchange_token", "TOKEN"),
                    ("client_id", "other"),
                    ("client_secret", "other-secret"),
                ],
            ),
            "190",
            "exchange-token-valid",
        ),
        wrong(
            "exchange with a wrong secret",
            AsClient(
                at,
                &[EXCHANGE, ("fb_exchange_token", "TOKEN"), ("client_secret", "x")],
            ),
            "1",
            "client-secret-correct",
        ),
        wrong(
            "a path that looks like one",
            AsClient("/graph/24/oauth/access_token", &[]),
            "2500",
            "path-known",
        ),
    ]
}

pub(super) fn calls() -> Vec<Row> {
    let wrong = |name, ask, error, rule| row("3", name, ask, (400, error), Body, rule);
    let debug = |name, query, error, rule| wrong(name, CallAt("GET", query), error, rule);
    assert!(!SECRET.contains('|'), "the app's own token has one bar");
    vec![
        wrong("no token", Call("/graph/me"), "2500", "access-token-present"),
        wrong(
            "strange token",
            CallWith("/graph/me", "EAAx"),
            "190",
            "access-token-valid",
        ),
        row(
            "3",
            "strange token, the other status",
            CallWith("/graph/me", "EAAx"),
            (401, "190"),
            Body,
            "access-token-valid",
        )
        .given(|given| given.config.facebook.bad_token_status = 401),
        wrong(
            "old token",
            CallLate("/graph/me"),
            "190/463",
            "access-token-fresh",
        )
        .given(|given| given.config.facebook.access_token_lifetime = 3_600),
        wrong(
            "wrong proof",
            CallAt("GET", "/graph/me?access_token=TOKEN&appsecret_proof=00"),
            "100",
            "appsecret-proof-correct",
        ),
        wrong(
            "no proof where one is required",
            CallAt("GET", "/graph/me?access_token=TOKEN"),
            "100",
            "appsecret-proof-present",
        )
        .given(|given| given.client.require_appsecret_proof = true),
        wrong(
            "a field that no user has",
            CallAt("GET", "/graph/v24.0/me?fields=id,nick&access_token=TOKEN"),
            "100",
            "field-known",
        ),
        wrong("unknown path", Call("/graph/no/such"), "2500", "path-known"),
        wrong(
            "odd version",
            CallAt("GET", "/graph/24/me?access_token=TOKEN"),
            "2500",
            "path-known",
        ),
        debug(
            "about nothing",
            "/graph/debug_token?access_token=APP",
            "100",
            "input-token-present",
        ),
        debug(
            "asked by nobody",
            "/graph/debug_token?input_token=TOKEN",
            "104",
            "app-token",
        ),
        debug(
            "asked by a person",
            "/graph/debug_token?input_token=TOKEN&access_token=TOKEN",
            "100",
            "app-token",
        ),
        debug(
            "asked with a wrong secret",
            "/graph/debug_token?input_token=TOKEN&access_token=other%7Cwrong",
            "190",
            "app-token",
        ),
        debug(
            "asked by another app",
            "/graph/debug_token?input_token=TOKEN&access_token=other%7Cother-secret",
            "100",
            "token-of-this-client",
        ),
        wrong(
            "permissions of somebody else",
            CallAt("DELETE", "/graph/v24.0/12345/permissions?access_token=TOKEN"),
            "100/33",
            "user-of-this-token",
        ),
        wrong(
            "permissions of nobody, by the app",
            CallAt("DELETE", "/graph/12345/permissions?access_token=APP"),
            "100/33",
            "user-of-this-token",
        ),
        wrong(
            "permissions of me, by the app",
            CallAt("DELETE", "/graph/me/permissions?access_token=APP"),
            "190",
            "access-token-valid",
        ),
        wrong(
            "permissions without a token",
            CallAt("DELETE", "/graph/me/permissions"),
            "2500",
            "access-token-present",
        ),
    ]
}
