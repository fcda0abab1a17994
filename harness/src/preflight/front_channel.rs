//! What keeps a target from sending the browser to a provider with a request that the provider accepts.

use mock_provider::journal::{Exchange, Filter};
use mock_provider::protocol::Refusal;
use mock_provider::{Provider, is_real_host};
use url::Url;

use super::Problem;
use crate::broken::Broken;
use crate::browser::Page;
use crate::oracles::identity::first_words;
use crate::suite::Suite;
use crate::target::Target;
use crate::world::PersonsBrowser;

/// Number of the newest exchange in the journal.
pub(super) fn newest(suite: &Suite) -> u64 {
    let all = suite.provider.journal().exchanges(&Filter::default());
    all.last().map_or(0, |exchange| exchange.id)
}

/// What `idp` was asked since then, by browsers and by the target.
pub(super) fn since(suite: &Suite, idp: Provider, mark: u64) -> Vec<Exchange> {
    suite.provider.journal().exchanges(&Filter {
        provider: Some(idp),
        after: Some(mark),
        ..Filter::default()
    })
}

/// Why `idp` gave no answer to an authorization request; `None` when it gave one.
pub(super) async fn problem(
    suite: &Suite,
    target: &Target,
    idp: Provider,
    browser: Option<&PersonsBrowser>,
    exchanges: &[Exchange],
    broken: &Broken,
) -> Option<Problem> {
    let of_browser = |exchange: &&Exchange| {
        let browser = browser.map(|browser| browser.id.as_str());
        exchange.endpoint == "authorize" && exchange.browser.as_deref() == browser
    };
    let requests: Vec<&Exchange> = exchanges.iter().filter(of_browser).collect();
    if let Some(refusal) = requests.iter().find_map(|exchange| exchange.refusal.as_ref()) {
        return Some(refused(target, idp, refusal, requests.iter().copied()));
    }
    if !requests.is_empty() {
        return None;
    }
    if let Some(hint) = &broken.hint
        && browser.is_none()
    {
        return Some(Problem::new(broken.actual.clone(), hint.clone()));
    }
    if let Some(url) = browser.and_then(|browser| browser.context.unreachable()) {
        return Some(led_astray(suite, target, idp, &url));
    }
    let unknown_path = exchanges.iter().find(|exchange| exchange.endpoint == "unknown");
    if let Some(exchange) = unknown_path {
        return Some(Problem::new(
            format!(
                "the target asked {} for {} {}, which it does not serve",
                idp.name(),
                exchange.method,
                place(&exchange.url)
            ),
            addresses(target, idp),
        ));
    }
    let page = match browser {
        Some(browser) => browser.context.page().await.unwrap_or_default(),
        None => Page::default(),
    };
    let at = place(&page.url);
    let words = target.last_words(3).await;
    let found = match page.status.filter(|status| *status >= 400) {
        Some(status) => format!("{at} answers {status}"),
        None => format!(
            "the browser stands at {at}, which shows: {}",
            first_words(&page.text)
        ),
    };
    // What starts a flow is there, and was clicked: what it leads to is the target's business.
    let strays = strays(suite);
    let what = format!(
        "the target does not send the browser to {}: {found}{strays}{words}",
        idp.name()
    );
    Some(Problem::new(what, addresses(target, idp)))
}

/// An address without what its query carries.
pub(super) fn place(url: &str) -> String {
    Url::parse(url).map_or_else(
        |_| url.to_owned(),
        |mut url| {
            url.set_query(None);
            url.set_fragment(None);
            url.into()
        },
    )
}

/// Hosts that the target's programs asked for in vain, as an end of a sentence.
pub(super) fn strays(suite: &Suite) -> String {
    suite
        .strays()
        .map(|strays| format!("; {strays}"))
        .unwrap_or_default()
}

/// Where the target has to look for the provider.
pub(super) fn addresses(target: &Target, idp: Provider) -> String {
    let slug = idp.slug();
    let value = |key: &str| {
        target
            .values
            .get(&format!("{slug}.{key}"))
            .unwrap_or_default()
            .to_owned()
    };
    format!(
        "set the target's address of {} in start.env: its issuer is {{{slug}.issuer}} ({}), its base {{{slug}.url}} ({})",
        idp.name(),
        value("issuer"),
        value("url")
    )
}

/// The browser was sent to where nobody is.
fn led_astray(suite: &Suite, target: &Target, idp: Provider, url: &str) -> Problem {
    let host = Url::parse(url)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default();
    let what = format!(
        "the target sends the browser to {}, which cannot be reached from here",
        place(url)
    );
    if is_real_host(&host) && !suite.manifest.provider.reach.is_by_real_names() {
        return Problem::new(
            what,
            format!(
                "let the target take the provider's URL from its settings ({{{}.url}}); if it is hard-coded, add \
                 reach = \"by-name\" under [provider] of the manifest",
                idp.slug()
            ),
        );
    }
    Problem::new(what, addresses(target, idp))
}

/// The provider refused the request. Most often the manifest and the target do not agree.
fn refused<'a>(
    target: &Target,
    idp: Provider,
    refusal: &Refusal,
    requests: impl Iterator<Item = &'a Exchange>,
) -> Problem {
    let slug = idp.slug();
    let sent = |name: &str, requests: &mut dyn Iterator<Item = &'a Exchange>| {
        requests
            .filter_map(|exchange| Url::parse(&exchange.url).ok())
            .find_map(|url| {
                let mut pairs = url.query_pairs();
                pairs
                    .find(|(found, _)| found == name)
                    .map(|(_, value)| value.into_owned())
            })
            .unwrap_or_else(|| "none".to_owned())
    };
    let mut requests = requests;
    match refusal.rule.as_str() {
        "redirect-uri-registered" => Problem::new(
            format!(
                "the target sends {} the redirect URI {}, and the manifest registers {}",
                idp.name(),
                sent("redirect_uri", &mut requests),
                registered(target, slug)
            ),
            format!(
                "correct providers.{slug}.redirect_uri in the manifest, or the callback address that the target sends"
            ),
        ),
        "client-registered" | "client-exists" => Problem::new(
            format!(
                "the target calls itself {} at {}, and the manifest registers {}",
                sent("client_id", &mut requests),
                idp.name(),
                target
                    .values
                    .get(&format!("{slug}.client_id"))
                    .unwrap_or_default()
            ),
            format!(
                "set the target's client id in start.env to {{{slug}.client_id}}, or name its own in providers.{slug}.client_id"
            ),
        ),
        _ => Problem::new(
            format!(
                "{} refuses the target's authorization request ({}): found {}, expected {}",
                idp.name(),
                refusal.rule,
                refusal.found,
                refusal.expected
            ),
            refusal.hint.clone(),
        ),
    }
}

fn registered(target: &Target, slug: &str) -> String {
    target
        .values
        .get(&format!("{slug}.redirect_uri"))
        .unwrap_or_default()
        .to_owned()
}
