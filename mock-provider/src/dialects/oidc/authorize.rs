//! Authorization requests (OIDC Core §3.1.2.1).

use jiff::Timestamp;

use crate::{
    config::{Client, IssuerSettings, RefreshTokens},
    dialects::{Asking, Granted, standard},
    protocol::{
        authorize::{AuthorizationRequest, AuthorizeRules, OidcProblem, Problem},
        claims_request::ClaimsRequest,
        client_auth::AuthMethod,
        pkce::Method,
        response_mode::ResponseMode,
        response_type::ResponseType,
    },
};

/// OIDC Core §3.1.2.1, and `create` of Initiating User Registration 1.0, which here is a sign-in like any other.
pub(super) const PROMPTS: &[&str] = &["none", "login", "consent", "select_account", "create"];

pub(super) fn rules(issuer: &IssuerSettings, client: Option<&Client>) -> AuthorizeRules {
    let public = client.is_some_and(|client| client.token_endpoint_auth_method == Some(AuthMethod::None));
    AuthorizeRules {
        implicit: true,
        response_modes: modes(issuer),
        challenge_required: issuer.require_pkce || public,
        default_challenge_method: issuer.plain_pkce.then_some(Method::Plain),
        plain_challenge: issuer.plain_pkce,
        prompts: Some(PROMPTS),
        ..standard::AUTHORIZE_RULES
    }
}

/// The modes of an issuer, of which there are few enough for a table.
fn modes(issuer: &IssuerSettings) -> &'static [ResponseMode] {
    use ResponseMode::{FormPost, Fragment, Query};
    let has = |mode: ResponseMode| issuer.response_modes.iter().any(|word| word == mode.word());
    match (has(Query), has(Fragment), has(FormPost)) {
        (true, true, true) => &[Query, Fragment, FormPost],
        (true, true, false) => &[Query, Fragment],
        (true, false, true) => &[Query, FormPost],
        (false, true, true) => &[Fragment, FormPost],
        (true, false, false) => &[Query],
        (false, true, false) => &[Fragment],
        (false, false, true) => &[FormPost],
        (false, false, false) => &[],
    }
}

/// The first rule of OpenID Connect that the request broke.
pub(super) fn refuses(
    issuer: &IssuerSettings,
    client: &Client,
    request: &AuthorizationRequest,
) -> Option<Problem> {
    unsupported_parameter(request)
        .or_else(|| response_type(issuer, client, request))
        .or_else(|| scopes(issuer, request))
        .or_else(|| max_age_problem(request))
        .or_else(|| claims_problem(issuer, request))
}

/// OIDC Core §3.1.2.6 and §6: what is not supported is refused by name.
fn unsupported_parameter(request: &AuthorizationRequest) -> Option<Problem> {
    let sent = |name: &str| request.parameters.get(name).is_some();
    if sent("request") {
        Some(Problem::Oidc(OidcProblem::RequestObject))
    } else if sent("registration") {
        Some(Problem::Oidc(OidcProblem::RegistrationParameter))
    } else {
        None
    }
}

/// The issuer must have the response type, and the client must have registered it.
fn response_type(
    issuer: &IssuerSettings,
    client: &Client,
    request: &AuthorizationRequest,
) -> Option<Problem> {
    let found = request.parameters.get("response_type").unwrap_or_default();
    if !issuer.has_response_type(found) {
        return Some(Problem::UnsupportedResponseType(found.to_owned()));
    }
    let registered = &client.oidc.response_types;
    let allowed = registered.is_empty()
        || registered
            .iter()
            .any(|known| ResponseType::parse(known) == Some(request.response_type));
    (!allowed).then(|| {
        Problem::Oidc(OidcProblem::ResponseTypeNotRegistered {
            found: found.to_owned(),
            registered: registered.join(", "),
        })
    })
}

fn scopes(issuer: &IssuerSettings, request: &AuthorizationRequest) -> Option<Problem> {
    let openid = request.scopes.iter().any(|scope| scope == "openid");
    if request.response_type.id_token && !openid {
        return Some(Problem::Oidc(OidcProblem::MissingOpenid));
    }
    if !issuer.refuse_unknown_scopes {
        return None;
    }
    let (valid, invalid): (Vec<_>, Vec<_>) = request
        .scopes
        .iter()
        .cloned()
        .partition(|scope| issuer.claims_of(scope).is_some());
    (!invalid.is_empty()).then_some(Problem::UnknownScopes { valid, invalid })
}

fn max_age_problem(request: &AuthorizationRequest) -> Option<Problem> {
    let text = request.parameters.get("max_age")?;
    let problem = || Problem::Oidc(OidcProblem::MalformedMaxAge(text.to_owned()));
    text.parse::<u32>().is_err().then(problem)
}

fn claims_problem(issuer: &IssuerSettings, request: &AuthorizationRequest) -> Option<Problem> {
    let text = request.parameters.get("claims")?;
    match ClaimsRequest::parse(text) {
        Err(why) => Some(Problem::Oidc(OidcProblem::MalformedClaims(why))),
        Ok(claims) => unmet_acr(issuer, &claims),
    }
}

/// OIDC Core §5.5.1.1: an essential `acr` that cannot be met is a failed sign-in.
fn unmet_acr(issuer: &IssuerSettings, claims: &ClaimsRequest) -> Option<Problem> {
    let wish = claims
        .of_id_token("acr")
        .filter(|wish| wish.essential && !wish.values.is_empty())?;
    let met = |value: &serde_json::Value| issuer.acr_values.iter().any(|known| value == known);
    (!wish.values.iter().any(met)).then(|| {
        let asked: Vec<String> = wish.values.iter().map(ToString::to_string).collect();
        Problem::Oidc(OidcProblem::UnmetAcr {
            asked: asked.join(", "),
            known: issuer.acr_values.join(", "),
        })
    })
}

/// OIDC Core §3.1.2.1: `prompt=login` wants a new sign-in, `max_age` one that is not too old.
pub(super) fn session_counts(asking: &Asking<'_>, at: Timestamp, now: Timestamp) -> bool {
    let request = asking.request;
    let asked = request
        .parameters
        .get("max_age")
        .and_then(|text| text.parse::<u32>().ok());
    let max_age = asked.or(asking.client.oidc.default_max_age);
    let age = now.as_second() - at.as_second();
    // `max_age=0` is `prompt=login` by another name, even within the same second.
    let fresh = max_age.is_none_or(|max_age| max_age > 0 && age <= i64::from(max_age));
    fresh && !request.prompts("login")
}

/// The first value that is asked and known; where none is asked or known, the issuer's usual one.
pub(super) fn acr(issuer: &IssuerSettings, request: &AuthorizationRequest) -> Option<String> {
    let known = |value: &str| issuer.acr_values.iter().find(|acr| *acr == value);
    let claims = claims_request(request);
    let wished = claims
        .of_id_token("acr")
        .into_iter()
        .flat_map(|wish| &wish.values);
    let asked = request
        .parameters
        .get("acr_values")
        .unwrap_or_default()
        .split_whitespace();
    wished
        .filter_map(serde_json::Value::as_str)
        .chain(asked)
        .find_map(known)
        .or(issuer.acr_values.first())
        .cloned()
}

/// A parameter that cannot be read was refused before.
pub(super) fn claims_request(request: &AuthorizationRequest) -> ClaimsRequest {
    let text = request.parameters.get("claims");
    text.and_then(|text| ClaimsRequest::parse(text).ok())
        .unwrap_or_default()
}

/// What means something here; the rest is ignored (OIDC Core §3.1.2.1).
pub(super) fn known_scopes(issuer: &IssuerSettings, scopes: &[String]) -> Vec<String> {
    scopes
        .iter()
        .filter(|scope| issuer.claims_of(scope).is_some())
        .cloned()
        .collect()
}

/// OIDC Core §11: `offline_access` counts where the response has a code, by which alone the refresh token comes.
pub(super) fn granted(issuer: &IssuerSettings, asking: &Asking<'_>) -> Granted {
    let code = asking.request.response_type.code;
    let mut scopes = known_scopes(issuer, &asking.request.scopes);
    scopes.retain(|scope| code || scope != "offline_access");
    let offline = scopes.iter().any(|scope| scope == "offline_access");
    Granted {
        remembered: scopes.clone(),
        offline,
        refresh: match issuer.refresh_tokens {
            RefreshTokens::OfflineAccess => offline,
            RefreshTokens::Always => code,
            RefreshTokens::Never => false,
        },
        scopes,
        declined: Vec::new(),
    }
}
