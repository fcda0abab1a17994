//! Microsoft's token endpoint: rules, answers, and id_tokens.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::Algorithm;
use serde_json::{Map, Value, json};

use super::{
    LOGIN,
    authorize::client_info,
    identity::pairwise_sub,
    tenant::{is_public, registration},
};
use crate::{
    Provider,
    config::{
        Client, ClientKind, Config, MicrosoftAccount, MicrosoftSettings, MicrosoftTenant, OwnerFlagForm,
        PERSONAL_TENANT,
    },
    dialects::{Companions, Lifetimes, Mint, Redemption, Setting, standard},
    protocol::{
        at_hash::at_hash,
        client_auth::{AuthMethod, AuthRules},
        token::{GrantType, Problem, TokenRules},
    },
    rng::Rng,
};

pub(super) const RULES: TokenRules = TokenRules {
    rotate_refresh_token: true,
    ..standard::TOKEN_RULES
};

/// How long the refresh tokens of a single-page application live, however often they are replaced.
const SPA_LIFETIME: u32 = 86_400;

pub(super) fn lifetimes(client: &Client, refresh: bool, config: &Config) -> Lifetimes {
    let usual = config.microsoft.refresh_token_lifetime;
    let lifetime = if client.kind() == ClientKind::Spa {
        SPA_LIFETIME
    } else {
        usual
    };
    Lifetimes {
        access: Some(config.microsoft.access_token_lifetime),
        refresh: refresh.then_some(lifetime),
    }
}

/// A secret in the body or the header, or an assertion for the token endpoint of any tenant; from public clients
/// nothing at all.
pub(super) fn auth_rules(client: &Client, tenants: &[MicrosoftTenant], setting: Setting<'_>) -> AuthRules {
    let served = setting.origins.base(Provider::Microsoft, &LOGIN);
    let audiences = ["common", "organizations", "consumers", PERSONAL_TENANT]
        .into_iter()
        .chain(tenants.iter().map(|tenant| tenant.id.as_str()))
        .flat_map(|tenant| {
            [served.as_str(), "https://login.microsoftonline.com"]
                .into_iter()
                .flat_map(move |base| {
                    [
                        format!("{base}/{tenant}/oauth2/v2.0/token"),
                        format!("{base}/{tenant}/v2.0"),
                    ]
                })
        })
        .collect();
    let methods = if is_public(client) {
        vec![AuthMethod::None]
    } else {
        vec![
            AuthMethod::ClientSecretPost,
            AuthMethod::ClientSecretBasic,
            AuthMethod::PrivateKeyJwt,
        ]
    };
    AuthRules {
        methods,
        assertion: standard::assertion_rules(audiences, vec![Algorithm::RS256, Algorithm::PS256]),
        ..standard::auth_rules()
    }
}

/// A single-page application redeems in the browser, with PKCE; nobody else does.
pub(super) fn refuses_origin(redemption: &Redemption<'_>) -> Option<Problem> {
    let origin = redemption.incoming.header("origin");
    let spa = redemption.client.kind() == ClientKind::Spa;
    match origin {
        None if spa => Some(Problem::OriginMissing),
        Some(origin) if !spa => Some(Problem::OriginNotAllowed {
            origin: origin.to_owned(),
        }),
        _ if spa && redemption.grant == GrantType::AuthorizationCode && !redemption.verified => {
            Some(Problem::ChallengeRequired)
        }
        _ => None,
    }
}

/// What is installed or runs in a browser keeps no secret, and neither does a device.
pub(super) fn secret_optional(client: &Client, grant: GrantType, device: bool) -> bool {
    let for_device = grant == GrantType::DeviceCode || grant == GrantType::RefreshToken && device;
    is_public(client) || for_device && client.device_flow
}

/// A JWT for Microsoft Graph. Nobody else can check its signature, and nobody else should read it.
pub(super) fn new_access_token(client: &Client, rng: &Rng) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({"typ": "JWT", "nonce": rng.base64url(43), "alg": "RS256"}));
    let payload = part(json!({
        "aud": "00000003-0000-0000-c000-000000000000",
        "appid": client.client_id,
        "uti": rng.base64url(22),
        "ver": "1.0",
    }));
    format!("{header}.{payload}.{}", rng.base64url(342))
}

pub(super) fn members(mint: &Mint<'_>, lifetimes: Lifetimes, with: Companions<'_>) -> Map<String, Value> {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    add("token_type", json!("Bearer"));
    add("scope", json!(mint.access.scopes.join(" ")));
    if let Some(seconds) = lifetimes.access {
        add("expires_in", json!(seconds));
        add("ext_expires_in", json!(seconds));
    }
    add("access_token", json!(mint.access_token));
    if let Some(refresh_token) = with.refresh_token {
        add("refresh_token", json!(refresh_token));
        // Only single-page applications, whose refresh tokens live so short, are told.
        if let Some(seconds) = lifetimes.refresh.filter(|seconds| *seconds <= SPA_LIFETIME) {
            add("refresh_token_expires_in", json!(seconds));
        }
    }
    if let Some(id_token) = with.id_token {
        add("id_token", json!(id_token));
    }
    let asked = with.request.and_then(|request| request.get("client_info"));
    if let Some(info) = client_info(asked, mint.persona) {
        add("client_info", json!(info));
    }
    members
}

/// An id_token is due whenever `openid` was granted. It never says whether the address was checked.
pub(super) fn id_token_claims(
    mint: &Mint<'_>,
    issuer: &str,
    settings: &MicrosoftSettings,
    rng: &Rng,
) -> Option<Map<String, Value>> {
    let account = mint.persona.microsoft.as_ref()?;
    let has = |wanted: &str| mint.access.scopes.iter().any(|scope| scope == wanted);
    if !has("openid") {
        return None;
    }
    let mut claims = Map::new();
    let mut add = |name: &str, value: Value| {
        claims.insert(name.to_owned(), value);
    };
    add("aud", json!(mint.access.client_id));
    add("iss", json!(issuer));
    add("iat", json!(mint.now));
    add("nbf", json!(mint.now));
    add("exp", json!(mint.now + i64::from(settings.id_token_lifetime)));
    let optional = registration(mint.client).optional_claims;
    let asked = |claim: &str| optional.iter().any(|asked| asked == claim);
    add("aio", json!(rng.base64url(88)));
    if let Some(access_token) = mint.access_token {
        add("at_hash", json!(at_hash(access_token)));
    }
    if asked("auth_time") {
        add(
            "auth_time",
            json!(
                mint.access
                    .authentication
                    .at
                    .unwrap_or(mint.access.issued_at)
                    .as_second()
            ),
        );
    }
    if let Some(code) = mint.code {
        add("c_hash", json!(at_hash(code)));
    }
    if let Some(email) = account.email.as_ref().filter(|_| has("email")) {
        add("email", json!(email));
    }
    if has("profile") {
        if let Some(name) = &account.name {
            add("name", json!(name));
        }
        add("oid", json!(account.oid));
        add("preferred_username", json!(account.username));
    }
    if let Some(nonce) = mint.nonce {
        add("nonce", json!(nonce));
    }
    add("rh", json!(format!("1.{}.", rng.base64url(54))));
    if let Some(sid) = mint.access.authentication.sid.as_ref().filter(|_| asked("sid")) {
        add("sid", json!(sid));
    }
    add("sub", json!(pairwise_sub(account, &mint.access.client_id)));
    add("tid", json!(account.tenant_id()));
    add("uti", json!(rng.base64url(22)));
    add("ver", json!("2.0"));
    for (name, values) in [
        ("acrs", &account.acrs),
        ("groups", &account.groups),
        ("roles", &account.roles),
    ] {
        if asked(name) && !values.is_empty() {
            add(name, json!(values));
        }
    }
    if asked("xms_edov") && account.email.is_some() {
        add("xms_edov", xms_edov(account, settings.xms_edov_form));
    }
    Some(claims)
}

/// Whether the owner of the address's domain was checked, in one of the forms in which it was seen.
fn xms_edov(account: &MicrosoftAccount, form: OwnerFlagForm) -> Value {
    let checked = account.email_domain_verified;
    match form {
        OwnerFlagForm::Boolean => json!(checked),
        OwnerFlagForm::Digit => json!(if checked { "1" } else { "0" }),
        OwnerFlagForm::Text => json!(checked.to_string()),
    }
}
