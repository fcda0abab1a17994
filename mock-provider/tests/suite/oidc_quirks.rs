//! Configured OpenID Connect issuers: one test for each thing that the specifications say of them.

use std::time::Duration;

use jsonwebtoken::decode_header;
use mock_provider::{
    MockProvider,
    config::{Client, Config, IssuerSettings, RefreshTokens, SubjectType},
    protocol::{
        at_hash::{at_hash, hash_for},
        client_auth::AuthMethod,
        signing_algorithm::SigningAlgorithm,
    },
};
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    providers::OIDC,
    setup::{App, CHALLENGE, NOW, claims, client, fragment, json, query, start, start_with, text, value},
};

/// The built-in issuer with other settings.
async fn start_as(change: impl FnOnce(&mut IssuerSettings)) -> MockProvider {
    let mut config = Config::default();
    change(&mut config.issuers[0]);
    start_with(config).await
}

fn put(provider: &MockProvider, change: impl FnOnce(&mut Client)) {
    let mut client = client(OIDC);
    change(&mut client);
    provider.put_client(client);
}

async fn document(provider: &MockProvider, url: &str) -> Value {
    let app = App::new(provider, OIDC);
    json(app.http().get(url).send().await.expect("an answer")).await
}

async fn refresh(app: &App<'_>, token: &str) -> (u16, Value) {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", "suite"),
        ("client_secret", crate::setup::SECRET),
    ];
    app.post("/token", &form).await
}

#[tokio::test]
async fn both_metadata_documents_are_alike_and_name_the_issuer_byte_for_byte() {
    for slash in [false, true] {
        let provider = start_as(|issuer| issuer.trailing_slash = slash).await;
        let issuer = provider.issuer(OIDC);
        assert_eq!(issuer.ends_with("/oidc/"), slash);
        let base = issuer.trim_end_matches('/');
        let oidc = document(&provider, &format!("{base}/.well-known/openid-configuration")).await;
        let root = provider.url().as_str();
        let oauth = document(
            &provider,
            &format!("{root}.well-known/oauth-authorization-server/oidc"),
        )
        .await;
        assert_eq!(oidc, oauth);
        assert_eq!(oidc["issuer"], issuer);
        let app = App::new(&provider, OIDC);
        let response = app.sign_in(&Browser::new(&provider, "b-1"), "alice", &[]).await;
        assert_eq!(value(&response, "iss"), Some(issuer.as_str()));
    }
}

/// Every URL in the metadata leads somewhere, and what is switched off is not named.
#[tokio::test]
async fn metadata_announce_what_is_served_and_nothing_else() {
    for registration in [false, true] {
        let provider = start_as(|issuer| {
            if registration {
                issuer.registration = mock_provider::config::Registration::Open;
            }
        })
        .await;
        let app = App::new(&provider, OIDC);
        let url = app.url("/.well-known/openid-configuration");
        let metadata = document(&provider, &url).await;
        let members = metadata.as_object().expect("an object");
        let mut endpoints = 0;
        for (name, url) in members {
            let Some(url) = url.as_str().filter(|_| name != "issuer") else {
                continue;
            };
            endpoints += 1;
            let status = app.http().get(url).send().await.expect("an answer").status();
            assert_ne!(status, 404, "{name} {url}");
        }
        assert_eq!(endpoints, if registration { 9 } else { 8 }, "{metadata}");
        assert_eq!(members.contains_key("registration_endpoint"), registration);
        let register = app
            .http()
            .post(app.url("/register"))
            .send()
            .await
            .expect("an answer");
        assert_eq!(register.status() == 404, !registration);
        assert!(!members.contains_key("device_authorization_endpoint"));
    }
}

#[tokio::test]
async fn each_algorithm_signs_with_a_published_key_and_its_own_hash() {
    let provider = start().await;
    let app = App::new(&provider, OIDC);
    let keys = document(&provider, &app.url("/jwks")).await;
    for algorithm in SigningAlgorithm::ALL {
        put(&provider, |client| {
            client.oidc.id_token_signed_response_alg = Some(algorithm);
        });
        let tokens = app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
        let id_token = text(&tokens, "id_token");
        let header = decode_header(id_token).expect("a header");
        assert_eq!(header.alg, algorithm.into());
        let key = keys["keys"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|key| key["kid"].as_str() == header.kid.as_deref())
            .expect("a published key");
        assert_eq!(key["alg"], algorithm.word());
        let hash = hash_for(algorithm, text(&tokens, "access_token"));
        assert_eq!(claims(id_token)["at_hash"], hash);
        // SHA-512 in place of SHA-256: twice as long.
        assert_eq!(
            hash.len(),
            if algorithm == SigningAlgorithm::EdDsa {
                43
            } else {
                22
            }
        );
    }
    assert_eq!(keys["keys"].as_array().map(Vec::len), Some(8));
}

#[tokio::test]
async fn a_rotation_concerns_the_usual_algorithm_and_leaves_the_others() {
    let provider = start().await;
    let before: Vec<String> = provider.keys(OIDC).into_iter().map(|key| key.kid).collect();
    let rotated = provider.rotate_key(OIDC).expect("rotates");
    assert_eq!(
        (rotated.kid.as_str(), rotated.alg.as_str()),
        (before[1].as_str(), "RS256")
    );
    let after: Vec<String> = provider.keys(OIDC).into_iter().map(|key| key.kid).collect();
    assert_eq!(after[2..], before[2..]);
    // A key of another algorithm may be retired too.
    provider.retire_key(OIDC, &before[4]).expect("retires");
    assert_eq!(provider.keys(OIDC).len(), before.len() - 1);
}

#[tokio::test]
async fn the_code_flow_says_the_claims_of_scopes_at_userinfo_alone() {
    let provider = start().await;
    let app = App::new(&provider, OIDC);
    let tokens = app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let id_token = claims(text(&tokens, "id_token"));
    let issuer = provider.issuer(OIDC);
    let expected = json!({
        "iss": issuer, "sub": "0b5a4e1c-alice", "aud": "suite", "azp": "suite", "exp": NOW + 3_600, "iat": NOW,
        "auth_time": NOW, "nonce": "n-1", "amr": ["pwd"],
        "at_hash": at_hash(text(&tokens, "access_token")), "sid": id_token["sid"],
    });
    assert_eq!(id_token, expected);
    let profile = app.profile(text(&tokens, "access_token")).await;
    assert_eq!(
        profile,
        json!({
            "sub": "0b5a4e1c-alice", "email": "alice.archer@gmail.com", "email_verified": true,
            "name": "Alice Archer", "family_name": "Archer", "given_name": "Alice", "preferred_username": "alice",
            "zoneinfo": "Europe/London", "locale": "en-GB",
        })
    );
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens.get("refresh_token"), None);
}

#[tokio::test]
async fn id_tokens_repeat_them_where_the_issuer_says_so() {
    let provider = start_as(|issuer| issuer.claims_in_id_token = true).await;
    let app = App::new(&provider, OIDC);
    let tokens = app.tokens(&Browser::new(&provider, "b-1"), "trudy", &[]).await;
    let id_token = claims(text(&tokens, "id_token"));
    assert_eq!(id_token["email"], "alice.archer@gmail.com");
    assert_eq!(id_token["email_verified"], false);
}

#[tokio::test]
async fn an_issuer_has_scopes_and_claims_of_its_own() {
    let provider = start_as(|issuer| {
        issuer
            .scopes
            .insert("groups".to_owned(), vec!["groups".to_owned()]);
        issuer.claims.insert("tenant".to_owned(), json!("acme"));
    })
    .await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let tokens = app
        .tokens(&browser, "bob", &[("scope", "openid groups nonsense")])
        .await;
    // What means nothing is ignored.
    assert_eq!(tokens["scope"], "openid groups");
    assert_eq!(claims(text(&tokens, "id_token"))["tenant"], "acme");
    let profile = app.profile(text(&tokens, "access_token")).await;
    assert_eq!(
        profile,
        json!({"sub": "5d2f7c90-bob", "groups": ["masons", "admins"], "tenant": "acme"})
    );
}

/// OIDC Core §3.2, §3.3: what is asked for is there, and tied together.
#[tokio::test]
async fn implicit_and_hybrid_responses_carry_what_was_asked_in_the_fragment() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    app.code(&browser, "alice", &[]).await;
    for response_type in [
        "id_token",
        "id_token token",
        "code id_token",
        "token code",
        "code id_token token",
    ] {
        let url = app.authorize_url(&[("response_type", response_type)]);
        let page = browser.go(&url).await;
        let response = fragment(page.left());
        for (word, parameter) in [
            ("code", "code"),
            ("id_token", "id_token"),
            ("token", "access_token"),
        ] {
            let wanted = response_type.split(' ').any(|asked| asked == word);
            assert_eq!(
                value(&response, parameter).is_some(),
                wanted,
                "{response_type} {parameter}"
            );
        }
        assert_eq!(value(&response, "iss"), Some(provider.issuer(OIDC).as_str()));
        let Some(id_token) = value(&response, "id_token") else {
            continue;
        };
        let id_token = claims(id_token);
        assert_eq!(id_token["nonce"], "n-1");
        assert_eq!(
            id_token["c_hash"].as_str(),
            value(&response, "code").map(at_hash).as_deref()
        );
        assert_eq!(
            id_token["at_hash"].as_str(),
            value(&response, "access_token").map(at_hash).as_deref()
        );
        // Without an access token there is no UserInfo to ask.
        assert_eq!(
            id_token.get("email").is_some(),
            response_type == "id_token",
            "{response_type}"
        );
    }
}

#[tokio::test]
async fn a_form_post_response_carries_the_same() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    app.code(&browser, "alice", &[]).await;
    let page = browser
        .go(&app.authorize_url(&[("response_mode", "form_post")]))
        .await;
    let (action, fields) = page.posted();
    assert_eq!(action, crate::setup::REDIRECT_URI);
    assert_eq!(crate::setup::names(&fields), ["code", "state", "iss"]);
}

/// OIDC Core §3.1.2.1: GET and POST.
#[tokio::test]
async fn an_authorization_request_may_be_a_form() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let url = app.authorize_url(&[]);
    let parameters = query(&url);
    let form: Vec<(&str, &str)> = parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let page = browser.post(&app.url("/authorize"), &form).await;
    let response = app.walk(&browser, page, "alice").await;
    assert!(value(&response, "code").is_some());
}

#[tokio::test]
async fn prompt_login_asks_somebody_who_is_signed_in_and_auth_time_is_new() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    app.code(&browser, "alice", &[]).await;
    provider.clock().advance(Duration::from_secs(100));
    let tokens = app.tokens(&browser, "alice", &[]).await;
    assert_eq!(claims(text(&tokens, "id_token"))["auth_time"], NOW);
    let page = browser.go(&app.authorize_url(&[("prompt", "login")])).await;
    assert!(page.html().contains("mock-identifier"));
    let response = app.walk(&browser, page, "alice").await;
    let tokens = json(app.token(value(&response, "code").expect("a code"), &[]).await).await;
    assert_eq!(claims(text(&tokens, "id_token"))["auth_time"], NOW + 100);
}

#[tokio::test]
async fn max_age_asks_again_once_the_sign_in_is_too_old() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    app.code(&browser, "alice", &[]).await;
    let zero = browser.go(&app.authorize_url(&[("max_age", "0")])).await;
    assert!(zero.html().contains("mock-identifier"));
    provider.clock().advance(Duration::from_secs(60));
    let young = browser.go(&app.authorize_url(&[("max_age", "60")])).await;
    assert!(matches!(young, Page::Left(_)));
    let old = browser.go(&app.authorize_url(&[("max_age", "59")])).await;
    assert!(old.html().contains("mock-identifier"));
    let silent = browser
        .go(&app.authorize_url(&[("max_age", "59"), ("prompt", "none")]))
        .await;
    assert_eq!(value(&query(silent.left()), "error"), Some("login_required"));
    // A client may have a limit of its own.
    put(&provider, |client| client.oidc.default_max_age = Some(10));
    let usual = browser.go(&app.authorize_url(&[])).await;
    assert!(usual.html().contains("mock-identifier"));
}

#[tokio::test]
async fn prompt_none_says_what_it_may_not_ask_for() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let silent = async || {
        let page = browser.go(&app.authorize_url(&[("prompt", "none")])).await;
        let response = query(page.left());
        value(&response, "error").unwrap_or("no error").to_owned()
    };
    assert_eq!(silent().await, "login_required");
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    assert_eq!(silent().await, "consent_required");
    browser.submit(&page, &[("decision", "approve")]).await;
    assert_eq!(silent().await, "no error");
    let page = browser.go(&app.authorize_url(&[("prompt", "login")])).await;
    app.walk(&browser, page, "bob").await;
    assert_eq!(silent().await, "account_selection_required");
}

#[tokio::test]
async fn prompt_consent_and_select_account_show_their_pages_and_create_is_ignored() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    app.code(&browser, "alice", &[]).await;
    for (prompt, mark) in [
        ("consent", "mock-approve"),
        ("select_account", "mock-other-account"),
    ] {
        let page = browser.go(&app.authorize_url(&[("prompt", prompt)])).await;
        assert!(page.html().contains(mark), "{prompt}");
    }
    let page = browser
        .go(&app.authorize_url(&[("prompt", "create"), ("ui_locales", "fr")]))
        .await;
    assert!(matches!(page, Page::Left(_)));
}

#[tokio::test]
async fn an_id_token_hint_names_the_only_person_who_will_do() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let hint = text(&tokens, "id_token").to_owned();
    // However old.
    provider.clock().advance(Duration::from_secs(1_000_000));
    let silent = browser
        .go(&app.authorize_url(&[("prompt", "none"), ("id_token_hint", &hint)]))
        .await;
    assert!(value(&query(silent.left()), "code").is_some());

    let other = Browser::new(&provider, "b-2");
    app.code(&other, "bob", &[]).await;
    let silent = other
        .go(&app.authorize_url(&[("prompt", "none"), ("id_token_hint", &hint)]))
        .await;
    assert_eq!(value(&query(silent.left()), "error"), Some("login_required"));
    let page = other.go(&app.authorize_url(&[("id_token_hint", &hint)])).await;
    assert!(page.html().contains("data-persona=\"alice\"") && !page.html().contains("data-persona=\"bob\""));
    let page = other.submit(&page, &[("identifier", "bob")]).await;
    assert_eq!(value(&query(page.left()), "error"), Some("login_required"));
}

#[tokio::test]
async fn a_sub_in_the_claims_parameter_names_the_only_person_who_will_do() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    app.code(&browser, "alice", &[]).await;
    for (sub, parameter) in [
        ("0b5a4e1c-alice", "code"),
        ("5d2f7c90-bob", "error"),
        ("nobody", "error"),
    ] {
        let wish = json!({"id_token": {"sub": {"value": sub}}}).to_string();
        let page = browser
            .go(&app.authorize_url(&[("prompt", "none"), ("claims", &wish)]))
            .await;
        assert!(value(&query(page.left()), parameter).is_some(), "{sub}");
    }
}

#[tokio::test]
async fn a_login_hint_chooses_among_those_who_are_signed_in() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    for persona in ["alice", "bob"] {
        let page = browser.go(&app.authorize_url(&[("prompt", "login")])).await;
        app.walk(&browser, page, persona).await;
    }
    let code = app.code(&browser, "nobody", &[("login_hint", "bob.baker")]).await;
    let tokens = json(app.token(&code, &[]).await).await;
    assert_eq!(claims(text(&tokens, "id_token"))["sub"], "5d2f7c90-bob");
}

#[tokio::test]
async fn single_claims_are_given_where_they_were_asked_for() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let wish = json!({
        "id_token": {"email": {"essential": true}, "locale": {"value": "fr"}, "nickname": null},
        "userinfo": {"groups": null, "zoneinfo": {"values": ["Asia/Tokyo", "Europe/London"]}},
    });
    let asked = [("scope", "openid"), ("claims", &*wish.to_string())];
    let tokens = app.tokens(&browser, "alice", &asked).await;
    let id_token = claims(text(&tokens, "id_token"));
    assert_eq!(id_token["email"], "alice.archer@gmail.com");
    assert!(id_token.get("locale").is_none() && id_token.get("nickname").is_none());
    let profile = app.profile(text(&tokens, "access_token")).await;
    assert_eq!(
        profile,
        json!({"sub": "0b5a4e1c-alice", "zoneinfo": "Europe/London"})
    );
}

#[tokio::test]
async fn acr_is_the_first_value_that_is_asked_and_known() {
    let provider = start_as(|issuer| issuer.acr_values = vec!["low".to_owned(), "high".to_owned()]).await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let essential = json!({"id_token": {"acr": {"essential": true, "values": ["gold", "high"]}}}).to_string();
    for (changes, expected) in [
        (("acr_values", ""), "low"),
        (("acr_values", "gold high low"), "high"),
        (("acr_values", "gold"), "low"),
        (("claims", essential.as_str()), "high"),
    ] {
        let tokens = app.tokens(&browser, "alice", &[changes]).await;
        assert_eq!(claims(text(&tokens, "id_token"))["acr"], expected, "{changes:?}");
    }
}

#[tokio::test]
async fn pairwise_identifiers_differ_by_sector_and_lead_back_to_the_person() {
    let provider = start_as(|issuer| issuer.subject_type = SubjectType::Pairwise).await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let hint = text(&tokens, "id_token").to_owned();
    let first = claims(&hint)["sub"].clone();
    assert_ne!(first, "0b5a4e1c-alice");
    assert_eq!(app.profile(text(&tokens, "access_token")).await["sub"], first);
    let silent = browser
        .go(&app.authorize_url(&[("prompt", "none"), ("id_token_hint", &hint)]))
        .await;
    assert!(value(&query(silent.left()), "code").is_some());

    put(&provider, |client| {
        client.oidc.sector_identifier_uri = Some("https://other.test/".parse().expect("a URL"));
    });
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let second = claims(text(&tokens, "id_token"))["sub"].clone();
    assert_ne!(second, first);
    put(&provider, |client| {
        client.oidc.subject_type = Some(SubjectType::Public);
    });
    let tokens = app.tokens(&browser, "alice", &[]).await;
    assert_eq!(claims(text(&tokens, "id_token"))["sub"], "0b5a4e1c-alice");
}

#[tokio::test]
async fn a_refresh_token_rotates_and_its_reuse_kills_the_family() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let offline = [("scope", "openid offline_access")];
    let tokens = app.tokens(&browser, "alice", &offline).await;
    let other = app.tokens(&browser, "alice", &offline).await;
    provider.clock().advance(Duration::from_secs(50));
    let (status, second) = refresh(&app, text(&tokens, "refresh_token")).await;
    assert_eq!(status, 200);
    let id_token = claims(text(&second, "id_token"));
    // OIDC Core §12.2: the same sign-in, and no nonce.
    assert_eq!(
        (&id_token["auth_time"], &id_token["iat"]),
        (&json!(NOW), &json!(NOW + 50))
    );
    assert_eq!(id_token.get("nonce"), None);
    assert_eq!(
        app.get("/userinfo", text(&tokens, "access_token")).await.status(),
        401
    );
    assert_eq!(
        app.get("/userinfo", text(&second, "access_token")).await.status(),
        200
    );

    let (status, again) = refresh(&app, text(&tokens, "refresh_token")).await;
    assert_eq!((status, &again["error"]), (400, &json!("invalid_grant")));
    assert_eq!(
        app.get("/userinfo", text(&second, "access_token")).await.status(),
        401
    );
    assert_eq!(refresh(&app, text(&second, "refresh_token")).await.0, 400);
    // Another sign-in is another family.
    assert_eq!(refresh(&app, text(&other, "refresh_token")).await.0, 200);
}

#[tokio::test]
async fn refresh_tokens_come_with_offline_access_always_or_never() {
    for (setting, scope, expected) in [
        (RefreshTokens::OfflineAccess, "openid", false),
        (RefreshTokens::OfflineAccess, "openid offline_access", true),
        (RefreshTokens::Always, "openid", true),
        (RefreshTokens::Never, "openid offline_access", false),
    ] {
        let provider = start_as(|issuer| issuer.refresh_tokens = setting).await;
        let app = App::new(&provider, OIDC);
        let tokens = app
            .tokens(&Browser::new(&provider, "b-1"), "alice", &[("scope", scope)])
            .await;
        assert_eq!(
            tokens.get("refresh_token").is_some(),
            expected,
            "{setting:?} {scope}"
        );
    }
}

#[tokio::test]
async fn without_rotation_a_refresh_token_stays() {
    let provider = start_as(|issuer| {
        issuer.rotate_refresh_tokens = false;
        issuer.refresh_token_lifetime = Some(100);
    })
    .await;
    let app = App::new(&provider, OIDC);
    let offline = [("scope", "openid offline_access")];
    let tokens = app
        .tokens(&Browser::new(&provider, "b-1"), "alice", &offline)
        .await;
    let token = text(&tokens, "refresh_token");
    for _ in 0..2 {
        let (status, answer) = refresh(&app, token).await;
        assert_eq!((status, answer.get("refresh_token")), (200, None));
    }
    provider.clock().advance(Duration::from_secs(100));
    assert_eq!(refresh(&app, token).await.0, 400);
}

#[tokio::test]
async fn a_public_client_needs_pkce_and_no_secret() {
    let provider = start().await;
    put(&provider, |client| {
        client.token_endpoint_auth_method = Some(AuthMethod::None);
        client.client_secret = String::new();
    });
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let code = app.code(&browser, "alice", &[]).await;
    assert_eq!(app.token(&code, &[("client_secret", "")]).await.status(), 200);
    let page = browser
        .go(&app.authorize_url(&[("code_challenge", ""), ("code_challenge_method", "")]))
        .await;
    assert_eq!(value(&query(page.left()), "error"), Some("invalid_request"));
}

#[tokio::test]
async fn plain_challenges_are_a_switch() {
    for plain in [false, true] {
        let provider = start_as(|issuer| issuer.plain_pkce = plain).await;
        let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
        let changes = [("code_challenge", CHALLENGE), ("code_challenge_method", "plain")];
        let page = browser.go(&app.authorize_url(&changes)).await;
        assert_eq!(matches!(page, Page::Shown { .. }), plain);
    }
}

#[tokio::test]
async fn userinfo_takes_get_and_post_and_signs_where_asked() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token").to_owned();
    let (status, posted) = app.post("/userinfo", &[("access_token", &token)]).await;
    assert_eq!((status, &posted), (200, &app.profile(&token).await));

    put(&provider, |client| {
        client.oidc.userinfo_signed_response_alg = Some(SigningAlgorithm::Es256);
    });
    let response = app.get("/userinfo", &token).await;
    assert_eq!(response.headers()["content-type"], "application/jwt");
    let jwt = response.text().await.expect("a body");
    assert_eq!(
        decode_header(&jwt).expect("a header").alg,
        jsonwebtoken::Algorithm::ES256
    );
    let said = claims(&jwt);
    assert_eq!(said["aud"], "suite");
    assert_eq!(said["iss"], provider.issuer(OIDC));
    assert_eq!(said["sub"], posted["sub"]);
}

/// RFC 6750 §3.1.
#[tokio::test]
async fn userinfo_says_in_its_header_why_it_refuses() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let challenge = |response: &reqwest::Response| {
        response.headers()["www-authenticate"]
            .to_str()
            .expect("ASCII")
            .to_owned()
    };
    let nothing = app
        .http()
        .get(app.url("/userinfo"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        (nothing.status().as_u16(), challenge(&nothing)),
        (401, "Bearer realm=\"oidc\"".to_owned())
    );
    let wrong = app.get("/userinfo", "nonsense").await;
    assert!(challenge(&wrong).contains("error=\"invalid_token\""));
    let tokens = app.tokens(&browser, "alice", &[("scope", "email")]).await;
    assert_eq!(tokens.get("id_token"), None);
    let narrow = app.get("/userinfo", text(&tokens, "access_token")).await;
    assert_eq!(narrow.status(), 403);
    assert!(challenge(&narrow).contains("error=\"insufficient_scope\""));
}

/// RFC 6749 §5.2: who tried the header is told its scheme.
#[tokio::test]
async fn a_wrong_secret_in_the_header_is_answered_in_the_header() {
    let provider = start().await;
    let app = App::new(&provider, OIDC);
    let request = app
        .http()
        .post(app.url("/token"))
        .basic_auth("suite", Some("wrong"));
    let response = request
        .form(&[("grant_type", "authorization_code")])
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), 401);
    assert_eq!(response.headers()["www-authenticate"], "Basic realm=\"oidc\"");
    assert_eq!(response.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn two_issuers_are_strangers_to_each_other() {
    let mut config = Config::default();
    config.issuers.push(IssuerSettings {
        name: mock_provider::IssuerName::new("oidc-acme").expect("a name"),
        display_name: "Acme".to_owned(),
        algorithms: vec![SigningAlgorithm::Es256],
        ..IssuerSettings::default()
    });
    let provider = start_with(config).await;
    let acme: mock_provider::Provider = "oidc-acme".parse().expect("a provider");
    let app = App::new(&provider, OIDC);
    let url = provider.base_str(acme) + "/.well-known/openid-configuration";
    let metadata = document(&provider, &url).await;
    assert_eq!(metadata["issuer"], provider.base_str(acme));
    assert_eq!(
        metadata["id_token_signing_alg_values_supported"],
        json!(["ES256"])
    );
    let browser = Browser::new(&provider, "b-1");
    let code = app.code(&browser, "alice", &[]).await;
    // Neither the client nor the code nor the session is known there.
    let page = browser
        .go(&app.authorize_url(&[]).replace("/oidc/", "/oidc-acme/"))
        .await;
    assert_eq!(page.error(), (400, "unauthorized_client"));
    provider.put_client(Client {
        provider: acme,
        ..client(OIDC)
    });
    let page = browser
        .go(&app.authorize_url(&[]).replace("/oidc/", "/oidc-acme/"))
        .await;
    assert!(page.html().contains("mock-identifier") && page.html().contains("Fake Acme"));
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", crate::setup::REDIRECT_URI),
        ("client_id", "suite"),
        ("client_secret", crate::setup::SECRET),
        ("code_verifier", crate::setup::VERIFIER),
    ];
    let request = app.http().post(provider.base_str(acme) + "/token").form(&form);
    let answer = json(request.send().await.expect("an answer")).await;
    assert_eq!(answer["error"], "invalid_grant");
}

#[test]
fn a_configuration_that_no_issuer_can_serve_is_refused() {
    let issuer = "[[issuers]]\nname = \"oidc\"\n";
    let client = "[[clients]]\nclient_id = \"a\"\n";
    for (text, expected) in [
        (
            "[[issuers]]\nname = \"acme\"\n".to_owned(),
            "is no name of an issuer; expected \"oidc\"",
        ),
        (format!("{issuer}{issuer}"), "is configured twice"),
        (
            format!("{issuer}algorithms = []\n"),
            "expected at least one, such as \"RS256\"",
        ),
        (format!("{issuer}algorithms = [\"HS256\"]\n"), "HS256"),
        (format!("{issuer}response_types = [\"codes\"]\n"), "has \"codes\""),
        (
            format!("{issuer}response_types = []\n"),
            "expected at least \"code\"",
        ),
        (format!("{issuer}response_modes = [\"jwt\"]\n"), "has \"jwt\""),
        (
            format!("{issuer}registration = \"token\"\n"),
            "initial_access_token is empty",
        ),
        (
            format!("{issuer}trailing_slsh = true\n"),
            "did you mean \"trailing_slash\"?",
        ),
        (
            format!("{client}provider = \"oidc\"\n"),
            "is no configured issuer",
        ),
        (
            format!(
                "{issuer}algorithms = [\"RS256\"]\n{client}provider = \"oidc\"\noidc = {{ id_token_signed_response_alg = \"ES256\" }}\n"
            ),
            "expected one of RS256",
        ),
        (
            format!("{issuer}{client}provider = \"oidc\"\noidc = {{ response_types = [\"token\"] }}\n"),
            "has \"token\", which issuer \"oidc\" does not have",
        ),
        (
            format!("{issuer}{client}provider = \"oidc\"\nkind = \"desktop\"\n"),
            "is of kind \"desktop\"",
        ),
        (
            format!("{issuer}{client}provider = \"oidc\"\njwks = {{}}\n"),
            "is no JWK set",
        ),
        (
            format!("{issuer}{client}provider = \"oidc\"\npublic_keys = [\"x\"]\n"),
            "is no public key",
        ),
        (
            "[[personas]]\nid = \"p\"\noidc = { sub = \"\" }\n".to_owned(),
            "expected 1 to 255 ASCII characters",
        ),
        (
            "[[personas]]\nid = \"p\"\noidc = { sub = \"1\", claims = { email = \"a\" } }\n".to_owned(),
            "claims of persona \"p\" has \"email\"",
        ),
    ] {
        let error = Config::from_toml(&text, "mine.toml")
            .expect_err(&text)
            .to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}
