//! What keeps a target from turning the provider's answer into tokens: whether it reaches the provider at all, and
//! whether the provider accepts its credentials.

use mock_provider::Provider;
use mock_provider::journal::Exchange;

use super::Problem;
use super::front_channel::{addresses, place, strays};
use crate::suite::Suite;
use crate::target::Target;
use crate::world::PersonsBrowser;

/// Rules about who the client is: the target and the manifest do not agree on a secret.
const CREDENTIALS: [&str; 5] = [
    "client-secret-correct",
    "client-secret-present",
    "client-authenticated",
    "client-registered",
    "client-id-consistent",
];

/// What browsers ask for.
const PAGES: [&str; 4] = ["authorize", "sign-in", "choose-account", "consent"];

/// Why the target has no tokens and no person; `None` when it has.
pub(crate) async fn problem(
    suite: &Suite,
    target: &Target,
    idp: Provider,
    browser: Option<&PersonsBrowser>,
    exchanges: &[Exchange],
) -> Option<Problem> {
    let name = idp.name();
    let own = browser.map(|browser| browser.id.as_str());
    let of_flow = |exchange: &&Exchange| {
        let elsewhere = exchange.browser.is_some() && exchange.browser.as_deref() != own;
        !elsewhere && !PAGES.contains(&exchange.endpoint.as_str())
    };
    let calls = || exchanges.iter().filter(of_flow);
    if let Some((exchange, refusal)) =
        calls().find_map(|exchange| Some((exchange, exchange.refusal.as_ref()?)))
    {
        let what = format!(
            "{name} refuses the target's {} request ({}): found {}, expected {}",
            exchange.endpoint, refusal.rule, refusal.found, refusal.expected
        );
        let hint = if CREDENTIALS.contains(&refusal.rule.as_str()) {
            let slug = idp.slug();
            format!(
                "set the target's client secret in start.env to {{{slug}.client_secret}}, or name its own in \
                 providers.{slug}.client_secret"
            )
        } else if exchange.endpoint == "unknown" {
            addresses(target, idp)
        } else {
            refusal.hint.clone()
        };
        return Some(Problem::new(what, hint));
    }
    if calls().any(|exchange| exchange.endpoint == "token") {
        return None;
    }
    let page = match browser {
        Some(browser) => browser.context.page().await.ok()?,
        None => return None,
    };
    let words = target.last_words(3).await;
    if page.status == Some(404) {
        return Some(Problem::new(
            format!(
                "{name} sent the browser to the callback, and the target answers 404 at {}",
                page.url
            ),
            format!(
                "correct providers.{}.redirect_uri in the manifest, or add that route to the target",
                idp.slug()
            ),
        ));
    }
    let status = page
        .status
        .map(|status| format!(" (status {status})"))
        .unwrap_or_default();
    Some(Problem::new(
        format!(
            "{name} sent the browser back, and the target never asked {name} for a token: the browser stands at {}{status}{}{words}",
            place(&page.url),
            strays(suite)
        ),
        addresses(target, idp),
    ))
}
