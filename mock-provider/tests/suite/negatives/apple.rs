//! Apple's endpoints.

use super::{Ask::*, Place::*, Row, row};
use crate::setup::CHALLENGE;

const INVALID: (u16, &str) = (400, "invalid_request");
const CLIENT: (u16, &str) = (400, "invalid_client");
const GRANT: (u16, &str) = (400, "invalid_grant");
const TYPE: (u16, &str) = (400, "unsupported_response_type");

pub(super) fn rows() -> Vec<Row> {
    let mut rows = authorize();
    rows.extend(token());
    rows.extend(revoke());
    rows
}

/// Apple tells its own page everything but a cancellation.
fn authorize() -> Vec<Row> {
    let page = |name, asked, error, rule| row("7", name, Authorize(asked), error, Page, rule);
    let uri = |name, asked| page(name, asked, INVALID, "redirect-uri-registered");
    let post = |name, asked| page(name, asked, INVALID, "form-post-with-scopes");
    let response_type = |name, asked| page(name, asked, TYPE, "response-type-supported");
    vec![
        page("no client", &[("client_id", "")], INVALID, "client-id-present"),
        page(
            "unknown client",
            &[("client_id", "nobody")],
            CLIENT,
            "client-registered",
        ),
        page(
            "no redirect URI",
            &[("redirect_uri", "")],
            INVALID,
            "redirect-uri-present",
        ),
        uri("another path", &[("redirect_uri", "http://localhost:3000/other")]),
        uri(
            "another port",
            &[("redirect_uri", "http://localhost:3001/callback")],
        ),
        uri(
            "another case",
            &[("redirect_uri", "http://localhost:3000/Callback")],
        ),
        uri(
            "a slash at the end",
            &[("redirect_uri", "http://localhost:3000/callback/")],
        ),
        page(
            "this machine without the leniency",
            &[],
            INVALID,
            "redirect-uri-public",
        )
        .given(|given| given.client.apple = None),
        post("name in a query", &[("scope", "name"), ("response_mode", "")]),
        post(
            "email in a query",
            &[("scope", "email"), ("response_mode", "query")],
        ),
        post("name in a fragment", &[("response_mode", "fragment")]),
        page(
            "unknown response mode",
            &[("response_mode", "pigeon")],
            INVALID,
            "response-mode-supported",
        ),
        page(
            "no response type",
            &[("response_type", "")],
            INVALID,
            "response-type-present",
        ),
        response_type("id_token alone", &[("response_type", "id_token")]),
        response_type("token", &[("response_type", "code token")]),
        response_type("unknown response type", &[("response_type", "magic")]),
        page(
            "unknown scope",
            &[("scope", "name profile")],
            INVALID,
            "scope-known",
        ),
        page(
            "unknown challenge method",
            &[("code_challenge_method", "S512")],
            INVALID,
            "pkce-method-supported",
        ),
        row(
            "7",
            "state twice",
            AuthorizeWith("&state=x"),
            INVALID,
            Page,
            "parameter-once",
        ),
        row(
            "7",
            "a cancellation",
            Deny(&[]),
            (200, "user_cancelled_authorize"),
            Posted,
            "person-consents",
        ),
        row(
            "7",
            "a cancellation in a query",
            Deny(&[("scope", ""), ("response_mode", "")]),
            (302, "user_cancelled_authorize"),
            Redirect,
            "person-consents",
        ),
    ]
}

fn token() -> Vec<Row> {
    let wrong = |name, ask, error, rule| row("7", name, ask, error, Body, rule);
    let plain: super::request::Changes = &[("code_challenge", ""), ("code_challenge_method", "")];
    vec![
        wrong(
            "no client",
            Token(&[("client_id", "")]),
            INVALID,
            "client-authenticated",
        ),
        wrong(
            "unknown client",
            Token(&[("client_id", "nobody")]),
            CLIENT,
            "client-registered",
        ),
        wrong(
            "no secret",
            Token(&[("client_secret", "")]),
            CLIENT,
            "client-secret-present",
        ),
        wrong(
            "a plain secret",
            Token(&[("client_secret", crate::setup::SECRET)]),
            CLIENT,
            "assertion-well-formed",
        ),
        wrong(
            "client without a key",
            Token(&[]),
            CLIENT,
            "assertion-key-registered",
        )
        .given(|given| given.client.public_keys.clear()),
        wrong(
            "unknown grant",
            Token(&[("grant_type", "password")]),
            (400, "unsupported_grant_type"),
            "grant-type-supported",
        ),
        wrong("no code", Token(&[("code", "")]), INVALID, "code-present"),
        wrong(
            "a code of another shape",
            Token(&[("code", "nonsense")]),
            GRANT,
            "code-well-formed",
        ),
        wrong(
            "unknown code",
            Token(&[(
                "code",
                "c0123456789abcdef0123456789abcdef.0.abcd.0123456789abcdefghijkl",
            )]),
            GRANT,
            "code-issued",
        ),
        wrong("used code", UsedCode, GRANT, "code-once"),
        wrong("old code", OldCode, GRANT, "code-fresh"),
        wrong(
            "code of another client",
            TokenAsOther,
            GRANT,
            "code-of-this-client",
        ),
        wrong(
            "another redirect URI",
            Token(&[("redirect_uri", "http://localhost:3000/other")]),
            GRANT,
            "redirect-uri-repeated",
        ),
        wrong(
            "no redirect URI",
            Token(&[("redirect_uri", "")]),
            GRANT,
            "redirect-uri-repeated",
        ),
        wrong(
            "wrong verifier",
            Token(&[("code_verifier", CHALLENGE)]),
            GRANT,
            "pkce-verifier-correct",
        ),
        wrong(
            "no verifier",
            Token(&[("code_verifier", "")]),
            GRANT,
            "pkce-verifier-present",
        ),
        wrong(
            "needless verifier",
            TokenAfter(plain),
            GRANT,
            "pkce-challenge-sent",
        ),
        wrong(
            "no refresh token",
            Refresh(&[("refresh_token", "")]),
            INVALID,
            "refresh-token-present",
        ),
        wrong(
            "unknown refresh token",
            Refresh(&[("refresh_token", "nonsense")]),
            GRANT,
            "refresh-token-issued",
        ),
        wrong(
            "refresh without a secret",
            Refresh(&[("client_secret", "")]),
            CLIENT,
            "client-secret-present",
        ),
    ]
}

fn revoke() -> Vec<Row> {
    let wrong = |name, ask, error, rule| row("7", name, ask, error, Body, rule);
    vec![
        wrong(
            "revocation without a client",
            Post("/auth/revoke", &[("token", "x")]),
            INVALID,
            "client-authenticated",
        ),
        wrong(
            "revocation by nobody",
            Post("/auth/revoke", &[("client_id", "nobody"), ("token", "x")]),
            CLIENT,
            "client-registered",
        ),
        wrong(
            "revocation without a secret",
            Post(
                "/auth/revoke",
                &[("client_id", "com.example.suite.web"), ("token", "x")],
            ),
            CLIENT,
            "client-secret-present",
        ),
        wrong(
            "revocation with a wrong secret",
            Post(
                "/auth/revoke",
                &[
                    ("client_id", "com.example.suite.web"),
                    ("client_secret", "x"),
                    ("token", "x"),
                ],
            ),
            CLIENT,
            "assertion-well-formed",
        ),
        wrong(
            "revocation of nothing",
            PostAsClient("/auth/revoke", &[]),
            INVALID,
            "token-present",
        ),
    ]
}
