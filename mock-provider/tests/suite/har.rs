//! The journal as a HAR file.

use mock_provider::{
    MockProvider, Provider,
    faults::{Change, Fault, Scope},
};
use serde_json::Value;

use crate::{
    browser::Browser,
    control_api::get,
    setup::{App, SECRET, VERIFIER, start, text},
};

/// A sign-in with each provider, a refused exchange, and everything that may be a credential on the way.
async fn traffic(provider: &MockProvider) -> Vec<String> {
    let mut secrets = vec![
        SECRET.to_owned(),
        VERIFIER.to_owned(),
        "long-browser-name".to_owned(),
    ];
    // A page that shows the whole redirect.
    provider.arm(Fault {
        name: "held".to_owned(),
        scope: Scope {
            persona: Some("bob".to_owned()),
            ..Scope::default()
        },
        times: None,
        change: Change::HoldAuthorizationResponse,
    });
    for kind in [Provider::Google, Provider::GitHub] {
        let (app, browser) = (
            App::new(provider, kind),
            Browser::new(provider, "long-browser-name"),
        );
        let tokens = app.tokens(&browser, "alice", &[("access_type", "offline")]).await;
        let access_token = text(&tokens, "access_token");
        app.profile(access_token).await;
        for name in ["access_token", "refresh_token", "id_token"] {
            secrets.extend(tokens[name].as_str().map(ToOwned::to_owned));
        }
        let code = app.code(&browser, "alice", &[]).await;
        app.token(&code, &[("client_secret", "not the right one")]).await;
        secrets.extend([code, "not the right one".to_owned()]);
        let other = Browser::new(provider, "another-browser-name");
        let page = other.go(&app.authorize_url(&[])).await;
        let page = other.submit(&page, &[("identifier", "bob")]).await;
        if page.html().contains("mock-approve") {
            other.submit(&page, &[("decision", "approve")]).await;
        }
    }
    secrets
}

#[tokio::test]
async fn no_credential_is_left_in_an_archive_unless_asked_for() {
    let provider = start().await;
    let secrets = traffic(&provider).await;
    let written = |secret: &str| -> Vec<String> {
        let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        vec![secret.to_owned(), form]
    };
    let redacted = get(&provider, "journal/har").await.to_string();
    let shown = get(&provider, "journal/har?secrets=1").await.to_string();
    for secret in &secrets {
        for form in written(secret) {
            assert!(!redacted.contains(&form), "{form} is left in the archive");
        }
        assert!(
            written(secret).iter().any(|form| shown.contains(form)),
            "{secret} was never there"
        );
    }
    // What is none stays.
    for word in ["alice.archer", "st%2Fate", "code_challenge", "openid"] {
        assert!(redacted.contains(word) && shown.contains(word), "{word}");
    }
}

#[tokio::test]
async fn an_archive_is_har_1_2_with_a_page_for_each_flow_and_the_reason_of_each_refusal() {
    let provider = start().await;
    traffic(&provider).await;
    let archive = get(&provider, "journal/har").await;
    let read = har::from_slice(archive.to_string().as_bytes()).expect("a HAR document");
    let har::Spec::V1_2(log) = read.log else {
        panic!("another version")
    };
    assert_eq!(
        log.entries.len(),
        provider.journal().exchanges(&Default::default()).len()
    );
    let flows = provider.journal().flows(&Default::default());
    assert_eq!(log.pages.expect("pages").len(), flows.len());

    let entries = archive["log"]["entries"].as_array().expect("a list");
    let refused: Vec<&Value> = entries
        .iter()
        .filter(|entry| {
            entry["comment"]
                .as_str()
                .is_some_and(|comment| comment.starts_with("refused by"))
        })
        .collect();
    assert_eq!(refused.len(), 2, "one for each provider");
    let comment = text(refused[0], "comment");
    assert!(
        comment.contains("expected") && comment.contains("hint: "),
        "{comment}"
    );
    let form = refused[0]["request"]["postData"]["params"]
        .as_array()
        .expect("a list");
    let secret = form
        .iter()
        .find(|pair| pair["name"] == "client_secret")
        .expect("a parameter");
    assert_eq!(secret["value"], "REDACTED");
    assert_eq!(refused[0]["response"]["status"], 401);
    let redirect = entries.iter().find_map(|entry| {
        let url = text(&entry["response"], "redirectURL");
        url.starts_with(crate::setup::REDIRECT_URI)
            .then(|| url.to_owned())
    });
    assert!(redirect.is_some_and(|url| url.contains("code=REDACTED") && url.contains("state=st")));

    let filtered = get(&provider, "journal/har?provider=github&endpoint=token").await;
    let urls: Vec<&str> = filtered["log"]["entries"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| text(&entry["request"], "url"))
        .collect();
    assert!(
        urls.len() == 2
            && urls
                .iter()
                .all(|url| url.ends_with("/github/login/oauth/access_token")),
        "{urls:?}"
    );
}
