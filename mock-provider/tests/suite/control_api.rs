//! The control API under `/_mock/api/`.

use mock_provider::{MockProvider, Provider};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, client_id, start, value},
};

pub(crate) async fn call(
    provider: &MockProvider,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Response {
    let url = provider
        .url()
        .join("/_mock/api/")
        .and_then(|base| base.join(path))
        .expect("a URL");
    let request = reqwest::Client::new().request(method, url);
    let request = if let Some(body) = body {
        request.json(&body)
    } else {
        request
    };
    request.send().await.expect("an answer")
}

pub(crate) async fn get(provider: &MockProvider, path: &str) -> Value {
    let response = call(provider, Method::GET, path, None).await;
    assert_eq!(response.status(), 200, "{path}");
    crate::setup::json(response).await
}

#[tokio::test]
async fn a_person_and_a_client_made_over_http_can_sign_in() {
    let provider = start().await;
    assert_eq!(get(&provider, "health").await["status"], "ok");
    let persona = json!({"id": "zoe", "github": {"id": 7, "login": "zoe", "emails": [{"email": "zoe@zoe.example", "primary": true, "verified": true}]}});
    assert_eq!(
        call(&provider, Method::PUT, "personas/zoe", Some(persona))
            .await
            .status(),
        200
    );
    assert_eq!(get(&provider, "personas/zoe").await["github"]["login"], "zoe");
    let client = json!({"provider": "github", "client_id": client_id(Provider::GitHub), "client_secret": "new", "redirect_uris": [crate::setup::REDIRECT_URI]});
    let path = format!("clients/github/{}", client_id(Provider::GitHub));
    assert_eq!(
        call(&provider, Method::PUT, &path, Some(client)).await.status(),
        200
    );

    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-1"),
    );
    let code = app.code(&browser, "zoe", &[]).await;
    let tokens = crate::setup::json(app.token(&code, &[("client_secret", "new")]).await).await;
    assert_eq!(
        app.profile(tokens["access_token"].as_str().expect("a token"))
            .await["id"],
        7
    );

    let exchanges = get(&provider, "journal/exchanges?persona=zoe&endpoint=token").await;
    assert_eq!(
        (exchanges.as_array().map(Vec::len), &exchanges[0]["browser"]),
        (Some(1), &json!("b-1"))
    );
    let flows = get(&provider, "journal/flows?browser=b-1").await;
    assert_eq!(
        (&flows[0]["outcome"], &flows[0]["persona"]),
        (&json!("exchanged"), &json!("zoe"))
    );

    assert_eq!(
        call(&provider, Method::DELETE, "personas/zoe", None)
            .await
            .status(),
        204
    );
    assert_eq!(
        call(&provider, Method::DELETE, "personas/zoe", None)
            .await
            .status(),
        404
    );
    assert_eq!(call(&provider, Method::DELETE, &path, None).await.status(), 204);
    assert_eq!(call(&provider, Method::GET, &path, None).await.status(), 404);
    assert_eq!(call(&provider, Method::POST, "reset", None).await.status(), 204);
    assert_eq!(get(&provider, "journal/exchanges").await, json!([]));
}

#[tokio::test]
async fn a_fault_armed_over_http_fires() {
    let provider = start().await;
    let fault = json!({"name": "no-iss", "scope": {"browser": "b-1"}, "times": 1, "change": {"authorization_response": {"remove": ["iss"]}}});
    let response = call(&provider, Method::POST, "faults", Some(fault)).await;
    assert_eq!(response.status(), 201);
    let id = crate::setup::json(response).await["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    assert_eq!(get(&provider, "faults").await[0]["name"], "no-iss");
    let app = App::new(&provider, Provider::Google);
    let response = app.sign_in(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    assert_eq!(value(&response, "iss"), None);
    assert_eq!(get(&provider, "faults").await[0]["times"], 0);
    assert_eq!(
        call(&provider, Method::DELETE, &format!("faults/{id}"), None)
            .await
            .status(),
        204
    );
    assert_eq!(get(&provider, "faults").await, json!([]));
}

#[tokio::test]
async fn what_is_wrong_is_refused_with_a_suggestion_and_a_hint() {
    let provider = start().await;
    let cases = [
        (
            Method::PUT,
            "personas/x",
            json!({"id": "x", "lsted": true}),
            "did you mean \"listed\"?",
        ),
        (
            Method::PUT,
            "personas/x",
            json!({"id": "y"}),
            "the path about \"x\"",
        ),
        (
            Method::POST,
            "faults",
            json!({"name": "n", "change": {"authorization_response": {"removed": ["iss"]}}}),
            "did you mean \"remove\"?",
        ),
        (
            Method::POST,
            "clock/advance",
            json!({"second": 1}),
            "missing field `seconds`",
        ),
    ];
    for (method, path, body, words) in cases {
        let response = call(&provider, method, path, Some(body)).await;
        assert_eq!(response.status(), 422, "{path}");
        let answer = crate::setup::json(response).await;
        assert!(
            answer["message"]
                .as_str()
                .is_some_and(|message| message.contains(words)),
            "{answer}"
        );
        assert!(answer["hint"].is_string(), "{answer}");
    }
    assert_eq!(
        call(&provider, Method::GET, "journal/exchanges?browsr=b", None)
            .await
            .status(),
        422
    );
    assert_eq!(call(&provider, Method::GET, "nothing", None).await.status(), 404);
    assert_eq!(get(&provider, "faults").await, json!([]));
}

#[tokio::test]
async fn a_refusal_says_what_was_found_and_expected_and_what_to_do() {
    let provider = start().await;
    let cases = [
        (
            Method::POST,
            "clock",
            json!({"secnds": 1}),
            422,
            "there is no key \"secnds\"",
            "\"seconds\"",
        ),
        (
            Method::POST,
            "clock",
            json!({}),
            422,
            "the body changes nothing",
            "frozen, now, or seconds",
        ),
        (
            Method::POST,
            "tokens",
            json!({"provider": "google", "client": "x", "client_id": "x", "persona": "alice"}),
            422,
            "there is no key \"client\"",
            "\"client_id\"",
        ),
        (
            Method::POST,
            "keys/github/rotate",
            json!({}),
            404,
            "github has no signing keys, because it issues no id_tokens",
            "a provider that does",
        ),
        (
            Method::POST,
            "keys/gogle/rotate",
            json!({}),
            404,
            "no provider is called \"gogle\"",
            "\"google\", \"github\"",
        ),
        (
            Method::GET,
            "journal/flows?outcome=done",
            json!({}),
            422,
            "outcome is \"done\"",
            "one of open, code-issued, denied, refused, exchanged",
        ),
        (
            Method::GET,
            "journal/har?secrets=yes",
            json!({}),
            422,
            "secrets is \"yes\"",
            "0 or 1",
        ),
        (
            Method::PUT,
            "clock",
            json!({}),
            405,
            "/_mock/api/clock cannot be asked with PUT",
            "another method",
        ),
    ];
    for (method, path, body, status, found, expected) in cases {
        let response = call(&provider, method, path, Some(body)).await;
        assert_eq!(response.status(), status, "{path}");
        let answer = crate::setup::json(response).await;
        assert_eq!(answer["found"], found, "{path}");
        let begins = answer["expected"]
            .as_str()
            .is_some_and(|text| text.starts_with(expected));
        assert!(begins, "{path}: {answer}");
        assert!(
            answer["hint"].as_str().is_some_and(|hint| hint.len() > 10),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn the_clock_is_moved_frozen_and_set_running_over_http() {
    let provider = start().await;
    let post = async |path: &str, body: Value| call(&provider, Method::POST, path, Some(body)).await;
    let answer = crate::setup::json(post("clock/advance", json!({"seconds": 90})).await).await;
    assert_eq!(answer, json!({"now": "2026-01-31T12:01:30Z", "frozen": true}));
    post("clock", json!({"seconds": 30})).await;
    assert_eq!(get(&provider, "clock").await["now"], "2026-01-31T12:02:00Z");
    let later = json!({"now": "2026-03-01T00:00:00Z"});
    assert_eq!(
        crate::setup::json(post("clock", later).await).await["now"],
        "2026-03-01T00:00:00Z"
    );

    let refused = post("clock", json!({"now": "2026-02-01T00:00:00Z"})).await;
    assert_eq!(refused.status(), 409);
    let refused = crate::setup::json(refused).await;
    assert_eq!(
        refused["found"],
        "the clock was to be set to 2026-02-01T00:00:00Z"
    );
    assert_eq!(provider.clock().now().to_string(), "2026-03-01T00:00:00Z");

    assert_eq!(
        crate::setup::json(post("clock", json!({"frozen": false})).await).await["frozen"],
        false
    );
    assert!(!provider.clock().reading().frozen);
    post("clock", json!({"frozen": true})).await;
    let stands = provider.clock().now();
    assert!(stands >= "2026-03-01T00:00:00Z".parse().expect("a time"));
    assert_eq!(provider.clock().now(), stands);
}

#[tokio::test]
async fn keys_are_published_rotated_and_retired_over_http() {
    let provider = start().await;
    let kids = async || -> Vec<(String, String)> {
        let keys = get(&provider, "keys/google").await;
        let text = |key: &Value, name: &str| key[name].as_str().expect("text").to_owned();
        keys.as_array()
            .expect("a list")
            .iter()
            .map(|key| (text(key, "kid"), text(key, "state")))
            .collect()
    };
    let before = kids().await;
    let rotated = call(&provider, Method::POST, "keys/google/rotate", None).await;
    assert_eq!(crate::setup::json(rotated).await["kid"], before[1].0);
    let made = call(&provider, Method::POST, "keys/google/publish", None).await;
    assert_eq!(made.status(), 201);
    let made = crate::setup::json(made).await;
    assert_eq!(
        (&made["state"], &made["generated"]),
        (&json!("next"), &json!(true))
    );
    let retired = call(
        &provider,
        Method::DELETE,
        &format!("keys/google/{}", before[0].0),
        None,
    )
    .await;
    assert_eq!(retired.status(), 204);
    let after = kids().await;
    assert_eq!(after[0], (before[1].0.clone(), "current".to_owned()));
    assert_eq!(
        (after.len(), &after[1].0),
        (2, &made["kid"].as_str().expect("text").to_owned())
    );
    let unknown = call(&provider, Method::DELETE, "keys/google/none", None).await;
    assert_eq!(unknown.status(), 404);
    let all = get(&provider, "keys").await;
    let google = all
        .as_array()
        .expect("a list")
        .iter()
        .filter(|key| key["provider"] == "google");
    assert_eq!(google.count(), 2);
}

#[tokio::test]
async fn flows_are_found_by_how_far_they_came_and_say_what_went_wrong_first() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    app.tokens(&browser, "alice", &[]).await;
    let code = app.code(&browser, "alice", &[]).await;
    app.token(&code, &[("client_secret", "wrong")]).await;
    app.token(&code, &[("code_verifier", "wrong")]).await;
    let exchanged = get(&provider, "journal/flows?outcome=exchanged").await;
    assert_eq!(exchanged.as_array().map(Vec::len), Some(1));
    assert!(exchanged[0].get("problem").is_none(), "{exchanged}");
    let refused = get(&provider, "journal/flows?refused=true").await;
    assert_eq!(refused.as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&refused[0]["outcome"], &refused[0]["id"]),
        (&json!("code-issued"), &json!(2))
    );
    let exchanges = get(&provider, "journal/exchanges?refused=true&flow=2").await;
    assert_eq!(exchanges.as_array().map(Vec::len), Some(2));
    assert_eq!(refused[0]["problem"], exchanges[0]["refusal"]);
    assert!(exchanges[0]["refusal"]["hint"].is_string());
}

#[tokio::test]
async fn a_page_of_another_origin_cannot_steer_the_provider() {
    let provider = start().await;
    let url = provider.url().join("/_mock/api/reset").expect("a URL");
    let own = provider.url().origin().ascii_serialization();
    for (origin, status) in [("https://evil.test", 403), ("null", 403), (own.as_str(), 204)] {
        let request = reqwest::Client::new().post(url.clone()).header("origin", origin);
        assert_eq!(
            request.send().await.expect("an answer").status(),
            status,
            "{origin}"
        );
    }
}

#[tokio::test]
async fn a_configured_fault_is_armed_from_the_start_and_after_a_reset() {
    let text =
        "[[faults]]\nname = \"no-iss\"\nchange = { authorization_response = { remove = [\"iss\"] } }\n";
    let mut config = mock_provider::config::Config::default();
    config.faults = mock_provider::config::Config::from_toml(text, "mine.toml")
        .expect("valid")
        .faults;
    let provider = crate::setup::start_with(config).await;
    for _ in 0..2 {
        provider.put_client(crate::setup::client(Provider::GitHub));
        let app = App::new(&provider, Provider::GitHub);
        let response = app.sign_in(&Browser::new(&provider, "b-1"), "alice", &[]).await;
        assert_eq!(value(&response, "iss"), None);
        provider.reset();
    }
}
