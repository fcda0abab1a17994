//! Limited Login, which apps on Apple's devices use: an id_token and no access to the Graph API.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::scoped_id;
use crate::dialects::Mint;

/// The path of the keys.
pub(super) const JWKS: &str = "/.well-known/oauth/openid/jwks/";

/// Seconds from `iat` to `exp`.
pub(crate) const LIFETIME: u32 = 3_600;

/// The dialog alone issues one: where there is an access token, there is none. It never says whether the address was
/// checked.
pub(super) fn id_token_claims(mint: &Mint<'_>, issuer: &str) -> Option<Map<String, Value>> {
    let account = mint
        .persona
        .facebook
        .as_ref()
        .filter(|_| mint.access_token.is_none())?;
    let has = |wanted: &str| mint.access.scopes.iter().any(|scope| scope == wanted);
    let mut claims = Map::new();
    let mut add = |name: &str, value: Value| {
        claims.insert(name.to_owned(), value);
    };
    let sub = scoped_id::of(&account.id, &mint.access.client_id);
    let nonce = mint.nonce.unwrap_or_default();
    let unique = Sha256::digest(format!("{sub} {nonce} {}", mint.now));
    add("iss", json!(issuer));
    add("aud", json!(mint.access.client_id));
    add("sub", json!(sub));
    add("iat", json!(mint.now));
    add("exp", json!(mint.now + i64::from(LIFETIME)));
    add("jti", json!(URL_SAFE_NO_PAD.encode(unique)));
    add("nonce", json!(nonce));
    if let Some(email) = account.email.as_ref().filter(|_| has("email")) {
        add("email", json!(email));
    }
    if let Some(name) = &account.first_name {
        add("given_name", json!(name));
    }
    if let Some(name) = &account.last_name {
        add("family_name", json!(name));
    }
    add("name", json!(account.name));
    if let Some(picture) = &account.picture {
        add("picture", json!(picture));
    }
    Some(claims)
}
