//! How the providers tell an app who somebody is: the id, and the address.

use mock_provider::{
    MockProvider, Provider,
    Provider::{Apple, Facebook, GitHub, Google, Microsoft, Notion, X},
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    providers::{OIDC, every},
    setup::{App, json as body, start, text},
};

/// The token response of an ordinary sign-in.
async fn usual(provider: &MockProvider, kind: Provider) -> Value {
    let app = App::new(provider, kind);
    app.tokens(&Browser::new(provider, "b-1"), "alice", &[]).await
}

#[tokio::test]
async fn each_provider_names_a_person_in_its_own_way() {
    let provider = start().await;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    for kind in every() {
        let tokens = usual(&provider, kind).await;
        let about = App::new(&provider, kind).about(&tokens).await;
        let right = match kind {
            Google => about["sub"]
                .as_str()
                .is_some_and(|sub| sub.len() == 21 && digits(sub)),
            GitHub => about["id"].is_u64(),
            Facebook => about["id"].as_str().is_some_and(digits),
            X => about["data"]["id"].as_str().is_some_and(digits),
            Notion => about["bot"]["owner"]["user"]["id"]
                .as_str()
                .is_some_and(|id| id.len() == 36),
            Microsoft => about["sub"].as_str().is_some_and(|sub| sub.len() == 43),
            Apple => about["sub"]
                .as_str()
                .is_some_and(|sub| sub.split('.').map(str::len).eq([6, 32, 4])),
            Provider::Oidc(_) => about["sub"].is_string(),
        };
        assert!(right, "{kind} {about}");
    }
}

#[tokio::test]
async fn the_address_is_where_the_provider_keeps_it() {
    let provider = start().await;
    let address = "alice.archer@gmail.com";
    for (kind, pointer, verified) in [
        (Google, "/email", Some("/email_verified")),
        (Facebook, "/email", None),
        (Notion, "/bot/owner/user/person/email", None),
        (Microsoft, "/email", None),
        (Apple, "/email", Some("/email_verified")),
        (OIDC, "/email", Some("/email_verified")),
    ] {
        let tokens = usual(&provider, kind).await;
        let about = App::new(&provider, kind).about(&tokens).await;
        assert_eq!(about.pointer(pointer), Some(&json!(address)), "{kind} {about}");
        let flag = about.to_string().contains("verified");
        assert_eq!(flag, verified.is_some(), "{kind} {about}");
        if let Some(verified) = verified {
            assert_eq!(about.pointer(verified), Some(&json!(true)), "{kind} {about}");
        }
    }
    let tokens = usual(&provider, GitHub).await;
    let github = App::new(&provider, GitHub);
    let emails = body(
        github
            .get("/api/user/emails", text(&tokens, "access_token"))
            .await,
    )
    .await;
    assert_eq!(
        (&emails[0]["email"], &emails[0]["primary"], &emails[0]["verified"]),
        (&json!(address), &json!(true), &json!(true))
    );
}
