//! What tokens and UserInfo say about a person (OIDC Core §2, §5.3, §5.4, §5.5).

use serde_json::{Map, Value, json};

use super::subject;
use crate::{
    config::{Client, IssuerSettings, OidcAccount},
    dialects::Mint,
    protocol::{at_hash::hash_for, claims_request::Wish},
    store::AccessToken,
};

/// The claims of an id_token, which is due with the scope `openid`.
pub(super) fn id_token(
    issuer: &IssuerSettings,
    iss: &str,
    account: &OidcAccount,
    mint: &Mint<'_>,
) -> Option<Map<String, Value>> {
    let access = mint.access;
    if !access.scopes.iter().any(|scope| scope == "openid") {
        return None;
    }
    let authentication = &access.authentication;
    let mut claims = Map::new();
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            claims.insert(name.to_owned(), value);
        }
    };
    add("iss", Some(json!(iss)));
    add("sub", Some(json!(subject(issuer, account, mint.client))));
    add("aud", Some(json!(mint.client.client_id)));
    add("exp", Some(json!(mint.now + i64::from(issuer.id_token_lifetime))));
    add("iat", Some(json!(mint.now)));
    add("auth_time", authentication.at.map(|at| json!(at.as_second())));
    add("nonce", mint.nonce.map(|nonce| json!(nonce)));
    add("acr", authentication.acr.as_ref().map(|acr| json!(acr)));
    add("amr", authentication.at.map(|_| json!(["pwd"])));
    add("azp", Some(json!(mint.client.client_id)));
    add("sid", authentication.sid.as_ref().map(|sid| json!(sid)));
    let hash = |text: &str| json!(hash_for(mint.algorithm, text));
    add("at_hash", mint.access_token.map(hash));
    add("c_hash", mint.code.map(hash));
    // Where no access token comes along there is no UserInfo to ask (OIDC Core §5.4).
    if issuer.claims_in_id_token || mint.access_token.is_none() && mint.code.is_none() {
        for (name, value) in of_scopes(issuer, account, &access.scopes) {
            claims.entry(name).or_insert(value);
        }
    }
    add_wishes(&mut claims, account, &authentication.claims.id_token);
    add_static(&mut claims, issuer);
    Some(claims)
}

/// The members of a UserInfo response.
#[must_use]
pub(crate) fn userinfo(
    issuer: &IssuerSettings,
    account: &OidcAccount,
    client: &Client,
    token: &AccessToken,
) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), json!(subject(issuer, account, client)));
    claims.extend(of_scopes(issuer, account, &token.scopes));
    add_wishes(&mut claims, account, &token.authentication.claims.userinfo);
    add_static(&mut claims, issuer);
    claims
}

/// The claims that the scopes give and the account has.
fn of_scopes(issuer: &IssuerSettings, account: &OidcAccount, scopes: &[String]) -> Map<String, Value> {
    let mut claims = Map::new();
    for scope in scopes {
        for name in issuer.claims_of(scope).unwrap_or_default() {
            if let Some(value) = account.claim(name) {
                claims.insert(name.to_owned(), value);
            }
        }
    }
    claims
}

/// OIDC Core §5.5.1: what the account has, and only if it is one of the values that are asked for.
fn add_wishes(claims: &mut Map<String, Value>, account: &OidcAccount, wishes: &[Wish]) {
    for wish in wishes {
        let value = account
            .claim(&wish.name)
            .filter(|value| wish.values.is_empty() || wish.values.contains(value));
        if let Some(value) = value {
            claims.entry(wish.name.clone()).or_insert(value);
        }
    }
}

fn add_static(claims: &mut Map<String, Value>, issuer: &IssuerSettings) {
    for (name, value) in &issuer.claims {
        claims.entry(name.clone()).or_insert(value.clone());
    }
}
