//! Microsoft's endpoints.

use mock_provider::config::{ClientKind, ClientStatus, MicrosoftRegistration, SignInAudience};

use super::{Ask::*, Given, Place::*, Row, row};
use crate::setup::CHALLENGE;

const AUTHORIZE: &str = "/common/";
const MISMATCH: (u16, &str) = (400, "AADSTS50011");
const MISSING: (u16, &str) = (400, "AADSTS900144");
const GRANT: (u16, &str) = (400, "invalid_grant");
const REQUEST: (u16, &str) = (400, "invalid_request");
const CLIENT: (u16, &str) = (401, "invalid_client");
const NO_TOKEN: (u16, &str) = (401, "InvalidAuthenticationToken");
const DENIED: (u16, &str) = (403, "Authorization_RequestDenied");

fn registered(given: &mut Given, change: impl FnOnce(&mut MicrosoftRegistration)) {
    change(given.client.microsoft.get_or_insert_default());
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = authorize();
    rows.extend(redirected());
    rows.extend(token());
    rows.extend(elsewhere());
    rows
}

/// What is told on Microsoft's own page.
fn authorize() -> Vec<Row> {
    let page = |name, ask, error, rule| row("6", name, ask, error, Page, rule);
    let uri = |name, asked| page(name, Authorize(asked), MISMATCH, "redirect-uri-registered");
    vec![
        page(
            "no client",
            Authorize(&[("client_id", "")]),
            MISSING,
            "client-id-present",
        ),
        page(
            "unknown client",
            Authorize(&[("client_id", "nobody")]),
            (400, "AADSTS700016"),
            "client-registered",
        ),
        page(
            "no redirect URI",
            Authorize(&[("redirect_uri", "")]),
            (400, "AADSTS900971"),
            "redirect-uri-present",
        ),
        uri("another path", &[("redirect_uri", "http://localhost:3000/other")]),
        uri(
            "another case",
            &[("redirect_uri", "http://localhost:3000/CALLBACK")],
        ),
        uri(
            "below the registered one",
            &[("redirect_uri", "http://localhost:3000/callback/x")],
        ),
        uri(
            "another scheme",
            &[("redirect_uri", "https://localhost:3000/callback")],
        ),
        uri(
            "another name of this machine",
            &[("redirect_uri", "http://127.0.0.1:3000/callback")],
        ),
        page(
            "no response type",
            Authorize(&[("response_type", "")]),
            MISSING,
            "response-type-present",
        ),
        page("no scope", Authorize(&[("scope", "")]), MISSING, "scope-present"),
        page(
            "state twice",
            AuthorizeWith("&state=x"),
            (400, "AADSTS90100"),
            "parameter-once",
        ),
        page(
            "unknown tenant",
            AuthorizeAt(AUTHORIZE, "/nowhere.example/"),
            (400, "AADSTS90002"),
            "tenant-exists",
        ),
        page(
            "unknown tenant by id",
            AuthorizeAt(AUTHORIZE, "/11111111-2222-3333-4444-555555555555/"),
            (400, "AADSTS90002"),
            "tenant-exists",
        ),
        page(
            "personal account at organizations",
            SignIn("alice"),
            (400, "AADSTS500200"),
            "account-admitted",
        )
        .given(|given| registered(given, |client| client.audience = SignInAudience::Organizations)),
        page(
            "client of personal accounts at common",
            Authorize(&[]),
            (400, "AADSTS9002331"),
            "client-serves-tenant",
        )
        .given(|given| registered(given, |client| client.audience = SignInAudience::Personal)),
        page(
            "client of organisations at consumers",
            AuthorizeAt(AUTHORIZE, "/consumers/"),
            (400, "AADSTS9002332"),
            "client-serves-tenant",
        )
        .given(|given| registered(given, |client| client.audience = SignInAudience::Organizations)),
        page(
            "client of one tenant at common",
            Authorize(&[]),
            (400, "AADSTS50194"),
            "client-serves-tenant",
        )
        .given(|given| {
            registered(given, |client| {
                client.audience = SignInAudience::OneTenant;
                client.tenant = Some("0f1e2d3c-4b5a-4968-8776-655443322110".to_owned());
            });
        }),
        page(
            "disabled client",
            Authorize(&[]),
            (400, "AADSTS7000112"),
            "client-not-suspended",
        )
        .given(|given| given.client.status = ClientStatus::Suspended),
        page(
            "no nonce for an id_token",
            Authorize(&[("response_type", "id_token"), ("nonce", "")]),
            MISSING,
            "nonce-present",
        ),
        page(
            "another status of the page",
            Authorize(&[("scope", "")]),
            (200, "AADSTS900144"),
            "scope-present",
        )
        .given(|given| given.config.microsoft.error_page_status = 200),
    ]
}

/// What is told the application.
fn redirected() -> Vec<Row> {
    let at_app = |name, asked, error, rule| row("6", name, Authorize(asked), (302, error), Redirect, rule);
    vec![
        at_app(
            "unknown response type",
            &[("response_type", "magic")],
            "unsupported_response_type",
            "response-type-supported",
        ),
        at_app(
            "no response at all",
            &[("response_type", "none")],
            "unsupported_response_type",
            "response-type-supported",
        ),
        row(
            "6",
            "id_token that was not enabled",
            Authorize(&[("response_type", "code id_token")]),
            (302, "unsupported_response_type"),
            Fragment,
            "response-type-supported",
        ),
        row(
            "6",
            "token that was not enabled",
            Authorize(&[("response_type", "id_token token")]),
            (302, "unsupported_response_type"),
            Fragment,
            "response-type-supported",
        )
        .given(|given| registered(given, |client| client.id_tokens = true)),
        at_app(
            "unknown response mode",
            &[("response_mode", "pigeon")],
            "invalid_request",
            "response-mode-supported",
        ),
        row(
            "6",
            "tokens in a query",
            Authorize(&[("response_type", "id_token"), ("response_mode", "query")]),
            (302, "invalid_request"),
            Fragment,
            "response-mode-supported",
        ),
        at_app(
            "scope that does not exist",
            &[("scope", "openid bogus")],
            "invalid_client",
            "scope-known",
        ),
        at_app(
            "resource that does not exist",
            &[("scope", "https://elsewhere.test/Read")],
            "invalid_resource",
            "scope-known",
        ),
        at_app(
            "unknown prompt",
            &[("prompt", "please")],
            "invalid_request",
            "prompt-known",
        ),
        at_app(
            "none and consent",
            &[("prompt", "none consent")],
            "invalid_request",
            "prompt-none-alone",
        ),
        at_app(
            "silent sign-in of nobody",
            &[("prompt", "none")],
            "login_required",
            "prompt-none-without-interaction",
        ),
        at_app(
            "unknown challenge method",
            &[("code_challenge_method", "S512")],
            "invalid_request",
            "pkce-method-supported",
        ),
        at_app(
            "short challenge",
            &[("code_challenge", "short")],
            "invalid_request",
            "pkce-challenge-well-formed",
        ),
        at_app(
            "method without a challenge",
            &[("code_challenge", "")],
            "invalid_request",
            "pkce-challenge-present",
        ),
        row(
            "6",
            "a denial",
            Deny(&[]),
            (302, "access_denied"),
            Redirect,
            "person-consents",
        ),
        row(
            "6",
            "a denial in a form",
            Deny(&[("response_mode", "form_post")]),
            (200, "access_denied"),
            Posted,
            "person-consents",
        ),
    ]
}

fn token() -> Vec<Row> {
    let wrong = |name, ask, error, rule| row("6", name, ask, error, Body, rule);
    let plain: super::request::Changes = &[("code_challenge", ""), ("code_challenge_method", "")];
    vec![
        wrong(
            "no client",
            Token(&[("client_id", "")]),
            REQUEST,
            "client-authenticated",
        ),
        wrong(
            "unknown client",
            Token(&[("client_id", "nobody")]),
            (400, "unauthorized_client"),
            "client-registered",
        ),
        wrong(
            "no secret",
            Token(&[("client_secret", "")]),
            CLIENT,
            "client-secret-present",
        ),
        wrong(
            "wrong secret",
            Token(&[("client_secret", "wrong")]),
            CLIENT,
            "client-secret-correct",
        ),
        wrong(
            "secret of a public client",
            Token(&[]),
            CLIENT,
            "client-authentication-method",
        )
        .given(|given| given.client.kind = Some(ClientKind::PublicClient)),
        wrong(
            "unknown grant",
            Token(&[("grant_type", "password")]),
            (400, "unsupported_grant_type"),
            "grant-type-supported",
        ),
        wrong(
            "no grant",
            Token(&[("grant_type", "")]),
            REQUEST,
            "grant-type-supported",
        ),
        wrong("no code", Token(&[("code", "")]), REQUEST, "code-present"),
        wrong(
            "unknown code",
            Token(&[("code", "1.Anonsense")]),
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
            "code twice",
            TokenWith("&code=a&code=b"),
            REQUEST,
            "parameter-once",
        ),
        wrong(
            "a browser's request for a web client",
            TokenHeader(("origin", "https://spa.test")),
            REQUEST,
            "origin-of-browser",
        ),
        wrong(
            "disabled client",
            Post(
                "/common/oauth2/v2.0/token",
                &[
                    ("grant_type", "refresh_token"),
                    ("client_id", "b1f5c0de-5a17-4e5a-8c31-0123456789ab"),
                    ("client_secret", crate::setup::SECRET),
                ],
            ),
            (400, "unauthorized_client"),
            "client-not-suspended",
        )
        .given(|given| given.client.status = ClientStatus::Suspended),
        wrong(
            "unknown tenant",
            PostAsClient(
                "/nowhere.example/oauth2/v2.0/token",
                &[("grant_type", "refresh_token")],
            ),
            REQUEST,
            "tenant-exists",
        ),
        wrong(
            "no refresh token",
            Refresh(&[("refresh_token", "")]),
            REQUEST,
            "refresh-token-present",
        ),
        wrong(
            "unknown refresh token",
            Refresh(&[("refresh_token", "1.Anonsense")]),
            GRANT,
            "refresh-token-issued",
        ),
        wrong(
            "wider scope",
            Refresh(&[("scope", "openid Mail.Read")]),
            GRANT,
            "scope-within-grant",
        ),
    ]
}

/// Devices, discovery, keys, and Graph.
fn elsewhere() -> Vec<Row> {
    let wrong = |name, ask, error, rule| row("6", name, ask, error, Body, rule);
    let (me, photo, info) = (
        "/graph/v1.0/me",
        "/graph/v1.0/me/photos/48x48/$value",
        "/graph/oidc/userinfo",
    );
    let device = "/common/oauth2/v2.0/devicecode";
    let tenant = (400, "invalid_tenant");
    vec![
        wrong(
            "device of nobody",
            Post(device, &[("client_id", "nobody"), ("scope", "openid")]),
            (400, "unauthorized_client"),
            "client-registered",
        ),
        wrong(
            "device without scope",
            PostAsClient(device, &[]),
            REQUEST,
            "scope-present",
        ),
        wrong(
            "device with a bogus scope",
            PostAsClient(device, &[("scope", "bogus")]),
            (400, "invalid_scope"),
            "scope-for-devices",
        ),
        wrong(
            "device at an unknown tenant",
            PostAsClient("/nowhere.example/oauth2/v2.0/devicecode", &[("scope", "openid")]),
            REQUEST,
            "tenant-exists",
        ),
        wrong(
            "poll with a strange code",
            PostAsClient(
                "/common/oauth2/v2.0/token",
                &[
                    ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                    ("device_code", "x"),
                ],
            ),
            (400, "bad_verification_code"),
            "device-code-issued",
        ),
        wrong(
            "discovery of an unknown tenant",
            Call("/nowhere.example/v2.0/.well-known/openid-configuration"),
            tenant,
            "tenant-exists",
        ),
        wrong(
            "keys of an unknown tenant",
            Call("/nowhere.example/discovery/v2.0/keys"),
            tenant,
            "tenant-exists",
        ),
        wrong("me without a token", Call(me), NO_TOKEN, "access-token-present"),
        wrong(
            "me with a strange token",
            CallWith(me, "x"),
            NO_TOKEN,
            "access-token-valid",
        ),
        wrong(
            "me with an old token",
            CallLate(me),
            NO_TOKEN,
            "access-token-fresh",
        ),
        wrong(
            "me without User.Read",
            CallAs(me, "openid profile email"),
            DENIED,
            "scope-sufficient",
        ),
        wrong(
            "photo without a token",
            Call(photo),
            NO_TOKEN,
            "access-token-present",
        ),
        wrong(
            "photo without User.Read",
            CallAs(photo, "openid"),
            DENIED,
            "scope-sufficient",
        ),
        wrong(
            "userinfo without a token",
            Call(info),
            NO_TOKEN,
            "access-token-present",
        ),
        wrong(
            "userinfo with a strange token",
            CallWith(info, "x"),
            NO_TOKEN,
            "access-token-valid",
        ),
        wrong(
            "userinfo without openid",
            CallAs(info, "User.Read"),
            DENIED,
            "scope-sufficient",
        ),
    ]
}
