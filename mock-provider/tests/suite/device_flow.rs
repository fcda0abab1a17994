//! The device flow of both providers (RFC 8628), each test named after the fact.

use std::time::Duration;

use mock_provider::{
    MockProvider, Provider,
    config::{Client, ClientKind},
    journal::{Filter, Outcome},
};
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    setup::{App, SECRET, client, client_id, start, text},
};

/// Those that have a device flow and nothing of their own in it that only their own tests know.
const BOTH: [Provider; 2] = [Provider::Google, Provider::GitHub];
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

async fn prepared() -> MockProvider {
    let provider = start().await;
    provider.put_client(Client {
        kind: Some(ClientKind::LimitedInput),
        ..client(Provider::Google)
    });
    provider.put_client(Client {
        device_flow: true,
        ..client(Provider::GitHub)
    });
    provider
}

fn scope(kind: Provider) -> &'static str {
    match kind {
        Provider::Google => "openid email",
        _ => "user:email",
    }
}

async fn device_code(app: &App<'_>) -> Value {
    let form = [("client_id", client_id(app.kind)), ("scope", scope(app.kind))];
    let (status, body) = app.post(device_path(app.kind), &form).await;
    assert_eq!(status, 200, "{body}");
    body
}

fn device_path(kind: Provider) -> &'static str {
    match kind {
        Provider::Google => "/device/code",
        _ => "/login/device/code",
    }
}

/// Google's devices have a secret, GitHub's have none.
async fn poll(app: &App<'_>, code: &str) -> (u16, Value) {
    let mut form = vec![
        ("grant_type", GRANT),
        ("device_code", code),
        ("client_id", client_id(app.kind)),
    ];
    if app.kind == Provider::Google {
        form.push(("client_secret", SECRET));
    }
    let path = match app.kind {
        Provider::Google => "/token",
        _ => "/login/oauth/access_token",
    };
    app.post(path, &form).await
}

fn page(kind: Provider) -> &'static str {
    match kind {
        Provider::Google => "/device",
        _ => "/login/device",
    }
}

/// Types the code and signs in; the consent page.
async fn enter(app: &App<'_>, browser: &Browser, user_code: &str, persona: &str) -> Page {
    let shown = browser.go(&app.url(page(app.kind))).await;
    assert!(shown.html().contains("mock-user-code"), "{}", shown.html());
    let shown = browser
        .post(&app.url(page(app.kind)), &[("user_code", user_code)])
        .await;
    browser.submit(&shown, &[("identifier", persona)]).await
}

#[tokio::test]
async fn a_device_gets_tokens_once_the_person_typed_its_code() {
    let provider = prepared().await;
    for kind in BOTH {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let issued = device_code(&app).await;
        let code = text(&issued, "device_code");
        let (status, pending) = poll(&app, code).await;
        assert_eq!(pending["error"], "authorization_pending");
        assert_eq!(status, if kind == Provider::Google { 428 } else { 200 });

        // Case and hyphen do not matter to people.
        let typed = text(&issued, "user_code").replace('-', " ").to_lowercase();
        let consent = enter(&app, &browser, &typed, "alice").await;
        assert!(consent.html().contains("Suite"), "{kind}");
        let done = browser.submit(&consent, &[("decision", "approve")]).await;
        assert!(
            done.html().contains("mock-device-done"),
            "{kind}: {}",
            done.html()
        );

        provider.clock().advance(Duration::from_secs(5));
        let (status, tokens) = poll(&app, code).await;
        assert_eq!(status, 200, "{tokens}");
        app.profile(text(&tokens, "access_token")).await;
        // Google's devices always get a refresh token; GitHub's only where tokens expire.
        assert_eq!(tokens.get("refresh_token").is_some(), kind == Provider::Google);

        let flows = provider.journal().flows(&Filter {
            provider: Some(kind),
            ..Filter::default()
        });
        let [flow] = flows.as_slice() else {
            panic!("one flow: {flows:?}")
        };
        assert_eq!(
            (flow.browser.as_str(), flow.persona.as_deref(), flow.outcome),
            ("b-1", Some("alice"), Outcome::Exchanged)
        );

        provider.clock().advance(Duration::from_secs(5));
        let (status, again) = poll(&app, code).await;
        match kind {
            Provider::Google => assert_eq!((status, &again["error"]), (400, &json!("invalid_grant"))),
            _ => assert_eq!((status, &again["error"]), (200, &json!("incorrect_device_code"))),
        }
    }
}

#[tokio::test]
async fn the_responses_have_each_providers_names_and_shapes() {
    let provider = prepared().await;
    let google = device_code(&App::new(&provider, Provider::Google)).await;
    let names: Vec<&String> = google.as_object().expect("an object").keys().collect();
    assert_eq!(
        names,
        [
            "device_code",
            "user_code",
            "expires_in",
            "interval",
            "verification_url"
        ]
    );
    assert!(text(&google, "device_code").starts_with("AH-1Ng"));
    assert_eq!(
        (&google["expires_in"], &google["interval"]),
        (&json!(1800), &json!(5))
    );
    assert_eq!(
        text(&google, "verification_url"),
        provider.base_str(Provider::Google) + "/device"
    );

    let app = App::new(&provider, Provider::GitHub);
    let github = device_code(&app).await;
    let code = text(&github, "device_code");
    assert!(
        code.len() == 40 && code.bytes().all(|b| b.is_ascii_hexdigit()),
        "{code}"
    );
    assert_eq!(
        (&github["expires_in"], &github["interval"]),
        (&json!(900), &json!(5))
    );
    assert_eq!(
        text(&github, "verification_uri"),
        provider.base_str(Provider::GitHub) + "/login/device"
    );
    // A form unless something else is asked.
    let form = [("client_id", client_id(Provider::GitHub))];
    let response = app.http().post(app.url("/login/device/code")).form(&form).send();
    let body = response.await.expect("an answer").text().await.expect("a body");
    assert!(
        body.starts_with("device_code=") && body.contains("&verification_uri=http%3A"),
        "{body}"
    );
}

#[tokio::test]
async fn polling_too_fast_slows_the_device_down() {
    let provider = prepared().await;
    for kind in BOTH {
        let app = App::new(&provider, kind);
        let issued = device_code(&app).await;
        let code = text(&issued, "device_code");
        poll(&app, code).await;
        provider.clock().advance(Duration::from_secs(4));
        let (status, body) = poll(&app, code).await;
        assert_eq!(body["error"], "slow_down", "{kind}");
        match kind {
            Provider::Google => assert_eq!((status, body.get("interval")), (403, None)),
            _ => assert_eq!((status, body.get("interval")), (200, Some(&json!(10)))),
        }
        // The interval has grown by five seconds.
        provider.clock().advance(Duration::from_secs(9));
        assert_eq!(poll(&app, code).await.1["error"], "slow_down", "{kind}");
        provider.clock().advance(Duration::from_secs(15));
        assert_eq!(
            poll(&app, code).await.1["error"],
            "authorization_pending",
            "{kind}"
        );
    }
}

#[tokio::test]
async fn a_denial_reaches_the_device() {
    let provider = prepared().await;
    for kind in BOTH {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let issued = device_code(&app).await;
        let consent = enter(&app, &browser, text(&issued, "user_code"), "alice").await;
        let done = browser.submit(&consent, &[("decision", "deny")]).await;
        assert!(done.html().contains("Device not connected"), "{kind}");
        let (status, body) = poll(&app, text(&issued, "device_code")).await;
        assert_eq!(body["error"], "access_denied", "{kind}");
        assert_eq!(status, if kind == Provider::Google { 403 } else { 200 });
    }
}

#[tokio::test]
async fn the_first_decision_counts() {
    let provider = prepared().await;
    for kind in BOTH {
        let app = App::new(&provider, kind);
        let (first, second) = (Browser::new(&provider, "b-1"), Browser::new(&provider, "b-2"));
        let issued = device_code(&app).await;
        let alice = enter(&app, &first, text(&issued, "user_code"), "alice").await;
        let eve = enter(&app, &second, text(&issued, "user_code"), "eve").await;
        first.submit(&alice, &[("decision", "deny")]).await;
        second.submit(&eve, &[("decision", "approve")]).await;
        let (_, body) = poll(&app, text(&issued, "device_code")).await;
        assert_eq!(body["error"], "access_denied", "{kind}");
    }
}

#[tokio::test]
async fn codes_die_for_the_device_and_for_the_person() {
    let provider = prepared().await;
    for (kind, lifetime) in [(Provider::Google, 1800), (Provider::GitHub, 900)] {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let issued = device_code(&app).await;
        provider.clock().advance(Duration::from_secs(lifetime));
        let url = app.url(page(kind));
        let shown = browser
            .post(&url, &[("user_code", text(&issued, "user_code"))])
            .await;
        assert!(shown.html().contains("role=\"alert\""), "{kind}");
        let (status, body) = poll(&app, text(&issued, "device_code")).await;
        assert_eq!(body["error"], "expired_token", "{kind}");
        assert_eq!(status, if kind == Provider::Google { 400 } else { 200 });
    }
}

#[tokio::test]
async fn a_wrong_code_shows_the_page_again_and_escapes_it() {
    let provider = prepared().await;
    for kind in BOTH {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let url = app.url(page(kind));
        let shown = browser.post(&url, &[("user_code", "\"><script>")]).await;
        assert!(
            shown.html().contains("role=\"alert\"") && !shown.html().contains("<script"),
            "{kind}"
        );
        // A code shown by a device of the other provider is as wrong.
        let other = match kind {
            Provider::Google => Provider::GitHub,
            _ => Provider::Google,
        };
        let issued = device_code(&App::new(&provider, other)).await;
        let shown = browser
            .post(&url, &[("user_code", text(&issued, "user_code"))])
            .await;
        assert!(shown.html().contains("role=\"alert\""), "{kind}");
        let filled = browser.go(&format!("{url}?user_code=ABCD-EFGH")).await;
        assert!(filled.html().contains("value=\"ABCD-EFGH\""), "{kind}");
    }
}

#[tokio::test]
async fn a_device_is_consented_to_each_time() {
    let provider = prepared().await;
    for kind in BOTH {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        for round in 0..2 {
            let issued = device_code(&app).await;
            let url = app.url(page(kind));
            let mut shown = browser
                .post(&url, &[("user_code", text(&issued, "user_code"))])
                .await;
            if round == 0 {
                shown = browser.submit(&shown, &[("identifier", "alice")]).await;
            }
            assert!(shown.html().contains("mock-approve"), "{kind} {round}");
            browser.submit(&shown, &[("decision", "approve")]).await;
        }
    }
}

#[tokio::test]
async fn githubs_devices_refresh_without_a_secret() {
    let provider = prepared().await;
    provider.put_client(Client {
        device_flow: true,
        expiring_tokens: Some(true),
        ..client(Provider::GitHub)
    });
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    let issued = device_code(&app).await;
    let consent = enter(&app, &browser, text(&issued, "user_code"), "alice").await;
    browser.submit(&consent, &[("decision", "approve")]).await;
    let (_, tokens) = poll(&app, text(&issued, "device_code")).await;
    let form = |token: &str| {
        [
            ("grant_type", "refresh_token".to_owned()),
            ("refresh_token", token.to_owned()),
            ("client_id", client_id(Provider::GitHub).to_owned()),
        ]
    };
    let refresh = async |token: &str| {
        let form = form(token);
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.post("/login/oauth/access_token", &form).await.1
    };
    let second = refresh(text(&tokens, "refresh_token")).await;
    app.profile(text(&second, "access_token")).await;
    // A token of the web flow needs the secret.
    let web = app.tokens(&browser, "alice", &[]).await;
    let refused = refresh(text(&web, "refresh_token")).await;
    assert_eq!(refused["error"], "incorrect_client_credentials");
}
