//! Who somebody is to a team: another subject for each, and an address that may be a relay's.

use sha2::{Digest as _, Sha256};

use crate::config::{AppleAccount, AppleSettings, Client};

/// Where relay addresses are.
const RELAY_DOMAIN: &str = "privaterelay.appleid.com";

/// The team to which a client belongs.
pub(super) fn team<'a>(client: &'a Client, settings: &'a AppleSettings) -> &'a str {
    client
        .apple
        .as_ref()
        .and_then(|apple| apple.team_id.as_deref())
        .unwrap_or(&settings.team_id)
}

/// The subject for a team: the configured one for the usual team, one made from it for another.
pub(super) fn sub(account: &AppleAccount, team: &str, settings: &AppleSettings) -> String {
    if team == settings.team_id {
        return account.sub.clone();
    }
    let digest = hex(&format!("{} {team}", account.sub));
    let (first, last) = (account.sub.split('.').next(), account.sub.rsplit('.').next());
    format!(
        "{}.{}.{}",
        first.unwrap_or_default(),
        &digest[..32],
        last.unwrap_or_default()
    )
}

/// The relay address of an account for a team: always the same one.
pub(super) fn relay_address(account: &AppleAccount, team: &str) -> String {
    format!(
        "{}@{RELAY_DOMAIN}",
        &hex(&format!("relay {} {team}", account.sub))[..10]
    )
}

/// Both names, as far as there are any.
pub(super) fn full_name(account: &AppleAccount) -> String {
    let names = [account.first_name.as_deref(), account.last_name.as_deref()];
    names.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn hex(text: &str) -> String {
    Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
