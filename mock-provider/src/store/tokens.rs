//! Which tokens live, and what takes others with it when it dies.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{AccessToken, RefreshToken, Store};
use crate::Provider;

/// Calls within the span that ends at a second, by provider and person, and what else is counted so.
pub(super) type ApiCalls = HashMap<(Provider, String), (i64, u32)>;

/// How many live tokens a provider allows; beyond that the oldest dies. Absent: any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Limits {
    /// Access tokens of one person, client, and set of scopes.
    pub access_tokens: Option<usize>,
    /// Refresh tokens of one person and client.
    pub refresh_tokens: Option<usize>,
    /// Access tokens of one person and client in an hour before the person is asked for consent again.
    pub unasked_an_hour: Option<usize>,
    /// Codes of one client's devices that people type in an hour.
    pub user_codes_an_hour: Option<u32>,
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
        let Some(most) = limits.access_tokens else {
            self.access_tokens.insert(text, token);
            return;
        };
        let alike = |other: &AccessToken| {
            owner(other) == owner(&token)
                && same_set(&other.scopes, &token.scopes)
                && other.expires_at.is_none_or(|at| at > now)
        };
        let living: Vec<String> = self
            .access_tokens
            .iter()
            .filter(|(_, other)| alike(other))
            .map(|(name, _)| name.to_owned())
            .collect();
        self.access_tokens.insert(text, token);
        for oldest in living.iter().take((living.len() + 1).saturating_sub(most)) {
            self.kill_access_token(oldest);
        }
    }

    /// Stores a new refresh token.
    pub(crate) fn add_refresh_token(&mut self, text: String, token: RefreshToken, limits: Limits) {
        let Some(most) = limits.refresh_tokens else {
            self.refresh_tokens.insert(text, token);
            return;
        };
        let living: Vec<String> = self
            .refresh_tokens
            .iter()
            .filter(|(_, other)| !other.dead && owner(&other.access) == owner(&token.access))
            .map(|(name, _)| name.to_owned())
            .collect();
        self.refresh_tokens.insert(text, token);
        for oldest in living.iter().take((living.len() + 1).saturating_sub(most)) {
            if let Some(token) = self.refresh_tokens.get_mut(oldest) {
                token.dead = true;
            }
        }
    }

    /// How many living access tokens of a person and client were issued within the hour before `now`.
    pub(crate) fn issued_within_an_hour(
        &self,
        provider: Provider,
        persona: &str,
        client_id: &str,
        now: Timestamp,
    ) -> usize {
        self.access_tokens
            .iter()
            .filter(|(_, token)| {
                owner(token) == (provider, persona, client_id)
                    && now.as_second() - token.issued_at.as_second() < 3_600
            })
            .count()
    }

    /// Counts a code that somebody typed for a client's device. How many they are in the current hour.
    pub(crate) fn user_code_typed(&mut self, provider: Provider, client_id: &str, now: i64) -> u32 {
        let name = format!("user codes of {client_id}");
        self.api_calls(provider, &name, now, true).0
    }

    /// Notes that an API was called with a token.
    pub(crate) fn token_used(&mut self, text: &str, now: Timestamp) {
        if let Some(token) = self.access_tokens.get_mut(text) {
            token.used_at = Some(now);
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
        self.api_calls_within(3_600, provider, persona, now, counted)
    }

    /// The same for a span of `seconds` in place of an hour.
    pub(crate) fn api_calls_within(
        &mut self,
        seconds: i64,
        provider: Provider,
        persona: &str,
        now: i64,
        counted: bool,
    ) -> (u32, i64) {
        let entry = self
            .api_calls
            .entry((provider, persona.to_owned()))
            .or_insert((now + seconds, 0));
        if entry.0 <= now {
            *entry = (now + seconds, 0);
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
