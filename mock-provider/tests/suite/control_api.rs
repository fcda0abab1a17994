//! The control API under `/_mock/api/`.

use mock_provider::{MockProvider, Provider};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, client_id, start, value},
};

async fn call(provider: &MockProvider, method: Method, path: &str, body: Option<Value>) -> Response {
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

async fn get(provider: &MockProvider, path: &str) -> Value {
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
            answer["error"]
                .as_str()
                .is_some_and(|error| error.contains(words)),
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
async fn the_clock_moves_over_http() {
    let provider = start().await;
    let before = provider.clock().now_seconds();
    let response = call(
        &provider,
        Method::POST,
        "clock/advance",
        Some(json!({"seconds": 90})),
    )
    .await;
    assert_eq!(crate::setup::json(response).await["now"], "2026-01-31T12:01:30Z");
    assert_eq!(provider.clock().now_seconds(), before + 90);
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
