//! The providers under their real names, over TLS.

use std::{net::SocketAddr, time::Duration};

use mock_provider::{MockProvider, StartError, Tls, config::Config, journal::Filter};
use reqwest::{Certificate, ClientBuilder, StatusCode, Version, redirect::Policy};

use crate::setup::frozen;

/// A provider with TLS and proxy, whose clock is far from the system's: certificates must not follow it.
pub(crate) async fn start() -> MockProvider {
    MockProvider::builder()
        .clock(frozen())
        .seed(42)
        .port(0)
        .tls(Tls::ephemeral())
        .proxy()
        .start()
        .await
        .expect("starts")
}

/// A client that trusts the provider's authority and no other.
pub(crate) fn trusting(provider: &MockProvider) -> ClientBuilder {
    let ca = Certificate::from_pem(provider.ca_pem().expect("TLS").as_bytes()).expect("a certificate");
    ClientBuilder::new()
        .user_agent("suite")
        .redirect(Policy::none())
        .timeout(Duration::from_secs(30))
        .tls_certs_only([ca])
}

/// A client for which every real host name is the listener's address.
pub(crate) fn resolving(provider: &MockProvider) -> ClientBuilder {
    let address = provider.tls_addr().expect("TLS");
    let resolve = |client: ClientBuilder, host: &&str| client.resolve(host, address);
    provider.virtual_hosts().iter().fold(trusting(provider), resolve)
}

fn port(address: Option<SocketAddr>) -> u16 {
    address.expect("listening").port()
}

#[tokio::test]
async fn each_host_answers_by_its_name_over_http_2_and_1() {
    let provider = start().await;
    let port = port(provider.tls_addr());
    let both = resolving(&provider).build().expect("a client");
    let old = resolving(&provider).http1_only().build().expect("a client");
    for (client, version) in [(both, Version::HTTP_2), (old, Version::HTTP_11)] {
        let url = format!("https://accounts.google.com:{port}/.well-known/openid-configuration");
        let response = client.get(url).send().await.expect("an answer");
        assert_eq!((response.status(), response.version()), (StatusCode::OK, version));
        let metadata: serde_json::Value = response.json().await.expect("JSON");
        // Not a word of where it is really served.
        assert_eq!(metadata["issuer"], "https://accounts.google.com");
        assert_eq!(metadata["token_endpoint"], "https://oauth2.googleapis.com/token");

        let url = format!("https://api.github.com:{port}/user");
        let response = client.get(url).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert!(
            response
                .text()
                .await
                .expect("text")
                .contains("Requires authentication")
        );
    }
    let urls: Vec<String> = provider
        .journal()
        .exchanges(&Filter::default())
        .iter()
        .map(|exchange| exchange.url.clone())
        .collect();
    assert_eq!(
        urls[..2],
        [
            "https://accounts.google.com/.well-known/openid-configuration",
            "https://api.github.com/user"
        ]
    );
}

#[tokio::test]
async fn a_host_that_is_not_served_is_misdirected_and_this_machine_is_not() {
    let provider = start().await;
    let here = format!("https://localhost:{}", port(provider.tls_addr()));
    for client in [trusting(&provider), trusting(&provider).http1_only()] {
        let client = client.build().expect("a client");
        let health = client
            .get(format!("{here}/_mock/api/health"))
            .send()
            .await
            .expect("an answer");
        assert_eq!(health.status(), StatusCode::OK);
    }
    let client = trusting(&provider).http1_only().build().expect("a client");
    let response = client
        .get(&here)
        .header("host", "example.com")
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST);
    let text = response.text().await.expect("text");
    assert!(
        text.contains("\"example.com\"") && text.contains("accounts.google.com"),
        "{text}"
    );
    // A provider's host does not lead to the control API.
    let response = client
        .get(format!("{here}/_mock/api/health"))
        .header("host", "github.com")
        .send()
        .await;
    assert_eq!(
        response.expect("an answer").status(),
        StatusCode::NOT_FOUND,
        "a provider has no /_mock/"
    );
}

#[tokio::test]
async fn whoever_does_not_trust_the_authority_gets_nothing() {
    let (provider, other) = (start().await, start().await);
    let ca = Certificate::from_pem(other.ca_pem().expect("TLS").as_bytes()).expect("a certificate");
    let client = ClientBuilder::new()
        .tls_certs_only([ca])
        .build()
        .expect("a client");
    let url = format!("https://localhost:{}/_mock/api/health", port(provider.tls_addr()));
    assert!(client.get(url).send().await.is_err());
}

#[tokio::test]
async fn somebody_who_never_greets_holds_up_nobody_and_a_stop_ends_all_listeners() {
    let provider = start().await;
    let address = provider.tls_addr().expect("TLS");
    let _silent = tokio::net::TcpStream::connect(address).await.expect("connected");
    let client = trusting(&provider).build().expect("a client");
    let url = format!("https://localhost:{}/_mock/api/health", address.port());
    assert!(client.get(&url).send().await.is_ok());
    let proxy = provider.proxy_addr().expect("a proxy");
    provider.shutdown().await;
    for address in [address, proxy] {
        assert!(
            tokio::net::TcpStream::connect(address).await.is_err(),
            "{address} still listens"
        );
    }
}

#[tokio::test]
async fn without_being_asked_there_is_neither_tls_nor_proxy() {
    let provider = crate::setup::start().await;
    assert_eq!(
        (provider.tls_addr(), provider.proxy_addr(), provider.ca_pem()),
        (None, None, None)
    );
    assert_eq!(
        provider
            .environment(std::env::temp_dir().join("never-made"))
            .expect("nothing to write"),
        None
    );

    let mut config = Config::default();
    config.server.proxy_port = Some(0);
    let error = MockProvider::builder()
        .config(config)
        .port(0)
        .start()
        .await
        .expect_err("refused");
    assert!(matches!(error, StartError::ProxyWithoutTls), "{error}");
}
