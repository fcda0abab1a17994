//! Facebook's Limited Login: an id_token, and nothing that the Graph API would take.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use mock_provider::{MintOrder, Provider};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, NOW, claims, client_id, fragment, json, names, start, text, value},
};

const JWKS: &str = "/.well-known/oauth/openid/jwks/";
const LIMITED: [(&str, &str); 2] = [("response_type", "id_token"), ("scope", "openid email")];

#[tokio::test]
async fn facebook_limited_login_issues_an_rs256_id_token_and_says_nothing_of_the_address() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Facebook),
        Browser::new(&provider, "b-1"),
    );
    let page = browser.go(&app.authorize_url(&LIMITED)).await;
    let page = browser.submit(&page, &[("identifier", "alice")]).await;
    let left = browser.submit(&page, &[("decision", "approve")]).await;
    let response = fragment(left.left());
    assert_eq!(names(&response), ["id_token", "state"]);
    let id_token = value(&response, "id_token").expect("an id_token");

    let keys = json(app.get(JWKS, "").await).await;
    let header = decode_header(id_token).expect("a header");
    assert_eq!(header.alg, Algorithm::RS256);
    let key = keys["keys"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|key| key["kid"].as_str() == header.kid.as_deref())
        .expect("published");
    let key = DecodingKey::from_rsa_components(text(key, "n"), text(key, "e")).expect("a key");
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.set_audience(&[client_id(Provider::Facebook)]);
    let claims = decode::<Value>(id_token, &key, &validation)
        .expect("verifies")
        .claims;
    // On the TLS listener this is https://www.facebook.com.
    assert_eq!(text(&claims, "iss"), app.url(""));
    assert_eq!(
        (&claims["iat"], &claims["exp"], text(&claims, "nonce")),
        (&json!(NOW), &json!(NOW + 3_600), "n-1")
    );
    assert_eq!(text(&claims, "email"), "alice.archer@gmail.com");
    assert_eq!(claims.get("email_verified"), None);

    // The person has the id by which the app knows them in the Graph API.
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let profile = app.profile(text(&tokens, "access_token")).await;
    assert_eq!(claims["sub"], profile["id"]);
}

#[tokio::test]
async fn facebook_issues_no_id_token_anywhere_else() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Facebook),
        Browser::new(&provider, "b-1"),
    );
    let tokens = app.tokens(&browser, "alice", &[("scope", "openid email")]).await;
    let members: Vec<&String> = tokens.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["access_token", "token_type", "expires_in"]);
    let mut order = MintOrder::new(Provider::Facebook, client_id(Provider::Facebook), "alice");
    assert_eq!(
        provider
            .mint(order.clone())
            .expect("minted")
            .response
            .get("id_token"),
        None
    );
    order.claims.insert("email_verified".to_owned(), json!(true));
    let refusal = provider.mint(order).expect_err("nothing to put them into");
    assert_eq!(refusal.rule, "id-token-due");
}

#[tokio::test]
async fn facebook_limited_login_needs_openid_and_a_nonce_and_has_no_other_response_type() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Facebook),
        Browser::new(&provider, "b-1"),
    );
    for (changes, error) in [
        ([("scope", "email"), ("nonce", "n")], "invalid_scope"),
        ([("scope", "openid"), ("nonce", "")], "invalid_request"),
        (
            [("response_type", "code id_token"), ("scope", "openid")],
            "unsupported_response_type",
        ),
        (
            [("response_type", "id_token token"), ("scope", "openid")],
            "unsupported_response_type",
        ),
        (
            [("response_type", "none"), ("scope", "openid")],
            "unsupported_response_type",
        ),
    ] {
        let mut asked = vec![LIMITED[0]];
        asked.extend(changes);
        let page = browser.go(&app.authorize_url(&asked)).await;
        assert_eq!(page.error(), (400, error), "{changes:?}");
    }
}

#[tokio::test]
async fn facebook_limited_login_tells_another_app_another_sub() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Facebook),
        Browser::new(&provider, "b-1"),
    );
    provider.put_client(mock_provider::config::Client {
        client_id: "77".to_owned(),
        ..crate::setup::client(Provider::Facebook)
    });
    let mut subs = Vec::new();
    for id in [client_id(Provider::Facebook), "77"] {
        let mut asked = LIMITED.to_vec();
        asked.push(("client_id", id));
        let response = app.sign_in(&browser, "alice", &asked).await;
        let claims = claims(value(&response, "id_token").expect("an id_token"));
        assert_eq!(text(&claims, "aud"), id);
        subs.push(claims["sub"].clone());
    }
    assert_ne!(subs[0], subs[1]);
}
