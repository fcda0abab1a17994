//! Facebook's peculiarities, one test for each.

use std::time::Duration;

use mock_provider::{MockProvider, Provider, config::Config};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    providers::error_word,
    setup::{
        App, REDIRECT_URI, SECRET, client, client_id, json, names, query, start, start_with, text, value,
    },
};

fn app(provider: &MockProvider) -> (App<'_>, Browser) {
    (
        App::new(provider, Provider::Facebook),
        Browser::new(provider, "b-1"),
    )
}

async fn get(app: &App<'_>, path: &str) -> (u16, Value) {
    let response = app.http().get(app.url(path)).send().await.expect("an answer");
    (response.status().as_u16(), json(response).await)
}

async fn delete(app: &App<'_>, path: &str) -> (u16, Value) {
    let request = app.http().request(Method::DELETE, app.url(path));
    let response = request.send().await.expect("an answer");
    (response.status().as_u16(), json(response).await)
}

/// The app's own token, encoded.
fn app_token() -> String {
    let own = format!("{}|{SECRET}", client_id(Provider::Facebook));
    url::form_urlencoded::byte_serialize(own.as_bytes()).collect()
}

#[tokio::test]
async fn the_dialog_is_there_with_a_version_and_without_one() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let usual = app.authorize_url(&[]);
    for path in ["/dialog/oauth?", "/v16.0/dialog/oauth?", "/v25.0/dialog/oauth?"] {
        let page = browser.go(&usual.replace("/v24.0/dialog/oauth?", path)).await;
        assert!(page.html().contains("mock-identifier"), "{path}");
    }
    let odd = browser.go(&usual.replace("/v24.0/", "/graph.x/")).await;
    assert!(odd.html().contains("Unknown path components"), "{odd:?}");
}

#[tokio::test]
async fn redirects_end_with_a_strange_fragment_unless_switched_off() {
    for (on, end) in [(true, "#_=_"), (false, "%25")] {
        let mut config = Config::default();
        config.facebook.callback_fragment = on;
        let provider = start_with(config).await;
        let (app, browser) = app(&provider);
        let page = browser.go(&app.authorize_url(&[])).await;
        let page = browser.submit(&page, &[("identifier", "alice")]).await;
        let good = browser.submit(&page, &[("decision", "approve")]).await;
        assert!(good.left().ends_with(end), "{good:?}");
        assert_eq!(names(&query(good.left())), ["code", "state"]);
    }
}

#[tokio::test]
async fn a_denial_has_four_parameters_and_the_state() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("identifier", "alice")]).await;
    let denied = browser.submit(&page, &[("decision", "deny")]).await;
    assert_eq!(
        denied.left(),
        format!(
            "{REDIRECT_URI}?error=access_denied&error_code=200&error_description=Permissions+error&error_reason=user_denied&state=st%2Fate%2B+%25#_=_"
        )
    );
}

#[tokio::test]
async fn scopes_may_be_separated_by_commas_and_public_profile_is_implicit() {
    let provider = start().await;
    for (browser, scope) in [
        ("a", "email,user_birthday"),
        ("b", "email user_birthday public_profile nonsense"),
    ] {
        let (app, browser) = (
            App::new(&provider, Provider::Facebook),
            Browser::new(&provider, browser),
        );
        let asked = [
            ("scope", scope),
            ("return_scopes", "true"),
            ("auth_type", "reauthorize"),
        ];
        let response = app.sign_in(&browser, "alice", &asked).await;
        let granted = value(&response, "granted_scopes");
        assert_eq!(granted, Some("public_profile,email,user_birthday"), "{scope}");
        assert_eq!(value(&response, "denied_scopes"), Some(""), "{scope}");
    }
}

#[tokio::test]
async fn a_person_can_untick_the_address_and_is_asked_again_only_on_rerequest() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let returned = [("return_scopes", "true")];
    let page = browser.go(&app.authorize_url(&returned)).await;
    let page = browser.submit(&page, &[("identifier", "alice")]).await;
    assert!(
        page.html().contains("value=\"email\" checked"),
        "ticked by default"
    );
    assert!(
        !page.html().contains("value=\"public_profile\""),
        "nobody can leave it out"
    );
    let left = browser
        .submit(&page, &[("decision", "approve"), ("scope", "")])
        .await;
    let response = query(left.left());
    assert_eq!(value(&response, "granted_scopes"), Some("public_profile"));
    assert_eq!(value(&response, "denied_scopes"), Some("email"));
    let tokens = json(app.token(value(&response, "code").expect("a code"), &[]).await).await;
    let profile = app.profile(text(&tokens, "access_token")).await;
    assert_eq!(profile.get("email"), None);

    // Declined once, it is not asked again: the code comes at once, and still without it.
    let again = browser.go(&app.authorize_url(&returned)).await;
    assert_eq!(value(&query(again.left()), "denied_scopes"), Some("email"));

    let mut rerequest = returned.to_vec();
    rerequest.push(("auth_type", "rerequest"));
    let page = browser.go(&app.authorize_url(&rerequest)).await;
    let left = browser.submit(&page, &[("decision", "approve")]).await;
    assert_eq!(
        value(&query(left.left()), "granted_scopes"),
        Some("public_profile,email")
    );
    // Granted now, there is nothing left to ask, even on rerequest.
    let page = browser.go(&app.authorize_url(&rerequest)).await;
    assert_eq!(value(&query(page.left()), "denied_scopes"), Some(""));
}

#[tokio::test]
async fn reauthenticate_asks_a_person_who_is_signed_in_to_sign_in_again() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    app.sign_in(&browser, "alice", &[]).await;
    let page = browser
        .go(&app.authorize_url(&[("auth_type", "reauthenticate")]))
        .await;
    assert!(page.html().contains("mock-identifier"));
    let left = browser.submit(&page, &[("identifier", "alice")]).await;
    assert!(value(&query(left.left()), "code").is_some());
}

#[tokio::test]
async fn the_token_comes_by_get_and_by_post_and_without_grant_type() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    let request = app.http().get(app.url("/graph/oauth/access_token")).query(&[
        ("client_id", client_id(Provider::Facebook)),
        ("client_secret", SECRET),
        ("redirect_uri", REDIRECT_URI),
        ("code", &code),
    ]);
    let response = request.send().await.expect("an answer");
    assert_eq!(
        response.headers()["content-type"],
        "application/json; charset=UTF-8"
    );
    let tokens = json(response).await;
    assert_eq!(
        tokens.as_object().expect("an object").keys().collect::<Vec<_>>(),
        ["access_token", "token_type", "expires_in"]
    );
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&json!("bearer"), &json!(5_183_944))
    );
    assert!(text(&tokens, "access_token").starts_with("EAA"));
}

#[tokio::test]
async fn client_credentials_are_taken_from_a_basic_header_too() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT_URI),
    ];
    let secret: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let request = app
        .http()
        .post(app.token_url())
        .basic_auth(client_id(Provider::Facebook), Some(secret));
    assert_eq!(request.form(&form).send().await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn errors_are_objects_with_a_code_and_a_trace_of_their_own() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    app.token(&code, &[]).await;
    let mut traces = Vec::new();
    for _ in 0..2 {
        let response = app.token(&code, &[]).await;
        let header = response.headers()["x-fb-trace-id"]
            .to_str()
            .expect("ASCII")
            .to_owned();
        let mut body = json(response).await;
        let trace = body["error"]["fbtrace_id"].take();
        assert_eq!(trace, header);
        let expected = json!({"error": {
            "message": "This authorization code has been used.",
            "type": "OAuthException",
            "code": 100,
            "error_subcode": 36009,
            "fbtrace_id": null,
        }});
        assert_eq!(body.to_string(), expected.to_string());
        traces.push(trace);
    }
    assert_ne!(traces[0], traces[1]);
}

#[tokio::test]
async fn a_token_can_be_exchanged_for_one_that_lives_longer() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let old = text(&tokens, "access_token");
    provider.clock().advance(Duration::from_secs(5_183_943));
    let exchange = [
        ("grant_type", "fb_exchange_token"),
        ("client_id", client_id(Provider::Facebook)),
        ("client_secret", SECRET),
        ("fb_exchange_token", old),
    ];
    let (status, longer) = app.post("/graph/v24.0/oauth/access_token", &exchange).await;
    assert_eq!((status, &longer["expires_in"]), (200, &json!(5_183_944)));
    provider.clock().advance(Duration::from_secs(1));
    assert_eq!(
        app.get("/graph/me", old).await.status(),
        400,
        "the old one is as old as it was"
    );
    assert_eq!(
        app.profile(text(&longer, "access_token")).await["name"],
        "Alice Archer"
    );
    let (status, dead) = app.post("/graph/v24.0/oauth/access_token", &exchange).await;
    assert_eq!((status, error_word(&dead).as_str()), (400, "190"));
}

#[tokio::test]
async fn the_profile_has_the_fields_that_were_asked_for_in_their_order() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let (_, plain) = get(&app, &format!("/graph/me?access_token={token}")).await;
    assert_eq!(
        plain.as_object().expect("an object").keys().collect::<Vec<_>>(),
        ["name", "id"]
    );
    let fields = "first_name,email,picture.type(large){url,width},last_name,birthday";
    let (_, full) = get(&app, &format!("/graph/me?fields={fields}&access_token={token}")).await;
    let id = plain["id"].clone();
    let expected = json!({
        "first_name": "Alice",
        "email": "alice.archer@gmail.com",
        "picture": {"data": {"url": "https://scontent.xx.fbcdn.net/v/t39.30808-1/alice.jpg", "width": 200}},
        "last_name": "Archer",
        "id": id,
    });
    assert_eq!(full.to_string(), expected.to_string());
}

#[tokio::test]
async fn a_picture_is_an_object_and_a_person_without_one_has_a_silhouette() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "bob", &[]).await;
    let (_, profile) = get(
        &app,
        &format!(
            "/graph/me?fields=picture&access_token={}",
            text(&tokens, "access_token")
        ),
    )
    .await;
    let data = &profile["picture"]["data"];
    assert_eq!(
        (&data["height"], &data["width"], &data["is_silhouette"]),
        (&json!(50), &json!(50), &json!(true))
    );
    assert!(text(data, "url").starts_with("https://"));
}

#[tokio::test]
async fn a_person_with_a_phone_number_only_has_no_address() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let response = app.sign_in(&browser, "carol", &[("return_scopes", "true")]).await;
    assert_eq!(value(&response, "granted_scopes"), Some("public_profile,email"));
    let tokens = json(app.token(value(&response, "code").expect("a code"), &[]).await).await;
    let profile = app.profile(text(&tokens, "access_token")).await;
    assert_eq!((&profile["name"], profile.get("email")), (&json!("Carol"), None));
}

#[tokio::test]
async fn each_app_knows_a_person_by_another_id_and_always_the_same() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let id = async |app: &App<'_>, client_id: &str| {
        let changes = [("client_id", client_id)];
        let code = app.code(&browser, "alice", &changes).await;
        let tokens = json(app.token(&code, &changes).await).await;
        text(&app.profile(text(&tokens, "access_token")).await, "id").to_owned()
    };
    provider.put_client(mock_provider::config::Client {
        client_id: "77".to_owned(),
        ..client(Provider::Facebook)
    });
    let own = id(&app, client_id(Provider::Facebook)).await;
    assert!(
        own.bytes().all(|byte| byte.is_ascii_digit()) && own != "100004815162342",
        "{own}"
    );
    assert_eq!(own, id(&app, client_id(Provider::Facebook)).await);
    assert_ne!(own, id(&app, "77").await);
}

#[tokio::test]
async fn a_proof_of_the_secret_is_checked_when_sent_and_can_be_required() {
    use aws_lc_rs::hmac;
    let provider = start().await;
    provider.put_client(mock_provider::config::Client {
        require_appsecret_proof: true,
        ..client(Provider::Facebook)
    });
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = hmac::sign(&key, token.as_bytes());
    let proof: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let me = format!("/graph/me?access_token={token}");
    let (status, profile) = get(&app, &format!("{me}&appsecret_proof={proof}")).await;
    assert_eq!((status, &profile["name"]), (200, &json!("Alice Archer")));
    let (status, missing) = get(&app, &me).await;
    assert_eq!(
        (status, &missing["error"]["type"]),
        (400, &json!("GraphMethodException"))
    );
}

#[tokio::test]
async fn debug_token_tells_an_app_about_its_own_tokens() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let id = app.profile(token).await["id"].clone();
    let debug = format!(
        "/graph/debug_token?input_token={token}&access_token={}",
        app_token()
    );
    let (status, body) = get(&app, &debug).await;
    let now = crate::setup::NOW;
    let expected = json!({"data": {
        "app_id": client_id(Provider::Facebook),
        "type": "USER",
        "application": "Suite",
        "data_access_expires_at": now + 90 * 86_400,
        "expires_at": now + 5_183_944,
        "is_valid": true,
        "issued_at": now,
        "scopes": ["public_profile", "email"],
        "user_id": id,
    }});
    assert_eq!((status, body), (200, expected));
    let strange = debug.replace(token, "EAAx");
    let (status, body) = get(&app, &strange).await;
    assert_eq!(
        (status, &body["data"]["is_valid"], &body["data"]["error"]["code"]),
        (200, &json!(false), &json!(190))
    );
    provider.clock().advance(Duration::from_secs(5_183_944));
    let (_, body) = get(&app, &debug).await;
    assert_eq!(
        (&body["data"]["is_valid"], &body["data"]["error"]["subcode"]),
        (&json!(false), &json!(463))
    );
}

#[tokio::test]
async fn removing_the_app_kills_its_tokens_and_asks_for_consent_again() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let id = text(&app.profile(token).await, "id").to_owned();
    let (status, body) = delete(
        &app,
        &format!("/graph/v24.0/{id}/permissions?access_token={token}"),
    )
    .await;
    assert_eq!((status, body), (200, json!({"success": true})));
    let refused = json(app.get("/graph/me", token).await).await;
    assert_eq!(error_word(&refused), "190/458");
    let page = browser.go(&app.authorize_url(&[])).await;
    let left = browser.submit(&page, &[("decision", "approve")]).await;
    assert!(value(&query(left.left()), "code").is_some());
    assert_eq!(
        error_word(&json(app.get("/graph/me", token).await).await),
        "190/458",
        "a dead token stays dead"
    );
}

#[tokio::test]
async fn one_permission_can_be_taken_back_by_the_app_and_the_list_says_so() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let id = text(&app.profile(token).await, "id").to_owned();
    let path = format!("/graph/{id}/permissions/email?access_token={}", app_token());
    assert_eq!(delete(&app, &path).await.0, 200);
    let (_, list) = get(&app, &format!("/graph/me/permissions?access_token={token}")).await;
    let expected = json!({"data": [
        {"permission": "public_profile", "status": "granted"},
        {"permission": "email", "status": "declined"},
    ]});
    assert_eq!(list, expected);
    assert_eq!(app.profile(token).await.get("email"), None);
}

#[tokio::test]
async fn scripts_may_call_the_graph_api_and_nothing_else_of_the_three() {
    let provider = start().await;
    let (facebook, _) = app(&provider);
    let (x, notion) = (
        App::new(&provider, Provider::X),
        App::new(&provider, Provider::Notion),
    );
    for (url, allowed) in [
        (facebook.url("/graph/v24.0/me"), true),
        (facebook.authorize_url(&[]), false),
        (x.url("/api/2/users/me"), false),
        (x.token_url(), false),
        (notion.url("/v1/users/me"), false),
        (notion.token_url(), false),
    ] {
        let request = facebook
            .http()
            .request(Method::OPTIONS, &url)
            .header("origin", "https://app.test");
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status() == 204, allowed, "{url}");
        let told = response.headers().contains_key("access-control-allow-origin");
        assert_eq!(told, allowed, "{url}");
    }
}
