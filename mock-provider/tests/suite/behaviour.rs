//! What every dialect must do, whatever it looks like on the wire.

use mock_provider::{
    Provider,
    faults::{Change, Fault, Scope},
    journal::{Filter, Outcome},
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, SECRET, json, start, value},
};

#[tokio::test]
async fn a_person_signs_in_and_the_app_learns_who_it_is() {
    let provider = start().await;
    for kind in Provider::ALL {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let response = app.sign_in(&browser, "alice", &[]).await;
        assert_eq!(value(&response, "state"), Some("st/ate+ %"), "{kind}");
        assert_eq!(
            value(&response, "iss"),
            Some(provider.issuer(kind).as_str()),
            "{kind}"
        );
        let code = value(&response, "code").expect("a code");
        let tokens = json(app.token(code, &[]).await).await;
        let profile = app
            .profile(tokens["access_token"].as_str().expect("a token"))
            .await;
        assert_eq!(profile["name"], "Alice Archer", "{kind}");
        // Signed in and allowed before: nothing is asked again.
        let page = browser.go(&app.authorize_url(&[])).await;
        assert!(
            page.left().starts_with("http://localhost:3000/callback?"),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn a_denial_reaches_the_app_with_its_state() {
    let provider = start().await;
    for kind in Provider::ALL {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let page = browser.go(&app.authorize_url(&[])).await;
        let page = browser.submit(&page, &[("persona", "bob")]).await;
        let page = browser.submit(&page, &[("decision", "deny")]).await;
        let response = crate::setup::query(page.left());
        assert_eq!(value(&response, "error"), Some("access_denied"), "{kind}");
        assert_eq!(value(&response, "state"), Some("st/ate+ %"), "{kind}");
        assert_eq!(value(&response, "code"), None, "{kind}");
        let flows = provider.journal().flows(&Filter {
            provider: Some(kind),
            ..Filter::default()
        });
        assert_eq!(
            flows.last().map(|flow| flow.outcome),
            Some(Outcome::Denied),
            "{kind}"
        );
    }
}

/// A rule, what to change in the token request to break it, and what Google and GitHub answer.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str)],
    (u16, &'static str),
    (u16, &'static str),
);

/// The status and error code of refused token requests, dialect by dialect.
#[tokio::test]
async fn a_token_request_that_breaks_a_rule_is_refused() {
    let provider = start().await;
    let cases: &[Case] = &[
        (
            "client-secret-correct",
            &[("client_secret", "wrong")],
            (401, "invalid_client"),
            (200, "incorrect_client_credentials"),
        ),
        (
            "client-secret-present",
            &[("client_secret", "")],
            (400, "invalid_request"),
            (200, "incorrect_client_credentials"),
        ),
        (
            "client-registered",
            &[("client_id", "nobody")],
            (401, "invalid_client"),
            (404, "Not Found"),
        ),
        (
            "client-authenticated",
            &[("client_id", "")],
            (400, "invalid_request"),
            (404, "Not Found"),
        ),
        (
            "pkce-verifier-correct",
            &[("code_verifier", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")],
            (400, "invalid_grant"),
            (200, "bad_verification_code"),
        ),
        (
            "pkce-verifier-present",
            &[("code_verifier", "")],
            (400, "invalid_grant"),
            (200, "bad_verification_code"),
        ),
        (
            "redirect-uri-repeated",
            &[("redirect_uri", "http://localhost:3000/other")],
            (400, "redirect_uri_mismatch"),
            (200, "redirect_uri_mismatch"),
        ),
        (
            "code-present",
            &[("code", "")],
            (400, "invalid_request"),
            (200, "bad_verification_code"),
        ),
        (
            "grant-type-supported",
            &[("grant_type", "password")],
            (400, "unsupported_grant_type"),
            (200, "unsupported_grant_type"),
        ),
    ];
    for kind in Provider::ALL {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let code = app.code(&browser, "alice", &[]).await;
        for (rule, changes, google, github) in cases {
            let expected = if kind == Provider::Google { google } else { github };
            let response = app.token(&code, changes).await;
            let status = response.status().as_u16();
            let body = json(response).await;
            assert_eq!(
                (status, body["error"].as_str()),
                (expected.0, Some(expected.1)),
                "{kind} {rule} {body}"
            );
            assert_eq!(body.get("access_token"), None, "{kind} {rule}");
            let exchanges = provider.journal().exchanges(&Filter {
                endpoint: Some("token".into()),
                ..Filter::default()
            });
            let refusal = exchanges
                .last()
                .and_then(|exchange| exchange.refusal.clone())
                .expect("a refusal");
            assert_eq!(&refusal.rule, rule, "{kind}");
        }
        // None of these refusals used the code up.
        assert_eq!(app.token(&code, &[]).await.status(), 200, "{kind}");
    }
}

#[tokio::test]
async fn a_code_works_once_and_only_for_its_lifetime() {
    let provider = start().await;
    for kind in Provider::ALL {
        let error = if kind == Provider::Google {
            "invalid_grant"
        } else {
            "bad_verification_code"
        };
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let code = app.code(&browser, "alice", &[]).await;
        let tokens = json(app.token(&code, &[]).await).await;
        let again = json(app.token(&code, &[]).await).await;
        assert_eq!(again["error"], error, "{kind}");
        // The tokens of the first exchange stay valid.
        app.profile(tokens["access_token"].as_str().expect("a token"))
            .await;

        let old = app.code(&browser, "alice", &[]).await;
        provider.clock().advance(std::time::Duration::from_secs(600));
        assert_eq!(json(app.token(&old, &[]).await).await["error"], error, "{kind}");
        let fresh = app.code(&browser, "alice", &[]).await;
        provider.clock().advance(std::time::Duration::from_secs(599));
        assert_eq!(app.token(&fresh, &[]).await.status(), 200, "{kind}");
    }
}

#[tokio::test]
async fn a_code_works_only_for_the_client_it_was_issued_to() {
    let provider = start().await;
    for kind in Provider::ALL {
        let other = mock_provider::config::Client {
            client_secret: SECRET.to_owned(),
            ..mock_provider::config::Client::new(kind, "another-client")
        };
        provider.put_client(other);
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let code = app.code(&browser, "alice", &[]).await;
        let body = json(app.token(&code, &[("client_id", "another-client")]).await).await;
        assert!(body.get("error").is_some(), "{kind}");
        assert_eq!(app.token(&code, &[]).await.status(), 200, "{kind}");
    }
}

#[tokio::test]
async fn what_may_not_be_redirected_is_told_on_the_providers_own_page() {
    let provider = start().await;
    let cases = [
        (
            [("client_id", "nobody")],
            (401, "invalid_client"),
            (404, "not_found"),
        ),
        ([("client_id", "")], (401, "invalid_client"), (404, "not_found")),
        (
            [("redirect_uri", "http://localhost:3000/elsewhere")],
            (400, "redirect_uri_mismatch"),
            (400, "redirect_uri_mismatch"),
        ),
        (
            [("redirect_uri", "http://evil.test/callback")],
            (400, "redirect_uri_mismatch"),
            (400, "redirect_uri_mismatch"),
        ),
    ];
    for kind in Provider::ALL {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        for (changes, google, github) in &cases {
            let page = browser.go(&app.authorize_url(changes)).await;
            let expected = if kind == Provider::Google { google } else { github };
            assert_eq!(&page.error(), expected, "{kind} {changes:?}");
        }
        let flows = provider.journal().flows(&Filter {
            provider: Some(kind),
            ..Filter::default()
        });
        assert!(
            flows.iter().all(|flow| flow.outcome == Outcome::Refused),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn an_api_call_needs_a_valid_token() {
    let provider = start().await;
    for (kind, path) in [
        (Provider::Google, "/v1/userinfo"),
        (Provider::GitHub, "/api/user"),
    ] {
        let app = App::new(&provider, kind);
        assert_eq!(app.get(path, "nonsense").await.status(), 401, "{kind}");
        let without = app.http().get(app.url(path)).send().await.expect("an answer");
        assert_eq!(without.status(), 401, "{kind}");
    }
    // The token of one provider means nothing to the other.
    let google = App::new(&provider, Provider::Google);
    let tokens = google.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let github = App::new(&provider, Provider::GitHub);
    let token = tokens["access_token"].as_str().expect("a token");
    assert_eq!(github.get("/api/user", token).await.status(), 401);
}

#[tokio::test]
async fn a_missing_scope_is_refused() {
    let provider = start().await;
    let browser = Browser::new(&provider, "b-1");
    let google = App::new(&provider, Provider::Google);
    let tokens = google
        .tokens(
            &browser,
            "alice",
            &[("scope", "https://www.googleapis.com/auth/drive")],
        )
        .await;
    assert_eq!(tokens.get("id_token"), None);
    let token = tokens["access_token"].as_str().expect("a token");
    assert_eq!(google.get("/v1/userinfo", token).await.status(), 403);

    let github = App::new(&provider, Provider::GitHub);
    let tokens = github.tokens(&browser, "alice", &[("scope", "read:user")]).await;
    let response = github
        .get(
            "/api/user/emails",
            tokens["access_token"].as_str().expect("a token"),
        )
        .await;
    assert_eq!(response.status(), 404);
    assert_eq!(json(response).await["status"], "404");
}

#[tokio::test]
async fn the_journal_ties_every_exchange_of_a_sign_in_to_its_flow() {
    let provider = start().await;
    for kind in Provider::ALL {
        let browser = Browser::new(&provider, &format!("browser-of-{kind}"));
        let app = App::new(&provider, kind);
        let tokens = app.tokens(&browser, "carol", &[]).await;
        app.profile(tokens["access_token"].as_str().expect("a token"))
            .await;

        let mine = Filter {
            browser: Some(browser.name.clone()),
            ..Filter::default()
        };
        let flows = provider.journal().flows(&mine);
        let [flow] = flows.as_slice() else {
            panic!("{flows:?}")
        };
        assert_eq!(
            (flow.outcome, flow.persona.as_deref()),
            (Outcome::Exchanged, Some("carol"))
        );
        assert_eq!(flow.code_challenge_method.as_deref(), Some("S256"));
        let exchanges = provider.journal().exchanges(&mine);
        let endpoints: Vec<&str> = exchanges
            .iter()
            .map(|exchange| exchange.endpoint.as_str())
            .collect();
        let profile = if kind == Provider::Google {
            "userinfo"
        } else {
            "user"
        };
        assert_eq!(
            endpoints,
            [
                "authorize",
                "sign-in",
                "sign-in",
                "consent",
                "consent",
                "token",
                profile
            ],
            "{kind}"
        );
        assert!(
            exchanges.iter().all(|exchange| exchange.flow == Some(flow.id)),
            "{kind}"
        );
        assert!(
            exchanges[2..]
                .iter()
                .all(|exchange| exchange.persona.as_deref() == Some("carol")),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn a_fault_changes_one_thing_for_one_browser_and_nothing_for_another() {
    let provider = start().await;
    for kind in Provider::ALL {
        let app = App::new(&provider, kind);
        let (faulty, honest) = (
            Browser::new(&provider, "faulty"),
            Browser::new(&provider, "honest"),
        );
        let plain = app.sign_in(&faulty, "alice", &[]).await;
        let id = provider.arm(Fault {
            name: "other-issuer".to_owned(),
            scope: Scope {
                browser: Some("faulty".to_owned()),
                ..Scope::default()
            },
            times: None,
            change: Change::AuthorizationResponse {
                set: [("iss".to_owned(), "https://evil.test".to_owned())].into(),
                remove: vec!["state".to_owned()],
            },
        });
        let changed = app.sign_in(&faulty, "alice", &[]).await;
        let expected: Vec<&str> = crate::setup::names(&plain)
            .into_iter()
            .filter(|name| *name != "state")
            .collect();
        assert_eq!(crate::setup::names(&changed), expected, "{kind}");
        assert_eq!(value(&changed, "iss"), Some("https://evil.test"), "{kind}");
        let untouched = app.sign_in(&honest, "alice", &[]).await;
        assert_eq!(
            value(&untouched, "iss"),
            Some(provider.issuer(kind).as_str()),
            "{kind}"
        );
        assert!(provider.disarm(&id) && !provider.disarm(&id));
        let after = app.sign_in(&faulty, "alice", &[]).await;
        assert_eq!(value(&after, "state"), Some("st/ate+ %"), "{kind}");

        let named = |browser: &str| {
            let filter = Filter {
                browser: Some(browser.to_owned()),
                provider: Some(kind),
                ..Filter::default()
            };
            provider
                .journal()
                .exchanges(&filter)
                .into_iter()
                .filter_map(|exchange| exchange.fault)
                .collect::<Vec<_>>()
        };
        assert_eq!(named("faulty"), ["other-issuer"], "{kind}");
        assert_eq!(named("honest"), Vec::<String>::new(), "{kind}");
    }
}

#[tokio::test]
async fn a_fault_with_a_count_fires_so_often_and_no_more() {
    let provider = start().await;
    let app = App::new(&provider, Provider::GitHub);
    let set = json!({"token_type": "mac", "extra": [1]});
    let Value::Object(set) = set else {
        panic!("an object")
    };
    provider.arm(Fault {
        name: "other-type".to_owned(),
        scope: Scope {
            persona: Some("bob".to_owned()),
            ..Scope::default()
        },
        times: Some(1),
        change: Change::TokenResponse {
            set,
            remove: vec!["scope".to_owned()],
        },
    });
    let browser = Browser::new(&provider, "b-1");
    let first = app.tokens(&browser, "bob", &[]).await;
    assert_eq!(
        (&first["token_type"], &first["extra"], first.get("scope")),
        (&json!("mac"), &json!([1]), None)
    );
    let second = app.tokens(&browser, "bob", &[]).await;
    assert_eq!(
        (&second["token_type"], second.get("extra")),
        (&json!("bearer"), None)
    );
}

#[tokio::test]
async fn of_two_exchanges_of_one_code_at_once_one_succeeds() {
    let provider = start().await;
    for kind in Provider::ALL {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let code = app.code(&browser, "alice", &[]).await;
        let exchange = async || {
            json(app.token(&code, &[]).await)
                .await
                .get("access_token")
                .is_some()
        };
        let (a, b, c) = tokio::join!(exchange(), exchange(), exchange());
        assert_eq!([a, b, c].iter().filter(|ok| **ok).count(), 1, "{kind}");
    }
}

#[tokio::test]
async fn a_stopped_provider_answers_no_more_and_its_port_is_free() {
    let provider = start().await;
    let address = provider.local_addr();
    // A browser holds connections open on which it never asks anything.
    let silent = tokio::net::TcpStream::connect(address).await.expect("listens");
    provider.shutdown().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
    drop(silent);
    let again = mock_provider::MockProvider::builder()
        .port(address.port())
        .start()
        .await
        .expect("the port is free");
    let error = mock_provider::MockProvider::builder()
        .port(address.port())
        .start()
        .await
        .expect_err("in use");
    assert!(matches!(error, mock_provider::StartError::Bind { .. }), "{error}");
    drop(again);
}
