//! Issuing tokens and writing the successful token response.

use serde_json::{Map, Value};

use super::token::later;
use crate::{
    Provider,
    answer::Note,
    app::Site,
    config::{Client, Persona},
    dialects::{Companions, Dialect, Lifetimes, Mint, Secret},
    faults::{Keyring, Occasion},
    keys::sign_jwt,
    protocol::Parameters,
    store::{AccessToken, RefreshToken, Store},
};

/// Tokens that are to be issued.
#[derive(Debug)]
pub(super) struct Order<'a> {
    pub(super) client: &'a Client,
    pub(super) access: AccessToken,
    pub(super) persona: Persona,
    pub(super) lifetimes: Lifetimes,
    pub(super) nonce: Option<String>,
    pub(super) with_refresh: bool,
}

/// Tokens that are stored and not yet told to anybody.
#[derive(Debug)]
pub(super) struct Issue {
    pub(super) access: AccessToken,
    pub(super) access_token: String,
    pub(super) refresh_token: Option<String>,
    persona: Persona,
    client: Client,
    lifetimes: Lifetimes,
    nonce: Option<String>,
}

impl Order<'_> {
    /// Makes up the tokens and stores them. Beyond the provider's limit the oldest ones die.
    pub(super) fn store(self, app: &Site<'_>, store: &mut Store, dialect: &dyn Dialect) -> Issue {
        let now = app.clock.now();
        let limits = dialect.limits(self.client);
        let access_token = dialect.new_access_token(self.client, &app.rng);
        let access_token = dialect.stamped(access_token, Secret::AccessToken, now);
        store.add_access_token(access_token.clone(), self.access.clone(), limits, now);
        let refresh_token = self
            .with_refresh
            .then(|| dialect.stamped(dialect.new_refresh_token(&app.rng), Secret::RefreshToken, now));
        if let Some(text) = &refresh_token {
            let token = RefreshToken {
                access: self.access.clone(),
                access_token: access_token.clone(),
                expires_at: self.lifetimes.refresh.map(|seconds| later(now, seconds)),
                used_at: now,
                dead: false,
            };
            store.add_refresh_token(text.clone(), token, limits);
        }
        Issue {
            access: self.access,
            access_token,
            refresh_token,
            persona: self.persona,
            client: self.client.clone(),
            lifetimes: self.lifetimes,
            nonce: self.nonce,
        }
    }
}

/// The members of the token response: the correct ones, with the faults that concern this flow.
pub(super) fn mint(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    issue: &Issue,
    request: &Parameters,
    note: &mut Note,
) -> Map<String, Value> {
    let mint = Mint {
        access: &issue.access,
        access_token: Some(&issue.access_token),
        code: None,
        persona: &issue.persona,
        client: &issue.client,
        algorithm: dialect.signing_algorithm(&issue.client),
        nonce: issue.nonce.as_deref(),
        now: app.clock.now_seconds(),
    };
    let id_token = id_token(app, dialect, &mint, &mut note.faults);
    let with = Companions {
        refresh_token: issue.refresh_token.as_deref(),
        id_token: id_token.as_deref(),
        request: Some(request),
    };
    let mut members = dialect.token_members(&mint, issue.lifetimes, with);
    note.faults.extend(
        app.faults
            .change_token_response(&occasion(&issue.access), &mut members),
    );
    members
}

/// The signed id_token, where one is due.
pub(super) fn id_token(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    mint: &Mint<'_>,
    faults: &mut Vec<String>,
) -> Option<String> {
    let mut claims = dialect.id_token_claims(mint, app.setting())?;
    faults.extend(app.faults.change_id_token(&occasion(mint.access), &mut claims));
    let key = app.keys.current(mint.access.provider, mint.algorithm)?;
    let claims = Value::Object(claims);
    // Another provider's key is one that this provider does not publish.
    let foreign = [Provider::Microsoft, Provider::Apple]
        .into_iter()
        .filter(|other| *other != mint.access.provider)
        .find_map(|other| {
            let key = app.keys.current(other, mint.algorithm)?;
            let certified = app.keys.certified(other, app.clock.now());
            let certificate = certified.into_iter().find(|(one, _)| one.kid() == key.kid());
            Some((key, certificate.map(|(_, pem)| pem)))
        });
    let published = app.keys.published(mint.access.provider, app.clock.now());
    let keys = Keyring {
        own: &key,
        newest: published
            .iter()
            .rfind(|key| key.signing_algorithm() == mint.algorithm)
            .map(AsRef::as_ref),
        foreign: foreign.as_ref().map(|(key, _)| key.as_ref()),
        foreign_certificate: foreign.as_ref().and_then(|(_, pem)| pem.as_deref()),
        secret: &mint.client.client_secret,
    };
    let forged = app.faults.forge_id_token(&occasion(mint.access), &claims, keys);
    if let Some((token, names)) = forged {
        faults.extend(names);
        return Some(token);
    }
    // Fixed keys sign whatever they are given; a response without the token would be the visible sign.
    sign_jwt(&claims, key.kid(), &*key).ok()
}

fn occasion(access: &AccessToken) -> Occasion<'_> {
    Occasion {
        flow: access.flow,
        persona: &access.persona,
        browser: &access.browser,
        provider: access.provider,
        client_id: &access.client_id,
    }
}
