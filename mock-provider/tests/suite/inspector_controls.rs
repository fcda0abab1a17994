//! The pages that change something: faults, clock, keys, reset.

use mock_provider::{Provider, config::Client, journal::Filter};

use crate::{
    browser::Browser,
    inspector_pages::{inspect, post},
    setup::{App, NOW, start, value},
};

#[tokio::test]
async fn a_ready_fault_is_armed_tells_itself_fires_and_is_disarmed() {
    let provider = start().await;
    let form = [
        ("action", "arm"),
        ("ready", "state-missing"),
        ("provider", "google"),
        ("persona", "alice"),
    ];
    assert_eq!(post(&provider, "_mock/faults", &form).await.0, 303);
    let page = inspect(&provider, "_mock/faults").await.html;
    assert!(
        page.contains("In the authorization response, state is missing."),
        "{page}"
    );
    assert!(
        page.contains("It concerns Google, the person alice only."),
        "{page}"
    );
    assert!(
        inspect(&provider, "_mock/keys")
            .await
            .html
            .contains("class=\"banner\""),
        "on every page"
    );

    let app = App::new(&provider, Provider::Google);
    let answer = app.sign_in(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    assert_eq!(value(&answer, "state"), None);
    let flows = inspect(&provider, "_mock/").await.html;
    assert!(
        flows.contains("mark weak\">fault</span> state-missing"),
        "{flows}"
    );

    let id = page.split_once("name=\"id\" value=\"").expect("an id").1;
    let id = id.split('"').next().expect("its end").to_owned();
    assert_eq!(
        post(&provider, "_mock/faults", &[("action", "disarm"), ("id", &id)])
            .await
            .0,
        303
    );
    let (status, again) = post(&provider, "_mock/faults", &[("action", "disarm"), ("id", &id)]).await;
    assert!(status == 422 && again.contains("role=\"alert\""));
    assert!(
        !inspect(&provider, "_mock/")
            .await
            .html
            .contains("class=\"banner\"")
    );
}

#[tokio::test]
async fn a_fault_of_ones_own_is_armed_and_a_bad_one_is_told_and_kept_in_the_form() {
    let provider = start().await;
    let bad = [
        ("action", "arm"),
        ("ready", ""),
        ("name", "mine"),
        ("kind", "id_token"),
        ("set", "exp"),
    ];
    let (status, page) = post(&provider, "_mock/faults", &bad).await;
    assert!(
        status == 422 && page.contains("role=\"alert\"") && page.contains("value=\"mine\""),
        "{page}"
    );
    assert_eq!(provider_faults(&provider).await, 0);
    let good = [
        ("action", "arm"),
        ("ready", ""),
        ("name", "mine"),
        ("kind", "id_token"),
        ("set", "exp=1\r\nname=Eve"),
        ("remove", "nonce"),
        ("times", "2"),
    ];
    assert_eq!(post(&provider, "_mock/faults", &good).await.0, 303);
    let page = inspect(&provider, "_mock/faults").await.html;
    let says = "In the id_token, exp is 1, name is &#34;Eve&#34;, nonce is missing. It concerns everybody. It fires 2 more times.";
    assert!(page.contains(says), "{page}");
    assert_eq!(
        post(&provider, "_mock/faults", &[("action", "clear")]).await.0,
        303
    );
    assert_eq!(provider_faults(&provider).await, 0);
}

async fn provider_faults(provider: &mock_provider::MockProvider) -> usize {
    let page = inspect(provider, "_mock/faults").await;
    page.html.matches("aria-label=\"Disarm").count()
}

#[tokio::test]
async fn the_clock_is_moved_frozen_and_jumps_past_the_newest_token() {
    let provider = start().await;
    let now = || provider.clock().now_seconds();
    assert_eq!(
        post(
            &provider,
            "_mock/clock",
            &[("action", "advance"), ("seconds", "3600")]
        )
        .await
        .0,
        303
    );
    assert_eq!(now(), NOW + 3_600);
    for bad in [("action", "advance"), ("action", "expiry"), ("action", "back")] {
        let (status, page) = post(&provider, "_mock/clock", &[bad]).await;
        assert!(status == 422 && page.contains("role=\"alert\""), "{bad:?}");
    }
    assert_eq!(now(), NOW + 3_600);
    let app = App::new(&provider, Provider::Google);
    let tokens = app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let token = tokens["access_token"].as_str().expect("a token");
    assert!(
        inspect(&provider, "_mock/clock")
            .await
            .html
            .contains("that of alice at Google")
    );
    assert_eq!(
        post(&provider, "_mock/clock", &[("action", "expiry")]).await.0,
        303
    );
    assert_eq!(now(), NOW + 3_600 + 3_599 + 1);
    assert_eq!(app.get("/v1/userinfo", token).await.status(), 401, "it is dead");
    assert_eq!(
        post(&provider, "_mock/clock", &[("action", "unfreeze")]).await.0,
        303
    );
    assert!(!provider.clock().reading().frozen);
    assert_eq!(
        post(&provider, "_mock/clock", &[("action", "freeze")]).await.0,
        303
    );
    assert!(provider.clock().reading().frozen);
}

#[tokio::test]
async fn keys_are_rotated_published_and_retired() {
    let provider = start().await;
    let kids = || {
        provider
            .keys(Provider::Google)
            .into_iter()
            .map(|key| key.kid)
            .collect::<Vec<_>>()
    };
    let before = kids();
    let act = |action| [("action", action), ("provider", "google")];
    assert_eq!(post(&provider, "_mock/keys", &act("rotate")).await.0, 303);
    assert_eq!(kids()[0], before[1]);
    assert_eq!(post(&provider, "_mock/keys", &act("publish")).await.0, 303);
    assert_eq!(kids().len(), 3);
    let retire = [
        ("action", "retire"),
        ("provider", "google"),
        ("kid", before[0].as_str()),
    ];
    assert_eq!(post(&provider, "_mock/keys", &retire).await.0, 303);
    assert!(!kids().contains(&before[0]));
    assert_eq!(post(&provider, "_mock/keys", &retire).await.0, 422, "it is gone");
    let none = [("action", "rotate"), ("provider", "github")];
    let (status, page) = post(&provider, "_mock/keys", &none).await;
    assert!(status == 422 && page.contains("issues no id_tokens"), "{page}");
    let page = inspect(&provider, "_mock/keys").await.html;
    assert!(kids().iter().all(|kid| page.contains(kid)));
}

#[tokio::test]
async fn people_and_clients_are_listed_and_a_reset_brings_back_the_configuration() {
    let provider = start().await;
    provider.put_client(Client::new(Provider::Google, "added-since"));
    let app = App::new(&provider, Provider::Google);
    app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let page = inspect(&provider, "_mock/people").await.html;
    assert!(
        page.contains("added-since") && page.contains("alice.archer@gmail.com"),
        "{page}"
    );
    assert_eq!(post(&provider, "_mock/reset", &[]).await.0, 303);
    assert!(
        !inspect(&provider, "_mock/people")
            .await
            .html
            .contains("added-since")
    );
    assert!(provider.journal().flows(&Filter::default()).is_empty());
}
