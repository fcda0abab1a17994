//! What tells the providers apart, one test a row of the table that compares them.

use mock_provider::{
    MockProvider, Provider,
    Provider::{Apple, Facebook, GitHub, Google, Microsoft, Notion, X},
};
use reqwest::header;
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    providers::{OIDC, every, facts},
    setup::{App, REDIRECT_URI, VERIFIER, client_id, fragment, json as body, query, start, text, value},
};

fn app(provider: &MockProvider, kind: Provider) -> (App<'_>, Browser) {
    (App::new(provider, kind), Browser::new(provider, "b-1"))
}

/// The token response of an ordinary sign-in.
async fn usual(provider: &MockProvider, kind: Provider) -> Value {
    let (app, browser) = app(provider, kind);
    app.tokens(&browser, "alice", &[]).await
}

/// The token response of a sign-in that asks for a refresh token as the provider wants to be asked.
async fn offline(provider: &MockProvider, kind: Provider) -> Value {
    let (app, browser) = app(provider, kind);
    let asked = [
        ("scope", facts(kind).refresh_scope),
        ("access_type", "offline"),
        ("prompt", if kind == Google { "consent" } else { "" }),
    ];
    let code = app.code(&browser, "alice", &asked).await;
    body(app.token(&code, &[]).await).await
}

#[tokio::test]
async fn an_id_token_comes_from_google_microsoft_apple_and_issuers_alone() {
    let provider = start().await;
    for kind in every() {
        let tokens = usual(&provider, kind).await;
        let expected = [Google, Microsoft, Apple, OIDC].contains(&kind);
        assert_eq!(tokens.get("id_token").is_some(), expected, "{kind}");
    }
}

#[tokio::test]
async fn each_provider_has_its_own_idea_of_pkce() {
    let provider = start().await;
    // Whether a request without a challenge, with a plain one, and with S256 gets a code.
    for (kind, none, plain) in [
        (Google, true, true),
        (GitHub, true, false),
        (Facebook, true, true),
        (X, false, true),
        (Notion, true, true),
        (Microsoft, true, true),
        (Apple, true, true),
        (OIDC, true, false),
    ] {
        let (app, browser) = app(&provider, kind);
        app.sign_in(&browser, "alice", &[]).await;
        for (challenge, method, verifier, expected) in [
            ("", "", "", none),
            (VERIFIER, "plain", VERIFIER, plain),
            (crate::setup::CHALLENGE, "S256", VERIFIER, true),
        ] {
            let asked = [("code_challenge", challenge), ("code_challenge_method", method)];
            let page = browser.go(&app.authorize_url(&asked)).await;
            let page = match page {
                Page::Shown { ref html, .. } if html.contains("mock-approve") => {
                    browser.submit(&page, &[("decision", "approve")]).await
                }
                other => other,
            };
            let code = page
                .answer()
                .and_then(|answer| value(&answer, "code").map(ToOwned::to_owned));
            assert_eq!(code.is_some(), expected, "{kind} {method}");
            if let Some(code) = code {
                let response = app.token(&code, &[("code_verifier", verifier)]).await;
                assert_eq!(response.status(), 200, "{kind} {method}");
                let tokens = body(response).await;
                assert!(tokens["access_token"].is_string(), "{kind} {method} {tokens}");
            }
        }
    }
}

#[tokio::test]
async fn the_token_reply_is_json_and_at_github_a_form() {
    let provider = start().await;
    for kind in every() {
        let (app, browser) = app(&provider, kind);
        let code = app.code(&browser, "alice", &[]).await;
        let secret = app.secret();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", REDIRECT_URI),
            ("client_id", client_id(kind)),
            ("client_secret", &secret),
            ("code_verifier", VERIFIER),
        ];
        let response = app.token_form(&form, "*/*").await;
        assert_eq!(response.status(), 200, "{kind}");
        let found = response.headers()[header::CONTENT_TYPE]
            .to_str()
            .expect("ASCII")
            .to_ascii_lowercase();
        let expected = if kind == GitHub {
            "application/x-www-form-urlencoded"
        } else {
            "application/json"
        };
        assert!(found.starts_with(expected), "{kind} {found}");
    }
}

#[tokio::test]
async fn the_token_type_is_bearer_in_the_case_of_the_provider() {
    let provider = start().await;
    for (kind, expected) in [
        (Google, "Bearer"),
        (GitHub, "bearer"),
        (Facebook, "bearer"),
        (X, "bearer"),
        (Notion, "bearer"),
        (Microsoft, "Bearer"),
        (Apple, "Bearer"),
        (OIDC, "Bearer"),
    ] {
        assert_eq!(
            text(&usual(&provider, kind).await, "token_type"),
            expected,
            "{kind}"
        );
    }
}

#[tokio::test]
async fn scopes_in_the_reply_are_joined_by_space_comma_or_not_told() {
    let provider = start().await;
    for (kind, separator) in [
        (Google, Some(' ')),
        (GitHub, Some(',')),
        (Facebook, None),
        (X, Some(' ')),
        (Notion, None),
        (Microsoft, Some(' ')),
        (Apple, None),
        (OIDC, Some(' ')),
    ] {
        let tokens = usual(&provider, kind).await;
        let scope = tokens.get("scope").map(|scope| scope.as_str().expect("text"));
        assert_eq!(scope.is_some(), separator.is_some(), "{kind} {tokens}");
        if let (Some(scope), Some(separator)) = (scope, separator) {
            assert!(scope.split(separator).count() > 1, "{kind} {scope}");
            let other = if separator == ' ' { ',' } else { ' ' };
            assert!(!scope.contains(other), "{kind} {scope}");
        }
    }
}

/// Where the client puts its credentials.
#[derive(Debug, Clone, Copy)]
enum Credentials {
    Form,
    Basic,
    Json,
    Query,
}

#[tokio::test]
async fn clients_prove_themselves_where_the_provider_looks() {
    use Credentials::{Basic, Form, Json, Query};
    for (kind, credentials, taken) in [
        (Google, Form, true),
        (Google, Basic, true),
        (GitHub, Form, true),
        (GitHub, Basic, true),
        (GitHub, Json, true),
        (Facebook, Form, true),
        (Facebook, Query, true),
        (X, Form, false),
        (X, Basic, true),
        (Notion, Form, false),
        (Notion, Basic, true),
        (Microsoft, Form, true),
        (Microsoft, Basic, true),
        (Apple, Form, true),
        (Apple, Basic, false),
    ] {
        let provider = start().await;
        let (app, browser) = app(&provider, kind);
        let code = app.code(&browser, "alice", &[]).await;
        let secret = app.secret();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        let own = [("client_id", client_id(kind)), ("client_secret", secret.as_str())];
        if !matches!(credentials, Basic) {
            form.extend(own);
        }
        let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let request = app
            .http()
            .post(app.token_url())
            .header(header::ACCEPT, "application/json");
        let request = match credentials {
            Form => request.form(&form),
            Basic => request
                .basic_auth(encoded(own[0].1), Some(encoded(own[1].1)))
                .form(&form),
            Json => {
                let members: serde_json::Map<String, Value> = form
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), json!(value)))
                    .collect();
                request.json(&members)
            }
            Query => request.query(&form),
        };
        let tokens = body(request.send().await.expect("an answer")).await;
        assert_eq!(
            tokens.get("access_token").is_some(),
            taken,
            "{kind} {credentials:?} {tokens}"
        );
    }
}

#[tokio::test]
async fn refresh_tokens_come_when_asked_for_as_the_provider_wants_to_be_asked() {
    for (kind, unasked, asked) in [
        (Google, false, true),
        (GitHub, false, true),
        (Facebook, false, false),
        (X, false, true),
        (Notion, true, true),
        (Microsoft, false, true),
        (Apple, true, true),
        (OIDC, false, true),
    ] {
        let provider = start().await;
        let has = |tokens: &Value| tokens["refresh_token"].is_string();
        assert_eq!(has(&usual(&provider, kind).await), unasked, "{kind} unasked");
        assert_eq!(has(&offline(&provider, kind).await), asked, "{kind} asked");
    }
}

#[tokio::test]
async fn a_refresh_replaces_the_refresh_token_or_keeps_it() {
    // Whether there is a new one, and whether the old one goes on working.
    for (kind, rotates, old_works) in [
        (Google, false, true),
        (GitHub, true, false),
        (X, true, false),
        (Notion, true, false),
        (Microsoft, true, true),
        (Apple, false, true),
        (OIDC, true, false),
    ] {
        let provider = start().await;
        let tokens = offline(&provider, kind).await;
        let (app, _) = app(&provider, kind);
        let secret = app.secret();
        let refresh = async || {
            let form = [
                ("grant_type", "refresh_token"),
                ("refresh_token", text(&tokens, "refresh_token")),
                ("client_id", client_id(kind)),
                ("client_secret", &secret),
            ];
            body(app.token_form(&form, "application/json").await).await
        };
        let first = refresh().await;
        assert!(first["access_token"].is_string(), "{kind} {first}");
        assert_eq!(first["refresh_token"].is_string(), rotates, "{kind} {first}");
        let second = refresh().await;
        assert_eq!(second.get("access_token").is_some(), old_works, "{kind} {second}");
    }
}

#[tokio::test]
async fn access_tokens_live_as_long_as_the_reply_says() {
    let provider = start().await;
    for (kind, expected) in [
        (Google, json!(3_599)),
        (GitHub, Value::Null),
        (Facebook, json!(5_183_944)),
        (X, json!(7_200)),
        (Notion, Value::Null),
        (Microsoft, json!(3_599)),
        (Apple, json!(3_600)),
        (OIDC, json!(3_600)),
    ] {
        assert_eq!(usual(&provider, kind).await["expires_in"], expected, "{kind}");
    }
    assert_eq!(
        offline(&provider, GitHub).await["expires_in"],
        28_800,
        "tokens that expire"
    );
}

#[tokio::test]
async fn a_response_mode_is_followed_where_the_provider_has_it() {
    let provider = start().await;
    for (kind, followed) in [
        (GitHub, false),
        (Facebook, false),
        (X, false),
        (Notion, false),
        (Microsoft, true),
        (OIDC, true),
    ] {
        let (app, browser) = app(&provider, kind);
        for mode in ["fragment", "form_post"] {
            let mut page = browser.go(&app.authorize_url(&[("response_mode", mode)])).await;
            for field in [("persona", "alice"), ("decision", "approve")] {
                if page.answer().is_none() {
                    page = browser.submit(&page, &[field]).await;
                }
            }
            match (followed, mode) {
                (true, "form_post") => assert_eq!(page.posted().0, REDIRECT_URI, "{kind}"),
                (true, _) => assert!(value(&fragment(page.left()), "code").is_some(), "{kind}"),
                (false, _) => assert!(value(&query(page.left()), "code").is_some(), "{kind} {mode}"),
            }
        }
    }
}
