//! The endpoints of a configured issuer that programs call.

use mock_provider::config::Registration;

use super::super::{Ask::*, Place::*, Row, request::Changes, row};
use super::{BAD, NO_CLIENT};

pub(crate) fn calls() -> Vec<Row> {
    let wrong = |fact, name, ask, error, rule| row(fact, name, ask, error, Body, rule);
    let app: Changes = &[
        ("client_id", "suite"),
        ("client_secret", "a secret with + and & in it"),
    ];
    vec![
        wrong(
            "6750-3.1",
            "no token",
            Call("/userinfo"),
            (401, "no error"),
            "access-token-present",
        ),
        wrong(
            "6750-3.1",
            "unknown",
            CallWith("/userinfo", "x"),
            (401, "invalid_token"),
            "access-token-valid",
        ),
        wrong(
            "6750-3.1",
            "old",
            CallLate("/userinfo"),
            (401, "invalid_token"),
            "access-token-fresh",
        ),
        wrong(
            "6750-3.1",
            "narrow",
            CallAs("/userinfo", "email"),
            (403, "insufficient_scope"),
            "scope-sufficient",
        ),
        wrong(
            "7662-2.1",
            "introspection by nobody",
            Post("/introspect", &[("token", "x")]),
            BAD,
            "client-authenticated",
        ),
        wrong(
            "7662-2.1",
            "introspection of nothing",
            Post("/introspect", app),
            BAD,
            "token-present",
        ),
        wrong(
            "7662-2.1",
            "introspection with a wrong secret",
            Post(
                "/introspect",
                &[("token", "x"), ("client_id", "suite"), ("client_secret", "x")],
            ),
            NO_CLIENT,
            "client-secret-correct",
        ),
        wrong(
            "7009-2.1",
            "revocation of nothing",
            Post("/revoke", app),
            BAD,
            "token-present",
        ),
        wrong(
            "7009-2.1",
            "revocation by nobody",
            Post("/revoke", &[("token", "x")]),
            BAD,
            "client-authenticated",
        ),
        wrong(
            "9126-2.3",
            "nothing pushed",
            Post("/par", app),
            BAD,
            "redirect-uri-present",
        ),
        wrong(
            "9126-2.1",
            "pushed with a wrong secret",
            Post("/par", &[("client_id", "suite"), ("client_secret", "x")]),
            NO_CLIENT,
            "client-secret-correct",
        ),
        wrong(
            "7591-3",
            "registration where it is off",
            Post("/register", &[]),
            (404, "Not Found"),
            "path-known",
        ),
        wrong(
            "7591-3.2.2",
            "registration of nothing",
            Post("/register", &[]),
            (400, "invalid_client_metadata"),
            "metadata-well-formed",
        )
        .given(|given| given.config.issuers[0].registration = Registration::Open),
        wrong(
            "7592-2",
            "registration of another",
            CallWith("/register/suite", "x"),
            (401, "invalid_token"),
            "registration-token-valid",
        )
        .given(|given| given.config.issuers[0].registration = Registration::Open),
    ]
}
