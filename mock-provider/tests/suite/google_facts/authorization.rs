//! Google's authorization requests and responses (fact sheet 1.2, 1.3, 1.6, 1.10).

use super::{CALENDAR, DRIVE, OFFLINE, pair};
use crate::setup::{fragment, json, names, query, start, text, value};

/// Parameters that change nothing, each with the reason for which it may be sent.
const WITHOUT_EFFECT: &[(&str, &str, &str)] = &[
    ("display is accepted and ignored", "display", "page"),
    ("display is accepted and ignored", "display", "popup"),
    ("display is accepted and ignored", "display", "touch"),
    ("display is accepted and ignored", "display", "wap"),
    ("max_age is not documented", "max_age", "0"),
    ("acr_values is not documented", "acr_values", "urn:example:gold"),
    (
        "claims is not documented",
        "claims",
        "{\"id_token\":{\"auth_time\":null}}",
    ),
    ("ui_locales is not documented", "ui_locales", "de"),
    ("hl selects the language", "hl", "de"),
    ("approval_prompt=auto is the default", "approval_prompt", "auto"),
    ("access_type=online is the default", "access_type", "online"),
    (
        "include_granted_scopes=false is the default",
        "include_granted_scopes",
        "false",
    ),
    (
        "enable_granular_consent is superseded",
        "enable_granular_consent",
        "false",
    ),
    ("legacy", "openid.realm", "https://app.test/"),
    (
        "legacy",
        "request_visible_actions",
        "http://schemas.google.com/AddActivity",
    ),
    ("legacy", "device_id", "d-1"),
    ("legacy", "device_name", "kitchen"),
    ("unknown parameters are ignored", "no_such_parameter", "1"),
];

#[tokio::test]
async fn parameters_that_google_does_not_heed_change_nothing() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    app.sign_in(&browser, "alice", &[]).await;
    for (fact, name, sent) in WITHOUT_EFFECT {
        let page = browser.go(&app.authorize_url(&[(name, sent)])).await;
        let response = page
            .answer()
            .unwrap_or_else(|| panic!("{fact}: {name} shows a page"));
        assert_eq!(
            names(&response),
            ["state", "iss", "code", "scope", "authuser", "prompt"],
            "{fact}: {name}={sent}"
        );
    }
}

#[tokio::test]
async fn the_hint_is_an_address_or_the_sub_and_the_legacy_user_id_hints_too() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    app.sign_in(&browser, "alice", &[]).await;
    let page = browser
        .go(&app.authorize_url(&[("prompt", "select_account")]))
        .await;
    let page = browser.submit(&page, &[]).await;
    app.walk(&browser, page, "bob").await;
    for (parameter, hint) in [
        ("login_hint", "bob@brickworks.example"),
        ("login_hint", "117730944820156630281"),
        ("user_id", "bob@brickworks.example"),
        ("user_id", "117730944820156630281"),
    ] {
        let page = browser.go(&app.authorize_url(&[(parameter, hint)])).await;
        let response = page
            .answer()
            .unwrap_or_else(|| panic!("{parameter}={hint} shows the chooser"));
        assert_eq!(
            value(&response, "hd"),
            Some("brickworks.example"),
            "{parameter}={hint}"
        );
    }
    // Where both are sent, the one of today counts.
    let both = [
        ("user_id", "bob@brickworks.example"),
        ("login_hint", "alice.archer@gmail.com"),
    ];
    let page = browser.go(&app.authorize_url(&both)).await;
    assert_eq!(value(&page.answer().expect("a response"), "hd"), None);
}

#[tokio::test]
async fn the_code_has_73_characters_of_base64url_after_the_slash() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    let rest = code.strip_prefix("4/0A").expect("the prefix");
    assert_eq!(code.len(), 73);
    assert!(
        rest.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'),
        "{code}"
    );
}

#[tokio::test]
async fn the_scope_of_the_response_has_short_and_long_names() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let response = app.sign_in(&browser, "alice", &[]).await;
    assert_eq!(
        value(&response, "scope"),
        Some(
            "email profile https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile openid"
        )
    );
}

#[tokio::test]
async fn state_comes_back_byte_for_byte_in_the_query_and_in_the_fragment() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    app.sign_in(&browser, "alice", &[]).await;
    for state in ["st/ate+ %", "äöü\"<>&=#?%2F", " "] {
        let page = browser.go(&app.authorize_url(&[("state", state)])).await;
        assert_eq!(value(&query(page.left()), "state"), Some(state));
        let implicit = [("state", state), ("response_type", "id_token")];
        let page = browser.go(&app.authorize_url(&implicit)).await;
        assert_eq!(value(&fragment(page.left()), "state"), Some(state));
    }
    let page = browser.go(&app.authorize_url(&[("state", "")])).await;
    assert_eq!(value(&query(page.left()), "state"), None);
}

#[tokio::test]
async fn a_token_in_the_fragment_is_a_bearer_token_of_an_hour() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    app.sign_in(&browser, "alice", &[]).await;
    let page = browser
        .go(&app.authorize_url(&[("response_type", "token")]))
        .await;
    let response = fragment(page.left());
    assert_eq!(value(&response, "token_type"), Some("Bearer"));
    assert_eq!(value(&response, "expires_in"), Some("3599"));
}

#[tokio::test]
async fn a_cancelled_sign_in_has_no_description() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    let page = browser.submit(&page, &[("decision", "deny")]).await;
    let response = query(page.left());
    assert_eq!(names(&response), ["state", "iss", "error"]);
    assert_eq!(value(&response, "error"), Some("access_denied"));
}

#[tokio::test]
async fn boxes_stand_unticked_beside_several_scopes_and_never_beside_identity() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    app.sign_in(&browser, "alice", &[]).await;
    for (scopes, boxes) in [
        (vec!["openid", "email", DRIVE], 0),
        (vec!["openid", "email", DRIVE, CALENDAR], 2),
    ] {
        let changes = [("scope", scopes.join(" ")), ("prompt", "consent".to_owned())];
        let changes = changes.each_ref().map(|(name, value)| (*name, value.as_str()));
        let page = browser.go(&app.authorize_url(&changes)).await;
        let html = page.html();
        assert_eq!(html.matches("type=\"checkbox\"").count(), boxes, "{scopes:?}");
        assert!(!html.contains(" checked"), "{scopes:?}");
        assert!(!html.contains("type=\"checkbox\" name=\"scope\" value=\"openid\""));
        assert!(!html.contains("type=\"checkbox\" name=\"scope\" value=\"email\""));
    }
}

#[tokio::test]
async fn the_consent_says_the_same_scopes_in_the_redirect_and_in_the_token_response() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let scope = format!("openid {DRIVE} {CALENDAR}");
    let page = browser.go(&app.authorize_url(&[("scope", &scope)])).await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    let page = browser
        .submit(&page, &[("decision", "approve"), ("scope", CALENDAR)])
        .await;
    let response = query(page.left());
    let tokens = json(app.token(value(&response, "code").expect("a code"), &[]).await).await;
    let sorted = |text: &str| {
        let mut scopes: Vec<String> = text.split(' ').map(ToOwned::to_owned).collect();
        scopes.sort();
        scopes
    };
    assert_eq!(sorted(text(&tokens, "scope")), [CALENDAR, "openid"]);
    assert_eq!(
        sorted(value(&response, "scope").expect("scope")),
        [CALENDAR, "openid"]
    );
}

#[tokio::test]
async fn after_a_revocation_consent_is_asked_again_and_yields_a_new_refresh_token() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &OFFLINE).await;
    let offline = [("access_type", "offline")];
    // Allowed before: no page, and no refresh token.
    let again = app.tokens(&browser, "alice", &offline).await;
    assert_eq!(again.get("refresh_token"), None);
    let (status, body) = app
        .post("/revoke", &[("token", text(&tokens, "refresh_token"))])
        .await;
    assert_eq!((status, body), (200, serde_json::json!({})));
    for token in [&tokens, &again] {
        let dead = app.get("/v1/userinfo", text(token, "access_token")).await;
        assert_eq!(dead.status(), 401);
    }
    let page = browser.go(&app.authorize_url(&offline)).await;
    assert!(page.html().contains("mock-approve"), "{}", page.html());
    let response = app.walk(&browser, page, "alice").await;
    let tokens = json(app.token(value(&response, "code").expect("a code"), &[]).await).await;
    assert!(tokens["refresh_token"].is_string(), "{tokens}");
}
