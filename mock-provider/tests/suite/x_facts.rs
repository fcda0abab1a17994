//! X: the facts of its wire that no other test is about.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use mock_provider::{
    MockProvider, Provider,
    cli::warnings,
    config::{Client, ClientStatus, Config, LowerCaseS256},
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, REDIRECT_URI, client, json, start, start_with, text},
};

const OFFLINE: &str = "users.read tweet.read offline.access";

fn app(provider: &MockProvider) -> (App<'_>, Browser) {
    (App::new(provider, Provider::X), Browser::new(provider, "b-1"))
}

fn decoded(text: &str) -> String {
    String::from_utf8(URL_SAFE_NO_PAD.decode(text).expect("base64url")).expect("ASCII")
}

#[tokio::test]
async fn x_sends_error_and_state_when_somebody_says_no() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("identifier", "alice")]).await;
    let denied = browser.submit(&page, &[("decision", "deny")]).await;
    let expected = format!("{REDIRECT_URI}?error=access_denied&state=st%2Fate%2B+%25");
    assert_eq!(denied.left(), expected);
}

#[tokio::test]
async fn x_has_no_discovery_and_no_openid() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    for path in [
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
        "/api/.well-known/openid-configuration",
    ] {
        assert_eq!(app.get(path, "").await.status(), 404, "{path}");
    }
    let page = browser
        .go(&app.authorize_url(&[("scope", "openid users.read tweet.read")]))
        .await;
    assert_eq!(page.error(), (400, "something_went_wrong"));
    assert!(page.html().contains("Something went wrong"));
}

/// `<20 characters>:1:ci`
#[test]
fn x_client_ids_are_base64url_of_twenty_characters_and_a_mark() {
    let config = Config::default();
    let own = config
        .clients
        .iter()
        .find(|client| client.provider == Provider::X)
        .expect("a client");
    let decoded = decoded(&own.client_id);
    assert_eq!(decoded.find(":1:ci"), Some(20), "{decoded}");
    assert_eq!(decoded.len(), 25, "{decoded}");
}

#[tokio::test]
async fn x_codes_and_tokens_are_at_least_43_random_characters_and_four_fields() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let code = app.code(&browser, "alice", &[("scope", OFFLINE)]).await;
    let tokens = json(app.token(&code, &[]).await).await;
    for secret in [
        &code,
        text(&tokens, "access_token"),
        text(&tokens, "refresh_token"),
    ] {
        let decoded = decoded(secret);
        let fields: Vec<&str> = decoded.split(':').collect();
        let [random, moment, "1", "1", _, "1"] = fields.as_slice() else {
            panic!("{decoded}")
        };
        assert!(random.len() >= 43 && moment.len() == 13, "{decoded}");
    }
}

#[tokio::test]
async fn x_access_tokens_live_two_hours() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    provider.clock().advance(Duration::from_secs(7_199));
    assert_eq!(app.get("/api/2/users/me", token).await.status(), 200);
    provider.clock().advance(Duration::from_secs(1));
    assert_eq!(app.get("/api/2/users/me", token).await.status(), 401);
}

#[tokio::test]
async fn x_tells_the_reason_and_the_type_of_a_forbidden_client() {
    let provider = start().await;
    provider.put_client(Client {
        status: ClientStatus::NotEnrolled,
        ..client(Provider::X)
    });
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let response = app.get("/api/2/users/me", text(&tokens, "access_token")).await;
    assert_eq!(response.status(), 403);
    let body = json(response).await;
    for (member, expected) in [
        ("type", "https://api.x.com/2/problems/client-forbidden"),
        ("reason", "client-not-enrolled"),
        ("title", "Client Forbidden"),
    ] {
        assert_eq!(text(&body, member), expected);
    }
    assert!(body["detail"].is_string());
}

#[tokio::test]
async fn x_gives_each_field_of_a_user_on_request_alone() {
    let mut config = Config::default();
    config.x.rate_limit = 1_000;
    let provider = start_with(config).await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let ask = async |field: &str| {
        let response = app
            .get(&format!("/api/2/users/me?user.fields={field}"), token)
            .await;
        assert_eq!(response.status(), 200, "{field}");
        json(response).await["data"].clone()
    };
    let picture = "https://pbs.twimg.com/profile_images/783214001/alice_normal.jpg";
    for (field, expected) in [
        ("profile_image_url", Some(json!(picture))),
        ("created_at", Some(json!("2019-05-17T08:30:00.000Z"))),
        ("verified", Some(json!(true))),
        ("verified_type", Some(json!("blue"))),
        ("description", Some(json!("Arrows and targets"))),
        ("location", Some(json!("Nottingham"))),
        ("protected", Some(json!(false))),
        ("url", Some(json!(""))),
        // Nobody here mentions anything, and then X leaves it out.
        ("entities", None),
    ] {
        let data = ask(field).await;
        assert_eq!(data.get(field), expected.as_ref(), "{field}");
        let usual = 3 + usize::from(expected.is_some());
        assert_eq!(data.as_object().map(serde_json::Map::len), Some(usual), "{data}");
    }
    let metrics = ask("public_metrics").await["public_metrics"].clone();
    for count in [
        "followers_count",
        "following_count",
        "tweet_count",
        "listed_count",
    ] {
        assert!(metrics[count].is_u64(), "{count} in {metrics}");
    }
}

#[tokio::test]
async fn x_has_no_address_in_scope_or_field_unless_the_app_may_ask() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let asked = [("scope", "users.read tweet.read users.email")];
    let page = browser.go(&app.authorize_url(&asked)).await;
    assert_eq!(page.error(), (400, "something_went_wrong"));
    provider.put_client(Client {
        request_email: true,
        ..client(Provider::X)
    });
    let tokens = app.tokens(&browser, "alice", &asked).await;
    let plain = app.profile(text(&tokens, "access_token")).await;
    assert_eq!(plain["data"].get("confirmed_email"), None::<&Value>);
}

#[test]
fn reading_lower_case_s256_is_lenient_and_says_so() {
    let mut config = Config::default();
    config.x.lower_case_s256 = LowerCaseS256::S256;
    let warnings = warnings(&config);
    let expected = "[x] has lower_case_s256 = \"S256\", which is more lenient than x is";
    assert!(warnings.iter().any(|warning| warning == expected), "{warnings:?}");
}
