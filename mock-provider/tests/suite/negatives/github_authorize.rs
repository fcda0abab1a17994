//! GitHub's authorization endpoint.

use mock_provider::config::{ClientKind, ClientStatus, RefusedOn};

use super::{Ask::*, Place::*, Row, row};

const NOT_FOUND: (u16, &str) = (404, "not_found");
const MISMATCH: (u16, &str) = (400, "redirect_uri_mismatch");
const INVALID: (u16, &str) = (302, "invalid_request");

pub(super) fn rows() -> Vec<Row> {
    let wrong = |name, asked: super::request::Changes| {
        row(
            "2.4",
            name,
            Authorize(asked),
            MISMATCH,
            Page,
            "redirect-uri-registered",
        )
    };
    let challenge = |name, asked: super::request::Changes, rule| {
        row("2.2", name, Authorize(asked), INVALID, Redirect, rule)
    };
    vec![
        row(
            "2.5",
            "no client_id",
            Authorize(&[("client_id", "")]),
            NOT_FOUND,
            Page,
            "client-id-present",
        ),
        row(
            "2.5",
            "unknown client",
            Authorize(&[("client_id", "nobody")]),
            NOT_FOUND,
            Page,
            "client-registered",
        ),
        wrong("another path", &[("redirect_uri", "http://localhost:3000/other")]),
        wrong(
            "above the registered path",
            &[("redirect_uri", "http://localhost:3000/")],
        ),
        wrong(
            "a path that starts alike",
            &[("redirect_uri", "http://localhost:3000/callbacks")],
        ),
        wrong(
            "up and down again",
            &[("redirect_uri", "http://localhost:3000/callback/../other")],
        ),
        wrong(
            "another port",
            &[("redirect_uri", "http://localhost:3001/callback")],
        ),
        wrong(
            "another scheme",
            &[("redirect_uri", "https://localhost:3000/callback")],
        ),
        wrong(
            "another host",
            &[("redirect_uri", "http://evil.test:3000/callback")],
        ),
        wrong(
            "a host that ends alike",
            &[("redirect_uri", "http://evillocalhost:3000/callback")],
        ),
        wrong(
            "a host behind a name",
            &[("redirect_uri", "http://localhost:3000@evil.test/callback")],
        ),
        wrong(
            "below with wildcards off",
            &[("redirect_uri", "http://localhost:3000/callback/x")],
        )
        .given(|given| given.client.wildcard_redirects = Some(false)),
        wrong(
            "below in a GitHub App",
            &[("redirect_uri", "http://localhost:3000/callback/x")],
        )
        .given(|given| given.client.kind = Some(ClientKind::GithubApp)),
        wrong(
            "below one of several",
            &[("redirect_uri", "http://localhost:3000/callback/x")],
        )
        .given(|given| {
            given
                .client
                .redirect_uris
                .push("http://localhost:3000/second".to_owned());
        }),
        row(
            "2.4",
            "no callback at all",
            Authorize(&[("redirect_uri", "")]),
            MISMATCH,
            Page,
            "redirect-uri-registered",
        )
        .given(|given| given.client.redirect_uris.clear()),
        row(
            "9",
            "a mismatch as documented",
            Authorize(&[("redirect_uri", "http://evil.test/")]),
            (302, "redirect_uri_mismatch"),
            Redirect,
            "redirect-uri-registered",
        )
        .given(|given| given.config.github.redirect_mismatch = RefusedOn::Redirect),
        challenge(
            "plain challenge",
            &[("code_challenge_method", "plain")],
            "pkce-method-supported",
        ),
        challenge(
            "small letters",
            &[("code_challenge_method", "s256")],
            "pkce-method-supported",
        ),
        challenge(
            "challenge without method",
            &[("code_challenge_method", "")],
            "pkce-method-present",
        ),
        challenge(
            "method without challenge",
            &[("code_challenge", "")],
            "pkce-challenge-present",
        ),
        challenge(
            "short challenge",
            &[("code_challenge", "short")],
            "pkce-challenge-well-formed",
        ),
        row(
            "9",
            "plain challenge on a page",
            Authorize(&[("code_challenge_method", "plain")]),
            (400, "invalid_request"),
            Page,
            "pkce-method-supported",
        )
        .given(|given| given.config.github.bad_challenge = RefusedOn::Page),
        row(
            "2.2",
            "implicit grant",
            Authorize(&[("response_type", "token")]),
            (302, "unsupported_response_type"),
            Redirect,
            "response-type-supported",
        ),
        row(
            "2.5",
            "suspended app",
            Authorize(&[]),
            (302, "application_suspended"),
            Redirect,
            "client-not-suspended",
        )
        .given(|given| given.client.status = ClientStatus::Suspended),
        row(
            "2.5",
            "denied",
            Deny(&[]),
            (302, "access_denied"),
            Redirect,
            "person-consents",
        ),
    ]
}
