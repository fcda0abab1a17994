//! X: the authorization endpoint, the token endpoint, and API v2.

use mock_provider::config::{ClientKind, ClientStatus};

use super::{Ask::*, Place::*, Row, row};

const LONG: &str = "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjjaaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjjaaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjjaaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjjaaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjjz";

pub(super) fn authorize() -> Vec<Row> {
    assert_eq!(LONG.len(), 501);
    let page = |name, asked: super::request::Changes, rule| {
        row(
            "4",
            name,
            Authorize(asked),
            (400, "something_went_wrong"),
            Page,
            rule,
        )
    };
    let mismatch = |name, asked| page(name, asked, "redirect-uri-registered");
    vec![
        page("no client_id", &[("client_id", "")], "client-id-present"),
        page("unknown client", &[("client_id", "nobody")], "client-registered"),
        page("no redirect_uri", &[("redirect_uri", "")], "redirect-uri-present"),
        mismatch("another path", &[("redirect_uri", "http://localhost:3000/other")]),
        mismatch(
            "a slash more",
            &[("redirect_uri", "http://localhost:3000/callback/")],
        ),
        mismatch(
            "a query more",
            &[("redirect_uri", "http://localhost:3000/callback?x=1")],
        ),
        mismatch(
            "another port",
            &[("redirect_uri", "http://localhost:3001/callback")],
        ),
        mismatch("another host", &[("redirect_uri", "http://evil.test/callback")]),
        page(
            "no response_type",
            &[("response_type", "")],
            "response-type-present",
        ),
        page(
            "implicit grant",
            &[("response_type", "token")],
            "response-type-supported",
        ),
        page("no scope", &[("scope", "")], "scope-present"),
        page("unknown scope", &[("scope", "users.read email")], "scope-known"),
        page(
            "scopes with commas",
            &[("scope", "users.read,tweet.read")],
            "scope-known",
        ),
        page("no state", &[("state", "")], "state-present"),
        page("a state of 501 characters", &[("state", LONG)], "state-length"),
        page(
            "no challenge",
            &[("code_challenge", "")],
            "pkce-challenge-present",
        ),
        page(
            "no PKCE at all",
            &[("code_challenge", ""), ("code_challenge_method", "")],
            "pkce-challenge-present",
        ),
        page(
            "no method",
            &[("code_challenge_method", "")],
            "pkce-method-present",
        ),
        page(
            "unknown method",
            &[("code_challenge_method", "S512")],
            "pkce-method-supported",
        ),
        page(
            "the address, which the app may not ask for",
            &[("scope", "users.read tweet.read users.email")],
            "scope-allowed-for-client",
        ),
        row(
            "4",
            "state twice",
            AuthorizeWith("&state=other"),
            (400, "something_went_wrong"),
            Page,
            "parameter-once",
        ),
        row(
            "4",
            "denied",
            Deny(&[]),
            (302, "access_denied"),
            Redirect,
            "person-consents",
        ),
    ]
}

pub(super) fn token() -> Vec<Row> {
    let wrong = |name, ask, rule| row("4", name, ask, (400, "invalid_request"), Body, rule);
    let client = |name, ask, rule| row("4", name, ask, (401, "unauthorized_client"), Body, rule);
    let form = "/api/2/oauth2/token";
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
        client(
            "credentials of a confidential client in the body",
            Post(
                form,
                &[
                    ("grant_type", "authorization_code"),
                    ("client_id", "other"),
                    ("client_secret", "other-secret"),
                ],
            ),
            "client-credentials-place",
        ),
        client(
            "a confidential client that only names itself",
            Post(
                form,
                &[("grant_type", "authorization_code"), ("client_id", "other")],
            ),
            "client-credentials-place",
        ),
        client(
            "a public client with a header",
            Token(&[]),
            "client-credentials-place",
        )
        .given(|given| given.client.kind = Some(ClientKind::NativeApp)),
        wrong(
            "no client at all",
            Token(&[("client_id", "")]),
            "client-authenticated",
        ),
        client(
            "no client at all, the other status",
            Token(&[("client_id", "")]),
            "client-authenticated",
        )
        .given(|given| given.config.x.absent_authorization_status = 401),
        wrong("no code", Token(&[("code", "")]), "code-present"),
        wrong("unknown code", Token(&[("code", "x")]), "code-issued"),
        wrong("used code", UsedCode, "code-once"),
        wrong("old code", OldCode, "code-fresh"),
        wrong(
            "code of another client",
            Token(&[("client_id", "other"), ("client_secret", "other-secret")]),
            "code-of-this-client",
        ),
        wrong(
            "no redirect_uri",
            Token(&[("redirect_uri", "")]),
            "redirect-uri-repeated",
        ),
        wrong(
            "another redirect_uri",
            Token(&[("redirect_uri", "http://localhost:3000/callback/")]),
            "redirect-uri-repeated",
        ),
        wrong(
            "no verifier",
            Token(&[("code_verifier", "")]),
            "pkce-verifier-present",
        ),
        wrong(
            "wrong verifier",
            Token(&[("code_verifier", "x")]),
            "pkce-verifier-correct",
        ),
        wrong(
            "a challenge by s256 in small letters",
            TokenAfter(&[("code_challenge_method", "s256")]),
            "pkce-verifier-correct",
        ),
        wrong("no grant", Token(&[("grant_type", "")]), "grant-type-supported"),
        row(
            "4",
            "unknown grant",
            Token(&[("grant_type", "client_credentials")]),
            (400, "unsupported_grant_type"),
            Body,
            "grant-type-supported",
        ),
        wrong(
            "no refresh token",
            Refresh(&[("refresh_token", "")]),
            "refresh-token-present",
        ),
        wrong(
            "unknown refresh token",
            Refresh(&[("refresh_token", "x")]),
            "refresh-token-issued",
        ),
        wrong("refresh token of before", RotatedRefresh, "refresh-token-alive"),
        wrong(
            "refresh by another client",
            Refresh(&[("client_id", "other"), ("client_secret", "other-secret")]),
            "refresh-token-issued",
        ),
    ]
}

pub(super) fn calls() -> Vec<Row> {
    let wrong = |name, ask, error, rule| row("4", name, ask, error, Body, rule);
    let (me, revoke) = ("/api/2/users/me", "/api/2/oauth2/revoke");
    let unauthorized = (401, "Unauthorized");
    let forbidden = (403, "Forbidden");
    let invalid = (400, "Invalid Request");
    let client = (401, "unauthorized_client");
    vec![
        wrong("no token", Call(me), unauthorized, "access-token-present"),
        wrong(
            "strange token",
            CallWith(me, "x"),
            unauthorized,
            "access-token-valid",
        ),
        wrong("old token", CallLate(me), unauthorized, "access-token-fresh"),
        wrong(
            "without tweet.read",
            CallAs(me, "users.read"),
            forbidden,
            "scope-sufficient",
        ),
        wrong(
            "without users.read",
            CallAs(me, "tweet.read"),
            forbidden,
            "scope-sufficient",
        ),
        wrong(
            "an app in no project",
            CallAs(me, "users.read tweet.read"),
            (403, "client-not-enrolled"),
            "client-enrolled",
        )
        .given(|given| given.client.status = ClientStatus::NotEnrolled),
        wrong(
            "limit reached",
            CallAs(me, "users.read tweet.read"),
            (429, "Too Many Requests"),
            "rate-limit",
        )
        .given(|given| given.config.x.rate_limit = 0),
        wrong(
            "unknown field",
            CallAs("/api/2/users/me?user.fields=id,email", "users.read tweet.read"),
            invalid,
            "parameter-known",
        ),
        wrong(
            "unknown parameter",
            CallAs("/api/2/users/me?fields=id", "users.read tweet.read"),
            invalid,
            "parameter-known",
        ),
        wrong(
            "token in the query",
            Call("/api/2/users/me?access_token=x"),
            unauthorized,
            "access-token-present",
        ),
        wrong(
            "unknown path",
            Call("/api/2/no/such"),
            (404, "Not Found"),
            "path-known",
        ),
        wrong(
            "revocation by nobody",
            AsClient(revoke, &[("client_id", ""), ("token", "TOKEN")]),
            (400, "invalid_request"),
            "client-authenticated",
        ),
        wrong(
            "revocation with a wrong secret",
            AsClient(revoke, &[("client_secret", "x"), ("token", "TOKEN")]),
            client,
            "client-secret-correct",
        ),
        wrong(
            "revocation of a strange token",
            AsClient(revoke, &[("token", "x")]),
            (400, "invalid_request"),
            "token-alive",
        ),
        wrong(
            "revocation of another client's token",
            AsClient(
                revoke,
                &[
                    ("client_id", "other"),
                    ("client_secret", "other-secret"),
                    ("token", "TOKEN"),
                ],
            ),
            (400, "invalid_request"),
            "token-alive",
        ),
    ]
}
