//! Notion: the authorization endpoint, the token endpoint, and the API.

use mock_provider::config::UserInformation;

use super::{Ask::*, Place::*, Row, row};

pub(super) fn authorize() -> Vec<Row> {
    let page = |name, asked: super::request::Changes, code, rule| {
        row("5", name, Authorize(asked), (400, code), Page, rule)
    };
    let mismatch = |name, asked| page(name, asked, "invalid_redirect_uri", "redirect-uri-registered");
    let told = |name, asked: super::request::Changes, code, rule| {
        row("5", name, Authorize(asked), (302, code), Redirect, rule)
    };
    vec![
        page(
            "no client_id",
            &[("client_id", "")],
            "invalid_client",
            "client-id-present",
        ),
        page(
            "unknown client",
            &[("client_id", "nobody")],
            "invalid_client",
            "client-registered",
        ),
        mismatch("another path", &[("redirect_uri", "http://localhost:3000/other")]),
        mismatch(
            "a slash more",
            &[("redirect_uri", "http://localhost:3000/callback/")],
        ),
        mismatch(
            "another port",
            &[("redirect_uri", "http://localhost:3001/callback")],
        ),
        mismatch(
            "another scheme",
            &[("redirect_uri", "https://localhost:3000/callback")],
        ),
        mismatch("another host", &[("redirect_uri", "http://evil.test/callback")]),
        page(
            "no redirect_uri where several are registered",
            &[("redirect_uri", "")],
            "invalid_redirect_uri",
            "redirect-uri-present",
        )
        .given(|given| {
            given
                .client
                .redirect_uris
                .push("http://localhost:3000/second".to_owned());
        }),
        told(
            "no response_type",
            &[("response_type", "")],
            "invalid_request",
            "response-type-present",
        ),
        told(
            "implicit grant",
            &[("response_type", "token")],
            "unsupported_response_type",
            "response-type-supported",
        ),
        told("no owner", &[("owner", "")], "invalid_request", "parameter-fixed"),
        told(
            "another owner",
            &[("owner", "workspace")],
            "invalid_request",
            "parameter-fixed",
        ),
        row(
            "5",
            "state twice",
            AuthorizeWith("&state=other"),
            (400, "invalid_request"),
            Page,
            "parameter-once",
        ),
        row(
            "5",
            "denied",
            Deny(&[]),
            (302, "access_denied"),
            Redirect,
            "person-consents",
        ),
    ]
}

pub(super) fn token() -> Vec<Row> {
    let wrong = |name, ask, error, rule| row("5", name, ask, (400, error), Body, rule);
    let client = |name, ask, rule| row("5", name, ask, (401, "invalid_client"), Body, rule);
    let grant = "invalid_grant";
    vec![
        client(
            "wrong secret",
            Token(&[("client_secret", "x")]),
            "client-secret-correct",
        ),
        client(
            "no secret",
            Token(&[("client_secret", "")]),
            "client-secret-present",
        ),
        client(
            "unknown client",
            Token(&[("client_id", "nobody")]),
            "client-registered",
        ),
        client("no client", Token(&[("client_id", "")]), "client-authenticated"),
        client(
            "credentials in the body",
            Post(
                "/v1/oauth/token",
                &[
                    ("grant_type", "authorization_code"),
                    ("client_id", "other"),
                    ("client_secret", "other-secret"),
                ],
            ),
            "client-credentials-place",
        ),
        wrong(
            "no code",
            Token(&[("code", "")]),
            "invalid_request",
            "code-present",
        ),
        wrong("unknown code", Token(&[("code", "x")]), grant, "code-issued"),
        wrong("used code", UsedCode, grant, "code-once"),
        wrong("old code", OldCode, grant, "code-fresh"),
        wrong(
            "code of another integration",
            Token(&[("client_id", "other"), ("client_secret", "other-secret")]),
            grant,
            "code-of-this-client",
        ),
        wrong(
            "no redirect_uri",
            Token(&[("redirect_uri", "")]),
            grant,
            "redirect-uri-repeated",
        ),
        wrong(
            "another redirect_uri",
            Token(&[("redirect_uri", "http://localhost:3000/callback/")]),
            grant,
            "redirect-uri-repeated",
        ),
        wrong(
            "no grant",
            Token(&[("grant_type", "")]),
            "unsupported_grant_type",
            "grant-type-supported",
        ),
        wrong(
            "unknown grant",
            Token(&[("grant_type", "password")]),
            "unsupported_grant_type",
            "grant-type-supported",
        ),
        wrong(
            "no refresh token",
            Refresh(&[("refresh_token", "")]),
            "invalid_request",
            "refresh-token-present",
        ),
        wrong(
            "unknown refresh token",
            Refresh(&[("refresh_token", "x")]),
            grant,
            "refresh-token-issued",
        ),
        wrong(
            "refresh token of before",
            RotatedRefresh,
            grant,
            "refresh-token-alive",
        ),
    ]
}

pub(super) fn calls() -> Vec<Row> {
    let wrong = |name, ask, error, rule| row("5", name, ask, error, Body, rule);
    let me = "/v1/users/me";
    let (unauthorized, invalid) = ((401, "unauthorized"), (400, "validation_error"));
    let (client, request) = ((401, "invalid_client"), (400, "invalid_request"));
    vec![
        wrong("no token", Call(me), unauthorized, "access-token-present"),
        wrong(
            "strange token",
            CallWith(me, "ntn_x"),
            unauthorized,
            "access-token-valid",
        ),
        wrong(
            "no version",
            CallBare(me),
            (400, "missing_version"),
            "api-version-present",
        ),
        wrong(
            "unknown version",
            CallHeader(me, ("notion-version", "1999-01-01")),
            invalid,
            "api-version-known",
        ),
        wrong(
            "limit reached",
            CallAs(me, ""),
            (429, "rate_limited"),
            "rate-limit",
        )
        .given(|given| given.config.notion.rate_limited = true),
        wrong(
            "users without the capability",
            CallAs("/v1/users", ""),
            (403, "restricted_resource"),
            "capability-sufficient",
        )
        .given(|given| given.client.user_information = UserInformation::None),
        wrong(
            "a user without the capability",
            CallAs("/v1/users/11111111-1111-4111-8111-111111111111", ""),
            (403, "restricted_resource"),
            "capability-sufficient",
        )
        .given(|given| given.client.user_information = UserInformation::None),
        wrong(
            "a user id that is none",
            CallAs("/v1/users/alice", ""),
            invalid,
            "user-id-uuid",
        ),
        wrong(
            "a user of nowhere",
            CallAs("/v1/users/11111111-1111-4111-8111-111111111111", ""),
            (404, "object_not_found"),
            "user-in-workspace",
        ),
        wrong(
            "pages of 101",
            CallAs("/v1/users?page_size=101", ""),
            invalid,
            "page-size",
        ),
        wrong(
            "pages of nothing",
            CallAs("/v1/users?page_size=0", ""),
            invalid,
            "page-size",
        ),
        wrong(
            "strange cursor",
            CallAs("/v1/users?start_cursor=x", ""),
            invalid,
            "cursor-issued",
        ),
        wrong(
            "unknown path",
            Call("/v1/no/such"),
            (400, "invalid_request_url"),
            "path-known",
        ),
        wrong(
            "introspection by nobody",
            AsClient("/v1/oauth/introspect", &[("client_id", ""), ("token", "TOKEN")]),
            client,
            "client-authenticated",
        ),
        wrong(
            "introspection of nothing",
            AsClient("/v1/oauth/introspect", &[]),
            request,
            "token-present",
        ),
        wrong(
            "revocation with a wrong secret",
            AsClient("/v1/oauth/revoke", &[("client_secret", "x"), ("token", "TOKEN")]),
            client,
            "client-secret-correct",
        ),
        wrong(
            "revocation of nothing",
            AsClient("/v1/oauth/revoke", &[]),
            request,
            "token-present",
        ),
    ]
}
