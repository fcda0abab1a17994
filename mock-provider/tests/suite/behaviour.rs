//! What every dialect must do, whatever it looks like on the wire.

use mock_provider::{
    Provider,
    faults::{Change, Fault, Scope},
    journal::{Filter, Outcome},
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    providers::{error_word, every, facts},
    setup::{App, client, json, start, value},
};

#[tokio::test]
async fn a_person_signs_in_and_the_app_learns_who_it_is() {
    let provider = start().await;
    for kind in every() {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let response = app.sign_in(&browser, "alice", &[]).await;
        assert_eq!(value(&response, "state"), Some("st/ate+ %"), "{kind}");
        let issuer = provider.issuer(kind);
        assert_eq!(
            value(&response, "iss"),
            facts(kind).iss.then_some(issuer.as_str()),
            "{kind}"
        );
        let code = value(&response, "code").expect("a code");
        let tokens = json(app.token(code, &[]).await).await;
        let profile = app.about(&tokens).await;
        let (pointer, expected) = facts(kind).alice;
        assert_eq!(profile.pointer(pointer), Some(&json!(expected)), "{kind}");
        // Signed in and allowed before: nothing is asked again, unless the provider always does.
        let page = browser.go(&app.authorize_url(&[])).await;
        assert_eq!(page.answer().is_none(), facts(kind).consent_each_time, "{kind}");
    }
}

#[tokio::test]
async fn a_denial_reaches_the_app_with_its_state() {
    let provider = start().await;
    for kind in every() {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let page = browser.go(&app.authorize_url(&[])).await;
        let page = browser.submit(&page, &[("persona", "bob")]).await;
        let page = browser.submit(&page, &[("decision", "deny")]).await;
        let response = page.answer().expect("a response");
        assert_eq!(value(&response, "error"), Some(facts(kind).denied), "{kind}");
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

/// What to change in the token request to break a rule.
const WRONG: &[(&str, &[(&str, &str)])] = &[
    ("wrong secret", &[("client_secret", "wrong")]),
    ("no secret", &[("client_secret", "")]),
    ("unknown client", &[("client_id", "nobody")]),
    ("no client", &[("client_id", "")]),
    (
        "wrong verifier",
        &[("code_verifier", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")],
    ),
    ("no verifier", &[("code_verifier", "")]),
    (
        "other redirect",
        &[("redirect_uri", "http://localhost:3000/other")],
    ),
    ("no code", &[("code", "")]),
    ("other grant", &[("grant_type", "password")]),
];

/// The status, error code, and rule of refused token requests, dialect by dialect.
#[tokio::test]
async fn a_token_request_that_breaks_a_rule_is_refused() {
    let provider = start().await;
    for kind in every() {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let code = app.code(&browser, "alice", &[]).await;
        for (name, changes) in WRONG {
            let known = facts(kind).refused.iter().find(|(known, ..)| known == name);
            let Some((_, expected, rule)) = known else {
                assert!(name.ends_with("verifier") && !facts(kind).pkce, "{kind} {name}");
                continue;
            };
            let response = app.token(&code, changes).await;
            let status = response.status().as_u16();
            let body = json(response).await;
            assert_eq!(
                (status, error_word(&body).as_str()),
                *expected,
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
    for kind in every() {
        let ((used, old_error), lifetime) = (facts(kind).dead_code, facts(kind).code_lifetime);
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let code = app.code(&browser, "alice", &[]).await;
        let tokens = json(app.token(&code, &[]).await).await;
        let again = json(app.token(&code, &[]).await).await;
        assert_eq!(error_word(&again), used, "{kind}");
        // The tokens of the first exchange stay valid, unless the provider suspects a thief.
        if let Some((path, _)) = facts(kind).profile {
            let token = tokens["access_token"].as_str().expect("a token");
            let status = if facts(kind).reuse_revokes { 401 } else { 200 };
            assert_eq!(app.get(path, token).await.status(), status, "{kind}");
        }

        let old = app.code(&browser, "alice", &[]).await;
        provider.clock().advance(std::time::Duration::from_secs(lifetime));
        let late = json(app.token(&old, &[]).await).await;
        assert_eq!(error_word(&late), old_error, "{kind}");
        let fresh = app.code(&browser, "alice", &[]).await;
        provider
            .clock()
            .advance(std::time::Duration::from_secs(lifetime - 1));
        assert_eq!(app.token(&fresh, &[]).await.status(), 200, "{kind}");
    }
}

#[tokio::test]
async fn a_code_works_only_for_the_client_it_was_issued_to() {
    let provider = start().await;
    for kind in every() {
        let other = mock_provider::config::Client {
            client_id: "another-client".to_owned(),
            ..client(kind)
        };
        provider.put_client(other);
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let code = app.code(&browser, "alice", &[]).await;
        let secret = app.secret_of("another-client");
        let changes = [("client_id", "another-client"), ("client_secret", &secret)];
        let body = json(app.token(&code, &changes).await).await;
        assert!(body.get("error").is_some(), "{kind}");
        assert_eq!(app.token(&code, &[]).await.status(), 200, "{kind}");
    }
}

#[tokio::test]
async fn what_may_not_be_redirected_is_told_on_the_providers_own_page() {
    let provider = start().await;
    let cases = [
        (("client_id", "nobody"), 0),
        (("client_id", ""), 1),
        (("redirect_uri", "http://localhost:3000/elsewhere"), 2),
        (("redirect_uri", "http://evil.test/callback"), 2),
    ];
    for kind in every() {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        for (change, which) in cases {
            let page = browser.go(&app.authorize_url(&[change])).await;
            assert_eq!(page.error(), facts(kind).pages[which], "{kind} {change:?}");
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
    for kind in every() {
        let Some((path, _)) = facts(kind).profile else {
            continue;
        };
        let app = App::new(&provider, kind);
        let (wrong, absent) = facts(kind).unauthorized;
        assert_eq!(app.get(path, "nonsense").await.status(), wrong, "{kind}");
        let request = app.http().get(app.url(path)).headers(app.headers());
        let without = request.send().await.expect("an answer");
        assert_eq!(without.status(), absent, "{kind}");
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
    for kind in every() {
        let browser = Browser::new(&provider, &format!("browser-of-{kind}"));
        let app = App::new(&provider, kind);
        let tokens = app.tokens(&browser, "carol", &[]).await;
        app.about(&tokens).await;

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
        let method = facts(kind).pkce.then_some("S256");
        assert_eq!(flow.code_challenge_method.as_deref(), method, "{kind}");
        let exchanges = provider.journal().exchanges(&mine);
        let endpoints: Vec<&str> = exchanges
            .iter()
            .map(|exchange| exchange.endpoint.as_str())
            .collect();
        let mut expected = vec!["authorize", "sign-in", "sign-in", "consent", "consent", "token"];
        expected.extend(facts(kind).profile.map(|(_, word)| word));
        assert_eq!(endpoints, expected, "{kind}");
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
    for kind in every() {
        let app = App::new(&provider, kind);
        let (faulty, honest) = (
            Browser::new(&provider, "faulty"),
            Browser::new(&provider, "honest"),
        );
        // The first time more may come along.
        app.sign_in(&faulty, "alice", &[]).await;
        let plain = app.sign_in(&faulty, "alice", &[]).await;
        let forged = if facts(kind).iss { "iss" } else { "code" };
        let id = provider.arm(Fault {
            name: "other-issuer".to_owned(),
            scope: Scope {
                browser: Some("faulty".to_owned()),
                ..Scope::default()
            },
            times: None,
            change: Change::AuthorizationResponse {
                set: [(forged.to_owned(), "https://evil.test".to_owned())].into(),
                remove: vec!["state".to_owned()],
            },
        });
        let changed = app.sign_in(&faulty, "alice", &[]).await;
        let expected: Vec<&str> = crate::setup::names(&plain)
            .into_iter()
            .filter(|name| *name != "state")
            .collect();
        assert_eq!(crate::setup::names(&changed), expected, "{kind}");
        assert_eq!(value(&changed, forged), Some("https://evil.test"), "{kind}");
        let untouched = app.sign_in(&honest, "alice", &[]).await;
        let honest_value = value(&untouched, forged).expect("a value");
        assert_ne!(honest_value, "https://evil.test", "{kind}");
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
    for kind in every() {
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
