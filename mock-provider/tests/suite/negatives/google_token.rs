//! Google's token endpoint.

use mock_provider::config::ClientKind;

use super::{Ask::*, Place::Body, Row, row};
use crate::setup::CHALLENGE;

const GRANT: (u16, &str) = (400, "invalid_grant");
const INVALID: (u16, &str) = (400, "invalid_request");
const NO_CLIENT: (u16, &str) = (401, "invalid_client");
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub(super) fn rows() -> Vec<Row> {
    let wrong = |fact, name, ask, error, rule| row(fact, name, ask, error, Body, rule);
    let grant_type = (400, "unsupported_grant_type");
    vec![
        wrong(
            "1.7",
            "no client",
            Token(&[("client_id", "")]),
            INVALID,
            "client-authenticated",
        ),
        wrong(
            "1.7",
            "unknown client",
            Token(&[("client_id", "nobody")]),
            NO_CLIENT,
            "client-registered",
        ),
        wrong(
            "1.7",
            "no secret, PKCE or not",
            Token(&[("client_secret", "")]),
            INVALID,
            "client-secret-present",
        ),
        wrong(
            "1.7",
            "wrong secret",
            Token(&[("client_secret", "wrong")]),
            NO_CLIENT,
            "client-secret-correct",
        ),
        wrong(
            "1.7",
            "wrong secret of a desktop client",
            Token(&[("client_secret", "wrong")]),
            NO_CLIENT,
            "client-secret-correct",
        )
        .given(|given| given.client.kind = Some(ClientKind::Desktop)),
        wrong(
            "1.7",
            "unknown grant",
            Token(&[("grant_type", "password")]),
            grant_type,
            "grant-type-supported",
        ),
        wrong(
            "1.7",
            "no grant",
            Token(&[("grant_type", "")]),
            grant_type,
            "grant-type-supported",
        ),
        wrong("1.7", "no code", Token(&[("code", "")]), INVALID, "code-present"),
        wrong(
            "1.7",
            "no code at all",
            Token(&[("code", "abc")]),
            GRANT,
            "code-well-formed",
        ),
        wrong(
            "1.3",
            "code encoded twice",
            EncodedCode,
            GRANT,
            "code-well-formed",
        ),
        wrong(
            "1.7",
            "unknown code",
            Token(&[("code", "4/0AfakeFAKEfakeFAKE")]),
            GRANT,
            "code-issued",
        ),
        wrong("1.7", "used code", UsedCode, GRANT, "code-once"),
        wrong("1.7", "code of ten minutes", OldCode, GRANT, "code-fresh"),
        wrong(
            "1.7",
            "code of another client",
            Token(&[("client_id", "other"), ("client_secret", "other-secret")]),
            GRANT,
            "code-of-this-client",
        ),
        wrong(
            "1.7",
            "another redirect_uri",
            Token(&[("redirect_uri", "http://localhost:3000/")]),
            (400, "redirect_uri_mismatch"),
            "redirect-uri-repeated",
        ),
        wrong(
            "1.7",
            "no redirect_uri",
            Token(&[("redirect_uri", "")]),
            (400, "redirect_uri_mismatch"),
            "redirect-uri-repeated",
        ),
        wrong(
            "1.7",
            "no verifier",
            Token(&[("code_verifier", "")]),
            GRANT,
            "pkce-verifier-present",
        ),
        wrong(
            "1.7",
            "wrong verifier",
            Token(&[("code_verifier", "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong")]),
            GRANT,
            "pkce-verifier-correct",
        ),
        wrong(
            "1.7",
            "challenge as verifier",
            Token(&[("code_verifier", CHALLENGE)]),
            GRANT,
            "pkce-verifier-correct",
        ),
        wrong(
            "1.7",
            "verifier without challenge",
            TokenAfter(&[("code_challenge", ""), ("code_challenge_method", "")]),
            GRANT,
            "pkce-challenge-sent",
        ),
        wrong(
            "1.7",
            "client_id twice",
            TokenWith("&client_id=other"),
            INVALID,
            "parameter-once",
        ),
        wrong(
            "1.8",
            "no refresh token",
            Refresh(&[("refresh_token", "")]),
            INVALID,
            "refresh-token-present",
        ),
        wrong(
            "1.7",
            "unknown refresh token",
            Refresh(&[("refresh_token", "1//0x")]),
            GRANT,
            "refresh-token-issued",
        ),
        wrong(
            "1.8",
            "refresh token of another client",
            Refresh(&[("client_id", "other"), ("client_secret", "other-secret")]),
            GRANT,
            "refresh-token-issued",
        ),
        wrong(
            "1.8",
            "refresh without a secret",
            Refresh(&[("client_secret", "")]),
            INVALID,
            "client-secret-present",
        ),
        wrong(
            "1.8",
            "revoked refresh token",
            RevokedRefresh,
            GRANT,
            "refresh-token-alive",
        ),
        wrong(
            "1.7",
            "refresh with a wider scope",
            Refresh(&[("scope", "openid profile")]),
            (400, "invalid_scope"),
            "scope-within-grant",
        ),
        wrong(
            "1.15",
            "device grant for a web client",
            Token(&[("grant_type", DEVICE)]),
            NO_CLIENT,
            "client-kind",
        ),
    ]
}
