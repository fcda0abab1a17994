//! Issuing tokens and writing the successful token response.

use serde_json::{Map, Value};

use super::token::later;
use crate::{
    answer::Note,
    app::App,
    config::Persona,
    dialects::{Companions, Dialect, Lifetimes, Mint},
    faults::Occasion,
    keys::sign_jwt,
    store::{AccessToken, RefreshToken, Store},
};

/// Tokens that are stored and not yet told to anybody.
#[derive(Debug)]
pub(super) struct Issue {
    pub(super) access: AccessToken,
    access_token: String,
    refresh_token: Option<String>,
    persona: Persona,
    lifetimes: Lifetimes,
    nonce: Option<String>,
}

impl Issue {
    /// Makes up the tokens and stores them.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a different fact about the tokens, used once"
    )]
    pub(super) fn store(
        app: &App,
        store: &mut Store,
        dialect: &dyn Dialect,
        access: AccessToken,
        persona: Persona,
        lifetimes: Lifetimes,
        nonce: Option<String>,
        with_refresh: bool,
    ) -> Self {
        let access_token = dialect.new_access_token(&app.rng);
        store.access_tokens.insert(access_token.clone(), access.clone());
        let refresh_token = with_refresh.then(|| dialect.new_refresh_token(&app.rng));
        if let Some(text) = &refresh_token {
            let expires_at = lifetimes.refresh.map(|seconds| later(app.clock.now(), seconds));
            let token = RefreshToken {
                access: access.clone(),
                access_token: access_token.clone(),
                expires_at,
                dead: false,
            };
            store.refresh_tokens.insert(text.clone(), token);
        }
        Self {
            access,
            access_token,
            refresh_token,
            persona,
            lifetimes,
            nonce,
        }
    }
}

/// The members of the token response: the correct ones, with the faults that concern this flow.
pub(super) fn mint(app: &App, dialect: &dyn Dialect, issue: &Issue, note: &mut Note) -> Map<String, Value> {
    let mint = Mint {
        access: &issue.access,
        access_token: &issue.access_token,
        persona: &issue.persona,
        nonce: issue.nonce.as_deref(),
        now: app.clock.now_seconds(),
    };
    let occasion = Occasion {
        flow: issue.access.flow,
        persona: &issue.access.persona,
        browser: &issue.access.browser,
        provider: issue.access.provider,
        client_id: &issue.access.client_id,
    };
    let id_token = dialect
        .id_token_claims(&mint, app.setting())
        .and_then(|mut claims| {
            note.faults
                .extend(app.faults.change_id_token(&occasion, &mut claims));
            let key = app.keys.google_current();
            // Fixed keys sign whatever they are given; a response without the token would be the visible sign.
            sign_jwt(&Value::Object(claims), key.kid(), key).ok()
        });
    let with = Companions {
        refresh_token: issue.refresh_token.as_deref(),
        id_token: id_token.as_deref(),
    };
    let mut members = dialect.token_members(&mint, issue.lifetimes, with);
    note.faults
        .extend(app.faults.change_token_response(&occasion, &mut members));
    members
}
