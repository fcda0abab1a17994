//! What people allowed which application. A grant outlives the sign-in.

use serde::{Deserialize, Serialize};

use super::Store;
use crate::Provider;

/// Whose consent for what.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct GrantKey {
    /// Where.
    pub provider: Provider,
    /// Who.
    pub persona: String,
    /// For the application, or the project to which several applications belong.
    pub project: String,
}

/// Everything a person allowed so far.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Grant {
    /// The scopes.
    pub scopes: Vec<String>,
    /// Whether access while the person is away was part of it.
    pub offline: bool,
    /// What the person was asked for and left out.
    pub declined: Vec<String>,
}

impl Store {
    /// What was allowed so far.
    #[must_use]
    pub(crate) fn grant(&self, key: &GrantKey) -> Option<&Grant> {
        self.grants.get(key)
    }

    /// Adds to what was allowed.
    pub(crate) fn extend_grant(&mut self, key: GrantKey, scopes: &[String], offline: bool) {
        let grant = self.grants.entry(key).or_default();
        for scope in scopes {
            if !grant.scopes.contains(scope) {
                grant.scopes.push(scope.clone());
            }
        }
        grant.offline |= offline;
        let Grant { scopes, declined, .. } = grant;
        declined.retain(|scope| !scopes.contains(scope));
    }

    /// Remembers what the person left out of a grant. What was allowed before stays allowed.
    pub(crate) fn decline(&mut self, key: &GrantKey, declined: &[String]) {
        if let Some(grant) = self.grants.get_mut(key) {
            for scope in declined {
                if !grant.scopes.contains(scope) && !grant.declined.contains(scope) {
                    grant.declined.push(scope.clone());
                }
            }
        }
    }

    /// Takes one scope out of a grant, which then counts as declined.
    pub(crate) fn take_back(&mut self, key: &GrantKey, scope: &str) {
        if let Some(grant) = self.grants.get_mut(key) {
            grant.scopes.retain(|known| known != scope);
        }
        self.decline(key, &[scope.to_owned()]);
    }

    /// Forgets what was allowed: the next sign-in asks for consent again.
    pub(crate) fn remove_grant(&mut self, key: &GrantKey) {
        self.grants.remove(key);
    }

    /// Forgets everything that a person allowed at a provider.
    pub fn remove_grants_of(&mut self, provider: Provider, persona: &str) {
        self.grants
            .retain(|key, _| key.provider != provider || key.persona != persona);
    }
}
