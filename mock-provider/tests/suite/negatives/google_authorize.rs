//! Google's authorization endpoint.

use mock_provider::config::{ClientKind, ClientStatus};

use super::{Ask::*, Place::*, Row, row};

const NO_CLIENT: (u16, &str) = (401, "invalid_client");
const MISMATCH: (u16, &str) = (400, "redirect_uri_mismatch");
const INVALID: (u16, &str) = (400, "invalid_request");
const SCOPE: (u16, &str) = (400, "invalid_scope");

pub(super) fn rows() -> Vec<Row> {
    let mut rows = client_and_redirect();
    rows.extend(parameters());
    rows.extend(people());
    rows
}

fn client_and_redirect() -> Vec<Row> {
    let wrong = |name, asked: super::request::Changes| {
        row(
            "1.4",
            name,
            Authorize(asked),
            MISMATCH,
            Page,
            "redirect-uri-registered",
        )
    };
    vec![
        row(
            "1.5",
            "no client_id",
            Authorize(&[("client_id", "")]),
            NO_CLIENT,
            Page,
            "client-id-present",
        ),
        row(
            "1.5",
            "unknown client",
            Authorize(&[("client_id", "nobody")]),
            NO_CLIENT,
            Page,
            "client-registered",
        ),
        row(
            "1.5",
            "deleted client",
            Authorize(&[]),
            (401, "deleted_client"),
            Page,
            "client-exists",
        )
        .given(|given| given.client.status = ClientStatus::Deleted),
        row(
            "1.2",
            "no redirect_uri",
            Authorize(&[("redirect_uri", "")]),
            INVALID,
            Page,
            "redirect-uri-present",
        ),
        wrong("another path", &[("redirect_uri", "http://localhost:3000/other")]),
        wrong(
            "a slash more",
            &[("redirect_uri", "http://localhost:3000/callback/")],
        ),
        wrong(
            "capital letters",
            &[("redirect_uri", "http://LOCALHOST:3000/callback")],
        ),
        wrong(
            "another scheme",
            &[("redirect_uri", "https://localhost:3000/callback")],
        ),
        wrong(
            "another port",
            &[("redirect_uri", "http://localhost:3001/callback")],
        ),
        wrong(
            "a query more",
            &[("redirect_uri", "http://localhost:3000/callback?x=1")],
        ),
        wrong(
            "a fragment more",
            &[("redirect_uri", "http://localhost:3000/callback#x")],
        ),
        wrong(
            "an address in place of the name",
            &[("redirect_uri", "http://127.0.0.1:3000/callback")],
        ),
        wrong(
            "below the registered path",
            &[("redirect_uri", "http://localhost:3000/callback/x")],
        ),
        wrong(
            "a custom scheme",
            &[("redirect_uri", "com.example.app:/callback")],
        ),
        wrong(
            "https for a desktop client",
            &[("redirect_uri", "https://127.0.0.1:4000/")],
        )
        .given(|given| given.client.kind = Some(ClientKind::Desktop)),
        wrong(
            "a host that starts like this machine",
            &[("redirect_uri", "http://localhost.evil.test/")],
        )
        .given(|given| given.client.kind = Some(ClientKind::Desktop)),
        row(
            "1.4",
            "out of band",
            Authorize(&[("redirect_uri", "urn:ietf:wg:oauth:2.0:oob")]),
            INVALID,
            Page,
            "redirect-uri-supported",
        ),
        row(
            "1.5",
            "postmessage from a strange page",
            Authorize(&[("redirect_uri", "postmessage"), ("origin", "http://evil.test")]),
            (400, "origin_mismatch"),
            Page,
            "javascript-origin-registered",
        ),
    ]
}

fn parameters() -> Vec<Row> {
    let wrong = |fact, name, asked: super::request::Changes, rule| {
        row(fact, name, Authorize(asked), INVALID, Page, rule)
    };
    vec![
        wrong(
            "1.5",
            "no response_type",
            &[("response_type", "")],
            "response-type-present",
        ),
        wrong(
            "1.5",
            "unknown response_type",
            &[("response_type", "tokens")],
            "response-type-supported",
        ),
        wrong(
            "1.1",
            "none beside code",
            &[("response_type", "none code")],
            "response-type-supported",
        ),
        wrong(
            "1.2",
            "unknown response_mode",
            &[("response_mode", "web_message")],
            "response-mode-supported",
        ),
        wrong(
            "1.2",
            "tokens in a query",
            &[("response_type", "token"), ("response_mode", "query")],
            "response-mode-supported",
        ),
        wrong("1.5", "no scope", &[("scope", "")], "scope-present"),
        row(
            "1.5",
            "unknown scope",
            Authorize(&[("scope", "openid user:email")]),
            SCOPE,
            Page,
            "scope-known",
        ),
        row(
            "1.2",
            "a scope in capital letters",
            Authorize(&[("scope", "OpenID")]),
            SCOPE,
            Page,
            "scope-known",
        ),
        row(
            "1.2",
            "commas between scopes",
            Authorize(&[("scope", "openid,email")]),
            SCOPE,
            Page,
            "scope-known",
        ),
        wrong("1.2", "prompt=login", &[("prompt", "login")], "prompt-known"),
        wrong(
            "1.2",
            "prompt=none with another",
            &[("prompt", "none consent")],
            "prompt-none-alone",
        ),
        wrong(
            "1.2",
            "both prompts",
            &[("prompt", "consent"), ("approval_prompt", "force")],
            "parameters-compatible",
        ),
        wrong(
            "1.5",
            "unknown PKCE method",
            &[("code_challenge_method", "S512")],
            "pkce-method-supported",
        ),
        wrong(
            "1.5",
            "PKCE method in small letters",
            &[("code_challenge_method", "s256")],
            "pkce-method-supported",
        ),
        wrong(
            "1.5",
            "short challenge",
            &[("code_challenge", "short")],
            "pkce-challenge-well-formed",
        ),
        wrong(
            "1.5",
            "challenge in hex",
            &[(
                "code_challenge",
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            )],
            "pkce-challenge-well-formed",
        ),
        wrong(
            "1.5",
            "method without challenge",
            &[("code_challenge", "")],
            "pkce-challenge-present",
        ),
        wrong(
            "1.2",
            "id_token without nonce",
            &[("response_type", "id_token"), ("nonce", "")],
            "nonce-present",
        ),
        row(
            "1.5",
            "state twice",
            AuthorizeWith("&state=again"),
            INVALID,
            Page,
            "parameter-once",
        ),
        row(
            "1.5",
            "redirect_uri twice",
            AuthorizeWith("&redirect_uri=http%3A%2F%2Fevil.test"),
            INVALID,
            Page,
            "parameter-once",
        ),
    ]
}

fn people() -> Vec<Row> {
    vec![
        row(
            "1.6",
            "cancelled",
            Deny(&[]),
            (302, "access_denied"),
            Redirect,
            "person-consents",
        ),
        row(
            "1.6",
            "cancelled where tokens were due",
            Deny(&[("response_type", "token")]),
            (302, "access_denied"),
            Fragment,
            "person-consents",
        ),
        row(
            "1.6",
            "prompt=none and nobody is signed in",
            Authorize(&[("prompt", "none")]),
            (302, "interaction_required"),
            Redirect,
            "prompt-none-without-interaction",
        ),
        row(
            "1.6",
            "prompt=none where tokens were due",
            Authorize(&[("prompt", "none"), ("response_type", "token")]),
            (302, "interaction_required"),
            Fragment,
            "prompt-none-without-interaction",
        ),
        row(
            "1.5",
            "no test user",
            SignIn("eve"),
            (403, "access_denied"),
            Page,
            "person-is-test-user",
        )
        .given(|given| given.client.status = ClientStatus::Testing),
        row(
            "1.5",
            "outside the organisation",
            SignIn("alice"),
            (403, "org_internal"),
            Page,
            "person-in-organization",
        )
        .given(|given| {
            given.client.status = ClientStatus::Internal;
            given.client.organization = Some("brickworks.example".to_owned());
        }),
    ]
}
