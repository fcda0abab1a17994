//! People, and the clients at which they sign in.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    frame::{Frame, page, see_other},
    shown::Shown,
};
use crate::app::App;

#[derive(Template)]
#[template(path = "inspector/people.html")]
struct PeoplePage {
    frame: Frame,
    people: Vec<Person>,
    clients: Vec<ClientView>,
}

/// A person.
#[derive(Debug)]
struct Person {
    id: String,
    listed: bool,
    /// Provider, name, address or login.
    accounts: Vec<(&'static str, String, String)>,
    /// The clients whose provider knows the person.
    clients: Vec<String>,
}

/// A client.
#[derive(Debug)]
struct ClientView {
    provider: &'static str,
    name: String,
    id: String,
    secret: Shown,
    redirect_uris: Vec<String>,
}

pub(super) async fn show(State(app): State<Arc<App>>) -> Response {
    let store = app.store();
    let clients: Vec<_> = store.clients().cloned().collect();
    let people = store
        .personas()
        .map(|persona| {
            let accounts = app
                .dialects()
                .filter_map(|dialect| Some((dialect.provider(), dialect.account(persona)?)));
            let accounts: Vec<_> = accounts.collect();
            Person {
                id: persona.id.clone(),
                listed: persona.listed,
                clients: clients
                    .iter()
                    .filter(|client| accounts.iter().any(|(provider, _)| *provider == client.provider))
                    .map(|client| format!("{} ({})", client.display_name(), client.provider.name()))
                    .collect(),
                accounts: accounts
                    .into_iter()
                    .map(|(provider, account)| (provider.name(), account.name, account.handle))
                    .collect(),
            }
        })
        .collect();
    drop(store);
    page(&PeoplePage {
        frame: Frame::new(&app, "People and clients", 0),
        people,
        clients: clients
            .iter()
            .map(|client| ClientView {
                provider: client.provider.name(),
                name: client.display_name().to_owned(),
                id: client.client_id.clone(),
                secret: Shown::secret(&client.client_secret),
                redirect_uris: client.redirect_uris.clone(),
            })
            .collect(),
    })
}

/// Back to the configuration.
pub(super) async fn reset(State(app): State<Arc<App>>) -> Response {
    app.reset();
    see_other("people")
}
