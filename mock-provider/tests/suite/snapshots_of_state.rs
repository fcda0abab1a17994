//! Everything that is state, written down and put back.

use mock_provider::{MockProvider, Provider};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    control_api::{call, get},
    setup::{App, claims, client_id, json as body, start, text},
};

async fn restore(provider: &MockProvider, snapshot: &Value) -> (u16, Value) {
    let response = call(provider, Method::POST, "restore", Some(snapshot.clone())).await;
    let status = response.status().as_u16();
    let text = response.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or_default())
}

#[tokio::test]
async fn another_instance_goes_on_where_the_first_one_was_written_down() {
    let first = start().await;
    let (app, browser) = (App::new(&first, Provider::Google), Browser::new(&first, "b-1"));
    let tokens = app.tokens(&browser, "alice", &[("access_type", "offline")]).await;
    let code = app.code(&browser, "alice", &[]).await;
    let used = app.code(&browser, "alice", &[]).await;
    app.token(&used, &[]).await;
    first.rotate_key(Provider::Google).expect("rotates");
    first.rotate_key(Provider::Google).expect("makes a key");
    first.remove_persona("bob");
    first.clock().advance(std::time::Duration::from_secs(60));
    let fault = json!({"name": "no-iss", "scope": {"browser": "b-9"}, "change": {"authorization_response": {"remove": ["iss"]}}});
    call(&first, Method::POST, "faults", Some(fault)).await;
    let snapshot = get(&first, "snapshot").await;
    assert_eq!(snapshot["version"], 1);
    // What a page waits for is state too; taken twice it is the same.
    assert_eq!(snapshot, get(&first, "snapshot").await);

    let second = MockProvider::builder().port(0).start().await.expect("starts");
    assert_eq!(restore(&second, &snapshot).await, (204, Value::Null));
    let app = App::new(&second, Provider::Google);
    assert_eq!(second.clock().reading(), first.clock().reading());
    assert_eq!(second.keys(Provider::Google), first.keys(Provider::Google));
    assert_eq!(get(&second, "faults").await, get(&first, "faults").await);
    assert_eq!(get(&second, "personas").await, get(&first, "personas").await);
    assert_eq!(
        app.profile(text(&tokens, "access_token")).await["email"],
        "alice.archer@gmail.com"
    );
    // The code that was used is used here too, the other one yields tokens, signed by the key that was made there.
    assert_eq!(app.token(&used, &[]).await.status(), 400);
    let exchanged = body(app.token(&code, &[]).await).await;
    let header = jsonwebtoken::decode_header(text(&exchanged, "id_token")).expect("a header");
    assert_eq!(
        header.kid.as_deref(),
        Some(first.keys(Provider::Google)[0].kid.as_str())
    );
    let refreshed = app
        .token_form(
            &[
                ("grant_type", "refresh_token"),
                ("refresh_token", text(&tokens, "refresh_token")),
                ("client_id", client_id(Provider::Google)),
                ("client_secret", crate::setup::SECRET),
            ],
            "application/json",
        )
        .await;
    assert_eq!(refreshed.status(), 200);
    // Alice is still signed in in that browser, and her consent is remembered: nobody is asked anything.
    let browser = Browser::new(&second, "b-1");
    assert!(matches!(browser.go(&app.authorize_url(&[])).await, Page::Left(_)));
    assert!(
        second
            .journal()
            .flows(&Default::default())
            .iter()
            .all(|flow| flow.id > 3)
    );
    second
        .restore(first.snapshot())
        .expect("the Rust API does the same");
}

#[tokio::test]
async fn a_restored_instance_draws_what_the_first_one_would_have_drawn() {
    let (first, second) = (
        start().await,
        MockProvider::builder()
            .port(0)
            .seed(1)
            .start()
            .await
            .expect("starts"),
    );
    restore(&second, &get(&first, "snapshot").await).await;
    let mut drawn = Vec::new();
    for provider in [&first, &second] {
        let app = App::new(provider, Provider::GitHub);
        drawn.push(app.code(&Browser::new(provider, "b-1"), "alice", &[]).await);
    }
    assert_eq!(drawn[0], drawn[1]);
}

#[tokio::test]
async fn what_is_no_snapshot_of_this_version_is_refused_and_changes_nothing() {
    let provider = start().await;
    let good = get(&provider, "snapshot").await;
    let changed = |pointer: &str, value: Value| {
        let mut snapshot = good.clone();
        *snapshot.pointer_mut(pointer).expect("a place") = value;
        snapshot
    };
    let cases = [
        (
            changed("/version", json!(2)),
            "the snapshot has version 2, and was made by mock-provider",
        ),
        (json!({"clients": []}), "has no version and is no snapshot"),
        (
            changed("/state/keys/0/keys/0/private_key/pem", json!("x")),
            "a key of google is not a PKCS#8 PEM file",
        ),
        (
            changed("/state/keys/0/keys/0/state", json!("next")),
            "none or several current keys",
        ),
        (
            changed("/state/store/personas/0/id", json!("")),
            "a persona has an empty id",
        ),
        (
            changed("/state/random/position", json!("far")),
            "the random generator stands at \"far\"",
        ),
        (
            changed("/state/store/codes", json!([["4/x", {}]])),
            "missing field `provider`",
        ),
    ];
    for (snapshot, words) in cases {
        let (status, answer) = restore(&provider, &snapshot).await;
        assert_eq!(status, 422, "{words}");
        assert!(text(&answer, "message").contains(words), "{answer}");
        assert_eq!(get(&provider, "snapshot").await, good, "{words}");
    }
}

#[tokio::test]
async fn tokens_without_a_browser_are_as_good_as_those_of_a_sign_in() {
    let provider = start().await;
    let mint = async |order: Value| {
        let response = call(&provider, Method::POST, "tokens", Some(order)).await;
        (response.status().as_u16(), body(response).await)
    };
    let google = json!({
        "provider": "google", "client_id": client_id(Provider::Google), "persona": "alice",
        "scopes": ["openid", "email"], "claims": {"email_verified": false, "groups": ["a"]}
    });
    let (status, minted) = mint(google.clone()).await;
    assert_eq!((status, &minted["flow"]), (201, &json!(1)));
    let response = &minted["response"];
    assert_eq!(response["token_type"], "Bearer");
    let said = claims(text(response, "id_token"));
    assert_eq!(
        (&said["email"], &said["email_verified"], &said["groups"]),
        (&json!("alice.archer@gmail.com"), &json!(false), &json!(["a"]))
    );
    assert_eq!(said["aud"], client_id(Provider::Google));
    let app = App::new(&provider, Provider::Google);
    assert_eq!(
        app.profile(text(response, "access_token")).await["sub"],
        said["sub"]
    );
    // A refresh yields correct claims again.
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(response, "refresh_token")),
        ("client_id", client_id(Provider::Google)),
        ("client_secret", crate::setup::SECRET),
    ];
    let refreshed = body(app.token_form(&form, "application/json").await).await;
    assert_eq!(claims(text(&refreshed, "id_token"))["email_verified"], true);
    let exchanges = get(&provider, "journal/exchanges?flow=1&persona=alice").await;
    assert_eq!(exchanges.as_array().map(Vec::len), Some(2), "{exchanges}");
    // Nobody consented: the next sign-in asks.
    let page = Browser::new(&provider, "b-1").go(&app.authorize_url(&[])).await;
    assert!(matches!(page, Page::Shown { .. }));

    let github = json!({"provider": "github", "client_id": client_id(Provider::GitHub), "persona": "alice"});
    let (_, minted) = mint(github.clone()).await;
    let app = App::new(&provider, Provider::GitHub);
    assert_eq!(
        app.profile(text(&minted["response"], "access_token")).await["login"],
        "alice-archer"
    );
    assert_eq!(minted["response"]["scope"], "read:user,user:email");

    let with = |order: &Value, name: &str, value: Value| {
        let mut order = order.clone();
        order[name] = value;
        order
    };
    for (order, found) in [
        (
            with(&google, "persona", json!("nobody")),
            "persona \"nobody\" does not exist",
        ),
        (with(&google, "client_id", json!("x")), "client_id \"x\""),
        (
            with(&google, "scopes", json!(["no-such-scope"])),
            "scope \"no-such-scope\"",
        ),
        (
            with(
                &google,
                "scopes",
                json!(["https://www.googleapis.com/auth/drive"]),
            ),
            "claims were given, and google issues no id_token here",
        ),
        (
            with(&github, "claims", json!({"a": 1})),
            "claims were given, and github issues no id_token here",
        ),
    ] {
        let (status, answer) = mint(order).await;
        assert_eq!((status, text(&answer, "found")), (422, found));
    }
}
