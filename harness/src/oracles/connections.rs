//! Which accounts at providers are connected to the account of whoever is signed in, as the app tells it.

use std::time::Duration;

use mock_provider::Provider;
use mock_provider::config::Persona;

use crate::broken::{Broken, Kind};
use crate::clock::Deadline;
use crate::suite::Suite;
use crate::target::{ConnectedAccounts, Target};
use crate::world::PersonsBrowser;

/// An account at a provider: the provider's id, and who that is there.
pub type Connection = (String, String);

/// The account of `persona` at `idp`.
///
/// # Errors
/// Not applicable for providers whose subjects differ from app to app, so that no list can be compared.
pub fn of_persona(persona: &Persona, idp: Provider) -> Result<Connection, Broken> {
    let subject = match idp {
        Provider::Google => persona.google.as_ref().map(|account| account.sub.clone()),
        Provider::GitHub => persona.github.as_ref().map(|account| account.id.to_string()),
        _ => None,
    };
    let subject = subject
        .ok_or_else(|| Broken::not_applicable(format!("{} tells every app another subject", idp.name())))?;
    Ok((idp.slug().to_owned(), subject))
}

/// The connected accounts of whoever is signed in in this browser, sorted.
///
/// # Errors
/// Not applicable when the manifest does not say where they are read.
pub async fn connected(
    target: &Target,
    suite: &Suite,
    browser: &PersonsBrowser,
) -> Result<Vec<Connection>, Broken> {
    let place = place(suite)?;
    let url = target.values.fill(&place.url).map_err(|error| {
        Broken::set_up("connected_accounts.url has known placeholders", error.to_string())
    })?;
    let cookies = browser.context.cookies().await?;
    let answer = target
        .http()
        .get(&url, "application/json", &cookies)
        .await
        .map_err(|reason| {
            Broken::breach(format!("the connected accounts are told at {url}"), reason).of_kind(Kind::Crash)
        })?;
    if answer.status >= 500 {
        return Err(Broken::breach(
            format!("the connected accounts are told at {url}"),
            format!("HTTP status {}", answer.status),
        ));
    }
    let json = answer.json();
    let text = |value: &serde_json::Value, path: &serde_json_path::JsonPath| {
        path.query(value).first().map(|found| match found {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    };
    let mut found: Vec<Connection> = place
        .each
        .query(&json)
        .all()
        .into_iter()
        .filter_map(|one| {
            let provider = text(one, &place.provider)?;
            let provider = provider.strip_prefix("oauth_").unwrap_or(&provider).to_owned();
            Some((provider, text(one, &place.subject).unwrap_or_default()))
        })
        .collect();
    found.sort_unstable();
    Ok(found)
}

/// Passes when exactly `wanted` are connected once the app has come to rest, waiting for it to get there.
///
/// # Errors
/// A breach with what is connected.
pub async fn exactly(
    target: &Target,
    suite: &Suite,
    browser: &PersonsBrowser,
    mut wanted: Vec<Connection>,
) -> Result<(), Broken> {
    wanted.sort_unstable();
    let deadline = Deadline::after(suite.patience());
    loop {
        let settled = browser.context.settle(deadline.left().unwrap_or_default()).await;
        let found = connected(target, suite, browser).await?;
        if settled && found == wanted {
            return Ok(());
        }
        let Some(left) = deadline.left() else {
            return Err(Broken::breach(
                format!("connected are {}", shown(&wanted)),
                format!("connected are {}", shown(&found)),
            ));
        };
        browser
            .context
            .next_change(left.min(Duration::from_millis(250)))
            .await;
    }
}

/// Not applicable when the manifest does not say where they are read.
fn place(suite: &Suite) -> Result<&ConnectedAccounts, Broken> {
    let place = suite.manifest.connected_accounts.as_ref();
    place.ok_or_else(|| Broken::not_applicable("the manifest has no [connected_accounts]"))
}

fn shown(connections: &[Connection]) -> String {
    if connections.is_empty() {
        return "none".to_owned();
    }
    let each = connections
        .iter()
        .map(|(provider, subject)| format!("{subject} of {provider}"));
    each.collect::<Vec<_>>().join(", ")
}
