//! What is peculiar to GitHub, each test named after the fact.

use mock_provider::{
    Provider,
    config::{Client, Config},
    journal::Filter,
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, REDIRECT_URI, SECRET, client, client_id, json, names, query, start, start_with, value},
};

/// The form of an ordinary token request.
fn form(code: &str) -> [(&str, &str); 4] {
    [
        ("code", code),
        ("client_id", client_id(Provider::GitHub)),
        ("client_secret", SECRET),
        ("code_verifier", crate::setup::VERIFIER),
    ]
}

#[tokio::test]
async fn the_response_has_code_iss_and_state_in_this_order() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    let response = app.sign_in(&browser, "alice-archer", &[]).await;
    assert_eq!(names(&response), ["code", "iss", "state"]);
    assert!(
        value(&response, "iss")
            .expect("iss")
            .ends_with("/github/login/oauth")
    );
    let code = value(&response, "code").expect("a code");
    assert!(
        code.len() == 20 && code.bytes().all(|b| b.is_ascii_hexdigit()),
        "{code}"
    );
}

#[tokio::test]
async fn a_denial_has_description_and_uri() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("persona", "alice")]).await;
    let page = browser.submit(&page, &[("decision", "deny")]).await;
    let response = query(page.left());
    assert_eq!(
        names(&response),
        ["error", "error_description", "error_uri", "iss", "state"]
    );
    assert_eq!(
        value(&response, "error_description"),
        Some("The user has denied your application access.")
    );
    assert!(
        page.left().contains("error_description=The+user+has"),
        "{}",
        page.left()
    );
}

#[tokio::test]
async fn the_token_response_is_a_form_unless_json_or_xml_is_asked() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    for (accept, kind) in [
        ("*/*", "application/x-www-form-urlencoded"),
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
    ] {
        let code = app.code(&browser, "alice", &[]).await;
        // Neither grant_type nor redirect_uri is needed.
        let response = app.token_form(&form(&code), accept).await;
        let content_type = response.headers()["content-type"]
            .to_str()
            .expect("ASCII")
            .to_owned();
        assert!(content_type.starts_with(kind), "{accept}: {content_type}");
        let body = response.text().await.expect("a body");
        let token = match kind {
            "application/json" => {
                let body: Value = serde_json::from_str(&body).expect("JSON");
                let members: Vec<&String> = body.as_object().expect("an object").keys().collect();
                assert_eq!(members, ["access_token", "token_type", "scope"]);
                assert_eq!(
                    (&body["token_type"], &body["scope"]),
                    (&json!("bearer"), &json!("read:user,user:email"))
                );
                body["access_token"].as_str().expect("text").to_owned()
            }
            "application/xml" => {
                assert!(
                    body.contains("<OAuth>") && body.contains("<scope>read:user,user:email</scope>"),
                    "{body}"
                );
                body.split("<access_token>")
                    .nth(1)
                    .and_then(|rest| rest.split('<').next())
                    .expect("a token")
                    .to_owned()
            }
            _ => {
                let (token, rest) = body.split_once('&').expect("a form");
                assert_eq!(rest, "scope=read%3Auser%2Cuser%3Aemail&token_type=bearer");
                token.strip_prefix("access_token=").expect("first").to_owned()
            }
        };
        assert!(token.starts_with("gho_") && token.len() == 40, "{token}");
        app.profile(&token).await;
    }
}

#[tokio::test]
async fn errors_come_with_status_200_in_the_same_form() {
    let provider = start().await;
    let app = App::new(&provider, Provider::GitHub);
    let response = app.token_form(&form("0123456789abcdef0123"), "*/*").await;
    assert_eq!(response.status(), 200);
    let body = response.text().await.expect("a body");
    assert!(body.starts_with("error=bad_verification_code&error_description=The+code+passed+is+incorrect+or+expired.&error_uri=https%3A%2F%2Fdocs.github.com%2F"), "{body}");
}

#[tokio::test]
async fn an_unknown_client_is_404_in_plain_text_or_json() {
    let provider = start().await;
    let app = App::new(&provider, Provider::GitHub);
    let unknown = [("client_id", "nobody"), ("client_secret", "x"), ("code", "x")];
    let plain = app.token_form(&unknown, "*/*").await;
    assert_eq!(plain.status(), 404);
    assert_eq!(plain.text().await.expect("a body"), "Not Found");
    let response = app.token_form(&unknown, "application/json").await;
    assert_eq!(response.status(), 404);
    assert_eq!(json(response).await, json!({"error": "Not Found"}));
}

#[tokio::test]
async fn parameters_may_come_as_json_or_in_the_query_and_the_secret_in_a_header() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    let pairs = |code: &str| form(code).map(|(name, value)| (name.to_owned(), value.to_owned()));
    let code = app.code(&browser, "alice", &[]).await;
    let body: serde_json::Map<String, Value> = pairs(&code)
        .into_iter()
        .map(|(name, value)| (name, json!(value)))
        .collect();
    let request = app
        .http()
        .post(app.token_url())
        .header("accept", "application/json");
    let answer = json(request.json(&body).send().await.expect("an answer")).await;
    assert!(answer["access_token"].is_string(), "{answer}");

    let code = app.code(&browser, "alice", &[]).await;
    let request = app
        .http()
        .post(app.token_url())
        .header("accept", "application/json");
    let answer = json(request.query(&pairs(&code)).send().await.expect("an answer")).await;
    assert!(answer["access_token"].is_string(), "{answer}");

    let code = app.code(&browser, "alice", &[]).await;
    let request = app
        .http()
        .post(app.token_url())
        .header("accept", "application/json");
    let request = request.basic_auth(
        client_id(Provider::GitHub),
        Some("a+secret+with+%2B+and+%26+in+it"),
    );
    let form = [("code", code.as_str()), ("code_verifier", crate::setup::VERIFIER)];
    let answer = json(request.form(&form).send().await.expect("an answer")).await;
    assert!(answer["access_token"].is_string(), "{answer}");
}

#[tokio::test]
async fn a_single_callback_covers_what_is_below_it_and_several_are_exact() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    let below = format!("{REDIRECT_URI}/deeper");
    let response = app.sign_in(&browser, "alice", &[("redirect_uri", &below)]).await;
    assert!(value(&response, "code").is_some());

    let two = vec![REDIRECT_URI.to_owned(), "http://localhost:3000/second".to_owned()];
    provider.put_client(Client {
        redirect_uris: two,
        ..client(Provider::GitHub)
    });
    let page = browser.go(&app.authorize_url(&[("redirect_uri", &below)])).await;
    assert_eq!(page.error(), (400, "redirect_uri_mismatch"));
    let page = browser
        .go(&app.authorize_url(&[("redirect_uri", "http://localhost:3000/second")]))
        .await;
    assert!(page.left().starts_with("http://localhost:3000/second?"));
    // Without one, the first registered callback is taken.
    let page = browser
        .go(&app.authorize_url(&[("redirect_uri", ""), ("response_type", "")]))
        .await;
    assert!(page.left().starts_with("http://localhost:3000/callback?code="));
}

#[tokio::test]
async fn challenges_must_be_s256_and_complete() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    let cases: [&[(&str, &str)]; 4] = [
        &[("code_challenge_method", "plain")],
        &[("code_challenge_method", "")],
        &[("code_challenge", "")],
        &[("code_challenge", "tooshort")],
    ];
    for changes in cases {
        let page = browser.go(&app.authorize_url(changes)).await;
        let response = query(page.left());
        assert_eq!(value(&response, "error"), Some("invalid_request"), "{changes:?}");
        assert_eq!(value(&response, "state"), Some("st/ate+ %"), "{changes:?}");
    }
}

#[tokio::test]
async fn scopes_are_normalised_and_an_empty_scope_means_everything_granted_so_far() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    let first = app.tokens(&browser, "alice", &[("scope", "")]).await;
    assert_eq!(first["scope"], "");
    let second = app
        .tokens(&browser, "alice", &[("scope", "user,gist,user:email,nonsense")])
        .await;
    assert_eq!(second["scope"], "user,gist");
    // A part of what was granted needs no page.
    let part = browser.go(&app.authorize_url(&[("scope", "user:email")])).await;
    assert!(part.left().contains("code="));
    assert!(
        browser
            .go(&app.authorize_url(&[("scope", "repo")]))
            .await
            .html()
            .contains("mock-approve")
    );
    let third = app.tokens(&browser, "alice", &[("scope", "")]).await;
    assert_eq!(third["scope"], "user,gist");
}

#[tokio::test]
async fn the_user_api_has_githubs_shape_and_headers() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app.tokens(&browser, "carol", &[]).await;
    let token = tokens["access_token"].as_str().expect("a token");
    let response = app
        .http()
        .get(app.url("/api/user"))
        .header("authorization", format!("token {token}"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.headers()["x-oauth-scopes"], "read:user, user:email");
    assert_eq!(response.headers()["x-ratelimit-remaining"], "4999");
    let user = json(response).await;
    assert_eq!(
        (&user["id"], &user["name"], &user["email"]),
        (&json!(60_294_377), &Value::Null, &Value::Null)
    );
    assert!(
        user["following_url"]
            .as_str()
            .expect("text")
            .ends_with("/users/carol/following{/other_user}")
    );
    assert!(user["plan"].is_object() && user["user_view_type"] == "private");
    let emails = json(app.get("/api/user/emails", token).await).await;
    assert_eq!(
        emails,
        json!([{"email": "carol@carol.example", "primary": true, "verified": true, "visibility": "private"}])
    );
}

#[tokio::test]
async fn the_api_demands_a_user_agent_and_a_version_that_exists() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = tokens["access_token"].as_str().expect("a token");
    let silent = reqwest::Client::new();
    let response = silent
        .get(app.url("/api/user"))
        .bearer_auth(token)
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), 403);
    for (version, status) in [("2022-11-28", 200), ("1999-01-01", 400)] {
        let request = app
            .http()
            .get(app.url("/api/user"))
            .bearer_auth(token)
            .header("x-github-api-version", version);
        assert_eq!(
            request.send().await.expect("an answer").status(),
            status,
            "{version}"
        );
    }
    let without = app
        .http()
        .get(app.url("/api/user"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(json(without).await["message"], "Requires authentication");
    assert_eq!(
        json(app.get("/api/user", "nonsense").await).await["message"],
        "Bad credentials"
    );
    let rules: Vec<String> = provider
        .journal()
        .exchanges(&Filter {
            endpoint: Some("user".to_owned()),
            ..Filter::default()
        })
        .into_iter()
        .filter_map(|exchange| exchange.refusal.map(|refusal| refusal.rule))
        .collect();
    assert_eq!(
        rules,
        [
            "user-agent-present",
            "api-version-known",
            "access-token-present",
            "access-token-valid"
        ]
    );
}

#[tokio::test]
async fn expiring_tokens_rotate_and_the_old_pair_dies_at_once() {
    let provider = start().await;
    provider.put_client(Client {
        expiring_tokens: Some(true),
        ..client(Provider::GitHub)
    });
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    let first = app.tokens(&browser, "alice", &[]).await;
    let members: Vec<&String> = first.as_object().expect("an object").keys().collect();
    assert_eq!(
        members,
        [
            "access_token",
            "expires_in",
            "refresh_token",
            "refresh_token_expires_in",
            "token_type",
            "scope"
        ]
    );
    assert_eq!(
        (&first["expires_in"], &first["refresh_token_expires_in"]),
        (&json!(28_800), &json!(15_897_600))
    );
    let refresh = |token: &str| {
        let form = [
            ("grant_type", "refresh_token".to_owned()),
            ("refresh_token", token.to_owned()),
            ("client_id", client_id(Provider::GitHub).to_owned()),
            ("client_secret", SECRET.to_owned()),
        ];
        app.http()
            .post(app.token_url())
            .header("accept", "application/json")
            .form(&form)
            .send()
    };
    let old = first["refresh_token"].as_str().expect("text");
    let second = json(refresh(old).await.expect("an answer")).await;
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    app.profile(second["access_token"].as_str().expect("text")).await;
    let dead = app
        .get("/api/user", first["access_token"].as_str().expect("text"))
        .await;
    assert_eq!(dead.status(), 401);
    let again = refresh(old).await.expect("an answer");
    assert_eq!(again.status(), 200);
    assert_eq!(json(again).await["error"], "bad_refresh_token");
    provider.clock().advance(std::time::Duration::from_secs(28_800));
    assert_eq!(
        app.get("/api/user", second["access_token"].as_str().expect("text"))
            .await
            .status(),
        401
    );
}

#[tokio::test]
async fn offline_access_is_no_scope_but_makes_the_token_expire() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app
        .tokens(&browser, "alice", &[("scope", "user:email offline_access")])
        .await;
    assert_eq!(
        (&tokens["scope"], &tokens["expires_in"]),
        (&json!("user:email"), &json!(28_800))
    );
    assert!(
        tokens["refresh_token"]
            .as_str()
            .is_some_and(|token| token.starts_with("ghr_") && token.len() == 80)
    );
}

#[tokio::test]
async fn an_unverified_primary_address_can_be_refused() {
    let mut config = Config::default();
    config.github.refuse_unverified_email = true;
    let provider = start_with(config).await;
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    let code = app.code(&browser, "trudy-moss", &[]).await;
    assert_eq!(
        json(app.token(&code, &[]).await).await["error"],
        "unverified_user_email"
    );
}

#[tokio::test]
async fn metadata_is_served_where_rfc_8414_puts_it_and_not_appended() {
    let provider = start().await;
    let app = App::new(&provider, Provider::GitHub);
    for path in [
        "/.well-known/oauth-authorization-server/login/oauth",
        "/login/oauth/.well-known/openid-configuration",
    ] {
        let document = json(app.http().get(app.url(path)).send().await.expect("an answer")).await;
        assert_eq!(document["issuer"], provider.issuer(Provider::GitHub), "{path}");
    }
    let rfc = provider
        .url()
        .join("/.well-known/oauth-authorization-server/github/login/oauth")
        .expect("a URL");
    assert_eq!(app.http().get(rfc).send().await.expect("an answer").status(), 200);
    let appended = app
        .http()
        .get(app.url("/login/oauth/.well-known/oauth-authorization-server"))
        .send()
        .await;
    assert_eq!(appended.expect("an answer").status(), 404);
}
