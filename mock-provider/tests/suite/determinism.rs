//! A seed and a frozen clock reproduce a run byte for byte.

use std::fmt::Write as _;

use mock_provider::{MockProvider, Provider, config::Config, journal::Filter};

use crate::{
    browser::Browser,
    providers::every,
    setup::{App, client, frozen},
};

/// Everything that went over the wire in a run, with the port, which the system chooses, taken out.
async fn transcript(seed: u64) -> String {
    let provider = MockProvider::builder()
        .config(Config::default())
        .seed(seed)
        .clock(frozen())
        .port(0)
        .start()
        .await
        .expect("starts");
    let mut text = String::new();
    for kind in every() {
        // A secret of its own per provider, so that the order of the journal is that of the requests.
        provider.put_client(client(kind));
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let offline = [("access_type", "offline")];
        let tokens = app.tokens(&browser, "alice", &offline).await;
        app.about(&tokens).await;
    }
    for exchange in provider.journal().exchanges(&Filter::default()) {
        let _ = writeln!(text, "{} {} {}", exchange.at, exchange.url, exchange.status);
        let _ = writeln!(
            text,
            "{:?}\n{}",
            exchange.response_headers, exchange.response_body
        );
    }
    let port = provider.local_addr().port().to_string();
    text.replace(&port, "PORT")
}

#[tokio::test]
async fn a_seed_and_a_frozen_clock_reproduce_every_byte() {
    let first = transcript(7).await;
    assert!(
        ["ya29.", "gho_", "eyJ0eXAiOiJKV1Qi"]
            .iter()
            .all(|part| first.contains(part)),
        "{first}"
    );
    // The at_hash, and with it the signature, cover the port only through the issuer, which is part of the token:
    // the encoded id_token differs with the port, everything else must not.
    let without_id_tokens = |text: &str| {
        text.lines()
            .filter(|line| !line.contains("\"id_token\""))
            .map(ToOwned::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(without_id_tokens(&first), without_id_tokens(&transcript(7).await));
    assert_ne!(without_id_tokens(&first), without_id_tokens(&transcript(8).await));
}

#[tokio::test]
async fn the_id_token_is_reproduced_too_when_the_issuer_is_the_same() {
    let id_token = || async {
        let mut config = Config::default();
        config.server.public_url = Some("http://mock.test/".parse().expect("a URL"));
        let provider = MockProvider::builder()
            .config(config)
            .seed(7)
            .clock(frozen())
            .port(0)
            .start()
            .await
            .expect("starts");
        provider.put_client(client(Provider::Google));
        let local = format!("http://{}", provider.local_addr());
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let app = App::new(&provider, Provider::Google);
        let mut url = app.authorize_url(&[]).replace("http://mock.test", &local);
        let mut form: Option<Vec<(&str, String)>> = None;
        loop {
            let request = match &form {
                None => http.get(&url),
                Some(form) => http.post(&url).form(form),
            };
            let response = request
                .header("cookie", "mock_browser=b")
                .send()
                .await
                .expect("an answer");
            let location = response.headers()["location"].to_str().expect("ASCII").to_owned();
            if let Some((_, interaction)) = location.split_once("interaction=") {
                url = format!("{local}{}", location.split('?').next().unwrap_or_default());
                let field = if url.ends_with("consent") {
                    ("decision", "approve")
                } else {
                    ("persona", "alice")
                };
                form = Some(vec![
                    ("interaction", interaction.to_owned()),
                    (field.0, field.1.to_owned()),
                ]);
                continue;
            }
            let code = crate::setup::value(&crate::setup::query(&location), "code")
                .expect("a code")
                .to_owned();
            let form = [
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", crate::setup::REDIRECT_URI),
                ("client_id", crate::setup::client_id(Provider::Google)),
                ("client_secret", crate::setup::SECRET),
                ("code_verifier", crate::setup::VERIFIER),
            ];
            let response = http
                .post(format!("{local}/google/token"))
                .form(&form)
                .send()
                .await
                .expect("an answer");
            break crate::setup::json(response).await["id_token"]
                .as_str()
                .expect("an id_token")
                .to_owned();
        }
    };
    assert_eq!(id_token().await, id_token().await);
}
