//! Whatever is asked, the authorization rules do not panic, and an error that reaches an application is one that
//! the specifications know.

use mock_provider::{MockProvider, config::Config};
use proptest::prelude::*;

use crate::{
    providers::{every, facts},
    setup::{REDIRECT_URI, client, client_id, frozen, query, value},
};

/// RFC 6749 §4.1.2.1, OIDC Core §3.1.2.6.
const KNOWN: &[&str] = &[
    "invalid_request",
    "unauthorized_client",
    "access_denied",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
    // Microsoft's, for scopes that do not exist.
    "invalid_client",
    "invalid_resource",
    "request_uri_not_supported",
    "request_not_supported",
    "registration_not_supported",
];

fn parameter() -> impl Strategy<Value = (String, String)> {
    let name = prop_oneof![
        3 => prop::sample::select(vec!["client_id", "redirect_uri", "response_type", "scope", "state", "nonce",
            "prompt", "login_hint", "login", "code_challenge", "code_challenge_method", "access_type"])
            .prop_map(ToOwned::to_owned),
        1 => ".{0,8}",
    ];
    let text = prop_oneof![
        2 => prop::sample::select(vec!["code", "openid", "user:email", "none", "consent none", "S256", "plain", "",
            "http://localhost:3000/callback/x", "http://localhost:3000/callback\n", "offline", "\u{0}"])
            .prop_map(ToOwned::to_owned),
        1 => ".{0,60}",
    ];
    (name, text)
}

#[test]
fn any_authorization_request_gets_a_page_or_a_known_error() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let provider = runtime.block_on(async {
        let builder = MockProvider::builder()
            .config(Config::default())
            .seed(1)
            .clock(frozen())
            .port(0);
        let provider = builder.start().await.expect("starts");
        for kind in every() {
            provider.put_client(client(kind));
        }
        provider
    });
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    let requests = (
        prop::sample::select(every().collect::<Vec<_>>()),
        prop::bool::ANY,
        prop::collection::vec(parameter(), 0..6),
    );
    let config = ProptestConfig {
        cases: 900,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |((kind, known_client, extra) in requests)| {
        let path = facts(kind).authorize;
        let mut parameters = extra;
        if known_client {
            parameters.retain(|(name, _)| name != "client_id" && name != "redirect_uri");
            parameters.push(("client_id".to_owned(), client_id(kind).to_owned()));
            parameters.push(("redirect_uri".to_owned(), REDIRECT_URI.to_owned()));
            for (name, value) in facts(kind).also.iter().filter(|(name, _)| *name != "response_mode") {
                parameters.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        let url = url::Url::parse_with_params(&(provider.base_str(kind) + path), &parameters).expect("a URL");
        let response = runtime.block_on(http.get(url).send()).expect("an answer");
        let status = response.status().as_u16();
        prop_assert!(matches!(status, 302 | 400 | 401 | 403 | 404), "{status}");
        if status == 302 {
            let location = response.headers()["location"].to_str().expect("ASCII").to_owned();
            if !location.starts_with('/') {
                prop_assert!(location.starts_with(REDIRECT_URI), "{location}");
                let answer = query(&location);
                let error = value(&answer, "error").expect("nobody is signed in, so only errors leave");
                prop_assert!(KNOWN.contains(&error), "{error}");
            }
        }
    });
}
