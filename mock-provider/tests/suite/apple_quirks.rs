//! What is peculiar to Apple: posted answers, a name that is told once, hidden addresses, and a secret that is a JWT.

use std::time::Duration;

use mock_provider::{
    MockProvider, Provider,
    config::{AppleRegistration, Client, Config, FlagForm},
};
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    setup::{
        App, NOW, REDIRECT_URI, VERIFIER, apple_secret, claims, client, client_id, fragment, json as body,
        names, start, start_with, text, value,
    },
};

const ALICE: &str = "001204.5f0c7be1a94d4c2f8e63d17ab0259c84.1130";

/// Signs in for the first time, with an answer about the address.
async fn choosing(app: &App<'_>, browser: &Browser, persona: &str, answer: &str) -> Vec<(String, String)> {
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("persona", persona)]).await;
    assert!(page.html().contains("Hide My Email"));
    let page = browser
        .submit(&page, &[("scope", answer), ("decision", "approve")])
        .await;
    page.answer().expect("a response")
}

/// The claims of the id_token that a response leads to.
async fn redeemed(app: &App<'_>, response: &[(String, String)]) -> Value {
    let tokens = body(app.token(value(response, "code").expect("a code"), &[]).await).await;
    claims(text(&tokens, "id_token"))
}

fn user(response: &[(String, String)]) -> Option<Value> {
    value(response, "user").map(|user| serde_json::from_str(user).expect("JSON"))
}

#[tokio::test]
async fn a_request_for_name_or_email_is_answered_by_a_post_and_nothing_else() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Apple),
        Browser::new(&provider, "b-1"),
    );
    for scope in ["name", "email", "name email", "openid email"] {
        for mode in ["", "query", "fragment"] {
            let page = browser
                .go(&app.authorize_url(&[("scope", scope), ("response_mode", mode)]))
                .await;
            assert_eq!(page.error(), (400, "invalid_request"), "{scope} {mode}");
            assert!(page.html().contains("response_mode must be form_post"));
        }
    }
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    let page = browser.submit(&page, &[("decision", "approve")]).await;
    let (action, parameters) = page.posted();
    assert_eq!(action, REDIRECT_URI);
    assert_eq!(names(&parameters), ["state", "code", "user"]);
    // Without scopes the query is good enough.
    let plain = [("scope", ""), ("response_mode", "")];
    let page = browser.go(&app.authorize_url(&plain)).await;
    assert!(matches!(&page, Page::Left(url) if url.starts_with("http://localhost:3000/callback?state=")));
}

#[tokio::test]
async fn the_name_is_told_once_and_is_in_no_token() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Apple);
    let browser = Browser::new(&provider, "b-1");
    let first = app.sign_in(&browser, "alice", &[]).await;
    assert_eq!(
        value(&first, "user"),
        Some(r#"{"name":{"firstName":"Alice","lastName":"Archer"},"email":"alice.archer@gmail.com"}"#)
    );
    let id_token = redeemed(&app, &first).await;
    for absent in ["name", "given_name", "firstName"] {
        assert_eq!(id_token.get(absent), None, "{absent}");
    }
    // Not in the same browser, and not in another.
    for browser in [browser, Browser::new(&provider, "b-2")] {
        assert_eq!(user(&app.sign_in(&browser, "alice", &[]).await), None);
    }
    // Another person and another client are asked for the first time.
    let carol = app.sign_in(&Browser::new(&provider, "c"), "carol", &[]).await;
    assert_eq!(
        user(&carol).expect("the first time")["name"],
        json!({"firstName": "Carol", "lastName": ""})
    );
    provider.put_client(Client {
        client_id: "com.example.other".to_owned(),
        ..client(Provider::Apple)
    });
    let other = [("client_id", "com.example.other")];
    let response = app
        .sign_in(&Browser::new(&provider, "b-3"), "alice", &other)
        .await;
    assert!(user(&response).is_some());
    // It is remembered as long as the grant.
    provider.forget_grants(Provider::Apple, "alice");
    let again = app.sign_in(&Browser::new(&provider, "b-4"), "alice", &[]).await;
    assert!(user(&again).is_some());
}

#[tokio::test]
async fn only_what_was_asked_the_first_time_is_told_ever() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Apple),
        Browser::new(&provider, "b-1"),
    );
    let only_name = app.sign_in(&browser, "alice", &[("scope", "name")]).await;
    assert_eq!(
        user(&only_name),
        Some(json!({"name": {"firstName": "Alice", "lastName": "Archer"}}))
    );
    let later = app.sign_in(&browser, "alice", &[]).await;
    assert_eq!(user(&later), None);
    assert_eq!(redeemed(&app, &later).await.get("email"), None);
}

#[tokio::test]
async fn a_hidden_address_is_a_relays_and_stays_the_same() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Apple),
        Browser::new(&provider, "b-1"),
    );
    let first = choosing(&app, &browser, "alice", "hide_my_email").await;
    let told = user(&first).expect("the first time");
    let relay = text(&told, "email");
    assert!(relay.ends_with("@privaterelay.appleid.com"), "{relay}");
    let id_token = redeemed(&app, &first).await;
    assert_eq!(
        (
            &id_token["email"],
            &id_token["is_private_email"],
            &id_token["email_verified"]
        ),
        (&json!(relay), &json!(true), &json!(true))
    );
    let again = app.sign_in(&browser, "alice", &[]).await;
    assert_eq!(redeemed(&app, &again).await["email"], relay);
    // Whoever shares the address is no private person.
    let shared = choosing(&app, &Browser::new(&provider, "b-2"), "bob", "share_my_email").await;
    let id_token = redeemed(&app, &shared).await;
    assert_eq!(id_token["email"], "bob@brickworks.example");
    assert_eq!(id_token.get("is_private_email"), None);
}

#[tokio::test]
async fn a_cancellation_is_posted_with_an_error_of_apples_own() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Apple),
        Browser::new(&provider, "b-1"),
    );
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    let page = browser.submit(&page, &[("decision", "deny")]).await;
    let (action, parameters) = page.posted();
    assert_eq!(action, REDIRECT_URI);
    assert_eq!(
        parameters,
        [
            ("state".to_owned(), "st/ate+ %".to_owned()),
            ("error".to_owned(), "user_cancelled_authorize".to_owned())
        ]
    );
}

fn is_opaque(token: &str, letter: char) -> bool {
    let parts: Vec<&str> = token.split('.').collect();
    let [head, "0", word, tail] = parts.as_slice() else {
        return false;
    };
    let digits = head.strip_prefix(letter).unwrap_or_default();
    digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit()) && (word.len(), tail.len()) == (4, 22)
}

#[tokio::test]
async fn the_token_response_and_the_id_token_have_apples_members() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Apple),
        Browser::new(&provider, "b-1"),
    );
    let code = app.code(&browser, "alice", &[]).await;
    assert!(is_opaque(&code, 'c'), "{code}");
    let tokens = body(app.token(&code, &[]).await).await;
    let members: Vec<&String> = tokens.as_object().expect("an object").keys().collect();
    assert_eq!(
        members,
        [
            "access_token",
            "token_type",
            "expires_in",
            "refresh_token",
            "id_token"
        ]
    );
    assert!(is_opaque(text(&tokens, "access_token"), 'a') && is_opaque(text(&tokens, "refresh_token"), 'r'));
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&json!("Bearer"), &json!(3_600))
    );
    let mut id_token = claims(text(&tokens, "id_token"));
    assert!(id_token["at_hash"].take().is_string());
    assert_eq!(
        id_token,
        json!({
            "iss": app.url(""),
            "aud": client_id(Provider::Apple),
            "exp": NOW + 86_400,
            "iat": NOW,
            "sub": ALICE,
            "nonce": "n-1",
            "at_hash": null,
            "email": "alice.archer@gmail.com",
            "email_verified": true,
            "auth_time": NOW,
            "nonce_supported": true,
        })
    );
}

#[tokio::test]
async fn flags_can_be_texts_and_an_address_unchecked() {
    let mut config = Config::default();
    config.apple.flag_form = FlagForm::Text;
    let provider = start_with(config).await;
    let app = App::new(&provider, Provider::Apple);
    let hidden = choosing(&app, &Browser::new(&provider, "a"), "alice", "hide_my_email").await;
    let id_token = redeemed(&app, &hidden).await;
    assert_eq!(
        (&id_token["email_verified"], &id_token["is_private_email"]),
        (&json!("true"), &json!("true"))
    );
    let school = app.sign_in(&Browser::new(&provider, "t"), "trudy", &[]).await;
    assert_eq!(redeemed(&app, &school).await["email_verified"], "false");
}

async fn refresh(app: &App<'_>, token: &str) -> Value {
    let secret = app.secret();
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", client_id(Provider::Apple)),
        ("client_secret", &secret),
    ];
    body(app.token_form(&form, "application/json").await).await
}

#[tokio::test]
async fn a_refresh_brings_no_new_refresh_token_and_keeps_the_time_of_the_sign_in() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Apple);
    let tokens = app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    for _ in 0..2 {
        provider.clock().advance(Duration::from_secs(86_400));
        let answer = refresh(&app, text(&tokens, "refresh_token")).await;
        let members: Vec<&String> = answer.as_object().expect("an object").keys().collect();
        assert_eq!(members, ["access_token", "token_type", "expires_in", "id_token"]);
        let id_token = claims(text(&answer, "id_token"));
        assert_eq!(
            (&id_token["auth_time"], &id_token["sub"]),
            (&json!(NOW), &json!(ALICE))
        );
        assert_eq!(id_token.get("nonce"), None);
    }
}

#[tokio::test]
async fn revoking_any_token_ends_everything_and_the_name_is_told_again() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Apple);
    for which in ["access_token", "refresh_token"] {
        let tokens = app.tokens(&Browser::new(&provider, which), "alice", &[]).await;
        let secret = app.secret();
        let revoke = async |token: &str| {
            let form = [
                ("client_id", client_id(Provider::Apple)),
                ("client_secret", secret.as_str()),
                ("token", token),
            ];
            let request = app.http().post(app.url("/auth/revoke")).form(&form);
            let response = request.send().await.expect("an answer");
            (response.status().as_u16(), response.text().await.expect("a body"))
        };
        assert_eq!(revoke(text(&tokens, which)).await, (200, String::new()));
        assert_eq!(
            refresh(&app, text(&tokens, "refresh_token")).await["error"],
            "invalid_grant"
        );
        // What is dead already is no error.
        assert_eq!(revoke(text(&tokens, which)).await.0, 200);
        assert_eq!(revoke("nonsense").await.0, 200);
        let again = app
            .sign_in(&Browser::new(&provider, &format!("{which}-2")), "alice", &[])
            .await;
        assert!(user(&again).is_some(), "{which}");
    }
}

#[tokio::test]
async fn discovery_has_no_userinfo_and_the_keys_are_several() {
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
    let provider = start().await;
    let app = App::new(&provider, Provider::Apple);
    let document = body(app.get("/.well-known/openid-configuration", "").await).await;
    assert_eq!(text(&document, "issuer"), provider.issuer(Provider::Apple));
    assert_eq!(document.get("userinfo_endpoint"), None);
    assert_eq!(
        document["token_endpoint_auth_methods_supported"],
        json!(["client_secret_post"])
    );
    let keys = body(app.get("/auth/keys", "").await).await["keys"].clone();
    assert_eq!(keys.as_array().map(Vec::len), Some(2));
    let members: Vec<&String> = keys[0].as_object().expect("an object").keys().collect();
    assert_eq!(members, ["kty", "kid", "use", "alg", "n", "e"]);
    let tokens = app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let key = DecodingKey::from_rsa_components(text(&keys[0], "n"), text(&keys[0], "e")).expect("a key");
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.set_audience(&[client_id(Provider::Apple)]);
    decode::<Value>(text(&tokens, "id_token"), &key, &validation).expect("verifies");
}

#[tokio::test]
async fn an_id_token_may_come_with_the_code_and_without_a_nonce() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Apple),
        Browser::new(&provider, "b-1"),
    );
    let hybrid = [("response_type", "code id_token"), ("nonce", "")];
    let response = app.sign_in(&browser, "alice", &hybrid).await;
    assert_eq!(names(&response), ["state", "code", "id_token", "user"]);
    let id_token = claims(value(&response, "id_token").expect("an id_token"));
    assert!(id_token["c_hash"].is_string());
    assert_eq!((id_token.get("at_hash"), id_token.get("nonce")), (None, None));
    let bare = [hybrid[0], hybrid[1], ("scope", ""), ("response_mode", "")];
    let page = browser.go(&app.authorize_url(&bare)).await;
    assert_eq!(names(&fragment(page.left())), ["state", "code", "id_token"]);
}

fn register(provider: &MockProvider, uri: &str, apple: AppleRegistration) -> Client {
    let client = Client {
        redirect_uris: vec![uri.to_owned()],
        apple: Some(apple),
        ..client(Provider::Apple)
    };
    provider.put_client(client.clone());
    client
}

#[tokio::test]
async fn redirect_uris_are_https_and_elsewhere_unless_a_switch_says_otherwise() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Apple);
    for (uri, public) in [
        ("https://app.test/callback", true),
        ("https://app.test:8443/callback", true),
        ("http://app.test/callback", false),
        ("https://localhost/callback", false),
        ("https://app.localhost/callback", false),
        ("https://127.0.0.1/callback", false),
        ("https://[::1]/callback", false),
        ("https://203.0.113.7/callback", false),
        ("http://localhost:3000/callback", false),
    ] {
        for lenient in [false, true] {
            let registration = AppleRegistration {
                local_redirects: lenient,
                ..AppleRegistration::default()
            };
            let client = register(&provider, uri, registration);
            let switches: &[&str] = if lenient {
                &["apple.local_redirects = true"]
            } else {
                &[]
            };
            assert_eq!(client.leniencies(), switches);
            let page = Browser::new(&provider, "b-1")
                .go(&app.authorize_url(&[("redirect_uri", uri)]))
                .await;
            if public || lenient {
                assert!(page.html().contains("mock-identifier"), "{uri} {lenient}");
            } else {
                assert_eq!(page.error(), (400, "invalid_request"), "{uri}");
            }
        }
    }
}

#[tokio::test]
async fn a_plus_between_scopes_is_a_space_on_the_web_and_not_in_safaris_sheet() {
    for (plus_is_space, told) in [(true, true), (false, false)] {
        let mut config = Config::default();
        config.apple.plus_is_space = plus_is_space;
        let provider = start_with(config).await;
        let app = App::new(&provider, Provider::Apple);
        let url = app.authorize_url(&[]);
        assert!(url.contains("scope=name+email"));
        let browser = Browser::new(&provider, "b-1");
        let page = browser.go(&url).await;
        let response = app.walk(&browser, page, "alice").await;
        assert_eq!(user(&response).is_some(), told, "{plus_is_space}");
        // With %20 both understand it.
        let browser = Browser::new(&provider, "b-2");
        let page = browser.go(&url.replace("name+email", "name%20email")).await;
        let response = app.walk(&browser, page, "bob").await;
        assert!(user(&response).is_some(), "{plus_is_space}");
        assert_eq!(value(&response, "state"), Some("st/ate+ %"));
    }
}

#[tokio::test]
async fn another_team_sees_another_sub_and_another_relay() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Apple);
    let browser = Browser::new(&provider, "b-1");
    let first = choosing(&app, &browser, "alice", "hide_my_email").await;
    let first = redeemed(&app, &first).await;
    let team = AppleRegistration {
        team_id: Some("OTHERTEAM2".to_owned()),
        local_redirects: true,
    };
    register(&provider, REDIRECT_URI, team);
    provider.forget_grants(Provider::Apple, "alice");
    let response = choosing(&app, &Browser::new(&provider, "b-2"), "alice", "hide_my_email").await;
    // The secret is the other team's, too.
    let code = value(&response, "code").expect("a code");
    let refused = body(app.token(code, &[]).await).await;
    assert_eq!(refused, json!({"error": "invalid_client"}));
    let secret = apple_secret(client_id(Provider::Apple), NOW, &json!({"iss": "OTHERTEAM2"}));
    let tokens = body(app.token(code, &[("client_secret", &secret)]).await).await;
    let second = claims(text(&tokens, "id_token"));
    assert_eq!(first["sub"], ALICE);
    let sub = text(&second, "sub");
    assert!(
        sub != ALICE && sub.starts_with("001204.") && sub.ends_with(".1130"),
        "{sub}"
    );
    assert_eq!(sub.len(), ALICE.len());
    assert_ne!(first["email"], second["email"]);
}

#[tokio::test]
async fn an_account_that_came_with_its_application_tells_its_old_sub() {
    let provider = start().await;
    let mut alice = Config::default().personas.into_iter().next().expect("alice");
    if let Some(apple) = &mut alice.apple {
        apple.transfer_sub = Some("000999.0123456789abcdef0123456789abcdef.0001".to_owned());
    }
    provider.put_persona(alice);
    let app = App::new(&provider, Provider::Apple);
    let response = app.sign_in(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    assert_eq!(
        redeemed(&app, &response).await["transfer_sub"],
        "000999.0123456789abcdef0123456789abcdef.0001"
    );
}

#[tokio::test]
async fn the_client_secret_is_a_jwt_of_the_team_for_apple_for_half_a_year_at_most() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Apple);
    let code = app.code(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let refused = [
        (json!({"iss": "WRONGTEAM0"}), "assertion-iss"),
        (json!({"sub": "com.example.other"}), "assertion-sub"),
        (json!({"aud": "https://appleid.apple.test"}), "assertion-aud"),
        (json!({"aud": null}), "assertion-aud"),
        (json!({"iat": null}), "assertion-iat"),
        (json!({"exp": null}), "assertion-exp"),
        (json!({"exp": NOW}), "assertion-alive"),
        (json!({"exp": NOW + 15_777_001}), "assertion-lifetime"),
        (json!({"iat": NOW + 3_600}), "assertion-not-from-the-future"),
    ];
    for (changes, rule) in refused {
        let secret = apple_secret(client_id(Provider::Apple), NOW, &changes);
        let response = app.token(&code, &[("client_secret", &secret)]).await;
        assert_eq!(response.status(), 400, "{rule}");
        assert_eq!(body(response).await, json!({"error": "invalid_client"}), "{rule}");
        let exchanges = provider.journal().exchanges(&Default::default());
        let last = exchanges.last().and_then(|exchange| exchange.refusal.clone());
        assert_eq!(last.map(|refusal| refusal.rule).as_deref(), Some(rule));
    }
    // Half a year is accepted, a text as audience too, and the same secret again.
    let long = json!({"exp": NOW + 15_777_000, "aud": "https://appleid.apple.com"});
    let secret = apple_secret(client_id(Provider::Apple), NOW, &long);
    let wrong = [("client_secret", secret.as_str()), ("code_verifier", "")];
    assert_eq!(
        body(app.token(&code, &wrong).await).await["error"],
        "invalid_grant"
    );
    let right = [("client_secret", secret.as_str()), ("code_verifier", VERIFIER)];
    assert_eq!(app.token(&code, &right).await.status(), 200);
}
