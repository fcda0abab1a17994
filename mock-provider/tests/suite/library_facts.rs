//! What client libraries depend on. The libraries themselves sign in in `tests/clients`.

use mock_provider::Provider::{Apple, Facebook, GitHub, Google, Microsoft, Notion, X};
use reqwest::header;
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    providers::{OIDC, every, facts},
    setup::{
        App, NOW, REDIRECT_URI, VERIFIER, claims, client_id, json as body, names, start, start_with, text,
        value,
    },
};

/// Octokit reads the header `Date` of each answer.
#[tokio::test]
async fn every_answer_has_a_date() {
    let provider = start().await;
    for kind in every() {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let code = app.code(&browser, "alice", &[]).await;
        let tokens = app.token(&code, &[]).await;
        assert!(tokens.headers().contains_key(header::DATE), "{kind}");
        let tokens = body(tokens).await;
        if let Some((path, _)) = facts(kind).profile {
            let profile = app.get(path, text(&tokens, "access_token")).await;
            assert!(profile.headers().contains_key(header::DATE), "{kind}");
        }
    }
}

/// Go's oauth2 tries the header first and the body when that fails, with the same code.
#[tokio::test]
async fn go_may_try_basic_first_and_then_the_body() {
    let provider = start().await;
    for kind in [Google, GitHub, Facebook, X, Notion, Microsoft, Apple, OIDC] {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let code = app.code(&browser, "alice", &[]).await;
        let secret = app.secret();
        let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        let post = || {
            app.http()
                .post(app.token_url())
                .header(header::ACCEPT, "application/json")
        };
        let first = post()
            .basic_auth(encoded(client_id(kind)), Some(encoded(&secret)))
            .form(&form);
        let mut tokens = body(first.send().await.expect("an answer")).await;
        if tokens.get("access_token").is_none() {
            form.extend([("client_id", client_id(kind)), ("client_secret", &secret)]);
            tokens = body(post().form(&form).send().await.expect("an answer")).await;
        }
        assert!(tokens["access_token"].is_string(), "{kind} {tokens}");
    }
}

/// OpenIddict and oauth4webapi refuse `iss` unless the metadata announce it, and miss it where they do.
#[tokio::test]
async fn an_issuer_sends_iss_exactly_where_its_metadata_say_so() {
    for on in [true, false] {
        let mut config = mock_provider::config::Config::default();
        config.issuers[0].iss_parameter = on;
        let provider = start_with(config).await;
        let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
        let metadata = body(app.get("/.well-known/openid-configuration", "").await).await;
        let announced = metadata["authorization_response_iss_parameter_supported"] == json!(true);
        assert_eq!(announced, on);
        let response = app.sign_in(&browser, "alice", &[]).await;
        assert_eq!(value(&response, "iss").is_some(), on);
    }
}

/// next-auth with openid-client throws where `iss` comes and no issuer is configured.
#[tokio::test]
async fn providers_without_an_issuer_send_no_iss() {
    let provider = start().await;
    for kind in [Facebook, X, Notion, Microsoft, Apple] {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let response = app.sign_in(&browser, "alice", &[]).await;
        assert!(!names(&response).contains(&"iss"), "{kind}");
    }
}

/// go-oidc compares the issuer with the URL that it asked, byte for byte.
#[tokio::test]
async fn the_issuer_is_the_url_that_was_asked_and_at_microsoft_common_it_is_not() {
    let provider = start().await;
    for (kind, at, same) in [
        (Google, "", true),
        (Apple, "", true),
        (OIDC, "", true),
        (Microsoft, "/common/v2.0", false),
        (Microsoft, "/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", true),
    ] {
        let app = App::new(&provider, kind);
        let asked = app.url(at);
        let path = format!("{at}/.well-known/openid-configuration");
        let document = body(app.get(&path, "").await).await;
        assert_eq!(text(&document, "issuer") == asked, same, "{kind} {at}");
    }
}

/// better-auth sends a challenge to everybody, wants `email_verified` as true or false, and no id_token of more than
/// an hour.
#[tokio::test]
async fn better_auth_gets_young_id_tokens_and_a_flag_that_is_no_text() {
    let provider = start().await;
    for kind in [Google, Apple] {
        let app = App::new(&provider, kind);
        let tokens = app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
        let claims = claims(text(&tokens, "id_token"));
        assert_eq!(
            (&claims["email_verified"], &claims["iat"]),
            (&json!(true), &json!(NOW)),
            "{kind}"
        );
    }
    for kind in [Facebook, Notion] {
        let app = App::new(&provider, kind);
        let code = app.code(&Browser::new(&provider, "b-1"), "alice", &[]).await;
        assert_eq!(app.token(&code, &[]).await.status(), 200, "{kind}");
    }
}

/// google-auth-library posts the token in the URL with nothing in the body, and asks about tokens by POST with the
/// token in the header.
#[tokio::test]
async fn google_revokes_by_an_empty_post_and_tells_of_the_token_in_the_header() {
    let provider = start().await;
    let app = App::new(&provider, Google);
    let tokens = app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let told = async || {
        let request = app.http().post(app.url("/tokeninfo")).bearer_auth(token);
        let response = request
            .header(
                header::CONTENT_TYPE,
                "application/x-www-form-urlencoded;charset=UTF-8",
            )
            .body("")
            .send()
            .await
            .expect("an answer");
        (response.status().as_u16(), body(response).await)
    };
    let (status, info) = told().await;
    assert_eq!((status, text(&info, "aud")), (200, client_id(Google)));
    let request = app
        .http()
        .post(app.url(&format!("/revoke?token={token}")))
        .body("");
    assert_eq!(request.send().await.expect("an answer").status(), 200);
    assert_eq!(told().await.0, 400);
}

/// Octokit sends JSON and takes any answer with `error` for a failure; passport-github2 joins scopes by commas.
#[tokio::test]
async fn github_takes_json_and_scopes_with_commas_and_errors_have_an_error() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, GitHub), Browser::new(&provider, "b-1"));
    let asked = [("scope", "read:user,user:email")];
    let code = app.code(&browser, "alice", &asked).await;
    let exchange = async || {
        let sent = json!({
            "client_id": client_id(GitHub), "client_secret": app.secret(), "code": code,
            "redirect_uri": REDIRECT_URI, "code_verifier": VERIFIER,
        });
        let request = app
            .http()
            .post(app.token_url())
            .header(header::ACCEPT, "application/json");
        let response = request.json(&sent).send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        body(response).await
    };
    let tokens = exchange().await;
    let granted: Vec<&str> = text(&tokens, "scope").split(',').collect();
    assert_eq!(granted, ["read:user", "user:email"]);
    assert_eq!(tokens.get("error"), None::<&Value>);
    assert!(exchange().await["error"].is_string());
}

/// passport reads v3, supabase the older paths, django-allauth certificates.
#[tokio::test]
async fn google_serves_the_profile_and_the_keys_that_libraries_read() {
    let provider = start().await;
    let app = App::new(&provider, Google);
    let tokens = app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let token = text(&tokens, "access_token");
    for (path, id) in [("/oauth2/v3/userinfo", "sub"), ("/userinfo/v2/me", "id")] {
        let profile = body(app.get(path, token).await).await;
        assert_eq!(text(&profile, id), "104512033781920046312", "{path}");
    }
    let certificates = body(app.get("/oauth2/v1/certs", "").await).await;
    for (kid, pem) in certificates.as_object().expect("an object") {
        let pem = pem.as_str().expect("text");
        assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"), "{kid}");
    }
}

/// An issuer answers as RFC 6749 says, and nothing of it may be cached.
#[tokio::test]
async fn an_issuers_tokens_and_errors_are_never_cached() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let code = app.code(&browser, "alice", &[]).await;
    for (status, response) in [
        (200, app.token(&code, &[]).await),
        (400, app.token(&code, &[]).await),
    ] {
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        assert!(!response.headers().contains_key(header::WWW_AUTHENTICATE));
    }
}
