//! What Google's authorization endpoint makes of a request, each test named after the fact.

use mock_provider::{
    MockProvider, Provider,
    config::{Client, ClientKind, ClientStatus, Config, SilentError},
    faults::{Change, Fault, Scope},
    journal::Filter,
};
use serde_json::json;

use crate::{
    browser::{Browser, Page},
    setup::{
        App, REDIRECT_URI, claims, client, client_id, fragment, json, names, query, start, start_with, text,
        value,
    },
};

const DRIVE: &str = "https://www.googleapis.com/auth/drive";
const CALENDAR: &str = "https://www.googleapis.com/auth/calendar";

fn pair(provider: &MockProvider) -> (App<'_>, Browser) {
    (
        App::new(provider, Provider::Google),
        Browser::new(provider, "b-1"),
    )
}

/// Signs in and consents; where the browser is sent then.
async fn walk_to_the_end(app: &App<'_>, browser: &Browser, persona: &str, changes: &[(&str, &str)]) -> Page {
    let page = browser.go(&app.authorize_url(changes)).await;
    let page = browser.submit(&page, &[("persona", persona)]).await;
    browser.submit(&page, &[("decision", "approve")]).await
}

fn half_hash(text: &str) -> String {
    mock_provider::protocol::at_hash::at_hash(text)
}

#[tokio::test]
async fn form_post_responses_are_posted_by_the_page_good_and_bad() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let state = "s\"><script>&'";
    let changes = [("response_mode", "form_post"), ("state", state)];
    let page = walk_to_the_end(&app, &browser, "alice", &changes).await;
    let (action, response) = page.posted();
    assert_eq!(action, REDIRECT_URI);
    assert_eq!(value(&response, "state"), Some(state));
    assert!(!page.html().contains(state), "the state is escaped");
    let code = value(&response, "code").expect("a code");
    assert_eq!(app.token(code, &[]).await.status(), 200);

    let changes = [("response_mode", "form_post"), ("prompt", "consent")];
    let page = browser.go(&app.authorize_url(&changes)).await;
    let page = browser.submit(&page, &[("decision", "deny")]).await;
    assert_eq!(value(&page.posted().1, "error"), Some("access_denied"));

    let changes = [("response_mode", "fragment"), ("prompt", "")];
    let page = browser.go(&app.authorize_url(&changes)).await;
    assert!(value(&fragment(page.left()), "code").is_some());
}

#[tokio::test]
async fn implicit_responses_come_in_the_fragment_with_a_hash_of_the_token() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let page = walk_to_the_end(&app, &browser, "alice", &[("response_type", "token id_token")]).await;
    let response = fragment(page.left());
    assert_eq!(
        names(&response),
        [
            "state",
            "iss",
            "access_token",
            "token_type",
            "expires_in",
            "id_token",
            "scope",
            "authuser",
            "prompt"
        ]
    );
    let token = value(&response, "access_token").expect("a token");
    let claims = claims(value(&response, "id_token").expect("an id_token"));
    assert_eq!(
        (&claims["at_hash"], &claims["nonce"]),
        (&json!(half_hash(token)), &json!("n-1"))
    );
    assert_eq!(claims.get("c_hash"), None);
    assert_eq!(app.profile(token).await["email"], "alice.archer@gmail.com");
}

#[tokio::test]
async fn hybrid_responses_have_a_code_and_its_hash() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let page = walk_to_the_end(&app, &browser, "alice", &[("response_type", "code id_token")]).await;
    let response = fragment(page.left());
    let code = value(&response, "code").expect("a code");
    assert_eq!(value(&response, "access_token"), None);
    let front = claims(value(&response, "id_token").expect("an id_token"));
    assert_eq!(
        (&front["c_hash"], front.get("at_hash")),
        (&json!(half_hash(code)), None)
    );
    let tokens = json(app.token(code, &[]).await).await;
    assert_eq!(claims(text(&tokens, "id_token"))["sub"], front["sub"]);
    assert_eq!(tokens.get("refresh_token"), None);

    let page = browser
        .go(&app.authorize_url(&[("response_type", "code token id_token")]))
        .await;
    let all = fragment(page.left());
    let (code, token) = (
        value(&all, "code").expect("a code"),
        value(&all, "access_token").expect("a token"),
    );
    let front = claims(value(&all, "id_token").expect("an id_token"));
    assert_eq!(
        (&front["c_hash"], &front["at_hash"]),
        (&json!(half_hash(code)), &json!(half_hash(token)))
    );
}

#[tokio::test]
async fn a_fault_reaches_the_id_token_of_the_front_channel_and_nothing_else() {
    let provider = start().await;
    provider.arm(Fault {
        name: "other-nonce".to_owned(),
        scope: Scope {
            browser: Some("b-1".to_owned()),
            ..Scope::default()
        },
        times: None,
        change: Change::IdToken {
            set: [("nonce".to_owned(), json!("other"))].into_iter().collect(),
            remove: Vec::new(),
        },
    });
    let app = App::new(&provider, Provider::Google);
    for (name, persona, nonce) in [("b-1", "alice", "other"), ("b-2", "bob", "n-1")] {
        let browser = Browser::new(&provider, name);
        let page = walk_to_the_end(&app, &browser, persona, &[("response_type", "id_token")]).await;
        let response = fragment(page.left());
        let claims = claims(value(&response, "id_token").expect("an id_token"));
        assert_eq!((&claims["nonce"], claims.get("at_hash")), (&json!(nonce), None));
        let last = provider.journal().exchanges(&Filter {
            browser: Some(name.to_owned()),
            ..Filter::default()
        });
        let fired = last.last().expect("exchanges").fault.as_deref();
        assert_eq!(fired, (name == "b-1").then_some("other-nonce"));
    }
}

#[tokio::test]
async fn response_type_none_carries_neither_code_nor_token() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let page = walk_to_the_end(&app, &browser, "alice", &[("response_type", "none")]).await;
    assert_eq!(
        names(&query(page.left())),
        ["state", "iss", "scope", "authuser", "prompt"]
    );
}

#[tokio::test]
async fn a_denial_goes_where_the_tokens_would_have_gone() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let page = browser
        .go(&app.authorize_url(&[("response_type", "id_token")]))
        .await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    let page = browser.submit(&page, &[("decision", "deny")]).await;
    assert_eq!(value(&fragment(page.left()), "error"), Some("access_denied"));
}

#[tokio::test]
async fn every_response_type_in_discovery_is_served() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    app.tokens(&browser, "alice", &[]).await;
    let url = app.url("/.well-known/openid-configuration");
    let document = json(app.http().get(url).send().await.expect("an answer")).await;
    let types = document["response_types_supported"].as_array().expect("a list");
    assert_eq!(types.len(), 8);
    for kind in types {
        let kind = kind.as_str().expect("text");
        let page = browser.go(&app.authorize_url(&[("response_type", kind)])).await;
        let (left, words) = (page.left(), kind.split(' ').collect::<Vec<_>>());
        for (word, parameter) in [
            ("code", "code="),
            ("token", "access_token="),
            ("id_token", "id_token="),
        ] {
            let there = left.contains(&format!("?{parameter}"))
                || left.contains(&format!("#{parameter}"))
                || left.contains(&format!("&{parameter}"));
            assert_eq!(there, words.contains(&word), "{kind}: {left}");
        }
    }
}

#[tokio::test]
async fn postmessage_hands_the_code_to_the_page_that_opened_the_popup() {
    let provider = start().await;
    provider.put_client(Client {
        javascript_origins: vec!["http://localhost:3000".to_owned()],
        ..client(Provider::Google)
    });
    let (app, browser) = pair(&provider);
    let changes = [
        ("redirect_uri", "postmessage"),
        ("origin", "http://localhost:3000"),
    ];
    let page = walk_to_the_end(&app, &browser, "alice", &changes).await;
    let html = page.html();
    assert!(html.contains("data-origin=\"http://localhost:3000\""), "{html}");
    let response = html.split_once("data-response=\"").expect("the response").1;
    let response = response
        .split_once('"')
        .expect("its end")
        .0
        .replace("&#34;", "\"");
    let response: serde_json::Value = serde_json::from_str(&response).expect("JSON");
    let tokens = app
        .token(text(&response, "code"), &[("redirect_uri", "postmessage")])
        .await;
    assert_eq!(tokens.status(), 200);

    // The one script is allowed by its hash and by nothing else.
    let changes = [changes[0], changes[1], ("prompt", "none")];
    let request = app
        .http()
        .get(app.authorize_url(&changes))
        .header("cookie", "mock_browser=b-1");
    let answer = request.send().await.expect("an answer");
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .expect("ASCII");
    assert!(
        policy.contains("script-src 'sha256-") && !policy.contains("unsafe"),
        "{policy}"
    );

    let strange = [changes[0], ("origin", "http://evil.test")];
    let page = browser.go(&app.authorize_url(&strange)).await;
    assert_eq!(page.error(), (400, "origin_mismatch"));
}

#[tokio::test]
async fn desktop_clients_use_any_loopback_address_and_need_no_secret() {
    let provider = start().await;
    provider.put_client(Client {
        kind: Some(ClientKind::Desktop),
        redirect_uris: Vec::new(),
        ..client(Provider::Google)
    });
    let (app, browser) = pair(&provider);
    for uri in [
        "http://127.0.0.1:53211/any",
        "http://[::1]:9/",
        "http://localhost:8123/cb",
    ] {
        let code = app.code(&browser, "alice", &[("redirect_uri", uri)]).await;
        let response = app
            .token(&code, &[("redirect_uri", uri), ("client_secret", "")])
            .await;
        // A refresh token each time, asked for or not.
        assert!(json(response).await["refresh_token"].is_string(), "{uri}");
    }
    let code = app
        .code(&browser, "alice", &[("redirect_uri", "http://127.0.0.1:1/")])
        .await;
    let changes = [
        ("redirect_uri", "http://127.0.0.1:1/"),
        ("client_secret", "wrong"),
    ];
    assert_eq!(app.token(&code, &changes).await.status(), 401);
    for uri in ["https://app.test/cb", "com.example.app:/cb"] {
        let page = browser.go(&app.authorize_url(&[("redirect_uri", uri)])).await;
        assert_eq!(page.error(), (400, "redirect_uri_mismatch"), "{uri}");
    }
}

#[tokio::test]
async fn earlier_grants_are_included_on_request_and_never_for_desktop_clients() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    app.tokens(&browser, "alice", &[("scope", &format!("openid {DRIVE}"))])
        .await;
    let include = ("include_granted_scopes", "true");
    let tokens = app
        .tokens(&browser, "alice", &[("scope", "openid email"), include])
        .await;
    assert!(text(&tokens, "scope").contains(DRIVE), "{tokens}");
    let tokens = app.tokens(&browser, "alice", &[("scope", "openid email")]).await;
    assert!(!text(&tokens, "scope").contains(DRIVE), "{tokens}");
    provider.put_client(Client {
        kind: Some(ClientKind::Desktop),
        ..client(Provider::Google)
    });
    let tokens = app
        .tokens(&browser, "alice", &[("scope", "openid email"), include])
        .await;
    assert!(!text(&tokens, "scope").contains(DRIVE), "{tokens}");
}

#[tokio::test]
async fn trusted_applications_get_all_scopes_or_none() {
    let provider = start().await;
    provider.put_client(Client {
        granular_consent: false,
        ..client(Provider::Google)
    });
    let (app, browser) = pair(&provider);
    let scope = format!("openid {DRIVE} {CALENDAR}");
    let page = browser.go(&app.authorize_url(&[("scope", &scope)])).await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    assert!(!page.html().contains("checkbox"), "{}", page.html());
    let page = browser.submit(&page, &[("decision", "approve")]).await;
    let granted = query(page.left());
    let granted = value(&granted, "scope").expect("scope");
    assert!(granted.contains(DRIVE) && granted.contains(CALENDAR), "{granted}");
}

#[tokio::test]
async fn consent_and_select_account_can_be_asked_together() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    app.tokens(&browser, "alice", &[]).await;
    let page = browser
        .go(&app.authorize_url(&[("prompt", "consent select_account")]))
        .await;
    assert!(page.html().contains("mock-other-account"), "{}", page.html());
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    assert!(page.html().contains("mock-approve"), "{}", page.html());
    let page = browser
        .go(&app.authorize_url(&[("approval_prompt", "force")]))
        .await;
    assert!(
        page.html().contains("mock-approve"),
        "the legacy parameter asks for consent"
    );
    let page = browser.go(&app.authorize_url(&[("prompt", "none")])).await;
    assert_eq!(value(&query(page.left()), "prompt"), Some("none"));
}

#[tokio::test]
async fn hd_filters_what_is_shown_and_forbids_nothing() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    for domain in ["brickworks.example", "*"] {
        let page = browser.go(&app.authorize_url(&[("hd", domain)])).await;
        assert!(page.html().contains("data-persona=\"bob\""), "{domain}");
        assert!(!page.html().contains("data-persona=\"alice\""), "{domain}");
    }
    let page = browser
        .go(&app.authorize_url(&[("hd", "brickworks.example")]))
        .await;
    // Somebody of another domain who types their address gets in; the app must look at the claim.
    let response = app.walk(&browser, page, "alice.archer@gmail.com").await;
    assert!(value(&response, "code").is_some() && value(&response, "hd").is_none());
    // A session of another domain is not used on its own.
    let page = browser
        .go(&app.authorize_url(&[("hd", "brickworks.example")]))
        .await;
    assert!(page.html().contains("mock-identifier"), "{}", page.html());
}

#[tokio::test]
async fn apps_in_testing_or_of_an_organisation_are_not_for_everybody() {
    let provider = start().await;
    let cases = [
        (ClientStatus::Testing, "eve", Some((403, "access_denied"))),
        (ClientStatus::Testing, "alice", None),
        (ClientStatus::Internal, "alice", Some((403, "org_internal"))),
        (ClientStatus::Internal, "bob", None),
    ];
    for (status, persona, refused) in cases {
        provider.put_client(Client {
            status,
            test_users: vec!["alice.archer@gmail.com".to_owned()],
            organization: Some("brickworks.example".to_owned()),
            ..client(Provider::Google)
        });
        let (app, browser) = (
            App::new(&provider, Provider::Google),
            Browser::new(&provider, &format!("{status:?}-{persona}")),
        );
        let page = browser.go(&app.authorize_url(&[])).await;
        let page = browser.submit(&page, &[("identifier", persona)]).await;
        match refused {
            Some(error) => assert_eq!(page.error(), error, "{persona}"),
            None => assert!(page.html().contains("mock-approve"), "{persona}"),
        }
    }
}

#[tokio::test]
async fn prompt_none_can_answer_access_denied_as_reported_in_2023() {
    let mut config = Config::default();
    config.google.prompt_none_error = SilentError::AccessDenied;
    config.google.error_page_status = Some(200);
    let provider = start_with(config).await;
    let (app, browser) = pair(&provider);
    let page = browser.go(&app.authorize_url(&[("prompt", "none")])).await;
    assert_eq!(names(&query(page.left())), ["state", "iss", "error"]);
    assert_eq!(value(&query(page.left()), "error"), Some("access_denied"));
    // The status of the error page can differ from the one that it prints.
    let page = browser.go(&app.authorize_url(&[("client_id", "nobody")])).await;
    assert_eq!(page.error(), (200, "invalid_client"));
    assert!(page.html().contains("Error 401"), "{}", page.html());
}

#[tokio::test]
async fn openid_need_not_be_implied() {
    let mut config = Config::default();
    config.google.identity_implies_openid = false;
    let provider = start_with(config).await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[("scope", "email")]).await;
    assert_eq!(tokens["scope"], "https://www.googleapis.com/auth/userinfo.email");
    assert_eq!(tokens.get("id_token"), None);
}

#[tokio::test]
async fn web_views_are_refused() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let agent = "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36";
    let page = browser.go_as(&app.authorize_url(&[]), agent).await;
    assert_eq!(page.error(), (403, "disallowed_useragent"));
}

#[tokio::test]
async fn a_deleted_client_is_refused_at_both_endpoints() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    provider.put_client(Client {
        status: ClientStatus::Deleted,
        ..client(Provider::Google)
    });
    assert_eq!(
        browser.go(&app.authorize_url(&[])).await.error(),
        (401, "deleted_client")
    );
    let response = app.token(&code, &[]).await;
    assert_eq!(response.status(), 401);
    assert_eq!(json(response).await["error"], "deleted_client");
    let refused = provider.journal().exchanges(&Filter {
        endpoint: Some("token".to_owned()),
        ..Filter::default()
    });
    assert_eq!(
        refused[0].refusal.as_ref().expect("refused").rule,
        "client-exists"
    );
    assert_eq!(refused[0].client_id.as_deref(), Some(client_id(Provider::Google)));
}
