//! What becomes of Google's tokens, each test named after the fact.

use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use mock_provider::{
    Provider,
    config::{Client, ClientStatus, Config},
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, NOW, SECRET, client, client_id, json, start, start_with, text},
};

const DRIVE: &str = "https://www.googleapis.com/auth/drive";
const EMAIL: &str = "https://www.googleapis.com/auth/userinfo.email";
const OFFLINE: [(&str, &str); 2] = [("access_type", "offline"), ("prompt", "consent")];

async fn refresh(app: &App<'_>, token: &str, scope: &str) -> (u16, Value) {
    let mut form = vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", client_id(Provider::Google)),
        ("client_secret", SECRET),
    ];
    if !scope.is_empty() {
        form.push(("scope", scope));
    }
    app.post("/token", &form).await
}

#[tokio::test]
async fn tokeninfo_writes_every_value_as_a_string() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app.tokens(&browser, "alice", &[("scope", "openid email")]).await;
    let token = text(&tokens, "access_token");
    let expected = json!({
        "azp": client_id(Provider::Google),
        "aud": client_id(Provider::Google),
        "sub": "104512033781920046312",
        "scope": format!("openid {EMAIL}"),
        "exp": (NOW + 3599).to_string(),
        "expires_in": "3599",
        "email": "alice.archer@gmail.com",
        "email_verified": "true",
        "access_type": "online",
    });
    for path in ["/tokeninfo", "/oauth2/v3/tokeninfo"] {
        let by_query = app
            .http()
            .get(app.url(&format!("{path}?access_token={token}")))
            .send();
        assert_eq!(json(by_query.await.expect("an answer")).await, expected, "{path}");
        let (status, by_form) = app.post(path, &[("access_token", token)]).await;
        assert_eq!((status, &by_form), (200, &expected), "{path}");
        let by_header = app.http().post(app.url(path)).bearer_auth(token).send();
        assert_eq!(
            json(by_header.await.expect("an answer")).await,
            expected,
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_old_tokeninfo_has_other_names_and_a_number() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app.tokens(&browser, "trudy", &OFFLINE).await;
    for path in ["/oauth2/v1/tokeninfo", "/oauth2/v2/tokeninfo"] {
        let (status, body) = app
            .post(path, &[("access_token", text(&tokens, "access_token"))])
            .await;
        assert_eq!(status, 200);
        assert_eq!(
            (&body["issued_to"], &body["audience"], &body["user_id"]),
            (
                &json!(client_id(Provider::Google)),
                &json!(client_id(Provider::Google)),
                &json!("115566778899001122334")
            )
        );
        assert_eq!(
            (&body["expires_in"], &body["verified_email"], &body["access_type"]),
            (&json!(3599), &json!(false), &json!("offline"))
        );
    }
}

#[tokio::test]
async fn tokeninfo_of_an_id_token_has_its_claims_as_strings_and_its_header() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app.tokens(&browser, "bob", &[]).await;
    let id_token = text(&tokens, "id_token");
    let (status, body) = app.post("/tokeninfo", &[("id_token", id_token)]).await;
    assert_eq!(status, 200);
    assert_eq!(
        (&body["iat"], &body["email_verified"], &body["alg"], &body["hd"]),
        (
            &json!(NOW.to_string()),
            &json!("true"),
            &json!("RS256"),
            &json!("brickworks.example")
        )
    );
    let refused = json!({"error": "invalid_token", "error_description": "Invalid Value"});
    let (header, rest) = id_token.split_once('.').expect("three parts");
    let (payload, signature) = rest.split_once('.').expect("three parts");
    let swapped = format!("{header}.{}.{signature}", payload.replacen('e', "f", 1));
    assert_eq!(
        app.post("/tokeninfo", &[("id_token", &swapped)]).await,
        (400, refused.clone())
    );
    provider.clock().advance(Duration::from_secs(3600));
    assert_eq!(
        app.post("/tokeninfo", &[("id_token", id_token)]).await,
        (400, refused)
    );
}

#[tokio::test]
async fn the_certificates_have_the_names_of_the_keys_and_verify_an_id_token() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let id_token = text(&tokens, "id_token");
    let fetch = |path: &str| app.http().get(app.url(path)).send();
    let certificates = json(fetch("/oauth2/v1/certs").await.expect("an answer")).await;
    let keys = json(fetch("/oauth2/v3/certs").await.expect("an answer")).await;
    let names: Vec<&str> = keys["keys"]
        .as_array()
        .expect("keys")
        .iter()
        .map(|key| text(key, "kid"))
        .collect();
    let certified: Vec<&String> = certificates.as_object().expect("an object").keys().collect();
    assert_eq!(certified, names);
    let kid = decode_header(id_token).expect("a header").kid.expect("a kid");
    let pem = text(&certificates, &kid);
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----\n"), "{pem}");
    let key = DecodingKey::from_rsa_pem(pem.as_bytes()).expect("a certificate");
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[client_id(Provider::Google)]);
    validation.validate_exp = false;
    decode::<Value>(id_token, &key, &validation).expect("verifies");
}

#[tokio::test]
async fn the_old_revocation_is_a_link_and_the_new_one_is_not() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let new = app
        .http()
        .get(app.url(&format!("/revoke?token={token}")))
        .send()
        .await;
    assert_eq!(new.expect("an answer").status(), 405);
    let old = app
        .http()
        .get(app.url(&format!("/o/oauth2/revoke?token={token}")))
        .send()
        .await;
    assert_eq!(old.expect("an answer").status(), 200);
    assert_eq!(app.get("/v1/userinfo", token).await.status(), 401);
    // google-auth-library posts with the token in the query and an empty body.
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let url = app.url(&format!("/revoke?token={}", text(&tokens, "access_token")));
    assert_eq!(
        app.http().post(url).send().await.expect("an answer").status(),
        200
    );
}

#[tokio::test]
async fn a_refresh_may_narrow_the_scope_and_not_widen_it() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app.tokens(&browser, "alice", &OFFLINE).await;
    let token = text(&tokens, "refresh_token");
    let (status, body) = refresh(&app, token, "email").await;
    assert_eq!((status, &body["scope"]), (200, &json!(EMAIL)));
    let (status, body) = refresh(&app, token, DRIVE).await;
    assert_eq!(
        (status, &body["error"], &body["error_description"]),
        (400, &json!("invalid_scope"), &json!("Bad Request"))
    );
    // Narrowing concerns one access token; the grant stays what it was.
    let (_, body) = refresh(&app, token, "").await;
    assert_eq!(body["scope"], tokens["scope"]);
}

#[tokio::test]
async fn a_refresh_token_dies_when_it_was_not_used_for_half_a_year() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app.tokens(&browser, "alice", &OFFLINE).await;
    let token = text(&tokens, "refresh_token");
    for days in [150, 150] {
        provider.clock().advance(Duration::from_secs(days * 86_400));
        assert_eq!(refresh(&app, token, "").await.0, 200);
    }
    provider.clock().advance(Duration::from_secs(183 * 86_400));
    let (status, body) = refresh(&app, token, "").await;
    assert_eq!(
        (status, &body["error_description"]),
        (400, &json!("Token has been expired or revoked."))
    );
}

#[tokio::test]
async fn refresh_tokens_of_an_app_in_testing_die_after_seven_days_unless_they_only_say_who() {
    let provider = start().await;
    provider.put_client(Client {
        status: ClientStatus::Testing,
        test_users: vec!["Alice.Archer@gmail.com".to_owned()],
        ..client(Provider::Google)
    });
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let identity = app.tokens(&browser, "alice", &OFFLINE).await;
    assert_eq!(identity.get("refresh_token_expires_in"), None);
    let scope = format!("openid {DRIVE}");
    let drive = app
        .tokens(&browser, "alice", &[OFFLINE[0], OFFLINE[1], ("scope", &scope)])
        .await;
    assert_eq!(drive["refresh_token_expires_in"], json!(604_800));
    provider.clock().advance(Duration::from_secs(604_799));
    assert_eq!(refresh(&app, text(&drive, "refresh_token"), "").await.0, 200);
    provider.clock().advance(Duration::from_secs(1));
    assert_eq!(refresh(&app, text(&drive, "refresh_token"), "").await.0, 400);
    assert_eq!(refresh(&app, text(&identity, "refresh_token"), "").await.0, 200);
}

#[tokio::test]
async fn the_hundred_and_first_refresh_token_silently_kills_the_oldest() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let mut tokens = Vec::new();
    for _ in 0..101 {
        let answer = app.tokens(&browser, "alice", &OFFLINE).await;
        tokens.push(text(&answer, "refresh_token").to_owned());
        if tokens.len() == 100 {
            assert_eq!(refresh(&app, &tokens[0], "").await.0, 200);
        }
    }
    assert_eq!(refresh(&app, &tokens[0], "").await.0, 400);
    assert_eq!(refresh(&app, &tokens[1], "").await.0, 200);
    assert_eq!(refresh(&app, &tokens[100], "").await.0, 200);
}

#[tokio::test]
async fn using_a_code_again_keeps_the_tokens_unless_switched() {
    for revokes in [false, true] {
        let mut config = Config::default();
        config.google.code_reuse_revokes_tokens = revokes;
        let provider = start_with(config).await;
        let (app, browser) = (
            App::new(&provider, Provider::Google),
            Browser::new(&provider, "b-1"),
        );
        let code = app.code(&browser, "alice", &[]).await;
        let tokens = json(app.token(&code, &[]).await).await;
        let again = json(app.token(&code, &[]).await).await;
        assert_eq!(
            (&again["error"], &again["error_description"]),
            (&json!("invalid_grant"), &json!("Bad Request"))
        );
        let status = app
            .get("/v1/userinfo", text(&tokens, "access_token"))
            .await
            .status();
        assert_eq!(status, if revokes { 401 } else { 200 });
    }
}

#[tokio::test]
async fn revoking_one_token_ends_the_project_for_all_its_clients() {
    let provider = start().await;
    let other = "100200300-other.apps.googleusercontent.com";
    provider.put_client(Client {
        client_id: other.to_owned(),
        ..client(Provider::Google)
    });
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let first = app.tokens(&browser, "alice", &[]).await;
    // The grant belongs to the project: the other client needs no consent.
    let page = browser.go(&app.authorize_url(&[("client_id", other)])).await;
    let code = crate::setup::query(page.left());
    let code = crate::setup::value(&code, "code").expect("a code").to_owned();
    let second = json(app.token(&code, &[("client_id", other)]).await).await;
    let (status, _) = app
        .post("/revoke", &[("token", text(&second, "access_token"))])
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        app.get("/v1/userinfo", text(&first, "access_token"))
            .await
            .status(),
        401
    );
}
