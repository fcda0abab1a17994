//! A target that speaks TLS with a certificate of its own making is judged like any other.

use std::sync::Arc;

use harness::events::Event;
use harness::run::{self, Options};
use harness::selection::Selection;
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// Takes TLS off what comes to `listener` and hands it on to `port`.
async fn forward(listener: TcpListener, port: u16) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a configuration");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    while let Ok((plain, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            let mut inside = acceptor.accept(plain).await.ok()?;
            let mut outside = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
            copy_bidirectional(&mut inside, &mut outside).await.ok()
        });
    }
}

#[tokio::test]
async fn a_certificate_of_its_own_making_stands_in_nobodys_way() {
    let behind = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = behind.local_addr().expect("an address").port();
    drop(behind);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!(
        "https://localhost:{}",
        listener.local_addr().expect("an address").port()
    );
    let front = tokio::spawn(forward(listener, port));

    let folder = TempDir::new().expect("a folder");
    let manifest = include_str!("../../../fixtures/targets/reference/target.toml")
        .replace(
            "PORT = \"{port}\"",
            &format!("PORT = \"{port}\"\nREFERENCE_PUBLIC_URL = \"{origin}\""),
        )
        .replace(
            "url = \"http://localhost:{port}\"",
            &format!("url = \"{origin}\""),
        );
    let path = folder.path().join("target.toml");
    std::fs::write(&path, manifest).expect("a manifest");
    let names = [
        "cb-happy-path/google",
        "ses-cookie-flags/github",
        "cb-state-other-browser/google",
    ];
    let options = Options {
        targets: vec![path],
        selection: Selection {
            names: names.map(str::to_owned).to_vec(),
            tags: None,
        },
        ..Options::default()
    };
    let mut verdicts = Vec::new();
    let sink = |event: Event| {
        if let Event::CheckFinished(result) = event {
            let why = result.failure.map(|failure| failure.actual);
            verdicts.push((result.id.clone(), result.verdict.word(), why));
        }
    };
    let code = run::run(options, |_| {}, sink, std::future::pending())
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    front.abort();
    assert_eq!(code, 0, "{verdicts:?}");
    assert_eq!(
        verdicts.iter().filter(|(_, word, _)| *word == "pass").count(),
        3,
        "{verdicts:?}"
    );
}
