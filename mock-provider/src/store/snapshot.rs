//! The store written down and read again.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{
    AccessToken, Bounded, Code, DeviceCode, Grant, GrantKey, Interaction, MOST_LONG_LIVED, MOST_SHORT_LIVED,
    Pushed, RefreshToken, Session, Store,
};
use crate::{
    Provider,
    config::{Client, Persona},
};

/// Everything in a store. What has a name stands beside it, the oldest first.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoreSnapshot {
    clients: Vec<Client>,
    personas: Vec<Persona>,
    sessions: Vec<(String, Vec<Session>)>,
    sessions_made: u64,
    grants: Vec<(GrantKey, Grant)>,
    api_calls: Vec<(Provider, String, i64, u32)>,
    assertions: Vec<(String, i64)>,
    interactions: Vec<(String, Interaction)>,
    pushed: Vec<(String, Pushed)>,
    registrations: Vec<(Provider, String, String)>,
    codes: Vec<(String, Code)>,
    device_codes: Vec<(String, DeviceCode)>,
    access_tokens: Vec<(String, AccessToken)>,
    refresh_tokens: Vec<(String, RefreshToken)>,
}

impl Store {
    /// Everything that is remembered.
    pub(crate) fn snapshot(&self) -> StoreSnapshot {
        // Taken apart name by name, so that a new field cannot be left out by mistake.
        let Self {
            clients,
            personas,
            sessions,
            sessions_made,
            grants,
            api_calls,
            assertions,
            interactions,
            pushed,
            registrations,
            codes,
            device_codes,
            access_tokens,
            refresh_tokens,
        } = self;
        let mut grants: Vec<_> = grants
            .iter()
            .map(|(key, grant)| (key.clone(), grant.clone()))
            .collect();
        grants.sort_by(|(one, _), (other, _)| order(one).cmp(&order(other)));
        let mut api_calls: Vec<_> = api_calls
            .iter()
            .map(|((provider, persona), (until, calls))| (*provider, persona.clone(), *until, *calls))
            .collect();
        api_calls.sort();
        let mut registrations: Vec<_> = registrations
            .iter()
            .map(|((provider, client_id), token)| (*provider, client_id.clone(), token.clone()))
            .collect();
        registrations.sort();
        StoreSnapshot {
            clients: clients.values().cloned().collect(),
            personas: personas.values().cloned().collect(),
            sessions: listed(sessions),
            sessions_made: *sessions_made,
            grants,
            api_calls,
            assertions: listed(assertions),
            interactions: listed(interactions),
            pushed: listed(pushed),
            registrations,
            codes: listed(codes),
            device_codes: listed(device_codes),
            access_tokens: listed(access_tokens),
            refresh_tokens: listed(refresh_tokens),
        }
    }

    /// A store with all that.
    ///
    /// # Errors
    /// What was found and expected, for a client or a person that nobody could have registered.
    pub(crate) fn restored(snapshot: StoreSnapshot) -> Result<Self, String> {
        for client in &snapshot.clients {
            client.validate()?;
        }
        for persona in &snapshot.personas {
            persona.validate()?;
        }
        let calls = |(provider, persona, until, calls)| ((provider, persona), (until, calls));
        let client = |client: Client| ((client.provider, client.client_id.clone()), client);
        Ok(Self {
            clients: snapshot.clients.into_iter().map(client).collect(),
            personas: snapshot
                .personas
                .into_iter()
                .map(|persona| (persona.id.clone(), persona))
                .collect(),
            sessions: bounded(snapshot.sessions, MOST_LONG_LIVED),
            sessions_made: snapshot.sessions_made,
            grants: snapshot.grants.into_iter().collect(),
            api_calls: snapshot
                .api_calls
                .into_iter()
                .map(calls)
                .collect::<HashMap<_, _>>(),
            assertions: bounded(snapshot.assertions, MOST_SHORT_LIVED),
            interactions: bounded(snapshot.interactions, MOST_SHORT_LIVED),
            pushed: bounded(snapshot.pushed, MOST_SHORT_LIVED),
            registrations: snapshot
                .registrations
                .into_iter()
                .map(|(provider, client_id, token)| ((provider, client_id), token))
                .collect(),
            codes: bounded(snapshot.codes, MOST_SHORT_LIVED),
            device_codes: bounded(snapshot.device_codes, MOST_SHORT_LIVED),
            access_tokens: bounded(snapshot.access_tokens, MOST_LONG_LIVED),
            refresh_tokens: bounded(snapshot.refresh_tokens, MOST_LONG_LIVED),
        })
    }

    /// Every text that proves something to somebody: client secrets, codes, and tokens.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let secrets = self.clients.values().map(|client| client.client_secret.as_str());
        let codes = self.codes.iter().map(|(text, _)| text);
        let device_codes = self
            .device_codes
            .iter()
            .flat_map(|(text, code)| [text, code.user_code.as_str()]);
        let access_tokens = self.access_tokens.iter().map(|(text, _)| text);
        let registrations = self.registrations.values().map(String::as_str);
        let pushed = self.pushed.iter().map(|(text, _)| text);
        let refresh_tokens = self.refresh_tokens.iter().map(|(text, _)| text);
        secrets
            .chain(codes)
            .chain(device_codes)
            .chain(access_tokens)
            .chain(refresh_tokens)
            .chain(registrations)
            .chain(pushed)
            .map(ToOwned::to_owned)
            .collect()
    }
}

fn order(key: &GrantKey) -> (Provider, &str, &str) {
    (key.provider, &key.persona, &key.project)
}

fn listed<T: Clone>(entries: &Bounded<T>) -> Vec<(String, T)> {
    entries
        .iter()
        .map(|(name, entry)| (name.to_owned(), entry.clone()))
        .collect()
}

fn bounded<T>(entries: Vec<(String, T)>, most: usize) -> Bounded<T> {
    let mut map = Bounded::new(most);
    for (name, entry) in entries {
        map.insert(name, entry);
    }
    map
}
