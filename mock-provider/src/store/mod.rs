//! Everything a provider remembers besides the journal: registrations, sign-ins, grants, codes, tokens.

mod assertions;
mod bounded;
mod grants;
mod people;
mod pushed;
mod records;
mod sessions;
mod snapshot;
mod tokens;

use std::collections::{BTreeMap, HashMap};

use crate::{
    Provider,
    config::{Client, Config, Persona},
};

pub(crate) use bounded::Bounded;
pub(crate) use grants::{Grant, GrantKey};
pub(crate) use pushed::Pushed;
pub(crate) use records::{AccessToken, Code, DeviceCode, Interaction, Narrowed, RefreshToken};
pub(crate) use sessions::{Authentication, Session};
pub(crate) use snapshot::StoreSnapshot;
pub(crate) use tokens::Limits;

/// How many authorization requests in progress, codes, and device codes are remembered, which live for minutes; the
/// oldest go first.
const MOST_SHORT_LIVED: usize = 2_000;
/// How many sessions and tokens of each kind, which live for hours and longer.
const MOST_LONG_LIVED: usize = 5_000;

/// The state behind one lock. A test double has no contention worth finer ones.
#[derive(Debug)]
pub(crate) struct Store {
    clients: BTreeMap<(Provider, String), Client>,
    personas: BTreeMap<String, Persona>,
    sessions: Bounded<Vec<Session>>,
    sessions_made: u64,
    grants: HashMap<GrantKey, Grant>,
    api_calls: tokens::ApiCalls,
    assertions: Bounded<i64>,
    /// Authorization requests that wait for a person.
    pub interactions: Bounded<Interaction>,
    /// Authorization requests that were pushed.
    pub pushed: Bounded<Pushed>,
    /// The tokens by which clients manage their registration (RFC 7592), by the client's name.
    pub registrations: HashMap<(Provider, String), String>,
    /// Codes, the redeemed ones too.
    pub codes: Bounded<Code>,
    /// Device codes.
    pub device_codes: Bounded<DeviceCode>,
    /// Access tokens.
    pub access_tokens: Bounded<AccessToken>,
    /// Refresh tokens.
    pub refresh_tokens: Bounded<RefreshToken>,
}

impl Store {
    /// The clients and people of a configuration, and nobody signed in.
    #[must_use]
    pub(crate) fn new(config: &Config) -> Self {
        let mut store = Self {
            clients: BTreeMap::new(),
            personas: BTreeMap::new(),
            sessions: Bounded::new(MOST_LONG_LIVED),
            sessions_made: 0,
            grants: HashMap::new(),
            api_calls: HashMap::new(),
            assertions: Bounded::new(MOST_SHORT_LIVED),
            interactions: Bounded::new(MOST_SHORT_LIVED),
            pushed: Bounded::new(MOST_SHORT_LIVED),
            registrations: HashMap::new(),
            codes: Bounded::new(MOST_SHORT_LIVED),
            device_codes: Bounded::new(MOST_SHORT_LIVED),
            access_tokens: Bounded::new(MOST_LONG_LIVED),
            refresh_tokens: Bounded::new(MOST_LONG_LIVED),
        };
        for client in &config.clients {
            store.put_client(client.clone());
        }
        for persona in &config.personas {
            store.put_persona(persona.clone());
        }
        store
    }

    /// A client.
    #[must_use]
    pub(crate) fn client(&self, provider: Provider, client_id: &str) -> Option<&Client> {
        self.clients.get(&(provider, client_id.to_owned()))
    }

    /// Every client.
    pub(crate) fn clients(&self) -> impl Iterator<Item = &Client> {
        self.clients.values()
    }

    /// Registers a client, in place of one of the same id.
    pub(crate) fn put_client(&mut self, client: Client) {
        self.clients
            .insert((client.provider, client.client_id.clone()), client);
    }

    /// Removes a client; its codes and tokens stay what they are. False: there was none.
    pub(crate) fn remove_client(&mut self, provider: Provider, client_id: &str) -> bool {
        self.clients.remove(&(provider, client_id.to_owned())).is_some()
    }
}
