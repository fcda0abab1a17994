//! What Google tells people and no application (fact sheet 1.5).

use mock_provider::{
    Provider,
    config::{Client, ClientStatus},
};
use serde_json::json;

use super::{OFFLINE, pair};
use crate::{
    browser::Browser,
    setup::{SECRET, client, client_id, json, start, text},
};

/// What is changed in the request, the status and code that are printed, and a part of the text.
type Row = ((&'static str, &'static str), (u16, &'static str), &'static str);

#[tokio::test]
async fn the_page_prints_status_code_reason_and_request_details() {
    const ROWS: &[Row] = &[
        (
            ("redirect_uri", "http://localhost:3000/other"),
            (400, "redirect_uri_mismatch"),
            "redirect_uri=http://localhost:3000/other flowName=GeneralOAuthFlow",
        ),
        (
            ("redirect_uri", "urn:ietf:wg:oauth:2.0:oob"),
            (400, "invalid_request"),
            "redirect_uri=urn:ietf:wg:oauth:2.0:oob flowName=GeneralOAuthFlow",
        ),
        (
            ("client_id", "nobody"),
            (401, "invalid_client"),
            "The OAuth client was not found. Request Details: flowName=GeneralOAuthFlow",
        ),
        (
            ("client_id", ""),
            (401, "invalid_client"),
            "The OAuth client was not found.",
        ),
        (
            ("scope", ""),
            (400, "invalid_request"),
            "Missing required parameter: scope",
        ),
        (
            ("response_type", ""),
            (400, "invalid_request"),
            "Required parameter is missing: response_type",
        ),
        (
            ("scope", "openid user:email"),
            (400, "invalid_scope"),
            "Some requested scopes were invalid. {valid=[openid], invalid=[user:email]}",
        ),
        (
            ("code_challenge_method", "S512"),
            (400, "invalid_request"),
            "redirect_uri=http://localhost:3000/callback flowName=GeneralOAuthFlow",
        ),
    ];
    let provider = start().await;
    let (app, browser) = pair(&provider);
    for (change, (status, code), reason) in ROWS {
        let page = browser.go(&app.authorize_url(&[*change])).await;
        assert_eq!(page.error(), (*status, *code), "{change:?}");
        let printed = format!("Error {status}: <code data-testid=\"mock-error\">{code}</code>");
        assert!(page.html().contains(&printed), "{change:?}: {}", page.html());
        assert!(
            page.html().contains("Access blocked: Authorization Error"),
            "{change:?}"
        );
        assert!(page.html().contains(reason), "{change:?}: {}", page.html());
    }
}

#[tokio::test]
async fn the_page_says_why_somebody_may_not_use_an_app() {
    let provider = start().await;
    for (status, persona, reason) in [
        (
            ClientStatus::Testing,
            "eve",
            "has not completed the Google verification process",
        ),
        (
            ClientStatus::Internal,
            "alice",
            "restricted to users within its organization",
        ),
    ] {
        provider.put_client(Client {
            status,
            ..client(Provider::Google)
        });
        let app = pair(&provider).0;
        let browser = Browser::new(&provider, persona);
        let page = browser.go(&app.authorize_url(&[])).await;
        let page = browser.submit(&page, &[("identifier", persona)]).await;
        assert!(page.html().contains(reason), "{status:?}: {}", page.html());
    }
}

#[tokio::test]
async fn what_an_administrator_forbids_concerns_the_accounts_of_a_domain_and_is_never_redirected() {
    let provider = start().await;
    for (status, code) in [
        (ClientStatus::BlockedByAdmin, "admin_policy_enforced"),
        (ClientStatus::NotConfigured, "access_not_configured"),
    ] {
        provider.put_client(Client {
            status,
            ..client(Provider::Google)
        });
        for (persona, error) in [("bob", Some((400, code))), ("alice", None)] {
            let app = pair(&provider).0;
            let browser = Browser::new(&provider, &format!("{code}-{persona}"));
            let page = browser.go(&app.authorize_url(&[])).await;
            let page = browser.submit(&page, &[("identifier", persona)]).await;
            match error {
                Some(error) => assert_eq!(page.error(), error),
                None => assert!(page.html().contains("mock-approve"), "{}", page.html()),
            }
        }
    }
}

#[tokio::test]
async fn tokens_of_a_blocked_app_are_refused_with_one_word() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let code = app.code(&browser, "bob", &[]).await;
    let tokens = app.tokens(&browser, "bob", &OFFLINE).await;
    provider.put_client(Client {
        status: ClientStatus::BlockedByAdmin,
        ..client(Provider::Google)
    });
    let refused = app.token(&code, &[]).await;
    assert_eq!(refused.status(), 400);
    assert_eq!(json(refused).await, json!({"error": "admin_policy_enforced"}));
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(&tokens, "refresh_token")),
        ("client_id", client_id(Provider::Google)),
        ("client_secret", SECRET),
    ];
    let refused = app.post("/token", &form).await;
    assert_eq!(refused, (400, json!({"error": "admin_policy_enforced"})));
}
