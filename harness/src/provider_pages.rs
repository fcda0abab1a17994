//! How a person gets through the mock provider's pages. These pages are ours, so they carry test ids.

use std::time::Duration;

use mock_provider::Provider;
use mock_provider::config::Persona;
use mock_provider::journal::Filter;
use url::Url;

use crate::broken::{Broken, Kind};
use crate::browser::{Locator, PageError};
use crate::clock::Deadline;
use crate::oracles::journal;
use crate::suite::Suite;
use crate::world::PersonsBrowser;

/// Cookie by which the provider tells browsers apart; the harness sets it beforehand.
pub const BROWSER_COOKIE: &str = "mock_browser";

/// What the person decides on the consent page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Lets the app in.
    Approve,
    /// Sends the app away.
    Deny,
}

/// Where a person ended up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The provider sent the browser back to the app.
    Returned,
    /// The provider held its answer back on purpose.
    HeldBack,
}

const IDENTIFIER: &str = "mock-identifier";
const SIGN_IN: &str = "mock-sign-in";
const ANOTHER_ACCOUNT: &str = "mock-other-account";
const APPROVE: &str = "mock-approve";
const DENY: &str = "mock-deny";
const ERROR: &str = "mock-error";
const HELD: &str = "mock-held";
const PAGES: [&str; 5] = [IDENTIFIER, ANOTHER_ACCOUNT, APPROVE, ERROR, HELD];

/// Number of answers that `idp` gave this browser so far; the mark to pass to [`pass`].
#[must_use]
pub fn answers_so_far(suite: &Suite, browser: &PersonsBrowser, idp: Provider) -> usize {
    let filter = Filter {
        browser: Some(browser.id.clone()),
        ..Filter::default()
    };
    journal::answers(&suite.provider.journal().exchanges(&filter), idp).len()
}

/// Waits until the browser stands on a page of the provider.
///
/// # Errors
/// When it does not get there.
pub async fn arrive(suite: &Suite, browser: &PersonsBrowser, idp: Provider) -> Result<(), Broken> {
    let name = idp.name();
    let any = PAGES.map(|id| format!("[data-testid=\"{id}\"]")).join(", ");
    browser
        .context
        .wait_for(&Locator::css(any), suite.patience())
        .await
        .map_err(|error| Broken {
            expected: format!("the browser arrives at {name}"),
            ..Broken::from(error)
        })
}

/// Does what the provider asks for, until it sends the browser back to the app.
///
/// `before` is the number of [`answers_so_far`] before the flow began.
///
/// # Errors
/// When the app never sends the browser to the provider, or the provider refuses the app's request.
pub async fn pass(
    suite: &Suite,
    browser: &PersonsBrowser,
    idp: Provider,
    persona: &Persona,
    decision: Decision,
    before: usize,
) -> Result<Stop, Broken> {
    let name = idp.name();
    let deadline = Deadline::after(suite.patience() * 2);
    let limit = suite.patience();
    let context = &browser.context;
    while let Some(left) = deadline.left() {
        match showing(browser).await?.as_deref() {
            Some(IDENTIFIER) => {
                context
                    .fill(&Locator::test_id(IDENTIFIER), identifier(persona, idp), limit)
                    .await?;
                leave(browser, &Locator::test_id(SIGN_IN), limit).await?;
            }
            Some(ANOTHER_ACCOUNT) => {
                let account = Locator::css(format!(
                    "[data-testid=\"mock-account\"][data-persona=\"{}\"]",
                    persona.id
                ));
                let known = context.is_visible(&account).await?;
                let next = if known {
                    account
                } else {
                    Locator::test_id(ANOTHER_ACCOUNT)
                };
                leave(browser, &next, limit).await?;
            }
            Some(APPROVE) => {
                let button = if decision == Decision::Approve {
                    APPROVE
                } else {
                    DENY
                };
                leave(browser, &Locator::test_id(button), limit).await?;
            }
            Some(ERROR) => return Err(refused(suite, browser, idp)),
            Some(HELD) => return Ok(Stop::HeldBack),
            _ => {
                let away = !suite.is_at_provider(&context.page().await?.url);
                if away && answers_so_far(suite, browser, idp) > before {
                    return Ok(Stop::Returned);
                }
                if let Some(url) = context.unreachable() {
                    return Err(unreachable(&url, name));
                }
                context.next_change(left.min(Duration::from_millis(250))).await;
            }
        }
    }
    let page = context.page().await?;
    Err(Broken::breach(
        format!("the app sends the browser to {name}, and {name} sends it back"),
        format!("the browser stood at {} (\"{}\")", page.url, page.title),
    )
    .of_kind(Kind::Stuck))
}

/// What the person types to say who they are.
fn identifier(persona: &Persona, idp: Provider) -> &str {
    match idp {
        Provider::Google => persona
            .google
            .as_ref()
            .map_or("", |account| account.email.as_str()),
        // Every provider also knows its people by the names that tests have for them. A login may be another's by now.
        _ => &persona.id,
    }
}

/// Clicks what leads on from a page, and marks the page so that it is not taken for the next one:
/// it may still be there when the click has been answered.
async fn leave(browser: &PersonsBrowser, locator: &Locator, limit: Duration) -> Result<(), Broken> {
    browser.context.wait_for(locator, limit).await?;
    browser
        .context
        .script("window.harnessIsDone = true;", vec![])
        .await?;
    Ok(browser.context.click(locator, limit).await?)
}

/// The test id of the provider's page that the browser shows, if it shows one that is not done with.
async fn showing(browser: &PersonsBrowser) -> Result<Option<String>, Broken> {
    const SCRIPT: &str = "return window.harnessIsDone ? null :
        arguments[0].find((id) => document.querySelector(`[data-testid=\"${id}\"]`)) || null;";
    let ids = serde_json::json!(PAGES);
    match browser.context.script(SCRIPT, vec![ids]).await {
        Ok(found) => Ok(found.as_str().map(str::to_owned)),
        // The page was on its way to the next one.
        Err(PageError::Refused { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The app sent the browser to where nobody is.
fn unreachable(url: &str, name: &str) -> Broken {
    let place = Url::parse(url).map_or_else(
        |_| url.to_owned(),
        |url| format!("{}{}", url.origin().ascii_serialization(), url.path()),
    );
    Broken::breach(
        format!("the app sends the browser to {name}"),
        format!("it sent it to {place}, which cannot be reached from here"),
    )
    .of_kind(Kind::Stuck)
}

/// The provider's own error page, with the reason from its journal.
fn refused(suite: &Suite, browser: &PersonsBrowser, idp: Provider) -> Broken {
    let name = idp.name();
    let all = suite.provider.journal().exchanges(&Filter {
        browser: Some(browser.id.clone()),
        ..Filter::default()
    });
    let refusal = all.into_iter().rev().find_map(|exchange| exchange.refusal);
    match refusal {
        Some(refusal) => Broken {
            hint: Some(refusal.hint.clone()),
            ..Broken::breach(
                format!(
                    "{name} accepts the app's authorization request: {}",
                    refusal.expected
                ),
                format!("{name} refused it ({}): {}", refusal.rule, refusal.found),
            )
        },
        None => Broken::breach(
            format!("{name} accepts the app's authorization request"),
            "it refused it",
        ),
    }
    .of_kind(Kind::Stuck)
}
