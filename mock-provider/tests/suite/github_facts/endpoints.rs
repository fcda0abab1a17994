//! Where GitHub serves what (fact sheet 2.1).

use mock_provider::{Provider, journal::Filter};
use serde_json::json;

use super::pair;
use crate::{
    setup::{json, start},
    virtual_hosts,
};

const WEB: &str = "github.com";
const API: &str = "api.github.com";

/// Method, host, path, and the journal's word for what is there.
const URLS: &[(&str, &str, &str, &str)] = &[
    ("GET", WEB, "/login/oauth/authorize", "authorize"),
    ("POST", WEB, "/login/oauth/access_token", "token"),
    ("POST", WEB, "/login/device/code", "device-code"),
    ("GET", WEB, "/login/device", "device"),
    (
        "GET",
        WEB,
        "/.well-known/oauth-authorization-server/login/oauth",
        "discovery",
    ),
    (
        "GET",
        WEB,
        "/login/oauth/.well-known/openid-configuration",
        "discovery",
    ),
    ("GET", API, "/user", "user"),
    ("GET", API, "/user/583231", "user-by-id"),
    ("GET", API, "/user/emails", "user-emails"),
    ("GET", API, "/user/public_emails", "user-public-emails"),
    ("GET", API, "/user/orgs", "user-orgs"),
    ("GET", API, "/user/teams", "user-teams"),
    ("GET", API, "/user/memberships/orgs", "user-memberships"),
    ("POST", API, "/applications/x/token", "app-token"),
    ("PATCH", API, "/applications/x/token", "app-token"),
    ("DELETE", API, "/applications/x/token", "app-token"),
    ("DELETE", API, "/applications/x/grant", "app-grant"),
    ("POST", API, "/applications/x/token/scoped", "scoped-token"),
    ("POST", API, "/credentials/revoke", "revoke-credentials"),
];

#[tokio::test]
async fn every_url_of_github_is_served_by_its_host_and_programs_find_it_at_no_other() {
    let provider = virtual_hosts::start().await;
    let port = provider.tls_addr().expect("TLS").port();
    let client = virtual_hosts::resolving(&provider).build().expect("a client");
    for (method, host, path, word) in URLS {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        for asked in [WEB, API] {
            let url = format!("https://{asked}:{port}{path}");
            let sent = client.request(method.clone(), url).send().await;
            let status = sent.expect("an answer").status().as_u16();
            let last = provider.journal().exchanges(&Filter::default()).pop();
            let endpoint = last.expect("recorded").endpoint;
            if asked == *host {
                assert_eq!(
                    (endpoint.as_str(), status == 405),
                    (*word, false),
                    "{asked}{path}"
                );
            } else {
                assert_eq!((endpoint.as_str(), status), ("unknown", 404), "{asked}{path}");
            }
        }
    }
}

#[tokio::test]
async fn the_metadata_says_exactly_what_githubs_says() {
    let provider = start().await;
    let (app, _) = pair(&provider);
    let base = provider.base_str(Provider::GitHub);
    let url = |path: &str| json!(format!("{base}{path}"));
    // Nothing of registration, of id_tokens, or of the iss parameter.
    let expected = json!({
        "issuer": url("/login/oauth"),
        "authorization_endpoint": url("/login/oauth/authorize"),
        "token_endpoint": url("/login/oauth/access_token"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
    });
    for path in [
        "/.well-known/oauth-authorization-server/login/oauth",
        "/login/oauth/.well-known/openid-configuration",
    ] {
        assert_eq!(json(app.get(path, "").await).await, expected, "{path}");
    }
}

#[tokio::test]
async fn every_answer_names_its_request() {
    let provider = start().await;
    let (app, _) = pair(&provider);
    let mut seen = Vec::new();
    for path in ["/api/user", "/login", "/login/oauth/authorize", "/no/such/path"] {
        let response = app.get(path, "x").await;
        let id = response.headers()["x-github-request-id"]
            .to_str()
            .expect("ASCII")
            .to_owned();
        let parts: Vec<usize> = id.split(':').map(str::len).collect();
        assert_eq!(parts, [4, 6, 6, 6, 8], "{id}");
        assert!(
            id.bytes()
                .all(|b| b == b':' || b.is_ascii_digit() || b.is_ascii_uppercase()),
            "{id}"
        );
        assert!(!seen.contains(&id), "{id}");
        seen.push(id);
    }
}
