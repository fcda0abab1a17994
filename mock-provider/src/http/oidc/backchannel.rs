//! Telling applications that somebody signed out (OpenID Connect Back-Channel Logout 1.0).

use std::{net::IpAddr, sync::Arc, time::Duration};

use serde_json::{Map, Value, json};
use url::{Host, Url};

use super::settings;
use crate::{
    Provider,
    app::Site,
    clock::Clock,
    config::Client,
    dialects::Dialect,
    journal::{Exchange, Journal, cut_body},
    keys::sign_typed_jwt,
    protocol::Refusal,
    store::Session,
};

/// The member of `events` that makes it a logout token (§2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Seconds for which a logout token is valid: it is sent at once.
const LIFETIME: i64 = 120;
/// How long an application may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// One logout token on its way.
struct Message {
    provider: Provider,
    url: Url,
    token: String,
    persona: String,
    client_id: String,
}

/// Sends a logout token to each client of the sessions that wants one. Nobody waits for the answers; the journal has
/// each with its result.
pub(super) fn notify(app: &Site<'_>, dialect: &dyn Dialect, ended: &[Session]) {
    let anywhere = settings(app, dialect).is_some_and(|issuer| issuer.backchannel_logout_anywhere);
    for session in ended {
        for client_id in &session.clients {
            let client = app.store().client(dialect.provider(), client_id).cloned();
            let Some((client, url)) = client.and_then(|client| {
                let url = client.oidc.backchannel_logout_uri.clone()?;
                Some((client, url))
            }) else {
                continue;
            };
            let Some(token) = logout_token(app, dialect, session, &client) else {
                continue;
            };
            let message = Message {
                provider: dialect.provider(),
                url,
                token,
                persona: session.persona.clone(),
                client_id: client.client_id,
            };
            let (journal, clock) = (Arc::clone(&app.journal), app.clock.clone());
            if anywhere || on_this_machine(&message.url) {
                tokio::spawn(deliver(journal, clock, message));
            } else {
                record(&journal, &clock, &message, 0, "", Some(elsewhere(&message.url)));
            }
        }
    }
}

/// §2.4: who, at which session, for whom; and no nonce, so that nobody takes it for an id_token.
fn logout_token(app: &Site<'_>, dialect: &dyn Dialect, session: &Session, client: &Client) -> Option<String> {
    let subject = {
        let store = app.store();
        dialect.subject(store.persona(&session.persona)?, client)?
    };
    let now = app.clock.now_seconds();
    let mut events = Map::new();
    events.insert(EVENT.to_owned(), json!({}));
    let claims = json!({
        "iss": dialect.issuer(app.setting()),
        "sub": subject,
        "aud": client.client_id,
        "iat": now,
        "exp": now + LIFETIME,
        "jti": app.rng.base64url(22),
        "sid": session.sid,
        "events": Value::Object(events),
    });
    let key = app
        .keys
        .current(dialect.provider(), dialect.signing_algorithm(client))?;
    sign_typed_jwt("logout+jwt", &claims, key.kid(), &*key).ok()
}

async fn deliver(journal: Arc<Journal>, clock: Clock, message: Message) {
    match send(&message).await {
        Ok((status, body)) => {
            let refusal = (!(200..300).contains(&status)).then(|| {
                Refusal::new(
                    "backchannel-logout-accepted",
                    format!("status {status} from {}", message.url),
                    "200 or 204 (Back-Channel Logout §2.8)",
                    "read the app's log: it refused the logout token",
                )
            });
            record(&journal, &clock, &message, status, &body, refusal);
        }
        Err(error) => {
            let refusal = Refusal::new(
                "backchannel-logout-delivered",
                format!("no answer from {}: {error}", message.url),
                "an application that listens there",
                "check oidc.backchannel_logout_uri of the client, and that the app runs",
            );
            record(&journal, &clock, &message, 0, "", Some(refusal));
        }
    }
}

async fn send(message: &Message) -> Result<(u16, String), reqwest::Error> {
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .build()?;
    let form = [("logout_token", message.token.as_str())];
    let response = http.post(message.url.clone()).form(&form).send().await?;
    Ok((response.status().as_u16(), response.text().await?))
}

fn record(
    journal: &Journal,
    clock: &Clock,
    message: &Message,
    status: u16,
    response_body: &str,
    refusal: Option<Refusal>,
) {
    journal.record(Exchange {
        at: clock.now(),
        provider: message.provider,
        endpoint: "backchannel-logout".to_owned(),
        method: "POST".to_owned(),
        url: message.url.to_string(),
        request_body: format!("logout_token={}", message.token),
        status,
        response_body: cut_body(response_body.as_bytes()),
        persona: Some(message.persona.clone()),
        client_id: Some(message.client_id.clone()),
        refusal,
        ..Exchange::default()
    });
}

/// Whether nothing leaves this machine.
fn on_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

fn elsewhere(url: &Url) -> Refusal {
    Refusal::new(
        "backchannel-logout-on-this-machine",
        format!("backchannel_logout_uri \"{url}\""),
        "a loopback address",
        "switch backchannel_logout_anywhere of the issuer on to send logout tokens to other machines",
    )
}
