//! The authorization endpoint of a configured issuer.

use mock_provider::protocol::client_auth::AuthMethod;

use super::super::{Ask::*, Place::*, Row, request::Changes, row};
use super::BAD;

pub(crate) fn authorize() -> Vec<Row> {
    let page = |fact, name, asked: Changes, error, rule| row(fact, name, Authorize(asked), error, Page, rule);
    let back = |fact, name, asked: Changes, error: &'static str, rule| {
        row(fact, name, Authorize(asked), (302, error), Redirect, rule)
    };
    let mut rows = vec![
        page(
            "6749-4.1.2.1",
            "no client",
            &[("client_id", "")],
            BAD,
            "client-id-present",
        ),
        page(
            "6749-4.1.2.1",
            "unknown client",
            &[("client_id", "nobody")],
            (400, "unauthorized_client"),
            "client-registered",
        ),
        page(
            "core-3.1.2.1",
            "no redirect_uri",
            &[("redirect_uri", "")],
            BAD,
            "redirect-uri-present",
        ),
        page(
            "core-3.1.2.1",
            "slash at the end",
            &[("redirect_uri", "http://localhost:3000/callback/")],
            BAD,
            "redirect-uri-registered",
        ),
        page(
            "9700-2.1",
            "another port",
            &[("redirect_uri", "http://localhost:3001/callback")],
            BAD,
            "redirect-uri-registered",
        ),
        row(
            "6749-3.1",
            "twice",
            AuthorizeWith("&scope=openid"),
            BAD,
            Page,
            "parameter-once",
        ),
        page(
            "9126-4",
            "request that nobody pushed",
            &[("request_uri", "urn:ietf:params:oauth:request_uri:abc")],
            (400, "invalid_request_uri"),
            "request-uri-issued",
        ),
        page(
            "core-6.2",
            "request by reference",
            &[("request_uri", "https://app.test/request.jwt")],
            (400, "request_uri_not_supported"),
            "request-uri-supported",
        ),
        back(
            "core-6.1",
            "request object",
            &[("request", "e30.e30.")],
            "request_not_supported",
            "request-object-supported",
        ),
        back(
            "core-3.1.2.6",
            "registration",
            &[("registration", "{}")],
            "registration_not_supported",
            "registration-parameter-supported",
        ),
        back(
            "6749-3.1.1",
            "no response_type",
            &[("response_type", "")],
            "invalid_request",
            "response-type-present",
        ),
        back(
            "6749-3.1.1",
            "response type that is none",
            &[("response_type", "codes")],
            "unsupported_response_type",
            "response-type-supported",
        ),
        back(
            "7636-4.3",
            "method alone",
            &[("code_challenge", "")],
            "invalid_request",
            "pkce-challenge-present",
        ),
        back(
            "7636-4.3",
            "no method",
            &[("code_challenge_method", "")],
            "invalid_request",
            "pkce-method-present",
        ),
        back(
            "7636-4.3",
            "plain",
            &[("code_challenge_method", "plain")],
            "invalid_request",
            "pkce-method-supported",
        ),
        back(
            "7636-4.2",
            "short",
            &[("code_challenge", "abc")],
            "invalid_request",
            "pkce-challenge-well-formed",
        ),
        back(
            "core-3.1.2.1",
            "unknown prompt",
            &[("prompt", "later")],
            "invalid_request",
            "prompt-known",
        ),
        back(
            "core-3.1.2.1",
            "none and more",
            &[("prompt", "none login")],
            "invalid_request",
            "prompt-none-alone",
        ),
        back(
            "core-3.1.2.6",
            "nobody there",
            &[("prompt", "none")],
            "login_required",
            "prompt-none-without-interaction",
        ),
        back(
            "core-3.1.2.1",
            "max_age in words",
            &[("max_age", "soon")],
            "invalid_request",
            "max-age-well-formed",
        ),
        back(
            "core-3.1.2.1",
            "negative max_age",
            &[("max_age", "-1")],
            "invalid_request",
            "max-age-well-formed",
        ),
        back(
            "core-5.5",
            "claims in words",
            &[("claims", "email")],
            "invalid_request",
            "claims-well-formed",
        ),
        back(
            "core-5.5",
            "claims as a list",
            &[("claims", "[]")],
            "invalid_request",
            "claims-well-formed",
        ),
        back(
            "core-5.5.1.1",
            "acr that there is not",
            &[(
                "claims",
                r#"{"id_token":{"acr":{"essential":true,"values":["gold"]}}}"#,
            )],
            "unmet_authentication_requirements",
            "acr-met",
        ),
        back(
            "core-3.1.2.1",
            "hint that is none",
            &[("id_token_hint", "abc")],
            "invalid_request",
            "id-token-hint-valid",
        ),
        back(
            "omrt-2.1",
            "unknown mode",
            &[("response_mode", "web_message")],
            "invalid_request",
            "response-mode-supported",
        ),
    ];
    rows.extend(switched());
    rows.extend(fragments());
    rows.extend(people());
    rows
}

/// What only some issuers and clients refuse.
fn switched() -> Vec<Row> {
    let back = |fact, name, asked: Changes, error: &'static str, rule| {
        row(fact, name, Authorize(asked), (302, error), Redirect, rule)
    };
    let bare: Changes = &[("code_challenge", ""), ("code_challenge_method", "")];
    vec![
        back(
            "core-3.1.2.1",
            "unknown scope",
            &[("scope", "openid mail")],
            "invalid_scope",
            "scope-known",
        )
        .given(|given| given.config.issuers[0].refuse_unknown_scopes = true),
        back(
            "9700-2.1.1",
            "no PKCE where it must be",
            bare,
            "invalid_request",
            "pkce-challenge-present",
        )
        .given(|given| given.config.issuers[0].require_pkce = true),
        back(
            "9700-2.1.1",
            "no PKCE by a public client",
            bare,
            "invalid_request",
            "pkce-challenge-present",
        )
        .given(|given| given.client.token_endpoint_auth_method = Some(AuthMethod::None)),
        back("9126-5", "not pushed", &[], "invalid_request", "request-pushed")
            .given(|given| given.config.issuers[0].require_pushed_authorization_requests = true),
        back(
            "omrt-2.1",
            "mode that is off",
            &[("response_mode", "form_post")],
            "invalid_request",
            "response-mode-supported",
        )
        .given(|given| given.config.issuers[0].response_modes = vec!["query".to_owned()]),
    ]
}

/// Errors of responses that travel in the fragment travel there too.
fn fragments() -> Vec<Row> {
    let back = |fact, name, asked: Changes, error: &'static str, rule| {
        row(fact, name, Authorize(asked), (302, error), Fragment, rule)
    };
    vec![
        back(
            "core-3.2.2.1",
            "no nonce",
            &[("response_type", "id_token"), ("nonce", "")],
            "invalid_request",
            "nonce-present",
        ),
        back(
            "omrt-5",
            "tokens in a query",
            &[("response_type", "code id_token"), ("response_mode", "query")],
            "invalid_request",
            "response-mode-supported",
        ),
        back(
            "6749-3.1.1",
            "token alone, which is no OpenID Connect",
            &[("response_type", "token")],
            "unsupported_response_type",
            "response-type-supported",
        ),
        back(
            "core-3.1.2.1",
            "id_token without openid",
            &[("response_type", "id_token"), ("scope", "email")],
            "invalid_scope",
            "scope-openid-present",
        ),
        back(
            "7591-2",
            "response type that was not registered",
            &[("response_type", "code id_token")],
            "unauthorized_client",
            "response-type-registered",
        )
        .given(|given| given.client.oidc.response_types = vec!["code".to_owned()]),
    ]
}

fn people() -> Vec<Row> {
    let denied = (302, "access_denied");
    vec![
        row(
            "core-3.1.2.6",
            "denied",
            Deny(&[]),
            denied,
            Redirect,
            "person-consents",
        ),
        row(
            "core-3.1.2.6",
            "denied in the fragment",
            Deny(&[("response_type", "code id_token")]),
            denied,
            Fragment,
            "person-consents",
        ),
    ]
}
