//! Configured OpenID Connect issuers: one test for each thing that the specifications say of them.

mod claims;
mod clients;
mod configuration;
mod metadata;
mod people;
mod refresh;
mod responses;
mod userinfo;

use mock_provider::{
    MockProvider,
    config::{Client, Config, IssuerSettings},
};
use serde_json::Value;

use crate::{
    providers::OIDC,
    setup::{App, client, json, start_with},
};

/// The built-in issuer with other settings.
async fn start_as(change: impl FnOnce(&mut IssuerSettings)) -> MockProvider {
    let mut config = Config::default();
    change(&mut config.issuers[0]);
    start_with(config).await
}

fn put(provider: &MockProvider, change: impl FnOnce(&mut Client)) {
    let mut client = client(OIDC);
    change(&mut client);
    provider.put_client(client);
}

async fn document(provider: &MockProvider, url: &str) -> Value {
    let app = App::new(provider, OIDC);
    json(app.http().get(url).send().await.expect("an answer")).await
}

async fn refresh(app: &App<'_>, token: &str) -> (u16, Value) {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", "suite"),
        ("client_secret", crate::setup::SECRET),
    ];
    app.post("/token", &form).await
}
