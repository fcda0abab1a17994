//! What GitHub does on the wire, each test named after the fact.

mod api_errors;
mod app_tokens;
mod authorization;
mod callbacks;
mod devices;
mod endpoints;
mod lists;
mod scoped_tokens;
mod scopes;
mod token_endpoint;
mod user;

use mock_provider::{
    MockProvider, Provider,
    config::{Client, ClientKind, Config, Persona},
};
use serde_json::Value;

use crate::{
    browser::Browser,
    setup::{App, client},
};

fn pair(provider: &MockProvider) -> (App<'_>, Browser) {
    (
        App::new(provider, Provider::GitHub),
        Browser::new(provider, "b-1"),
    )
}

fn github_app() -> Client {
    Client {
        kind: Some(ClientKind::GithubApp),
        ..client(Provider::GitHub)
    }
}

/// A persona of the built-in configuration, to be changed.
fn persona(id: &str) -> Persona {
    let found = Config::default()
        .personas
        .into_iter()
        .find(|persona| persona.id == id);
    found.unwrap_or_else(|| panic!("nobody is called {id}"))
}

/// The names of an object's members, in order.
fn members(object: &Value) -> Vec<&str> {
    let members = object
        .as_object()
        .unwrap_or_else(|| panic!("no object: {object}"));
    members.keys().map(String::as_str).collect()
}

/// The names of an object's members by the alphabet.
fn sorted(object: &Value) -> Vec<&str> {
    let mut members = members(object);
    members.sort_unstable();
    members
}
