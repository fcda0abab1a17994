//! Which callbacks GitHub takes (fact sheet 2.4).

use mock_provider::{Provider, config::Client};

use super::{github_app, pair};
use crate::setup::{client, start};

async fn accepted(own: Client, asked: &str) -> bool {
    let provider = start().await;
    provider.put_client(own);
    let (app, browser) = pair(&provider);
    let page = browser.go(&app.authorize_url(&[("redirect_uri", asked)])).await;
    !page.html().contains("redirect_uri_mismatch")
}

#[tokio::test]
async fn the_examples_of_the_documentation_hold() {
    for (asked, good) in [
        ("http://example.com/path", true),
        ("http://example.com/path/subdir/other", true),
        ("http://oauth.example.com/path", true),
        ("http://oauth.example.com/path/subdir/other", true),
        ("http://example.com/bar", false),
        ("http://example.com/", false),
        ("http://example.com:8080/path", false),
        ("http://oauth.example.com:8080/path", false),
        ("http://example.org", false),
        // Not in the documentation: the scheme counts, and a name that ends alike is another.
        ("https://example.com/path", false),
        ("http://badexample.com/path", false),
    ] {
        let own = Client {
            redirect_uris: vec!["http://example.com/path".to_owned()],
            ..client(Provider::GitHub)
        };
        assert_eq!(accepted(own, asked).await, good, "{asked}");
    }
}

#[tokio::test]
async fn the_port_of_a_loopback_address_is_free_and_that_of_a_name_is_not() {
    for (registered, asked, good) in [
        ("http://127.0.0.1/path", "http://127.0.0.1:1234/path", true),
        ("http://127.0.0.1:80/path", "http://127.0.0.1:1234/path", true),
        ("http://[::1]/path", "http://[::1]:1234/path", true),
        ("http://127.0.0.1/path", "http://127.0.0.1:1234/other", false),
        ("http://127.0.0.1/path", "http://localhost:1234/path", false),
        ("http://localhost:3000/path", "http://localhost:1234/path", false),
    ] {
        let own = Client {
            redirect_uris: vec![registered.to_owned()],
            ..client(Provider::GitHub)
        };
        assert_eq!(accepted(own, asked).await, good, "{registered} {asked}");
    }
}

#[tokio::test]
async fn a_github_app_takes_its_callback_without_further_parameters() {
    let registered = "https://app.test/callback?tenant=a";
    for (asked, good) in [
        (registered, true),
        ("https://app.test/callback?tenant=a&x=1", false),
        ("https://app.test/callback", false),
    ] {
        let own = Client {
            redirect_uris: vec![registered.to_owned()],
            ..github_app()
        };
        assert_eq!(accepted(own, asked).await, good, "{asked}");
    }
}
