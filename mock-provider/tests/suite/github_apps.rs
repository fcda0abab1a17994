//! What GitHub makes of an app and its tokens, each test named after the fact.

use std::time::Duration;

use mock_provider::{
    MockProvider, Provider,
    config::{Client, ClientKind, ClientStatus, Config, RefusedOn},
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, REDIRECT_URI, client, json, names, query, start, start_with, text, value},
};

fn pair(provider: &MockProvider) -> (App<'_>, Browser) {
    (
        App::new(provider, Provider::GitHub),
        Browser::new(provider, "b-1"),
    )
}

fn github_app() -> Client {
    Client {
        kind: Some(ClientKind::GithubApp),
        ..client(Provider::GitHub)
    }
}

#[tokio::test]
async fn a_github_app_has_permissions_in_place_of_scopes_and_its_tokens_expire() {
    let provider = start().await;
    provider.put_client(github_app());
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[("scope", "repo user")]).await;
    let token = text(&tokens, "access_token");
    assert!(token.starts_with("ghu_") && token.len() == 40, "{token}");
    assert_eq!(
        (
            &tokens["scope"],
            &tokens["expires_in"],
            &tokens["refresh_token_expires_in"]
        ),
        (&json!(""), &json!(28_800), &json!(15_897_600))
    );
    let user = app.get("/api/user", token).await;
    assert_eq!(user.status(), 200);
    for absent in ["x-oauth-scopes", "x-accepted-oauth-scopes"] {
        assert!(user.headers().get(absent).is_none(), "{absent}");
    }
    assert_eq!(
        user.headers()["github-authentication-token-expiration"],
        "2026-01-31 20:00:00 UTC"
    );
    // Opted out.
    provider.put_client(Client {
        expiring_tokens: Some(false),
        ..github_app()
    });
    let tokens = app.tokens(&browser, "alice", &[]).await;
    assert_eq!(tokens.get("expires_in"), None);
}

#[tokio::test]
async fn a_github_app_reads_addresses_with_the_permission_only() {
    let provider = start().await;
    provider.put_client(github_app());
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    for path in ["/api/user/emails", "/api/user/public_emails"] {
        let refused = app.get(path, text(&tokens, "access_token")).await;
        assert_eq!(refused.status(), 403);
        assert_eq!(
            refused.headers()["x-accepted-github-permissions"],
            "email_addresses=read"
        );
        assert_eq!(
            json(refused).await["message"],
            "Resource not accessible by integration"
        );
    }
    provider.put_client(Client {
        permissions: vec!["email_addresses=read".to_owned()],
        ..github_app()
    });
    let allowed = app.get("/api/user/emails", text(&tokens, "access_token")).await;
    assert_eq!(json(allowed).await[0]["email"], "alice.archer@gmail.com");
    // It is installed in no organisation, so it sees none.
    let none = app.get("/api/user/orgs", text(&tokens, "access_token")).await;
    assert_eq!((none.status().as_u16(), json(none).await), (200, json!([])));
}

#[tokio::test]
async fn wildcard_matching_is_a_switch_and_off_for_github_apps_and_for_several_callbacks() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let below = format!("{REDIRECT_URI}/below");
    let two = vec![REDIRECT_URI.to_owned(), "http://127.0.0.1:3000/second".to_owned()];
    let cases = [
        (client(Provider::GitHub), true),
        (github_app(), false),
        (
            Client {
                redirect_uris: two.clone(),
                ..client(Provider::GitHub)
            },
            false,
        ),
        (
            Client {
                redirect_uris: two.clone(),
                wildcard_redirects: Some(true),
                ..client(Provider::GitHub)
            },
            true,
        ),
        (
            Client {
                wildcard_redirects: Some(false),
                ..client(Provider::GitHub)
            },
            false,
        ),
    ];
    for (client, allowed) in cases {
        let described = format!("{client:?}");
        provider.put_client(client);
        let page = browser.go(&app.authorize_url(&[("redirect_uri", &below)])).await;
        let mismatch = page
            .html_if_shown()
            .is_some_and(|html| html.contains("redirect_uri_mismatch"));
        assert_eq!(mismatch, !allowed, "{described}");
        let page = browser.go(&app.authorize_url(&[])).await;
        assert!(
            page.html_if_shown()
                .is_none_or(|html| !html.contains("mock-error")),
            "{described}"
        );
    }
    // The switch belongs to a callback.
    provider.put_client(Client {
        redirect_uris: two.clone(),
        wildcard_callbacks: vec![two[1].clone()],
        ..client(Provider::GitHub)
    });
    let page = browser.go(&app.authorize_url(&[("redirect_uri", &below)])).await;
    assert_eq!(page.error(), (400, "redirect_uri_mismatch"));
    let page = browser
        .go(&app.authorize_url(&[("redirect_uri", "http://127.0.0.1:3000/second/x")]))
        .await;
    assert!(page.html().contains("mock-identifier"), "{}", page.html());
    // The port of a registered loopback address is free, with several callbacks too.
    provider.put_client(Client {
        redirect_uris: two,
        ..client(Provider::GitHub)
    });
    let uri = "http://127.0.0.1:50123/second";
    let response = app.sign_in(&browser, "alice", &[("redirect_uri", uri)]).await;
    assert!(value(&response, "code").is_some());
}

#[tokio::test]
async fn more_than_ten_callbacks_cannot_be_registered() {
    let uris: Vec<String> = (0..11)
        .map(|number| format!("http://localhost:3000/{number}"))
        .collect();
    let eleven = Client {
        redirect_uris: uris.clone(),
        ..client(Provider::GitHub)
    };
    let error = eleven.validate().expect_err("refused");
    assert!(error.contains("11 redirect_uris; expected at most 10"), "{error}");
    let ten = Client {
        redirect_uris: uris[1..].to_vec(),
        ..client(Provider::GitHub)
    };
    ten.validate().expect("accepted");
}

#[test]
fn a_client_of_the_other_provider_s_kind_or_status_cannot_be_registered() {
    let wrong = [
        Client {
            kind: Some(ClientKind::Desktop),
            ..client(Provider::GitHub)
        },
        Client {
            kind: Some(ClientKind::GithubApp),
            ..client(Provider::Google)
        },
        Client {
            status: ClientStatus::Suspended,
            ..client(Provider::Google)
        },
        Client {
            status: ClientStatus::Testing,
            ..client(Provider::GitHub)
        },
        Client {
            wildcard_callbacks: vec!["http://localhost/unregistered".to_owned()],
            ..client(Provider::GitHub)
        },
    ];
    for client in wrong {
        let error = client.validate().expect_err("refused");
        assert!(error.contains("expected"), "{error}");
    }
}

#[test]
fn settings_that_no_provider_has_are_refused() {
    for text in [
        "[github]\nrate_limit_status = 500\n",
        "[github]\nwrong_verifier_error = \"\"\n",
        "[google]\nerror_page_status = 99\n",
    ] {
        let error = Config::from_toml(text, "mine.toml")
            .expect_err("refused")
            .to_string();
        assert!(
            error.starts_with("mine.toml: ") && error.contains("; expected "),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_suspended_app_is_told_at_its_callback() {
    let provider = start().await;
    provider.put_client(Client {
        status: ClientStatus::Suspended,
        ..client(Provider::GitHub)
    });
    let (app, browser) = pair(&provider);
    let page = browser.go(&app.authorize_url(&[])).await;
    let response = query(page.left());
    assert_eq!(
        names(&response),
        ["error", "error_description", "error_uri", "iss", "state"]
    );
    assert_eq!(value(&response, "error"), Some("application_suspended"));
    assert_eq!(
        value(&response, "error_description"),
        Some("Your application has been suspended. Contact support@github.com.")
    );
    assert!(
        value(&response, "error_uri")
            .expect("a page")
            .ends_with("#application-suspended")
    );
}

#[tokio::test]
async fn a_redirect_mismatch_can_go_to_the_registered_callback_as_documented() {
    let mut config = Config::default();
    config.github.redirect_mismatch = RefusedOn::Redirect;
    let provider = start_with(config).await;
    let (app, browser) = pair(&provider);
    let page = browser
        .go(&app.authorize_url(&[("redirect_uri", "http://evil.test/")]))
        .await;
    assert!(
        page.left()
            .starts_with(&format!("{REDIRECT_URI}?error=redirect_uri_mismatch&")),
        "{}",
        page.left()
    );
    let response = query(page.left());
    assert_eq!(value(&response, "state"), Some("st/ate+ %"));
    assert!(
        value(&response, "error_uri")
            .expect("a page")
            .ends_with("#redirect-uri-mismatch")
    );
}

#[tokio::test]
async fn challenges_that_github_does_not_take_can_be_refused_on_a_page() {
    let mut config = Config::default();
    config.github.bad_challenge = RefusedOn::Page;
    let provider = start_with(config).await;
    let (app, browser) = pair(&provider);
    let page = browser
        .go(&app.authorize_url(&[("code_challenge_method", "plain")]))
        .await;
    assert_eq!(page.error(), (400, "invalid_request"));
}

#[tokio::test]
async fn the_error_for_a_wrong_verifier_can_be_chosen() {
    let mut config = Config::default();
    config.github.wrong_verifier_error = "invalid_grant".to_owned();
    let provider = start_with(config).await;
    let (app, browser) = pair(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    let answer = json(app.token(&code, &[("code_verifier", "")]).await).await;
    assert_eq!(answer["error"], "invalid_grant");
    // Another mistake is still what it was.
    let answer = json(app.token("0123456789abcdef0123", &[]).await).await;
    assert_eq!(answer["error"], "bad_verification_code");
}

#[tokio::test]
async fn unknown_scopes_can_be_kept() {
    let mut config = Config::default();
    config.github.keep_unknown_scopes = true;
    let provider = start_with(config).await;
    let (app, browser) = pair(&provider);
    let tokens = app
        .tokens(&browser, "alice", &[("scope", "gist nonsense offline_access")])
        .await;
    assert_eq!(tokens["scope"], "gist,nonsense");
}

#[tokio::test]
async fn the_hierarchy_of_scopes_is_normalised() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let cases = [
        ("repo public_repo repo:status", "repo"),
        ("admin:org,write:org,read:org", "admin:org"),
        ("write:public_key read:public_key gist", "write:public_key,gist"),
        ("user:follow read:user", "user:follow,read:user"),
    ];
    for (asked, stored) in cases {
        let tokens = app.tokens(&browser, "alice", &[("scope", asked)]).await;
        assert_eq!(tokens["scope"], stored, "{asked}");
    }
    // Without a scope: all that was ever granted, in its normal form.
    let tokens = app.tokens(&browser, "alice", &[("scope", "")]).await;
    assert_eq!(
        tokens["scope"],
        "repo,admin:org,write:public_key,gist,user:follow,read:user"
    );
}

#[tokio::test]
async fn the_eleventh_token_of_a_scope_set_revokes_the_oldest() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let mut issued = Vec::new();
    // The order of scopes makes no other set; another set has tokens of its own.
    for scope in ["gist read:user", "read:user gist"].iter().cycle().take(10) {
        issued.push(app.tokens(&browser, "alice", &[("scope", scope)]).await);
    }
    let other = app.tokens(&browser, "alice", &[("scope", "gist")]).await;
    let status = async |tokens: &Value| {
        app.get("/api/user", text(tokens, "access_token"))
            .await
            .status()
            .as_u16()
    };
    assert_eq!(status(&issued[0]).await, 200);
    issued.push(
        app.tokens(&browser, "alice", &[("scope", "gist read:user")])
            .await,
    );
    assert_eq!(status(&issued[0]).await, 401);
    for tokens in issued[1..].iter().chain([&other]) {
        assert_eq!(status(tokens).await, 200);
    }
    // Switched off, nothing is revoked.
    provider.put_client(Client {
        token_limit: false,
        ..client(Provider::GitHub)
    });
    app.tokens(&browser, "alice", &[("scope", "gist read:user")])
        .await;
    assert_eq!(status(&issued[1]).await, 200);
}

#[tokio::test]
async fn a_refresh_cannot_change_the_scopes() {
    let provider = start().await;
    provider.put_client(Client {
        expiring_tokens: Some(true),
        ..client(Provider::GitHub)
    });
    let (app, browser) = pair(&provider);
    let tokens = app
        .tokens(&browser, "alice", &[("scope", "gist read:user")])
        .await;
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(&tokens, "refresh_token")),
        ("client_id", crate::setup::client_id(Provider::GitHub)),
        ("client_secret", crate::setup::SECRET),
        ("scope", "repo"),
    ];
    let (_, second) = app.post("/login/oauth/access_token", &form).await;
    assert_eq!(second["scope"], "gist,read:user");
    provider.clock().advance(Duration::from_secs(15_897_600));
    let form = [
        form[0],
        ("refresh_token", text(&second, "refresh_token")),
        form[2],
        form[3],
    ];
    let (status, dead) = app.post("/login/oauth/access_token", &form).await;
    assert_eq!((status, &dead["error"]), (200, &json!("bad_refresh_token")));
}
