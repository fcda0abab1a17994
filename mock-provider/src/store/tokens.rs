//! Which tokens live, and what takes others with it when it dies.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{AccessToken, RefreshToken, Store};
use crate::Provider;

/// Calls within the hour that ends at a second, by provider and person.
pub(super) type ApiCalls = HashMap<(Provider, String), (i64, u32)>;

/// How many live tokens a provider allows; beyond that the oldest dies. Absent: any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Limits {
    /// Access tokens of one person, client, and set of scopes.
    pub access_tokens: Option<usize>,
    /// Refresh tokens of one person and client.
    pub refresh_tokens: Option<usize>,
}

impl Store {
    /// Stores a new access token.
    pub(crate) fn add_access_token(
        &mut self,
        text: String,
        token: AccessToken,
        limits: Limits,
        now: Timestamp,
    ) {
        let alike = |other: &AccessToken| {
            owner(other) == owner(&token)
                && same_set(&other.scopes, &token.scopes)
                && other.expires_at.is_none_or(|at| at > now)
        };
        let living: Vec<String> = self
            .access_tokens
            .iter()
            .filter(|(_, other)| limits.access_tokens.is_some() && alike(other))
            .map(|(name, _)| name.to_owned())
            .collect();
        self.access_tokens.insert(text, token);
        let most = limits.access_tokens.unwrap_or(usize::MAX);
        for oldest in living.iter().take((living.len() + 1).saturating_sub(most)) {
            self.kill_access_token(oldest);
        }
    }

    /// Stores a new refresh token.
    pub(crate) fn add_refresh_token(&mut self, text: String, token: RefreshToken, limits: Limits) {
        let living: Vec<String> = self
            .refresh_tokens
            .iter()
            .filter(|(_, other)| !other.dead && owner(&other.access) == owner(&token.access))
            .map(|(name, _)| name.to_owned())
            .collect();
        self.refresh_tokens.insert(text, token);
        let most = limits.refresh_tokens.unwrap_or(usize::MAX);
        for oldest in living.iter().take((living.len() + 1).saturating_sub(most)) {
            if let Some(token) = self.refresh_tokens.get_mut(oldest) {
                token.dead = true;
            }
        }
    }

    /// Kills an access token, and the refresh token that was issued with it. The token, if there was one.
    pub(crate) fn kill_access_token(&mut self, text: &str) -> Option<AccessToken> {
        self.refresh_tokens.for_each(|refresh| {
            refresh.dead |= refresh.access_token == text;
        });
        self.access_tokens.remove(text)
    }

    /// Kills the tokens of a provider for which `which` is true.
    pub(crate) fn kill_tokens(&mut self, provider: Provider, which: impl Fn(&AccessToken) -> bool) {
        self.access_tokens
            .retain(|token| token.provider != provider || !which(token));
        self.refresh_tokens.for_each(|token| {
            token.dead |= token.access.provider == provider && which(&token.access);
        });
    }

    /// The API calls that a person made in the current hour, and the second at which it ends. Counts one more where
    /// `counted`.
    pub(crate) fn api_calls(
        &mut self,
        provider: Provider,
        persona: &str,
        now: i64,
        counted: bool,
    ) -> (u32, i64) {
        let entry = self
            .api_calls
            .entry((provider, persona.to_owned()))
            .or_insert((now + 3_600, 0));
        if entry.0 <= now {
            *entry = (now + 3_600, 0);
        }
        entry.1 = entry.1.saturating_add(u32::from(counted));
        (entry.1, entry.0)
    }
}

fn owner(token: &AccessToken) -> (Provider, &str, &str) {
    (token.provider, &token.persona, &token.client_id)
}

fn same_set(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().all(|scope| other.contains(scope))
}
