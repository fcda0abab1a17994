//! Tokens that the authorization response itself carries (OIDC Core §3.2, §3.3).

use super::{
    mint::{Order, id_token},
    token::later,
};
use crate::{
    app::Site,
    config::Persona,
    dialects::{Dialect, Granted, Mint},
    store::{AccessToken, Authentication, Interaction, Store},
};

/// What was issued beside a code.
#[derive(Debug, Default)]
pub(super) struct Issued {
    /// The token and its lifetime in seconds.
    pub(super) access_token: Option<(String, u32)>,
    pub(super) id_token: Option<String>,
    /// The faults that fired.
    pub(super) faults: Vec<String>,
}

/// What the tokens are tied to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside<'a> {
    /// How the person signed in.
    pub(super) authentication: &'a Authentication,
    /// The code that the response carries too.
    pub(super) code: Option<&'a str>,
}

/// Issues what the response type asks for. Access is for as long as the person is there: no refresh token.
pub(super) fn issue(
    app: &Site<'_>,
    store: &mut Store,
    dialect: &dyn Dialect,
    interaction: &Interaction,
    persona: &Persona,
    granted: &Granted,
    beside: Beside<'_>,
) -> Issued {
    let wanted = interaction.request.response_type;
    if !wanted.in_fragment() {
        return Issued::default();
    }
    let client = &interaction.client;
    let now = app.clock.now();
    let lifetimes = dialect.lifetimes(client, &granted.scopes, false, &app.config);
    let access = AccessToken {
        provider: interaction.provider,
        flow: interaction.flow,
        browser: interaction.browser.clone(),
        persona: persona.id.clone(),
        client_id: client.client_id.clone(),
        scopes: granted.scopes.clone(),
        offline: false,
        device: false,
        authentication: beside.authentication.clone(),
        issued_at: now,
        expires_at: lifetimes.access.map(|seconds| later(now, seconds)),
        used_at: None,
        narrowed: None,
    };
    let access_token = wanted.token.then(|| {
        let order = Order {
            client,
            access: access.clone(),
            persona: persona.clone(),
            lifetimes,
            nonce: None,
            with_refresh: false,
        };
        order.store(app, store, dialect).access_token
    });
    let mut issued = Issued::default();
    if wanted.id_token {
        let mint = Mint {
            access: &access,
            access_token: access_token.as_deref(),
            code: beside.code,
            persona,
            client,
            algorithm: dialect.signing_algorithm(client),
            nonce: interaction.request.nonce.as_deref(),
            now: app.clock.now_seconds(),
        };
        issued.id_token = id_token(app, dialect, &mint, &mut issued.faults);
    }
    issued.access_token = access_token.map(|text| (text, lifetimes.access.unwrap_or_default()));
    issued
}
