//! By which identifier a client knows a person (OIDC Core §8).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::config::{Client, IssuerSettings, OidcAccount, SubjectType};

/// `sub` for this client.
#[must_use]
pub(crate) fn subject(issuer: &IssuerSettings, account: &OidcAccount, client: &Client) -> String {
    match client.oidc.subject_type.unwrap_or(issuer.subject_type) {
        SubjectType::Public => account.sub.clone(),
        SubjectType::Pairwise => pairwise(&sector(client), &account.sub, &issuer.pairwise_salt),
    }
}

/// OIDC Core §8.1: a hash that nobody can undo. The parts are told apart by a byte that none of them has.
fn pairwise(sector: &str, sub: &str, salt: &str) -> String {
    let digest = Sha256::digest(format!("{sector}\0{sub}\0{salt}"));
    URL_SAFE_NO_PAD.encode(digest)
}

/// The host of the sector identifier, or of the first redirect URI; a client without either is a sector of its own.
fn sector(client: &Client) -> String {
    let first = || client.redirect_uris.first().and_then(|uri| Url::parse(uri).ok());
    let url = client.oidc.sector_identifier_uri.clone().or_else(first);
    url.and_then(|url| url.host_str().map(ToOwned::to_owned))
        .unwrap_or_else(|| client.client_id.clone())
}
