//! Signing out: at an application's wish, and telling the others.

use std::time::Duration;

use jsonwebtoken::decode_header;
use mock_provider::{
    MockProvider,
    config::Client,
    journal::{Exchange, Filter},
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::{
    browser::{Browser, Page},
    providers::OIDC,
    setup::{App, SECRET, claims, client, query, start, text, value},
};

const AFTER: &str = "http://localhost:3000/bye?x=1";

async fn provider() -> MockProvider {
    let provider = start().await;
    let mut client = client(OIDC);
    client.oidc.post_logout_redirect_uris = vec![AFTER.to_owned()];
    provider.put_client(client);
    provider
}

fn url(app: &App<'_>, parameters: &[(&str, &str)]) -> String {
    url::Url::parse_with_params(&app.url("/logout"), parameters)
        .expect("a URL")
        .into()
}

async fn signed_in(app: &App<'_>, browser: &Browser) -> bool {
    let page = browser.go(&app.authorize_url(&[("prompt", "none")])).await;
    value(&query(page.left()), "error") != Some("login_required")
}

#[tokio::test]
async fn a_hint_signs_its_person_out_and_leads_back_with_the_state() {
    let provider = provider().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let tokens = app.tokens(&browser, "alice", &[("scope", "openid")]).await;
    let page = browser.go(&app.authorize_url(&[("prompt", "login")])).await;
    app.walk(&browser, page, "bob").await;
    let hint = text(&tokens, "id_token");
    let page = browser
        .go(&url(
            &app,
            &[
                ("id_token_hint", hint),
                ("post_logout_redirect_uri", AFTER),
                ("state", "s 1"),
            ],
        ))
        .await;
    assert_eq!(page.left(), "http://localhost:3000/bye?x=1&state=s+1");
    // Bob is still there, and alone.
    let code = app.code(&browser, "nobody", &[]).await;
    let exchanged = crate::setup::json(app.token(&code, &[]).await).await;
    assert_eq!(claims(text(&exchanged, "id_token"))["sub"], "5d2f7c90-bob");
}

#[tokio::test]
async fn without_a_hint_the_person_is_asked_and_may_stay() {
    let provider = provider().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    app.code(&browser, "alice", &[]).await;
    let asked = url(
        &app,
        &[("client_id", "suite"), ("post_logout_redirect_uri", AFTER)],
    );
    let page = browser.go(&asked).await;
    assert!(page.html().contains("mock-sign-out") && page.html().contains("Suite asks you"));
    assert!(signed_in(&app, &browser).await, "a link alone signs nobody out");
    let fields = [("client_id", "suite"), ("post_logout_redirect_uri", AFTER)];
    let stay = [&fields[..], &[("decision", "stay")]].concat();
    assert_eq!(browser.post(&app.url("/logout"), &stay).await.left(), AFTER);
    assert!(signed_in(&app, &browser).await);
    let leave = [&fields[..], &[("decision", "sign-out")]].concat();
    assert_eq!(browser.post(&app.url("/logout"), &leave).await.left(), AFTER);
    assert!(!signed_in(&app, &browser).await);
    // Where no application waits there is a page.
    let page = browser
        .post(&app.url("/logout"), &[("decision", "sign-out")])
        .await;
    assert!(page.html().contains("mock-signed-out"));
}

#[tokio::test]
async fn a_logout_that_breaks_a_rule_is_told_on_a_page_and_signs_nobody_out() {
    let provider = provider().await;
    provider.put_client(Client {
        client_id: "other".to_owned(),
        ..client(OIDC)
    });
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let tokens = app.tokens(&browser, "alice", &[("scope", "openid")]).await;
    let hint = text(&tokens, "id_token").to_owned();
    let at = hint.len() - 20;
    let other = if hint[at..].starts_with('A') { "B" } else { "A" };
    let forged = format!("{}{other}{}", &hint[..at], &hint[at + 1..]);
    let cases: [(&[(&str, &str)], &str); 7] = [
        (&[("id_token_hint", "abc")], "id-token-hint-valid"),
        (&[("id_token_hint", &forged)], "id-token-hint-valid"),
        (
            &[("id_token_hint", &hint), ("client_id", "other")],
            "client-of-the-hint",
        ),
        (&[("client_id", "nobody")], "client-registered"),
        (
            &[("post_logout_redirect_uri", AFTER)],
            "post-logout-redirect-uri-registered",
        ),
        (
            &[
                ("id_token_hint", &hint),
                ("post_logout_redirect_uri", "http://localhost:3000/bye"),
            ],
            "post-logout-redirect-uri-registered",
        ),
        (
            &[("client_id", "other"), ("post_logout_redirect_uri", AFTER)],
            "post-logout-redirect-uri-registered",
        ),
    ];
    for (parameters, rule) in cases {
        let page = browser.go(&url(&app, parameters)).await;
        assert_eq!(page.error(), (400, "invalid_request"), "{parameters:?}");
        let exchanges = provider.journal().exchanges(&Filter::default());
        let refusal = exchanges
            .last()
            .and_then(|exchange| exchange.refusal.clone())
            .expect("a refusal");
        assert_eq!(refusal.rule, rule, "{parameters:?}");
    }
    assert!(signed_in(&app, &browser).await);
}

#[tokio::test]
async fn refresh_tokens_die_with_the_session_unless_they_are_for_when_the_person_is_away() {
    let provider = start_always_refreshing().await;
    let (app, browser) = (App::new(&provider, OIDC), Browser::new(&provider, "b-1"));
    let present = app.tokens(&browser, "alice", &[("scope", "openid")]).await;
    let away = app
        .tokens(&browser, "alice", &[("scope", "openid offline_access")])
        .await;
    let page = browser
        .go(&url(&app, &[("id_token_hint", text(&present, "id_token"))]))
        .await;
    assert!(matches!(page, Page::Shown { .. }));
    for (tokens, status) in [(present, 400), (away, 200)] {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", text(&tokens, "refresh_token")),
            ("client_id", "suite"),
            ("client_secret", SECRET),
        ];
        assert_eq!(app.post("/token", &form).await.0, status);
    }
}

async fn start_always_refreshing() -> MockProvider {
    let mut config = mock_provider::config::Config::default();
    config.issuers[0].refresh_tokens = mock_provider::config::RefreshTokens::Always;
    crate::setup::start_with(config).await
}

/// Answers one request with a status; what was sent.
async fn receive(listener: TcpListener, status: &str) -> String {
    let (mut stream, _) = listener.accept().await.expect("a connection");
    let mut text = String::new();
    let mut buffer = [0; 4_096];
    loop {
        let read = stream.read(&mut buffer).await.expect("bytes");
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse::<usize>()
                    .ok()
            })
            .unwrap_or_default();
        if body.len() >= length {
            break;
        }
    }
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).await.expect("sent");
    text
}

/// Signs alice in and out again with an application listening at `uri`; what the journal says of telling it.
async fn told(provider: &MockProvider, uri: &str) -> Exchange {
    let mut live = provider.journal().subscribe();
    let mut client = client(OIDC);
    client.oidc.backchannel_logout_uri = Some(uri.parse().expect("a URL"));
    provider.put_client(client);
    let (app, browser) = (App::new(provider, OIDC), Browser::new(provider, "b-1"));
    let tokens = app.tokens(&browser, "alice", &[("scope", "openid")]).await;
    browser
        .go(&url(&app, &[("id_token_hint", text(&tokens, "id_token"))]))
        .await;
    let wait = async {
        loop {
            let exchange = live.recv().await.expect("an exchange");
            if exchange.endpoint == "backchannel-logout" {
                return (*exchange).clone();
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait)
        .await
        .expect("in time")
}

#[tokio::test]
async fn each_client_of_the_session_is_sent_a_logout_token() {
    let provider = start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let uri = format!(
        "http://127.0.0.1:{}/backchannel",
        listener.local_addr().expect("an address").port()
    );
    let (received, exchange) = tokio::join!(receive(listener, "204 No Content"), told(&provider, &uri));
    assert!(
        received.starts_with("POST /backchannel HTTP/1.1\r\n"),
        "{received}"
    );
    assert_eq!((exchange.status, exchange.refusal.clone()), (204, None));
    assert_eq!(
        (exchange.persona.as_deref(), exchange.client_id.as_deref()),
        (Some("alice"), Some("suite"))
    );
    let token = received.rsplit_once("logout_token=").expect("a token").1;
    assert_eq!(exchange.request_body, format!("logout_token={token}"));
    let header = decode_header(token).expect("a header");
    assert_eq!(header.typ.as_deref(), Some("logout+jwt"));
    let said = claims(token);
    let names: Vec<&String> = said.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["iss", "sub", "aud", "iat", "exp", "jti", "sid", "events"]);
    assert_eq!(said["sub"], "0b5a4e1c-alice");
    assert_eq!(
        said["events"],
        json!({"http://schemas.openid.net/event/backchannel-logout": {}})
    );
}

#[tokio::test]
async fn a_logout_token_that_is_refused_or_reaches_nobody_is_in_the_journal() {
    let provider = start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let uri = format!(
        "http://127.0.0.1:{}/",
        listener.local_addr().expect("an address").port()
    );
    let (_, refused) = tokio::join!(receive(listener, "400 Bad Request"), told(&provider, &uri));
    let rule = |exchange: &Exchange| exchange.refusal.as_ref().map(|refusal| refusal.rule.clone());
    assert_eq!(
        (refused.status, rule(&refused).as_deref()),
        (400, Some("backchannel-logout-accepted"))
    );
    // Nobody listens there any more.
    let unheard = told(&provider, &uri).await;
    assert_eq!(
        (unheard.status, rule(&unheard).as_deref()),
        (0, Some("backchannel-logout-delivered"))
    );
    // Nothing leaves this machine.
    let kept = told(&provider, "http://app.test/backchannel").await;
    assert_eq!(
        (kept.status, rule(&kept).as_deref()),
        (0, Some("backchannel-logout-on-this-machine"))
    );
}
