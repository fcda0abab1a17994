//! The proxy: to the providers and to this machine, and nowhere else.

use reqwest::{Proxy, StatusCode};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::virtual_hosts::{start, trusting};

/// What the proxy answers to a request as it is written here, which ends the connection.
async fn raw(provider: &mock_provider::MockProvider, head: &str) -> String {
    let mut stream = TcpStream::connect(provider.proxy_addr().expect("a proxy"))
        .await
        .expect("connected");
    let request = format!("{head}\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("read");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn real_urls_lead_to_the_providers() {
    let provider = start().await;
    let proxy = Proxy::all(format!("http://{}", provider.proxy_addr().expect("a proxy"))).expect("a proxy");
    let client = trusting(&provider).proxy(proxy).build().expect("a client");
    for (url, status) in [
        (
            "https://accounts.google.com/.well-known/openid-configuration",
            StatusCode::OK,
        ),
        ("https://www.googleapis.com/oauth2/v3/certs", StatusCode::OK),
        ("https://api.github.com/user", StatusCode::UNAUTHORIZED),
    ] {
        assert_eq!(
            client.get(url).send().await.expect("an answer").status(),
            status,
            "{url}"
        );
    }
    // This machine: a tunnel for https://, forwarded for http://.
    let tls = format!(
        "https://localhost:{}/_mock/api/health",
        provider.tls_addr().expect("TLS").port()
    );
    let plain = format!(
        "http://localhost:{}/_mock/api/health",
        provider.local_addr().port()
    );
    for url in [tls, plain] {
        let response = client.get(&url).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK, "{url}");
        assert!(response.text().await.expect("text").contains("\"status\":\"ok\""));
    }
    assert!(client.get("https://example.com/").send().await.is_err());
}

#[tokio::test]
async fn nothing_leaves_the_machine() {
    let provider = start().await;
    for head in [
        "CONNECT example.com:443 HTTP/1.1",
        "CONNECT 192.0.2.1:443 HTTP/1.1",
        "CONNECT 127.0.0.1.example.com:80 HTTP/1.1",
        "CONNECT accounts.google.com:80 HTTP/1.1",
        "CONNECT accounts.google.com.example.com:443 HTTP/1.1",
        "GET http://example.com/ HTTP/1.1",
        "GET http://accounts.google.com/ HTTP/1.1",
        "GET https://example.com/ HTTP/1.1",
    ] {
        let answer = raw(&provider, head).await;
        assert!(answer.starts_with("HTTP/1.1 403 "), "{head}: {answer}");
        assert!(
            answer.contains("nothing leaves it") && answer.contains("hint: "),
            "{head}: {answer}"
        );
    }
    // Each host that is nobody's is remembered once; a provider's at another port is no other host.
    assert_eq!(
        provider.unknown_hosts(),
        [
            "example.com",
            "192.0.2.1",
            "127.0.0.1.example.com",
            "accounts.google.com.example.com"
        ]
    );
    provider.reset();
    assert!(provider.unknown_hosts().is_empty());
}

#[tokio::test]
async fn a_client_that_sends_https_urls_without_a_tunnel_is_answered_too() {
    let provider = start().await;
    let head = "GET https://accounts.google.com/.well-known/openid-configuration HTTP/1.1";
    let answer = raw(&provider, head).await;
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.contains("https://oauth2.googleapis.com/token"),
        "{answer}"
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said() {
    let provider = start().await;
    let answer = raw(&provider, "GET / HTTP/1.1").await;
    assert!(
        answer.starts_with("HTTP/1.1 400 ") && answer.contains("set HTTPS_PROXY"),
        "{answer}"
    );
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("an address");
    for head in [
        format!("CONNECT {free} HTTP/1.1"),
        format!("GET http://{free}/ HTTP/1.1"),
    ] {
        let answer = raw(&provider, &head).await;
        assert!(
            answer.starts_with("HTTP/1.1 502 ") && answer.contains(&free.to_string()),
            "{head}: {answer}"
        );
    }
}
