//! Who somebody is to an application.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::config::MicrosoftAccount;

/// The subject: another one for each application, 43 characters of base64url (OIDC Core §8.1).
#[must_use]
pub(crate) fn pairwise_sub(account: &MicrosoftAccount, client_id: &str) -> String {
    let text = format!("{} {} {client_id}", account.tenant_id(), account.oid);
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

/// The `id` in Microsoft Graph: of a personal account the 16 hex digits that its object identifier ends with.
#[must_use]
pub(super) fn graph_id(account: &MicrosoftAccount) -> String {
    if account.is_personal() {
        let digits: String = account.oid.chars().filter(|c| *c != '-').collect();
        return digits.chars().skip(16).collect();
    }
    account.oid.clone()
}
