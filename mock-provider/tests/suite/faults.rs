//! Deliberate deviations beyond the authorization response: what differs, for whom, and that nothing else does.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use mock_provider::{
    MockProvider, Provider,
    faults::{Change, Fault, Scope, Signature},
    journal::Filter,
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, SECRET, json as body, start, text},
};

/// Arms it for what bob does.
fn arm(provider: &MockProvider, change: Value) -> String {
    let change: Change = serde_json::from_value(change).expect("a change");
    provider.arm(Fault {
        name: "deviates".to_owned(),
        scope: Scope {
            persona: Some("bob".to_owned()),
            ..Scope::default()
        },
        times: None,
        change,
    })
}

async fn access_token(app: &App<'_>, persona: &str) -> String {
    let browser = Browser::new(app.provider, persona);
    let tokens = app.tokens(&browser, persona, &[]).await;
    text(&tokens, "access_token").to_owned()
}

/// The fault in the journal of the last request to `endpoint`.
fn noted(provider: &MockProvider, endpoint: &str) -> Option<String> {
    let filter = Filter {
        endpoint: Some(endpoint.to_owned()),
        ..Filter::default()
    };
    provider.journal().exchanges(&filter).pop()?.fault.clone()
}

#[tokio::test]
async fn what_an_api_says_differs_for_one_person_and_at_one_endpoint() {
    let provider = start().await;
    arm(
        &provider,
        json!({"api_answer": {"endpoint": "userinfo", "set": {"sub": "somebody-else"}, "remove": ["email"]}}),
    );
    arm(
        &provider,
        json!({"api_answer": {"endpoint": "user-emails", "body": "[]"}}),
    );
    let google = App::new(&provider, Provider::Google);
    for (persona, altered) in [("alice", false), ("bob", true)] {
        let token = access_token(&google, persona).await;
        let told = body(google.get("/v1/userinfo", &token).await).await;
        assert_eq!(told["sub"] == "somebody-else", altered, "{told}");
        assert_eq!(told.get("email").is_none(), altered, "{told}");
        assert!(told["name"].is_string(), "the rest stays");
        assert_eq!(
            noted(&provider, "userinfo"),
            altered.then(|| "deviates".to_owned())
        );
    }
    let github = App::new(&provider, Provider::GitHub);
    for (persona, altered) in [("alice", false), ("bob", true)] {
        let token = access_token(&github, persona).await;
        let emails = body(github.get("/api/user/emails", &token).await).await;
        assert_eq!(emails == json!([]), altered, "{emails}");
        assert!(body(github.get("/api/user", &token).await).await["id"].is_u64());
    }
}

#[tokio::test]
async fn an_answer_that_is_held_back_goes_out_when_its_fault_is_disarmed() {
    let provider = Arc::new(start().await);
    let id = arm(&provider, json!({"hold_answer": {"endpoint": "userinfo"}}));
    let token = {
        let app = App::new(&provider, Provider::Google);
        access_token(&app, "bob").await
    };
    let mut events = provider.journal().subscribe();
    let asking = tokio::spawn({
        let provider = Arc::clone(&provider);
        async move {
            let app = App::new(&provider, Provider::Google);
            app.get("/v1/userinfo", &token).await.status().as_u16()
        }
    });
    // It is in the journal before it is sent.
    let exchange = events.recv().await.expect("an exchange");
    assert_eq!(
        (exchange.endpoint.as_str(), exchange.fault.as_deref()),
        ("userinfo", Some("deviates"))
    );
    // Others are answered meanwhile, and nothing that somebody else disarms lets it out.
    let app = App::new(&provider, Provider::Google);
    let other = access_token(&app, "alice").await;
    assert_eq!(app.get("/v1/userinfo", &other).await.status().as_u16(), 200);
    provider.disarm("fault-of-nobody");
    assert!(!asking.is_finished());
    assert!(provider.disarm(&id));
    assert_eq!(asking.await.expect("answered"), 200);
}

#[tokio::test]
async fn a_redirect_of_the_token_endpoint_says_where_to() {
    let provider = start().await;
    let redirect = json!({"status": 307, "body": "", "location": "http://elsewhere.example/"});
    arm(&provider, json!({"token_answer": redirect}));
    let app = App::new(&provider, Provider::Google);
    let code = app.code(&Browser::new(&provider, "b-1"), "bob", &[]).await;
    let answer = app.token(&code, &[]).await;
    assert_eq!(answer.status().as_u16(), 307);
    assert_eq!(answer.headers()["location"], "http://elsewhere.example/");
}

async fn id_token(provider: &MockProvider) -> String {
    let app = App::new(provider, Provider::Google);
    let tokens = app.tokens(&Browser::new(provider, "b-1"), "bob", &[]).await;
    text(&tokens, "id_token").to_owned()
}

fn header(token: &str) -> Value {
    let part = token.split('.').next().expect("a header");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

/// Whether the published key of the token's name verifies it.
async fn verifies(provider: &MockProvider, token: &str) -> bool {
    let app = App::new(provider, Provider::Google);
    let jwks = body(app.get("/oauth2/v3/certs", "").await).await;
    let kid = decode_header(token).expect("a header").kid;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    let keys = jwks["keys"].as_array().expect("a list");
    keys.iter()
        .filter(|key| key["kid"].as_str() == kid.as_deref())
        .any(|key| {
            let key = DecodingKey::from_rsa_components(text(key, "n"), text(key, "e")).expect("a key");
            decode::<Value>(token, &key, &validation).is_ok()
        })
}

#[tokio::test]
async fn a_header_that_differs_is_signed_as_it_is() {
    let provider = start().await;
    arm(
        &provider,
        json!({"id_token_header": {"set": {"sub": "alice", "crit": ["exp"]}, "remove": ["typ"]}}),
    );
    let token = id_token(&provider).await;
    let header = header(&token);
    assert_eq!(
        (&header["sub"], &header["crit"], header.get("typ")),
        (&json!("alice"), &json!(["exp"]), None)
    );
    provider.arm(Fault {
        name: "other-key".to_owned(),
        scope: Scope::default(),
        times: None,
        change: Change::IdTokenSignature(Signature::OtherKey),
    });
    let other = id_token(&provider).await;
    assert_eq!(self::header(&other), header, "the header is that of both");
    assert_eq!(noted(&provider, "token").as_deref(), Some("deviates, other-key"));
}

#[tokio::test]
async fn one_token_is_signed_with_a_key_that_was_published_a_moment_ago() {
    let provider = start().await;
    arm(&provider, json!({"id_token_signature": "newest_key"}));
    let new = provider.publish_key(Provider::Google).expect("a key");
    let token = id_token(&provider).await;
    assert_eq!(header(&token)["kid"], new.kid);
    assert!(verifies(&provider, &token).await);
    let app = App::new(&provider, Provider::Google);
    let tokens = app.tokens(&Browser::new(&provider, "b-2"), "alice", &[]).await;
    let own = &provider.keys(Provider::Google)[0].kid;
    assert_eq!(
        &header(text(&tokens, "id_token"))["kid"],
        own,
        "everybody else's is not"
    );
}

#[tokio::test]
async fn a_token_is_signed_with_the_secret_of_the_client() {
    let provider = start().await;
    arm(&provider, json!({"id_token_signature": "client_secret"}));
    let token = id_token(&provider).await;
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    let key = |secret: &str| DecodingKey::from_secret(secret.as_bytes());
    assert!(decode::<Value>(&token, &key(SECRET), &validation).is_ok());
    assert!(decode::<Value>(&token, &key("another"), &validation).is_err());
}
