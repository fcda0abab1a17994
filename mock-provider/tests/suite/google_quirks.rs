//! What is peculiar to Google, each test named after the fact.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use mock_provider::Provider;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, NOW, SECRET, VERIFIER, client_id, json, names, query, start, start_with, value},
};

fn claims(id_token: &Value) -> Value {
    let payload = id_token
        .as_str()
        .and_then(|text| text.split('.').nth(1))
        .expect("a JWS");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON")
}

#[tokio::test]
async fn the_response_has_the_parameters_of_2026_in_their_order() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let response = app.sign_in(&browser, "bob", &[]).await;
    assert_eq!(
        names(&response),
        ["state", "iss", "code", "scope", "authuser", "hd", "prompt"]
    );
    assert_eq!(
        (value(&response, "hd"), value(&response, "prompt")),
        (Some("brickworks.example"), Some("consent"))
    );
    let code = value(&response, "code").expect("a code");
    assert!(code.starts_with("4/0A") && code.len() == 73, "{code}");
    let again = app.sign_in(&browser, "bob", &[]).await;
    assert_eq!(value(&again, "prompt"), Some("none"));
}

#[tokio::test]
async fn iss_can_be_switched_off_as_before_2026() {
    let mut config = mock_provider::config::Config::default();
    config.google.iss_parameter = false;
    let provider = start_with(config).await;
    let app = App::new(&provider, Provider::Google);
    let response = app
        .sign_in(&Browser::new(&provider, "b-1"), "alice", &[("state", "")])
        .await;
    assert_eq!(names(&response), ["code", "scope", "authuser", "prompt"]);
}

#[tokio::test]
async fn the_token_response_and_the_id_token_have_googles_members() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app.tokens(&browser, "bob", &[]).await;
    let members: Vec<&String> = tokens.as_object().expect("an object").keys().collect();
    assert_eq!(
        members,
        ["access_token", "expires_in", "scope", "token_type", "id_token"]
    );
    assert_eq!(
        (&tokens["expires_in"], &tokens["token_type"]),
        (&json!(3599), &json!("Bearer"))
    );
    assert_eq!(
        tokens["scope"],
        "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile"
    );
    let claims = claims(&tokens["id_token"]);
    assert_eq!(claims["iss"], provider.issuer(Provider::Google));
    assert_eq!(
        (&claims["aud"], &claims["azp"]),
        (
            &json!(client_id(Provider::Google)),
            &json!(client_id(Provider::Google))
        )
    );
    assert_eq!(
        (&claims["email_verified"], &claims["hd"], &claims["nonce"]),
        (&json!(true), &json!("brickworks.example"), &json!("n-1"))
    );
    assert_eq!(
        (&claims["iat"], &claims["exp"]),
        (&json!(NOW), &json!(NOW + 3600))
    );
}

#[tokio::test]
async fn people_without_a_last_name_have_no_family_name() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app.tokens(&browser, "carol", &[]).await;
    let claims = claims(&tokens["id_token"]);
    assert_eq!(
        (&claims["given_name"], claims.get("family_name")),
        (&json!("Carol"), None)
    );
    let profile = app
        .profile(tokens["access_token"].as_str().expect("a token"))
        .await;
    assert_eq!(profile.get("family_name"), None);
}

#[tokio::test]
async fn asking_for_email_alone_implies_openid() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app
        .tokens(&browser, "alice", &[("scope", "email"), ("nonce", "")])
        .await;
    let claims = claims(&tokens["id_token"]);
    assert_eq!((claims.get("name"), claims.get("nonce")), (None, None));
    assert_eq!(claims["email"], "alice.archer@gmail.com");
}

#[tokio::test]
async fn a_refresh_token_comes_only_with_offline_access_and_a_consent_page() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let refresh = |tokens: &Value| tokens.get("refresh_token").cloned();
    assert_eq!(refresh(&app.tokens(&browser, "alice", &[]).await), None);
    // Offline access is new: it is asked for, and yields one.
    assert!(refresh(&app.tokens(&browser, "alice", &[("access_type", "offline")]).await).is_some());
    assert_eq!(
        refresh(&app.tokens(&browser, "alice", &[("access_type", "offline")]).await),
        None
    );
    let forced = app
        .tokens(
            &browser,
            "alice",
            &[("access_type", "offline"), ("prompt", "consent")],
        )
        .await;
    let token = refresh(&forced).expect("a refresh token");
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token.as_str().expect("text")),
        ("client_id", client_id(Provider::Google)),
        ("client_secret", SECRET),
    ];
    for _ in 0..2 {
        // Google does not rotate: the token is not sent again, and goes on working.
        let answer = json(app.token_form(&form, "*/*").await).await;
        assert_eq!(refresh(&answer), None);
        assert_eq!(claims(&answer["id_token"]).get("nonce"), None);
        app.profile(answer["access_token"].as_str().expect("a token"))
            .await;
    }
    // Revoking any token takes everything back.
    let revoke = [("token", forced["access_token"].as_str().expect("a token"))];
    let answer = app
        .http()
        .post(app.url("/revoke"))
        .form(&revoke)
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 200);
    let dead = app.token_form(&form, "*/*").await;
    assert_eq!(
        json(dead).await["error_description"],
        "Token has been expired or revoked."
    );
    let page = browser.go(&app.authorize_url(&[])).await;
    assert!(page.html().contains("mock-approve"), "consent is asked again");
}

#[tokio::test]
async fn the_legacy_immediate_asks_nobody_and_fails_as_immediate_failed() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let page = browser.go(&app.authorize_url(&[("immediate", "true")])).await;
    let response = query(page.left());
    assert_eq!(names(&response), ["state", "iss", "error"]);
    assert_eq!(value(&response, "error"), Some("immediate_failed"));
    app.tokens(&browser, "alice", &[]).await;
    let page = browser.go(&app.authorize_url(&[("immediate", "true")])).await;
    assert!(value(&query(page.left()), "code").is_some());
}

#[tokio::test]
async fn prompt_none_answers_interaction_required_with_a_subtype() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let page = browser.go(&app.authorize_url(&[("prompt", "none")])).await;
    let response = query(page.left());
    assert_eq!(names(&response), ["state", "iss", "error_subtype", "error"]);
    assert_eq!(value(&response, "error"), Some("interaction_required"));
    app.tokens(&browser, "alice", &[]).await;
    let page = browser.go(&app.authorize_url(&[("prompt", "none")])).await;
    assert!(value(&query(page.left()), "code").is_some());
}

#[tokio::test]
async fn select_account_shows_the_chooser_and_another_account_can_be_used() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    app.tokens(&browser, "alice", &[]).await;
    let page = browser
        .go(&app.authorize_url(&[("prompt", "select_account")]))
        .await;
    assert!(page.html().contains("data-persona=\"alice\"") && !page.html().contains("data-persona=\"bob\""));
    let page = browser.submit(&page, &[]).await;
    let response = app.walk(&browser, page, "bob").await;
    assert_eq!(value(&response, "authuser"), Some("1"));
    // Two accounts and no hint: the chooser; with a hint: straight through.
    assert!(
        browser
            .go(&app.authorize_url(&[]))
            .await
            .html()
            .contains("mock-other-account")
    );
    let page = browser
        .go(&app.authorize_url(&[("login_hint", "bob@brickworks.example")]))
        .await;
    assert_eq!(value(&query(page.left()), "hd"), Some("brickworks.example"));
}

/// What to change in the authorization request, and the status and code on Google's page.
type Case = (&'static [(&'static str, &'static str)], (u16, &'static str));

#[tokio::test]
async fn requests_that_are_wrong_are_told_on_googles_page() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let cases: [Case; 10] = [
        (&[("response_type", "")], (400, "invalid_request")),
        (&[("response_type", "token code token")], (400, "invalid_request")),
        (&[("scope", "")], (400, "invalid_request")),
        (&[("scope", "openid user:email")], (400, "invalid_scope")),
        (&[("redirect_uri", "")], (400, "invalid_request")),
        (
            &[("redirect_uri", "http://localhost:3000/callback/")],
            (400, "redirect_uri_mismatch"),
        ),
        (&[("prompt", "login")], (400, "invalid_request")),
        (&[("prompt", "none consent")], (400, "invalid_request")),
        (&[("code_challenge_method", "S512")], (400, "invalid_request")),
        (&[("code_challenge", "short")], (400, "invalid_request")),
    ];
    for (changes, expected) in cases {
        assert_eq!(
            browser.go(&app.authorize_url(changes)).await.error(),
            expected,
            "{changes:?}"
        );
    }
    let twice = app.authorize_url(&[]) + "&state=again";
    assert_eq!(browser.go(&twice).await.error(), (400, "invalid_request"));
}

#[tokio::test]
async fn a_challenge_without_a_method_is_plain() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let changes = [("code_challenge", VERIFIER), ("code_challenge_method", "")];
    let code = app.code(&browser, "alice", &changes).await;
    assert_eq!(app.token(&code, &[]).await.status(), 200);
}

#[tokio::test]
async fn a_verifier_without_a_challenge_is_refused() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let changes = [("code_challenge", ""), ("code_challenge_method", "")];
    let code = app.code(&browser, "alice", &changes).await;
    let answer = json(app.token(&code, &[]).await).await;
    assert_eq!(
        answer["error_description"],
        "code_verifier or verifier is not needed."
    );
    assert_eq!(app.token(&code, &[("code_verifier", "")]).await.status(), 200);
}

#[tokio::test]
async fn a_code_that_was_encoded_twice_is_malformed() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let code = app.code(&browser, "alice", &[]).await.replace('/', "%2F");
    let answer = json(app.token(&code, &[]).await).await;
    assert_eq!(
        (&answer["error"], &answer["error_description"]),
        (&json!("invalid_grant"), &json!("Malformed auth code."))
    );
}

#[tokio::test]
async fn a_multipart_body_has_no_grant_type() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Google);
    let request = app
        .http()
        .post(app.token_url())
        .header("content-type", "multipart/form-data; boundary=x");
    let basic = request.basic_auth(
        client_id(Provider::Google),
        Some("a+secret+with+%2B+and+%26+in+it"),
    );
    let response = basic.body("--x\r\n\r\n--x--").send().await.expect("an answer");
    assert_eq!(response.status(), 400);
    assert_eq!(json(response).await["error_description"], "Invalid grant_type: ");
}

#[tokio::test]
async fn optional_scopes_can_be_left_out_and_the_app_is_told() {
    const DRIVE: &str = "https://www.googleapis.com/auth/drive";
    const CALENDAR: &str = "https://www.googleapis.com/auth/calendar";
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let scope = format!("openid {DRIVE} {CALENDAR}");
    let page = browser.go(&app.authorize_url(&[("scope", &scope)])).await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    let page = browser
        .submit(&page, &[("decision", "approve"), ("scope", DRIVE)])
        .await;
    assert_eq!(
        value(&query(page.left()), "scope"),
        Some(format!("{DRIVE} openid").as_str())
    );
    // What was left out is asked for again.
    assert!(
        browser
            .go(&app.authorize_url(&[("scope", &scope)]))
            .await
            .html()
            .contains("mock-approve")
    );
    // Leaving out everything there is amounts to a denial.
    let page = browser
        .go(&app.authorize_url(&[("scope", &format!("{DRIVE} {CALENDAR}"))]))
        .await;
    let page = browser.submit(&page, &[("decision", "approve")]).await;
    assert_eq!(value(&query(page.left()), "error"), Some("access_denied"));
}

#[tokio::test]
async fn both_forms_of_userinfo_and_their_refusals() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app.tokens(&browser, "trudy", &[]).await;
    let token = tokens["access_token"].as_str().expect("a token");
    for path in ["/v1/userinfo", "/oauth2/v3/userinfo"] {
        let body = json(app.get(path, token).await).await;
        assert_eq!(
            (&body["sub"], &body["email_verified"]),
            (&json!("115566778899001122334"), &json!(false))
        );
        let refused = app.get(path, "nonsense").await;
        assert_eq!(refused.status(), 401);
        let expected = json!({"error": "invalid_request", "error_description": "Invalid Credentials"});
        assert_eq!(json(refused).await, expected);
    }
    for path in ["/oauth2/v2/userinfo", "/userinfo/v2/me"] {
        let body = json(app.get(path, token).await).await;
        assert_eq!(
            (&body["id"], &body["verified_email"], body.get("sub")),
            (&json!("115566778899001122334"), &json!(false), None)
        );
        assert_eq!(
            json(app.get(path, "nonsense").await).await["error"]["status"],
            "UNAUTHENTICATED"
        );
    }
    provider.clock().advance(std::time::Duration::from_secs(3599));
    assert_eq!(
        app.get("/v1/userinfo", token).await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn the_keys_are_cacheable_and_two() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Google);
    let response = app
        .http()
        .get(app.url("/oauth2/v3/certs"))
        .send()
        .await
        .expect("an answer");
    let cache = response.headers()["cache-control"]
        .to_str()
        .expect("ASCII")
        .to_owned();
    assert_eq!(cache, "public, max-age=21600, must-revalidate, no-transform");
    assert_eq!(response.headers()["expires"], "Sat, 31 Jan 2026 18:00:00 GMT");
    let keys = json(response).await;
    let kids: Vec<&str> = keys["keys"]
        .as_array()
        .expect("keys")
        .iter()
        .filter_map(|key| key["kid"].as_str())
        .collect();
    assert!(
        kids.len() == 2 && kids.iter().all(|kid| kid.len() == 40),
        "{kids:?}"
    );
}

#[tokio::test]
async fn old_paths_behave_as_the_new_ones() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    let url = app
        .authorize_url(&[])
        .replace("/o/oauth2/v2/auth", "/o/oauth2/auth");
    let page = browser.go(&url).await;
    let response = app.walk(&browser, page, "alice").await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", value(&response, "code").expect("a code")),
        ("redirect_uri", crate::setup::REDIRECT_URI),
        ("client_id", client_id(Provider::Google)),
        ("client_secret", SECRET),
        ("code_verifier", VERIFIER),
    ];
    let answer = app
        .http()
        .post(app.url("/oauth2/v4/token"))
        .form(&form)
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_hint_at_somebody_who_is_not_signed_in_asks_them_to_sign_in() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    app.tokens(&browser, "alice", &[]).await;
    let hint = ("login_hint", "bob@brickworks.example");
    let page = browser.go(&app.authorize_url(&[hint])).await;
    assert!(
        page.html().contains("value=\"bob@brickworks.example\""),
        "{}",
        page.html()
    );
    let silent = browser.go(&app.authorize_url(&[hint, ("prompt", "none")])).await;
    assert_eq!(
        value(&query(silent.left()), "error"),
        Some("interaction_required")
    );
    // With select_account the chooser is shown all the same.
    let page = browser
        .go(&app.authorize_url(&[hint, ("prompt", "select_account")]))
        .await;
    assert!(page.html().contains("mock-other-account"));
}
