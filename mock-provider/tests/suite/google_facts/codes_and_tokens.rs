//! Google's token endpoint (fact sheet 1.7 and 1.8).

use std::time::Duration;

use mock_provider::{
    Provider,
    config::{Client, ClientKind, Config},
};
use serde_json::{Value, json};

use super::{DRIVE, OFFLINE, members, pair};
use crate::{
    browser::Browser,
    setup::{App, REDIRECT_URI, SECRET, VERIFIER, claims, client, client_id, json, start, start_with, text},
};

async fn refresh(app: &App<'_>, token: &str) -> (u16, Value) {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", client_id(Provider::Google)),
        ("client_secret", SECRET),
    ];
    app.post("/token", &form).await
}

#[tokio::test]
async fn the_token_response_has_googles_headers_layout_and_order() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let code = app.code(&browser, "alice", &OFFLINE).await;
    let response = app.token(&code, &[]).await;
    for (name, expected) in [
        ("content-type", "application/json; charset=utf-8"),
        ("cache-control", "no-cache, no-store, max-age=0, must-revalidate"),
        ("pragma", "no-cache"),
        ("expires", "Mon, 01 Jan 1990 00:00:00 GMT"),
        ("vary", "Origin, X-Origin, Referer"),
    ] {
        assert_eq!(response.headers()[name], expected, "{name}");
    }
    let body = response.text().await.expect("a body");
    assert!(body.starts_with("{\n  \"access_token\": \"ya29."), "{body}");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(
        members(&body),
        [
            "access_token",
            "expires_in",
            "refresh_token",
            "scope",
            "token_type",
            "id_token"
        ]
    );
}

#[tokio::test]
async fn tokens_have_googles_prefixes_and_lengths() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &OFFLINE).await;
    let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    assert!(access.starts_with("ya29.a0A"), "{access}");
    assert!((170..=220).contains(&access.len()), "{}", access.len());
    assert!(refresh.starts_with("1//0") && refresh.len() == 103, "{refresh}");
}

#[tokio::test]
async fn any_identity_scope_alone_yields_an_id_token_and_other_scopes_do_not() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    for (scope, expected) in [
        ("openid", true),
        ("email", true),
        ("profile", true),
        (DRIVE, false),
    ] {
        let tokens = app.tokens(&browser, "alice", &[("scope", scope)]).await;
        assert_eq!(tokens.get("id_token").is_some(), expected, "{scope}");
        let openid = text(&tokens, "scope")
            .split(' ')
            .any(|granted| granted == "openid");
        assert_eq!(openid, expected, "{scope}");
    }
}

#[tokio::test]
async fn each_token_error_has_its_status_error_and_description_and_no_uri() {
    type Row = (
        &'static [(&'static str, &'static str)],
        u16,
        &'static str,
        &'static str,
    );
    const ROWS: &[Row] = &[
        (&[("code", "abc")], 400, "invalid_grant", "Malformed auth code."),
        (
            &[("code", "4/0AfakeFAKEfakeFAKE")],
            400,
            "invalid_grant",
            "Bad Request",
        ),
        (
            &[("code_verifier", "")],
            400,
            "invalid_grant",
            "Missing code verifier.",
        ),
        (
            &[("code_verifier", "wrong")],
            400,
            "invalid_grant",
            "Invalid code verifier.",
        ),
        (
            &[("redirect_uri", "http://localhost:3000/")],
            400,
            "redirect_uri_mismatch",
            "Bad Request",
        ),
        (
            &[("client_id", "nobody")],
            401,
            "invalid_client",
            "The OAuth client was not found.",
        ),
        (
            &[("client_secret", "wrong")],
            401,
            "invalid_client",
            "The provided client secret is invalid.",
        ),
        (
            &[("grant_type", "password")],
            400,
            "unsupported_grant_type",
            "Invalid grant_type: password",
        ),
        (
            &[("code", "")],
            400,
            "invalid_request",
            "Missing required parameter: code",
        ),
        (
            &[("client_secret", "")],
            400,
            "invalid_request",
            "client_secret is missing.",
        ),
        (
            &[("client_id", "")],
            400,
            "invalid_request",
            "Could not determine client ID from request.",
        ),
        (
            &[("client_id", "other"), ("client_secret", "other-secret")],
            400,
            "invalid_grant",
            "Bad Request",
        ),
        (
            &[("grant_type", "refresh_token"), ("refresh_token", "1//0unknown")],
            400,
            "invalid_grant",
            "Bad Request",
        ),
    ];
    let provider = start().await;
    provider.put_client(Client {
        client_id: "other".to_owned(),
        client_secret: "other-secret".to_owned(),
        ..client(Provider::Google)
    });
    let (app, browser) = pair(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    for (changes, status, error, description) in ROWS {
        let response = app.token(&code, changes).await;
        assert_eq!(response.status(), *status, "{changes:?}");
        let expected = json!({"error": error, "error_description": description});
        assert_eq!(json(response).await, expected, "{changes:?}");
    }
    assert_eq!(app.token(&code, &[]).await.status(), 200);
    let again = json!({"error": "invalid_grant", "error_description": "Bad Request"});
    assert_eq!(json(app.token(&code, &[]).await).await, again);
    let late = app.code(&browser, "alice", &[]).await;
    provider.clock().advance(Duration::from_secs(600));
    assert_eq!(json(app.token(&late, &[]).await).await, again);
}

#[tokio::test]
async fn the_secret_may_come_in_a_basic_header_and_the_parameters_as_json() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let form = |code: &str| {
        [
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", REDIRECT_URI.to_owned()),
            ("code_verifier", VERIFIER.to_owned()),
        ]
    };
    let code = app.code(&browser, "alice", &[]).await;
    let secret: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let request = app.http().post(app.token_url()).form(&form(&code));
    let basic = request.basic_auth(client_id(Provider::Google), Some(secret));
    assert_eq!(basic.send().await.expect("an answer").status(), 200);

    let code = app.code(&browser, "alice", &[]).await;
    let mut body: serde_json::Map<String, Value> = form(&code)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    body.insert("client_id".to_owned(), json!(client_id(Provider::Google)));
    body.insert("client_secret".to_owned(), json!(SECRET));
    let request = app.http().post(app.token_url()).json(&body);
    assert_eq!(request.send().await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn a_television_may_not_use_the_code_grant() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    provider.put_client(Client {
        kind: Some(ClientKind::LimitedInput),
        ..client(Provider::Google)
    });
    let response = app.token(&code, &[]).await;
    assert_eq!(response.status(), 400);
    assert_eq!(
        json(response).await,
        json!({"error": "unauthorized_client", "error_description": "Unauthorized"})
    );
}

#[tokio::test]
async fn a_refresh_yields_no_refresh_token_and_an_id_token_for_the_new_access_token() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &OFFLINE).await;
    provider.clock().advance(Duration::from_secs(60));
    let (status, body) = refresh(&app, text(&tokens, "refresh_token")).await;
    assert_eq!(status, 200);
    assert_eq!(
        members(&body),
        ["access_token", "expires_in", "scope", "token_type", "id_token"]
    );
    assert_ne!(body["access_token"], tokens["access_token"]);
    let (old, new) = (claims(text(&tokens, "id_token")), claims(text(&body, "id_token")));
    let hash = mock_provider::protocol::at_hash::at_hash(text(&body, "access_token"));
    assert_eq!((&new["at_hash"], new.get("nonce")), (&json!(hash), None));
    assert_eq!((&new["name"], &new["sub"]), (&old["name"], &old["sub"]));
    assert_eq!(new["iat"].as_i64(), old["iat"].as_i64().map(|iat| iat + 60));
}

#[tokio::test]
async fn a_session_that_a_workspace_ends_is_a_reauthentication_error() {
    for over in [false, true] {
        let mut config = Config::default();
        config.google.reauthentication_required = over;
        let provider = start_with(config).await;
        let app = pair(&provider).0;
        for (persona, refused) in [("alice", false), ("bob", over)] {
            let browser = Browser::new(&provider, persona);
            let tokens = app.tokens(&browser, persona, &OFFLINE).await;
            let (status, body) = refresh(&app, text(&tokens, "refresh_token")).await;
            if refused {
                let expected = json!({
                    "error": "invalid_grant",
                    "error_description": "reauth related error (invalid_rapt)",
                    "error_subtype": "invalid_rapt",
                });
                assert_eq!((status, body), (400, expected));
            } else {
                assert_eq!(status, 200, "{persona}: {body}");
            }
        }
    }
}

#[tokio::test]
async fn the_lifetimes_are_ten_minutes_and_an_hour_and_can_be_chosen() {
    for (code_lifetime, access, id) in [(600, 3599, 3600), (30, 60, 600)] {
        let mut config = Config::default();
        if code_lifetime != config.google.code_lifetime {
            config.google.code_lifetime = code_lifetime;
            config.google.access_token_lifetime = access;
            config.google.id_token_lifetime = id;
        }
        let provider = start_with(config).await;
        let (app, browser) = pair(&provider);
        let code = app.code(&browser, "alice", &[]).await;
        provider
            .clock()
            .advance(Duration::from_secs(u64::from(code_lifetime) - 1));
        let tokens = json(app.token(&code, &[]).await).await;
        assert_eq!(tokens["expires_in"], json!(access));
        let claims = claims(text(&tokens, "id_token"));
        let lives = claims["exp"].as_i64().expect("exp") - claims["iat"].as_i64().expect("iat");
        assert_eq!(lives, i64::from(id));
        let late = app.code(&browser, "alice", &[]).await;
        provider
            .clock()
            .advance(Duration::from_secs(u64::from(code_lifetime)));
        assert_eq!(app.token(&late, &[]).await.status(), 400);
    }
}
