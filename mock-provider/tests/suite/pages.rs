//! What people see.

use mock_provider::{Provider, config::Client, journal::Filter};
use reqwest::Method;

use crate::{
    browser::Browser,
    providers::{OIDC, every},
    setup::{App, client, start},
};

#[tokio::test]
async fn somebody_unknown_gets_the_page_again_with_an_alert_and_escaped() {
    let provider = start().await;
    for kind in every() {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let page = browser.go(&app.authorize_url(&[])).await;
        assert!(!page.html().contains("role=\"alert\""), "{kind}");
        let page = browser
            .submit(&page, &[("identifier", "<script>alert(1)</script>")])
            .await;
        assert!(
            page.html().contains("role=\"alert\"") && page.html().contains("mock-identifier"),
            "{kind}"
        );
        assert!(!page.html().contains("<script"), "{kind}");
        // The page goes on with the same sign-in.
        let response = app.walk(&browser, page, "alice").await;
        assert!(crate::setup::value(&response, "code").is_some(), "{kind}");
    }
}

#[tokio::test]
async fn listed_personas_are_buttons_and_the_others_can_be_typed() {
    let provider = start().await;
    for kind in every() {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let page = browser.go(&app.authorize_url(&[])).await;
        assert!(
            page.html().contains("data-persona=\"alice\"") && !page.html().contains("data-persona=\"eve\""),
            "{kind}"
        );
        let response = app.walk(&browser, page, "eve").await;
        assert!(crate::setup::value(&response, "code").is_some(), "{kind}");
    }
}

#[tokio::test]
async fn a_hint_is_filled_in() {
    let provider = start().await;
    for (kind, parameter, hint) in [
        (Provider::Google, "login_hint", "eve@eve.example"),
        (Provider::GitHub, "login", "eve-evers"),
        (OIDC, "login_hint", "eve@eve.example"),
    ] {
        let app = App::new(&provider, kind);
        let page = Browser::new(&provider, "b-1")
            .go(&app.authorize_url(&[(parameter, hint)]))
            .await;
        assert!(page.html().contains(&format!("value=\"{hint}\"")), "{kind}");
    }
}

#[tokio::test]
async fn the_name_of_a_client_is_escaped() {
    let provider = start().await;
    provider.put_client(Client {
        name: "<b>\"Evil\" & Co</b>".to_owned(),
        ..client(Provider::Google)
    });
    let app = App::new(&provider, Provider::Google);
    let page = Browser::new(&provider, "b-1").go(&app.authorize_url(&[])).await;
    assert!(!page.html().contains("<b>"), "{}", page.html());
}

#[tokio::test]
async fn a_page_belongs_to_the_browser_that_began_and_is_submitted_once() {
    let provider = start().await;
    for kind in every() {
        let app = App::new(&provider, kind);
        let (victim, attacker) = (
            Browser::new(&provider, "victim"),
            Browser::new(&provider, "attacker"),
        );
        let page = attacker.go(&app.authorize_url(&[])).await;
        let stolen = victim.submit(&page, &[("persona", "alice")]).await;
        assert_eq!(stolen.error(), (400, "session_expired"), "{kind}");
        let consent = attacker.submit(&page, &[("persona", "eve")]).await;
        let done = attacker.submit(&consent, &[("decision", "approve")]).await;
        assert!(done.answer().is_some(), "{kind}");
        let again = attacker.submit(&consent, &[("decision", "approve")]).await;
        assert_eq!(again.error(), (400, "session_expired"), "{kind}");
    }
}

#[tokio::test]
async fn a_browser_without_a_name_gets_one_and_a_bad_name_is_replaced() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Google);
    for cookie in ["", "mock_browser=bad name", "mock_browser=<x>"] {
        let response = app
            .http()
            .get(app.authorize_url(&[]))
            .header("cookie", cookie)
            .send()
            .await
            .expect("an answer");
        let set = response.headers()["set-cookie"]
            .to_str()
            .expect("ASCII")
            .to_owned();
        assert!(
            set.starts_with("mock_browser=") && set.ends_with("; Path=/; HttpOnly; SameSite=Lax"),
            "{set}"
        );
    }
    let named = app
        .http()
        .get(app.authorize_url(&[]))
        .header("cookie", "a=b; mock_browser=Test_1-x")
        .send()
        .await;
    assert!(named.expect("an answer").headers().get("set-cookie").is_none());
    let flows = provider.journal().flows(&Filter {
        browser: Some("Test_1-x".to_owned()),
        ..Filter::default()
    });
    assert_eq!(flows.len(), 1);
}

#[tokio::test]
async fn pages_load_nothing_and_carry_a_policy_that_fits_their_style() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use sha2::{Digest as _, Sha256};
    let provider = start().await;
    let app = App::new(&provider, Provider::GitHub);
    let url = app.authorize_url(&[("redirect_uri", "http://evil.test/")]);
    let response = app.http().get(url).send().await.expect("an answer");
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .expect("ASCII")
        .to_owned();
    let html = response.text().await.expect("a body");
    let style = html
        .split_once("<style>")
        .and_then(|(_, rest)| rest.split_once("</style>"))
        .expect("a style")
        .0;
    let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
    assert!(
        policy.contains(&format!("style-src 'sha256-{hash}'")) && policy.starts_with("default-src 'none'"),
        "{policy}"
    );
    assert!(
        !html.contains("src=") && !html.contains("<link") && !html.contains("style=\""),
        "{html}"
    );
    assert!(
        html.contains("<html lang=\"en\"")
            && html.contains("Fake GitHub – test personas only, type no real password")
    );
}

#[tokio::test]
async fn methods_and_paths_that_do_not_exist_are_refused_and_recorded() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Google);
    let head = app
        .http()
        .head(app.authorize_url(&[]))
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        (head.status().as_u16(), head.headers()["allow"].to_str().ok()),
        (405, Some("GET"))
    );
    assert_eq!(
        app.http()
            .get(app.url("/token"))
            .send()
            .await
            .expect("an answer")
            .status(),
        405
    );
    assert_eq!(
        app.http()
            .get(app.url("/no/such/path"))
            .send()
            .await
            .expect("an answer")
            .status(),
        404
    );
    let rules: Vec<String> = provider
        .journal()
        .exchanges(&Filter::default())
        .into_iter()
        .filter_map(|exchange| exchange.refusal.map(|refusal| refusal.rule))
        .collect();
    assert_eq!(rules, ["method-allowed", "method-allowed", "path-known"]);
    assert!(
        provider.journal().flows(&Filter::default()).is_empty(),
        "HEAD opens no flow"
    );
}

#[tokio::test]
async fn an_address_that_two_accounts_name_belongs_to_the_one_that_proved_it() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Google);
    for (typed, persona) in [("alice.archer@gmail.com", "alice"), ("mallory", "mallory")] {
        let browser = Browser::new(&provider, persona);
        app.sign_in(&browser, typed, &[]).await;
        let flows = provider.journal().flows(&Filter {
            browser: Some(persona.to_owned()),
            ..Filter::default()
        });
        assert_eq!(flows[0].persona.as_deref(), Some(persona));
    }
}

#[tokio::test]
async fn scripts_of_other_origins_may_call_apis_and_nothing_else() {
    let provider = start().await;
    let (google, github) = (
        App::new(&provider, Provider::Google),
        App::new(&provider, Provider::GitHub),
    );
    let cases = [
        (google.token_url(), 204),
        (google.url("/v1/userinfo"), 204),
        (github.url("/api/user"), 204),
        (github.token_url(), 405),
        (google.authorize_url(&[]), 405),
    ];
    for (url, status) in cases {
        let request = google
            .http()
            .request(Method::OPTIONS, &url)
            .header("origin", "https://app.test");
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), status, "{url}");
        let allowed = response.headers().contains_key("access-control-allow-origin");
        assert_eq!(allowed, status == 204, "{url}");
    }
    let keys = google
        .http()
        .get(google.url("/oauth2/v3/certs"))
        .header("origin", "https://app.test")
        .send()
        .await;
    assert_eq!(
        keys.expect("an answer").headers()["access-control-allow-origin"],
        "*"
    );
}
