//! Who is signed in at a provider in a browser, since when, and at which applications.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Store;
use crate::{Provider, protocol::claims_request::ClaimsRequest};

/// One person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// Who.
    pub persona: String,
    /// Since when; the latest time, where it was repeated.
    pub at: Timestamp,
    /// The name of the session (`sid`), which says nothing about anybody.
    pub sid: String,
    /// The clients that were told who it is.
    pub clients: BTreeSet<String>,
}

/// How and when the person signed in to whom a code or token belongs, and what the application asked to be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Authentication {
    /// When; absent where no session was involved.
    pub at: Option<Timestamp>,
    /// The session.
    pub sid: Option<String>,
    /// The authentication context class (`acr`).
    pub acr: Option<String>,
    /// Claims that were asked for one by one.
    pub claims: ClaimsRequest,
}

impl Store {
    /// Who is signed in at a provider in a browser, in the order in which they signed in.
    #[must_use]
    pub(crate) fn sessions(&self, provider: Provider, browser: &str) -> &[Session] {
        self.sessions
            .get(&name(provider, browser))
            .map_or(&[], Vec::as_slice)
    }

    /// The same people by id.
    #[must_use]
    pub(crate) fn signed_in(&self, provider: Provider, browser: &str) -> Vec<String> {
        let sessions = self.sessions(provider, browser).iter();
        sessions.map(|session| session.persona.clone()).collect()
    }

    /// Signs a person in, or again.
    pub(crate) fn sign_in(&mut self, provider: Provider, browser: &str, persona: &str, at: Timestamp) {
        let name = name(provider, browser);
        let known = self
            .sessions
            .get_mut(&name)
            .and_then(|sessions| sessions.iter_mut().find(|session| session.persona == persona));
        if let Some(session) = known {
            session.at = at;
            return;
        }
        self.sessions_made += 1;
        let digest = Sha256::digest(format!("{name} {persona} {}", self.sessions_made));
        let session = Session {
            persona: persona.to_owned(),
            at,
            sid: URL_SAFE_NO_PAD.encode(&digest[..16]),
            clients: BTreeSet::new(),
        };
        match self.sessions.get_mut(&name) {
            Some(sessions) => sessions.push(session),
            None => self.sessions.insert(name, vec![session]),
        }
    }

    /// Remembers that a client was told who it is; the session, if the person is signed in.
    pub(crate) fn told(
        &mut self,
        provider: Provider,
        browser: &str,
        persona: &str,
        client_id: &str,
    ) -> Option<Session> {
        let sessions = self.sessions.get_mut(&name(provider, browser))?;
        let session = sessions.iter_mut().find(|session| session.persona == persona)?;
        session.clients.insert(client_id.to_owned());
        Some(session.clone())
    }

    /// Signs out those for whom `which` is true; the sessions that ended.
    pub(crate) fn sign_out(
        &mut self,
        provider: Provider,
        browser: &str,
        which: impl Fn(&Session) -> bool,
    ) -> Vec<Session> {
        let Some(sessions) = self.sessions.get_mut(&name(provider, browser)) else {
            return Vec::new();
        };
        let (ended, left) = std::mem::take(sessions).into_iter().partition(which);
        *sessions = left;
        ended
    }
}

fn name(provider: Provider, browser: &str) -> String {
    format!("{provider} {browser}")
}
