//! Every host of the real providers that an app's requests go to, and what answers there.

use mock_provider::{Provider, journal::Filter};
use serde_json::Value;

use crate::{
    browser::Browser,
    setup::{App, claims, client, fragment, text, value},
    virtual_hosts::{resolving, start},
};

/// Host, path, status, and the word in the journal for what answered.
const HOSTS: &[(&str, &str, u16, &str)] = &[
    (
        "accounts.google.com",
        "/.well-known/openid-configuration",
        200,
        "discovery",
    ),
    ("oauth2.googleapis.com", "/tokeninfo", 400, "tokeninfo"),
    ("www.googleapis.com", "/oauth2/v3/certs", 200, "jwks"),
    ("openidconnect.googleapis.com", "/v1/userinfo", 401, "userinfo"),
    ("www.google.com", "/device", 200, "device"),
    ("github.com", "/login/oauth/authorize", 404, "authorize"),
    ("api.github.com", "/user", 401, "user"),
    ("www.facebook.com", "/v24.0/dialog/oauth", 400, "authorize"),
    ("facebook.com", "/dialog/oauth", 400, "authorize"),
    ("graph.facebook.com", "/v24.0/me", 400, "me"),
    ("graph.facebook.com", "/debug_token", 400, "debug-token"),
    (
        "limited.facebook.com",
        "/.well-known/oauth/openid/jwks/",
        200,
        "jwks",
    ),
    ("x.com", "/i/oauth2/authorize", 400, "authorize"),
    ("twitter.com", "/i/oauth2/authorize", 400, "authorize"),
    ("api.x.com", "/2/users/me", 401, "users-me"),
    ("api.twitter.com", "/2/users/me", 401, "users-me"),
    ("api.notion.com", "/v1/oauth/authorize", 400, "authorize"),
    ("api.notion.com", "/v1/users/me", 401, "users-me"),
    (
        "login.microsoftonline.com",
        "/common/v2.0/.well-known/openid-configuration",
        200,
        "discovery",
    ),
    (
        "login.microsoftonline.com",
        "/common/discovery/v2.0/keys",
        200,
        "jwks",
    ),
    ("graph.microsoft.com", "/v1.0/me", 401, "me"),
    ("graph.microsoft.com", "/oidc/userinfo", 401, "userinfo"),
    (
        "appleid.apple.com",
        "/.well-known/openid-configuration",
        200,
        "discovery",
    ),
    ("appleid.apple.com", "/auth/keys", 200, "jwks"),
    ("appleid.apple.com", "/auth/authorize", 400, "authorize"),
];

#[tokio::test]
async fn each_host_that_a_proxy_must_cover_is_served() {
    let provider = start().await;
    let client = resolving(&provider).build().expect("a client");
    let port = provider.tls_addr().expect("TLS").port();
    for (host, path, status, word) in HOSTS {
        let url = format!("https://{host}:{port}{path}");
        let response = client.get(&url).send().await.expect("an answer");
        assert_eq!(response.status(), *status, "{host}{path}");
        let exchanges = provider.journal().exchanges(&Filter::default());
        let last = exchanges.last().expect("recorded");
        assert_eq!(last.endpoint, *word, "{host}{path}");
    }
}

#[tokio::test]
async fn documents_under_a_real_name_name_real_hosts_alone() {
    let provider = start().await;
    let client = resolving(&provider).build().expect("a client");
    let port = provider.tls_addr().expect("TLS").port();
    for (host, path, members) in [
        (
            "login.microsoftonline.com",
            "/common/v2.0/.well-known/openid-configuration",
            &[
                ("issuer", "https://login.microsoftonline.com/{tenantid}/v2.0"),
                (
                    "authorization_endpoint",
                    "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
                ),
                (
                    "token_endpoint",
                    "https://login.microsoftonline.com/common/oauth2/v2.0/token",
                ),
                ("userinfo_endpoint", "https://graph.microsoft.com/oidc/userinfo"),
                (
                    "jwks_uri",
                    "https://login.microsoftonline.com/common/discovery/v2.0/keys",
                ),
            ][..],
        ),
        (
            "appleid.apple.com",
            "/.well-known/openid-configuration",
            &[
                ("issuer", "https://appleid.apple.com"),
                (
                    "authorization_endpoint",
                    "https://appleid.apple.com/auth/authorize",
                ),
                ("token_endpoint", "https://appleid.apple.com/auth/token"),
                ("revocation_endpoint", "https://appleid.apple.com/auth/revoke"),
                ("jwks_uri", "https://appleid.apple.com/auth/keys"),
            ],
        ),
        (
            "login.microsoftonline.com",
            "/consumers/v2.0/.well-known/openid-configuration",
            &[(
                "issuer",
                "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
            )],
        ),
    ] {
        let url = format!("https://{host}:{port}{path}");
        let response = client.get(&url).send().await.expect("an answer");
        let document: Value = response.json().await.expect("JSON");
        for (member, expected) in members {
            assert_eq!(document[member], *expected, "{host} {member}");
        }
    }
}

#[tokio::test]
async fn facebook_limited_login_tokens_name_the_real_issuer() {
    let provider = start().await;
    provider.put_client(client(Provider::Facebook));
    let app = App::new(&provider, Provider::Facebook);
    let port = provider.tls_addr().expect("TLS").port();
    let origin = format!("https://www.facebook.com:{port}");
    let http = resolving(&provider).build().expect("a client");
    let browser = Browser::at(http, "b-1", &origin);
    let asked = [("response_type", "id_token"), ("scope", "openid")];
    let url = app.authorize_url(&asked).replace(&app.url(""), &origin);
    let page = browser.go(&url).await;
    let page = browser.submit(&page, &[("identifier", "alice")]).await;
    let left = browser.submit(&page, &[("decision", "approve")]).await;
    let response = fragment(left.left());
    let claims = claims(value(&response, "id_token").expect("an id_token"));
    assert_eq!(text(&claims, "iss"), "https://www.facebook.com");
}
