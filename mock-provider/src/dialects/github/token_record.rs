//! What GitHub tells an app about a token of its own.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{API, installations, user};
use crate::{
    Provider,
    config::{Client, GitHubAccount},
    origins::Origins,
    store::AccessToken,
};

/// The body of an answer to a check or a reset.
#[must_use]
pub(crate) fn body(
    text: &str,
    token: &AccessToken,
    client: &Client,
    account: &GitHubAccount,
    origins: &Origins,
) -> Value {
    let digest = Sha256::digest(text.as_bytes());
    let id = digest
        .iter()
        .take(4)
        .fold(0_u32, |id, byte| id << 8 | u32::from(*byte));
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let last_eight = text.get(text.len().saturating_sub(8)..).unwrap_or(text);
    let issued_at = token.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    json!({
        "id": id,
        "url": origins.url(Provider::GitHub, &API, &format!("/authorizations/{id}")),
        "app": {
            "name": client.display_name(),
            "url": client.redirect_uris.first().cloned().unwrap_or_default(),
            "client_id": client.client_id,
        },
        "token": text,
        "hashed_token": hash,
        "token_last_eight": last_eight,
        "note": null,
        "note_url": null,
        "created_at": issued_at,
        "updated_at": issued_at,
        "scopes": token.scopes,
        "fingerprint": null,
        "expires_at": token.expires_at.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
        "user": user::simple(account, origins),
        "installation": token.narrowed.as_ref().map(|narrowed| installations::told(narrowed, account, origins)),
    })
}
