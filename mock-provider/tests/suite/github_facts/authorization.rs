//! GitHub's authorization requests and responses (fact sheet 2.2, 2.3, 2.5).

use mock_provider::{
    Provider,
    config::{Client, ClientStatus, Config, RefusedOn},
};

use super::pair;
use crate::{
    browser::Page,
    setup::{App, REDIRECT_URI, client, names, query, start, start_with, text, value},
};

const PICKER: &str = "mock-other-account";
const PAGE: &str =
    "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/";

fn shows_picker(page: &Page) -> bool {
    page.html_if_shown().is_some_and(|html| html.contains(PICKER))
}

#[tokio::test]
async fn parameters_that_github_does_not_heed_change_nothing() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    app.sign_in(&browser, "alice", &[]).await;
    for (fact, name, sent) in [
        ("response_type is accepted", "response_type", "code"),
        ("response_type may be absent", "response_type", ""),
        ("allow_signup hides a link", "allow_signup", "false"),
        ("login suggests the account", "login", "alice-archer"),
        ("there is no nonce", "nonce", "n-2"),
        ("prompt has one value", "prompt", "none"),
        ("prompt has one value", "prompt", "consent"),
        ("unknown parameters are ignored", "no_such_parameter", "1"),
    ] {
        let page = browser.go(&app.authorize_url(&[(name, sent)])).await;
        let response = page
            .answer()
            .unwrap_or_else(|| panic!("{fact}: {name}={sent} shows a page"));
        assert_eq!(
            names(&response),
            ["code", "iss", "state"],
            "{fact}: {name}={sent}"
        );
    }
}

#[tokio::test]
async fn the_picker_is_shown_when_asked_for_several_accounts_and_callbacks_out_of_the_browser() {
    let provider = start().await;
    provider.put_client(Client {
        redirect_uris: vec![REDIRECT_URI.to_owned(), "com.example.app:/callback".to_owned()],
        ..client(Provider::GitHub)
    });
    let (app, browser) = pair(&provider);
    app.sign_in(&browser, "alice", &[]).await;
    assert!(!shows_picker(&browser.go(&app.authorize_url(&[])).await));
    let page = browser
        .go(&app.authorize_url(&[("prompt", "select_account")]))
        .await;
    assert!(shows_picker(&page), "asked for");
    let native = [("redirect_uri", "com.example.app:/callback")];
    assert!(
        shows_picker(&browser.go(&app.authorize_url(&native)).await),
        "out of the browser"
    );
    let page = browser.submit(&page, &[]).await;
    app.walk(&browser, page, "bob").await;
    assert!(
        shows_picker(&browser.go(&app.authorize_url(&[])).await),
        "two accounts"
    );
    let page = browser.go(&app.authorize_url(&[("login", "alice-archer")])).await;
    assert!(page.left().contains("code="), "one of them is suggested");
}

#[tokio::test]
async fn offline_access_is_neither_shown_nor_asked_nor_granted() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let changes = [("scope", "gist offline_access")];
    let page = browser.go(&app.authorize_url(&changes)).await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    assert!(
        page.html().contains("gist") && !page.html().contains("offline_access"),
        "{}",
        page.html()
    );
    let response = app.walk(&browser, page, "alice").await;
    let code = value(&response, "code").expect("a code");
    let tokens = crate::setup::json(app.token(code, &[]).await).await;
    assert_eq!(
        (text(&tokens, "scope"), &tokens["expires_in"]),
        ("gist", &serde_json::json!(28_800))
    );
    // The scopes beside it were allowed: no page.
    let plain = app.tokens(&browser, "alice", &[("scope", "gist")]).await;
    assert_eq!(plain.get("expires_in"), None);
    let page = browser.go(&app.authorize_url(&changes)).await;
    assert!(page.left().contains("code="));
}

#[tokio::test]
async fn the_answer_is_a_302_with_a_code_of_20_lower_case_hex_digits_for_ten_minutes() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    app.sign_in(&browser, "alice", &[]).await;
    let request = app
        .http()
        .get(app.authorize_url(&[]))
        .header("cookie", "mock_browser=b-1");
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 302);
    let location = response.headers()["location"].to_str().expect("ASCII").to_owned();
    assert!(location.contains("&iss=http%3A%2F%2F"), "{location}");
    let parameters = query(&location);
    let code = value(&parameters, "code").expect("a code");
    assert!(
        code.len() == 20
            && code
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
        "{code}"
    );
    provider.clock().advance(std::time::Duration::from_secs(599));
    assert_eq!(app.token(code, &[]).await.status(), 200);
}

/// How the request, or the app, is wrong; the error, what is said about it, and where it is explained.
type Row = (
    fn(&mut Config, &mut Client),
    (&'static str, &'static str),
    [&'static str; 3],
);

const ROWS: &[Row] = &[
    (
        |_, client| client.status = ClientStatus::Suspended,
        ("prompt", ""),
        [
            "application_suspended",
            "Your application has been suspended. Contact support@github.com.",
            "#application-suspended",
        ],
    ),
    (
        |config, _| config.github.redirect_mismatch = RefusedOn::Redirect,
        ("redirect_uri", "http://localhost:3000/other"),
        [
            "redirect_uri_mismatch",
            "The redirect_uri MUST match the registered callback URL for this application.",
            "#redirect-uri-mismatch",
        ],
    ),
    (
        |_, _| {},
        ("code_challenge_method", "plain"),
        ["invalid_request", "code_challenge_method must be S256.", ""],
    ),
];

#[tokio::test]
async fn each_error_at_the_callback_has_its_description_and_page() {
    for (given, change, [error, description, anchor]) in ROWS {
        let mut config = Config::default();
        let mut own = client(Provider::GitHub);
        given(&mut config, &mut own);
        let provider = start_with(config).await;
        provider.put_client(own);
        let (app, browser) = pair(&provider);
        let page = browser.go(&app.authorize_url(&[*change])).await;
        assert_error(page.left(), &app, error, description, anchor);
    }
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    let page = browser.submit(&page, &[("decision", "deny")]).await;
    let description = "The user has denied your application access.";
    assert_error(page.left(), &app, "access_denied", description, "#access-denied");
}

fn assert_error(left: &str, app: &App<'_>, error: &str, description: &str, anchor: &str) {
    let written: String = url::form_urlencoded::byte_serialize(description.as_bytes()).collect();
    assert!(written.contains('+') && !written.contains("%20"), "{written}");
    assert!(
        left.contains(&format!("&error_description={written}")),
        "{error}: {left}"
    );
    let response = query(left);
    let mut expected = vec!["error", "error_description", "error_uri", "iss", "state"];
    if anchor.is_empty() {
        expected.retain(|name| *name != "error_uri");
    }
    assert_eq!(names(&response), expected, "{error}");
    assert_eq!(value(&response, "error"), Some(error));
    assert_eq!(value(&response, "error_description"), Some(description));
    if !anchor.is_empty() {
        let uri = format!("{PAGE}{anchor}");
        assert_eq!(value(&response, "error_uri"), Some(uri.as_str()), "{error}");
        assert!(
            left.contains("&error_uri=https%3A%2F%2Fdocs.github.com%2Fapps%2F"),
            "{left}"
        );
    }
    let issuer = app.provider.issuer(Provider::GitHub);
    assert_eq!(value(&response, "iss"), Some(issuer.as_str()), "{error}");
    assert_eq!(value(&response, "state"), Some("st/ate+ %"), "{error}");
}

#[tokio::test]
async fn iss_can_be_switched_off_as_before_august_2026() {
    let mut config = Config::default();
    config.github.iss_parameter = false;
    let provider = start_with(config).await;
    let (app, browser) = pair(&provider);
    let response = app.sign_in(&browser, "alice", &[]).await;
    assert_eq!(names(&response), ["code", "state"]);
    let page = browser
        .go(&app.authorize_url(&[("code_challenge_method", "plain")]))
        .await;
    assert_eq!(
        names(&query(page.left())),
        ["error", "error_description", "state"]
    );
}

#[tokio::test]
async fn a_callback_of_somebody_else_is_warned_of_and_an_unknown_app_is_not_found() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let page = browser
        .go(&app.authorize_url(&[("redirect_uri", "http://evil.test/")]))
        .await;
    let html = page.html();
    assert!(html.contains("Be careful!"), "{html}");
    assert!(html.contains("The redirect_uri is not associated with this application. The application might be misconfigured or could be trying to redirect you to a website you weren&#39;t expecting."), "{html}");
    for client_id in ["nobody", ""] {
        let page = browser.go(&app.authorize_url(&[("client_id", client_id)])).await;
        assert_eq!(page.error(), (404, "not_found"), "{client_id}");
        assert!(
            page.html()
                .contains("This is not the web page you are looking for.")
        );
    }
}
