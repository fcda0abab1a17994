//! Authorization requests and responses in every form.

use mock_provider::protocol::at_hash::at_hash;

use crate::{
    browser::Browser,
    providers::OIDC,
    setup::{App, claims, fragment, query, start, value},
};

/// OIDC Core §3.2, §3.3: what is asked for is there, and tied together.
#[tokio::test]
async fn implicit_and_hybrid_responses_carry_what_was_asked_in_the_fragment() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    app.code(&browser, "alice", &[]).await;
    for response_type in [
        "id_token",
        "id_token token",
        "code id_token",
        "token code",
        "code id_token token",
    ] {
        let url = app.authorize_url(&[("response_type", response_type)]);
        let page = browser.go(&url).await;
        let response = fragment(page.left());
        for (word, parameter) in [
            ("code", "code"),
            ("id_token", "id_token"),
            ("token", "access_token"),
        ] {
            let wanted = response_type.split(' ').any(|asked| asked == word);
            assert_eq!(
                value(&response, parameter).is_some(),
                wanted,
                "{response_type} {parameter}"
            );
        }
        assert_eq!(value(&response, "iss"), Some(provider.issuer(OIDC).as_str()));
        let Some(id_token) = value(&response, "id_token") else {
            continue;
        };
        let id_token = claims(id_token);
        assert_eq!(id_token["nonce"], "n-1");
        assert_eq!(
            id_token["c_hash"].as_str(),
            value(&response, "code").map(at_hash).as_deref()
        );
        assert_eq!(
            id_token["at_hash"].as_str(),
            value(&response, "access_token").map(at_hash).as_deref()
        );
        // Without an access token there is no UserInfo to ask.
        assert_eq!(
            id_token.get("email").is_some(),
            response_type == "id_token",
            "{response_type}"
        );
    }
}

#[tokio::test]
async fn a_form_post_response_carries_the_same() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    app.code(&browser, "alice", &[]).await;
    let page = browser
        .go(&app.authorize_url(&[("response_mode", "form_post")]))
        .await;
    let (action, fields) = page.posted();
    assert_eq!(action, crate::setup::REDIRECT_URI);
    assert_eq!(crate::setup::names(&fields), ["code", "state", "iss"]);
}

/// OIDC Core §3.1.2.1: GET and POST.
#[tokio::test]
async fn an_authorization_request_may_be_a_form() {
    let provider = start().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let url = app.authorize_url(&[]);
    let parameters = query(&url);
    let form: Vec<(&str, &str)> = parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let page = browser.post(&app.url("/authorize"), &form).await;
    let response = app.walk(&browser, page, "alice").await;
    assert!(value(&response, "code").is_some());
}
