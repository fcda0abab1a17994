//! The token endpoint of a configured issuer.

use mock_provider::protocol::client_auth::AuthMethod;

use super::super::{Ask::*, Place::*, Row, row};
use super::{BAD, GRANT, NO_CLIENT};
use crate::setup::CHALLENGE;

pub(crate) fn token() -> Vec<Row> {
    let wrong = |fact, name, ask, error, rule| row(fact, name, ask, error, Body, rule);
    vec![
        wrong(
            "6749-5.2",
            "no client",
            Token(&[("client_id", "")]),
            BAD,
            "client-authenticated",
        ),
        wrong(
            "6749-5.2",
            "unknown client",
            Token(&[("client_id", "nobody")]),
            NO_CLIENT,
            "client-registered",
        ),
        wrong(
            "6749-5.2",
            "no secret",
            Token(&[("client_secret", "")]),
            NO_CLIENT,
            "client-secret-present",
        ),
        wrong(
            "6749-5.2",
            "wrong secret",
            Token(&[("client_secret", "x")]),
            NO_CLIENT,
            "client-secret-correct",
        ),
        wrong(
            "7591-2",
            "secret in the body, not in the header",
            Token(&[]),
            NO_CLIENT,
            "client-authentication-method",
        )
        .given(|given| given.client.token_endpoint_auth_method = Some(AuthMethod::ClientSecretBasic)),
        wrong(
            "7591-2",
            "secret in place of an assertion",
            Token(&[]),
            NO_CLIENT,
            "client-authentication-method",
        )
        .given(|given| given.client.token_endpoint_auth_method = Some(AuthMethod::PrivateKeyJwt)),
        wrong(
            "7591-2",
            "a secret from a public client",
            Token(&[]),
            NO_CLIENT,
            "client-authentication-method",
        )
        .given(|given| given.client.token_endpoint_auth_method = Some(AuthMethod::None)),
        wrong(
            "7523-2.2",
            "assertion that is none",
            Token(&[("client_secret", ""), ("client_assertion", "abc")]),
            NO_CLIENT,
            "assertion-type",
        ),
        wrong(
            "7523-3",
            "assertion that cannot be read",
            Token(&[
                ("client_secret", ""),
                ("client_assertion", "abc"),
                (
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                ),
            ]),
            NO_CLIENT,
            "assertion-well-formed",
        ),
        wrong(
            "6749-2.3",
            "assertion and secret",
            Token(&[("client_assertion", "abc")]),
            BAD,
            "client-authentication-once",
        ),
        wrong(
            "6749-5.2",
            "no grant",
            Token(&[("grant_type", "")]),
            (400, "unsupported_grant_type"),
            "grant-type-supported",
        ),
        wrong(
            "6749-5.2",
            "client_credentials",
            Token(&[("grant_type", "client_credentials")]),
            (400, "unsupported_grant_type"),
            "grant-type-supported",
        ),
        wrong(
            "8628-3.4",
            "device code, which is not served",
            Token(&[("grant_type", "urn:ietf:params:oauth:grant-type:device_code")]),
            (400, "unsupported_grant_type"),
            "grant-type-supported",
        ),
        wrong(
            "7591-2",
            "grant that was not registered",
            Refresh(&[]),
            (400, "unauthorized_client"),
            "grant-type-registered",
        )
        .given(|given| given.client.oidc.grant_types = vec!["authorization_code".to_owned()]),
        wrong(
            "6749-4.1.3",
            "no code",
            Token(&[("code", "")]),
            BAD,
            "code-present",
        ),
        wrong(
            "6749-4.1.3",
            "unknown code",
            Token(&[("code", "abc")]),
            GRANT,
            "code-issued",
        ),
        wrong(
            "6749-4.1.3",
            "code of another client",
            Token(&[("client_id", "other"), ("client_secret", "other-secret")]),
            GRANT,
            "code-of-this-client",
        ),
        wrong("6749-4.1.2", "used code", UsedCode, GRANT, "code-once"),
        wrong("6749-4.1.2", "old code", OldCode, GRANT, "code-fresh"),
        wrong(
            "6749-4.1.3",
            "no redirect_uri",
            Token(&[("redirect_uri", "")]),
            GRANT,
            "redirect-uri-repeated",
        ),
        wrong(
            "7636-4.6",
            "no verifier",
            Token(&[("code_verifier", "")]),
            GRANT,
            "pkce-verifier-present",
        ),
        wrong(
            "7636-4.6",
            "wrong verifier",
            Token(&[("code_verifier", CHALLENGE)]),
            GRANT,
            "pkce-verifier-correct",
        ),
        wrong(
            "9700-4.8.2",
            "verifier without a challenge",
            TokenAfter(&[("code_challenge", ""), ("code_challenge_method", "")]),
            GRANT,
            "pkce-challenge-sent",
        ),
        wrong(
            "6749-3.2",
            "twice",
            TokenWith("&code=a&code=b"),
            BAD,
            "parameter-once",
        ),
        wrong(
            "6749-6",
            "no refresh_token",
            Refresh(&[("refresh_token", "")]),
            BAD,
            "refresh-token-present",
        ),
        wrong(
            "6749-6",
            "unknown refresh_token",
            Refresh(&[("refresh_token", "x")]),
            GRANT,
            "refresh-token-issued",
        ),
        wrong(
            "6749-6",
            "wider",
            Refresh(&[("scope", "openid email")]),
            (400, "invalid_scope"),
            "scope-within-grant",
        ),
        wrong(
            "9700-4.14.2",
            "rotated",
            RotatedRefresh,
            GRANT,
            "refresh-token-alive",
        ),
    ]
}
