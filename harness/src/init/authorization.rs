//! What the app asks a provider for when its button is pressed.

use std::collections::BTreeMap;
use std::time::Duration;

use mock_provider::journal::{Exchange, Filter};
use mock_provider::{Provider, is_real_host};
use url::{Url, form_urlencoded};

use super::InitError;
use super::door::Door;
use super::scene::Scene;
use crate::clock::Deadline;
use crate::oracles::identity::first_words;
use crate::world::PersonsBrowser;

/// An authorization request (RFC 6749 section 4.1.1) as the app sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Authorization {
    /// Who was asked.
    pub(super) idp: Provider,
    /// What the app calls itself.
    pub(super) client_id: String,
    /// Where the answer goes.
    pub(super) redirect_uri: String,
    /// What it asks for.
    pub(super) scope: Vec<String>,
    /// Usually `code`.
    pub(super) response_type: String,
    /// Whether it sends a state.
    pub(super) state: bool,
    /// Whether it sends a nonce.
    pub(super) nonce: bool,
    /// The method of its PKCE challenge, if it has one.
    pub(super) pkce: Option<String>,
}

/// Where the press of a button led.
pub(super) enum Led {
    /// To a provider of ours.
    Here(Authorization),
    /// To the real name of a provider, which leads nowhere here.
    ByName,
    /// To another place of this machine.
    ToPort(Url),
}

/// Presses the button of `idp` in `browser`, which stands nowhere yet, and reads what arrives at a provider.
pub(super) async fn ask(
    scene: &Scene,
    door: &Door,
    browser: &PersonsBrowser,
    idp: Provider,
) -> Result<Led, InitError> {
    let patience = scene.suite.patience();
    let mark = newest(scene);
    door.enter(scene, &browser.context).await?;
    let button = door.buttons.locator(idp);
    browser.context.click(&button, patience).await?;
    let deadline = Deadline::after(patience * 2);
    while let Some(left) = deadline.left() {
        if let Some(found) = arrived(scene, browser, mark) {
            return Ok(Led::Here(found));
        }
        if let Some(url) = browser
            .context
            .unreachable()
            .and_then(|url| Url::parse(&url).ok())
        {
            let host = url.host_str().unwrap_or_default();
            return Ok(if is_real_host(host) {
                Led::ByName
            } else {
                Led::ToPort(url)
            });
        }
        let page = browser.context.page().await?;
        if page.url.contains("/_mock/") || at_another_provider(scene, &page.url) {
            return Ok(Led::ToPort(
                Url::parse(&page.url).unwrap_or_else(|_| scene.target.url.clone()),
            ));
        }
        browser
            .context
            .next_change(left.min(Duration::from_millis(250)))
            .await;
    }
    Err(stayed(scene, browser, idp, &button.to_string()).await?)
}

/// The request that arrived from this browser since `mark`.
fn arrived(scene: &Scene, browser: &PersonsBrowser, mark: u64) -> Option<Authorization> {
    let all = scene.suite.provider.journal().exchanges(&Filter {
        after: Some(mark),
        ..Filter::default()
    });
    let request = all.iter().find(|exchange| {
        exchange.endpoint == "authorize" && exchange.browser.as_deref() == Some(&browser.id)
    })?;
    Some(read(request, &all))
}

/// Reads an authorization request from its query or form, or from what was pushed before it (RFC 9126).
fn read(request: &Exchange, all: &[Exchange]) -> Authorization {
    let mut sent = parameters(request);
    if let Some(reference) = sent.get("request_uri").cloned() {
        let pushed = all
            .iter()
            .rfind(|exchange| exchange.endpoint == "par" && exchange.response_body.contains(&reference));
        sent.extend(pushed.map(parameters).unwrap_or_default());
    }
    let text = |key: &str| sent.get(key).cloned().unwrap_or_default();
    let challenge = sent.contains_key("code_challenge");
    let method = sent.get("code_challenge_method").cloned();
    Authorization {
        idp: request.provider,
        client_id: text("client_id"),
        redirect_uri: text("redirect_uri"),
        scope: text("scope")
            .split([' ', ','])
            .filter(|scope| !scope.is_empty())
            .map(str::to_owned)
            .collect(),
        response_type: text("response_type"),
        state: sent.contains_key("state"),
        nonce: sent.contains_key("nonce"),
        pkce: challenge.then(|| method.unwrap_or_else(|| "plain".to_owned())),
    }
}

fn parameters(exchange: &Exchange) -> BTreeMap<String, String> {
    let query = Url::parse(&exchange.url).ok();
    let query = query
        .iter()
        .flat_map(|url| url.query_pairs().into_owned().collect::<Vec<_>>());
    query
        .chain(form_urlencoded::parse(exchange.request_body.as_bytes()).into_owned())
        .collect()
}

fn newest(scene: &Scene) -> u64 {
    let all = scene.suite.provider.journal().exchanges(&Filter::default());
    all.last().map_or(0, |exchange| exchange.id)
}

/// Whether a page is that of a mock provider which is not ours: ours are at the provider's own address.
fn at_another_provider(scene: &Scene, url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let first = url
        .path_segments()
        .and_then(|mut segments| segments.next())
        .unwrap_or_default()
        .to_owned();
    let elsewhere = url.origin() != scene.target.url.origin() && !scene.suite.is_at_provider(url.as_str());
    elsewhere && url.port().is_some() && first.parse::<Provider>().is_ok()
}

/// The browser did not leave the app.
async fn stayed(
    scene: &Scene,
    browser: &PersonsBrowser,
    idp: Provider,
    button: &str,
) -> Result<InitError, InitError> {
    let page = browser.context.page().await?;
    let words = scene.target.last_words(5).await;
    let strays = scene
        .suite
        .strays()
        .map(|strays| format!("; {strays}"))
        .unwrap_or_default();
    let status = page.status.filter(|status| *status >= 400);
    let status = status
        .map(|status| format!(" (status {status})"))
        .unwrap_or_default();
    let console: Vec<String> = browser.context.console().into_iter().take(3).collect();
    let console = if console.is_empty() {
        String::new()
    } else {
        format!("\nthe page's console: {}", console.join(" / "))
    };
    let slug = idp.slug();
    let hint = if scene.suite.manifest.start.is_some() {
        format!(
            "tell the app where {} is and who it is there: --env with the names that it reads, and the values \
             {{{slug}.issuer}} or {{{slug}.url}}, {{{slug}.client_id}}, {{{slug}.client_secret}}",
            idp.name()
        )
    } else {
        "name the port at which the app expects the mock provider in --provider-port, or let the harness start the app: \
         add `-- npm start`"
            .to_owned()
    };
    Ok(InitError::app(
        format!(
            "{button} does not lead to {}: the browser stands at {}{status}, which shows: {}{strays}{console}{words}",
            idp.name(),
            page.url,
            first_words(&page.text)
        ),
        hint,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(endpoint: &str, url: &str, body: &str, answer: &str) -> Exchange {
        Exchange {
            endpoint: endpoint.to_owned(),
            url: url.to_owned(),
            request_body: body.to_owned(),
            response_body: answer.to_owned(),
            ..Exchange::default()
        }
    }

    #[test]
    fn a_request_is_read_from_its_query() {
        let request = exchange(
            "authorize",
            "http://p/?client_id=me&redirect_uri=http%3A%2F%2Fa%2Fcb&scope=openid+email&response_type=code&state=s\
             &code_challenge=c&code_challenge_method=S256",
            "",
            "",
        );
        let found = read(&request, &[]);
        assert_eq!(
            (found.client_id.as_str(), found.redirect_uri.as_str()),
            ("me", "http://a/cb")
        );
        assert_eq!(found.scope, ["openid", "email"]);
        assert_eq!(
            (found.state, found.nonce, found.pkce.as_deref()),
            (true, false, Some("S256"))
        );
    }

    #[test]
    fn what_was_pushed_before_counts() {
        let pushed = exchange(
            "par",
            "http://p/par",
            "client_id=me&redirect_uri=http://a/cb",
            "{\"request_uri\":\"urn:1\"}",
        );
        let request = exchange("authorize", "http://p/?client_id=me&request_uri=urn:1", "", "");
        assert_eq!(read(&request, &[pushed]).redirect_uri, "http://a/cb");
        assert_eq!(read(&request, &[]).redirect_uri, "");
    }
}
