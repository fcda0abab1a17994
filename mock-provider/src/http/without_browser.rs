//! Tokens for a person and a client without a browser: what a sign-in with consent would have led to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{mint, token::later};
use crate::{
    MockProvider, Provider,
    app::App,
    config::{Client, Persona},
    dialects::{Asking, Companions, Dialect, Granted, Mint},
    journal::{FlowStart, Outcome},
    keys::sign_jwt,
    protocol::{
        Parameters, Refusal,
        authorize::{AuthorizationRequest, Problem},
        response_mode::ResponseMode,
        response_type::ResponseType,
        token::GrantType,
    },
    store::{AccessToken, Authentication},
};

/// What to mint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MintOrder {
    /// Where.
    pub provider: Provider,
    /// For which client.
    pub client_id: String,
    /// For whom.
    pub persona: String,
    /// The scopes. Absent: what says who somebody is, `openid email profile` or what the provider has in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// Claims of the id_token that are added, or differ from the correct ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<String, Value>,
    /// Whether access while the person is away is asked for, which yields a refresh token where the provider asks to
    /// be asked.
    #[serde(default = "yes")]
    pub offline: bool,
}

/// What was minted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Minted {
    /// The flow in the journal to which requests with these tokens belong.
    pub flow: u64,
    /// The provider's successful token response (RFC 6749 §5.1).
    #[schema(value_type = BTreeMap<String, Value>)]
    pub response: Map<String, Value>,
}

/// Mints tokens.
///
/// # Errors
/// What the provider itself would refuse, and claims for an id_token that it does not issue.
pub(crate) fn mint_tokens(app: &App, order: MintOrder) -> Result<Minted, Box<Refusal>> {
    let Some(dialect) = app.dialect(order.provider) else {
        let known: Vec<&str> = app.dialects().map(|dialect| dialect.provider().slug()).collect();
        return Err(Box::new(Refusal::new(
            "provider-served",
            format!("{} is not served here", order.provider),
            format!("one of {}", known.join(", ")),
            "add the issuer to the configuration, or name another provider",
        )));
    };
    let (client, persona) = parties(app, dialect, &order)?;
    let request = request(dialect, &client, &order)?;
    let asking = Asking {
        request: &request,
        client: &client,
        device: false,
        config: &app.config,
    };
    // Every optional scope ticked, and no earlier grant.
    let granted = dialect.granted(&asking, None, Some(&request.scopes));
    if let Some(problem) = dialect
        .refuses_tokens(&client, GrantType::AuthorizationCode)
        .or_else(|| dialect.withholds_token(&persona, &app.config))
    {
        return Err(Box::new(problem.refusal()));
    }
    issue(app, dialect, order, &client, &persona, granted)
}

/// The client and the person, as far as the provider would let this person use this client.
fn parties(app: &App, dialect: &dyn Dialect, order: &MintOrder) -> Result<(Client, Persona), Box<Refusal>> {
    let provider = order.provider;
    let store = app.store();
    let client = store.client(provider, &order.client_id).cloned();
    let client = client.ok_or_else(|| Box::new(Problem::UnknownClient(order.client_id.clone()).refusal()))?;
    let persona = store.persona(&order.persona).cloned().ok_or_else(|| {
        let known: Vec<&str> = store.personas().map(|persona| persona.id.as_str()).collect();
        Box::new(Refusal::new(
            "persona-known",
            format!("persona \"{}\" does not exist", order.persona),
            format!("one of {}", known.join(", ")),
            "GET /_mock/api/personas lists them",
        ))
    })?;
    if dialect.account(&persona).is_none() {
        return Err(Box::new(Refusal::new(
            "account-exists",
            format!("persona \"{}\" has no account at {provider}", persona.id),
            "a persona with one",
            "give the persona an account there, or take another one",
        )));
    }
    match dialect.refuses_person(&client, &persona) {
        Some(problem) => Err(Box::new(problem.refusal())),
        None => Ok((client, persona)),
    }
}

/// The authorization request that would have led to these tokens.
fn request(
    dialect: &dyn Dialect,
    client: &Client,
    order: &MintOrder,
) -> Result<AuthorizationRequest, Box<Refusal>> {
    let rules = dialect.authorize_rules(Some(client));
    let scopes = order
        .scopes
        .clone()
        .unwrap_or_else(|| usual_scopes(order.provider));
    let invalid: Vec<String> = scopes
        .iter()
        .filter(|scope| !(rules.scope_known)(scope))
        .cloned()
        .collect();
    if !invalid.is_empty() {
        let valid = scopes
            .into_iter()
            .filter(|scope| !invalid.contains(scope))
            .collect();
        return Err(Box::new(Problem::UnknownScopes { valid, invalid }.refusal()));
    }
    let offline = order
        .offline
        .then(|| ("access_type".to_owned(), "offline".to_owned()));
    Ok(AuthorizationRequest {
        client_id: client.client_id.clone(),
        redirect_uri: client.redirect_uris.first().cloned().unwrap_or_default(),
        redirect_uri_sent: true,
        response_type: ResponseType::CODE,
        response_mode: ResponseMode::Query,
        scopes,
        state: None,
        nonce: None,
        challenge: None,
        prompt: Vec::new(),
        hint: None,
        parameters: offline.into_iter().collect::<Parameters>(),
    })
}

/// What says who somebody is.
fn usual_scopes(provider: Provider) -> Vec<String> {
    let scopes: &[&str] = match provider {
        Provider::Google | Provider::Microsoft | Provider::Oidc(_) => &["openid", "email", "profile"],
        Provider::GitHub => &["read:user", "user:email"],
        Provider::Facebook => &["public_profile", "email"],
        Provider::X => &["users.read", "tweet.read"],
        Provider::Notion => &[],
        Provider::Apple => &["name", "email"],
    };
    scopes.iter().map(|scope| (*scope).to_owned()).collect()
}

fn issue(
    app: &App,
    dialect: &dyn Dialect,
    order: MintOrder,
    client: &Client,
    persona: &Persona,
    granted: Granted,
) -> Result<Minted, Box<Refusal>> {
    let now = app.clock.now();
    let lifetimes = dialect.lifetimes(client, &granted.scopes, granted.refresh, &app.config);
    let algorithm = dialect.signing_algorithm(client);
    let rotates = dialect.token_rules().rotate_refresh_token;
    let mut access = AccessToken {
        provider: order.provider,
        flow: 0,
        browser: String::new(),
        persona: persona.id.clone(),
        client_id: client.client_id.clone(),
        scopes: granted.scopes,
        offline: granted.offline,
        device: false,
        authentication: Authentication::default(),
        issued_at: now,
        expires_at: lifetimes.access.map(|seconds| later(now, seconds)),
        used_at: None,
        narrowed: None,
    };
    let claims_of = |access: &AccessToken, access_token: Option<&str>| {
        let mint = Mint {
            access,
            access_token,
            code: None,
            persona,
            client,
            algorithm,
            nonce: None,
            now: now.as_second(),
        };
        dialect.id_token_claims(&mint, app.mounted().setting())
    };
    // An access token comes along whatever is minted.
    if !order.claims.is_empty() && claims_of(&access, Some("")).is_none() {
        let found = format!(
            "claims were given, and {} issues no id_token here",
            order.provider
        );
        let (expected, hint) = (
            "none",
            "ask for the scope openid where the provider has it, or leave claims out",
        );
        return Err(Box::new(Refusal::new("id-token-due", found, expected, hint)));
    }

    access.flow = open_flow(app, &access);
    let stored = mint::Order {
        client,
        access,
        persona: persona.clone(),
        lifetimes,
        nonce: None,
        with_refresh: granted.refresh || rotates && lifetimes.refresh.is_some(),
    }
    .store(&app.mounted(), &mut app.store(), dialect);
    let id_token = claims_of(&stored.access, Some(&stored.access_token)).and_then(|mut claims| {
        claims.extend(order.claims);
        let key = app.keys.current(order.provider, algorithm)?;
        // Fixed keys sign whatever they are given; a response without the token would be the visible sign.
        sign_jwt(&Value::Object(claims), key.kid(), &*key).ok()
    });
    let mint = Mint {
        access: &stored.access,
        access_token: Some(&stored.access_token),
        code: None,
        persona,
        client,
        algorithm,
        nonce: None,
        now: now.as_second(),
    };
    let with = Companions {
        refresh_token: stored.refresh_token.as_deref(),
        id_token: id_token.as_deref(),
        request: None,
    };
    Ok(Minted {
        flow: stored.access.flow,
        response: dialect.token_members(&mint, lifetimes, with),
    })
}

/// A flow that is at its end already, so that what is done with the tokens has a place in the journal.
fn open_flow(app: &App, access: &AccessToken) -> u64 {
    let flow = app.journal.open_flow(FlowStart {
        provider: access.provider,
        client_id: access.client_id.clone(),
        scope: access.scopes.join(" "),
        started_at: access.issued_at,
        ..FlowStart::default()
    });
    app.journal.update_flow(flow, |record| {
        record.persona = Some(access.persona.clone());
        record.outcome = Outcome::Exchanged;
    });
    flow
}

impl MockProvider {
    /// Mints tokens for a person and a client without a browser: as good as those of a sign-in, with a flow of their
    /// own in the journal. No fault changes them, and no consent is remembered.
    ///
    /// ```
    /// # use mock_provider::{MintOrder, MockProvider, Provider, config::Client};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let provider = MockProvider::builder().port(0).start().await?;
    /// provider.put_client(Client::new(Provider::Google, "my-app"));
    /// let mut order = MintOrder::new(Provider::Google, "my-app", "alice");
    /// order.claims.insert("email_verified".to_owned(), false.into());
    /// let minted = provider.mint(order).map_err(|refusal| refusal.hint)?;
    /// assert!(minted.response["id_token"].is_string());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// What the provider itself would refuse, and claims for an id_token that it does not issue.
    pub fn mint(&self, order: MintOrder) -> Result<Minted, Box<Refusal>> {
        mint_tokens(&self.app, order)
    }
}

impl MintOrder {
    /// An order for the usual scopes, with access while the person is away and the correct claims.
    #[must_use]
    pub fn new(provider: Provider, client_id: impl Into<String>, persona: impl Into<String>) -> Self {
        Self {
            provider,
            client_id: client_id.into(),
            persona: persona.into(),
            scopes: None,
            claims: BTreeMap::new(),
            offline: true,
        }
    }
}

fn yes() -> bool {
    true
}
