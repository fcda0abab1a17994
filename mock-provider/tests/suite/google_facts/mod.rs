//! What Google does on the wire, each test named after the fact.

mod apis;
mod authorization;
mod codes_and_tokens;
mod devices;
mod endpoints;
mod error_page;
mod id_token;
mod registration;

use mock_provider::{MockProvider, Provider};
use serde_json::Value;

use crate::{browser::Browser, setup::App};

const DRIVE: &str = "https://www.googleapis.com/auth/drive";
const CALENDAR: &str = "https://www.googleapis.com/auth/calendar";
const OFFLINE: [(&str, &str); 2] = [("access_type", "offline"), ("prompt", "consent")];

fn pair(provider: &MockProvider) -> (App<'_>, Browser) {
    (
        App::new(provider, Provider::Google),
        Browser::new(provider, "b-1"),
    )
}

/// The names of an object's members, in order.
fn members(object: &Value) -> Vec<&str> {
    let members = object
        .as_object()
        .unwrap_or_else(|| panic!("no object: {object}"));
    members.keys().map(String::as_str).collect()
}
