//! What only configured OpenID Connect issuers serve.

mod backchannel;
pub(crate) mod introspect;
pub(crate) mod logout;
mod logout_pages;
pub(super) mod own_token;
pub(crate) mod par;
pub(crate) mod register;
pub(crate) mod registration;
pub(crate) mod revoke;
pub(crate) mod userinfo;

use serde_json::Value;

use crate::{
    Provider,
    answer::Answer,
    app::Site,
    config::{IssuerSettings, OidcAccount, Persona},
    dialects::Dialect,
};

/// The settings of the issuer that is asked. Absent only for a provider that is none.
fn settings<'a>(app: &'a Site<'_>, dialect: &dyn Dialect) -> Option<&'a IssuerSettings> {
    match dialect.provider() {
        Provider::Oidc(name) => app.config.issuer(name),
        _ => None,
    }
}

/// The account of a person at the issuer.
fn account<'a>(issuer: &IssuerSettings, persona: &'a Persona) -> Option<&'a OidcAccount> {
    persona
        .oidc
        .as_ref()
        .filter(|account| account.exists_at(issuer.name))
}

/// JSON that nobody may keep.
fn json_answer(status: u16, body: &Value) -> Answer {
    Answer::new(status, body.to_string())
        .header("content-type", "application/json")
        .header("cache-control", "no-store")
        .header("pragma", "no-cache")
}
