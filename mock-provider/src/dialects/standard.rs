//! What the specifications say, for everything about which a dialect says nothing.

use jsonwebtoken::Algorithm;
use serde_json::{Map, Value, json};

use super::{
    Approval, Asking, AuthorizeError, Companions, DeviceRules, Granted, Lifetimes, Mint, NewDeviceCode,
    TokenError,
};
use crate::{
    answer::Answer,
    protocol::{
        authorize::{AuthorizeRules, Rejection},
        client_assertion::Expected,
        client_auth::{AuthMethod, AuthRules},
        pkce::Method,
        redirect_uri::Matching,
        response_mode::ResponseMode,
        token::{Problem, TokenRules},
    },
    store::Grant,
};

/// RFC 6749 §4.1.2 recommends ten minutes at most.
pub(crate) const CODE_LIFETIME: u32 = 600;

/// An hour for access; refresh tokens live until they are revoked.
pub(crate) const LIFETIMES: Lifetimes = Lifetimes {
    access: Some(3_600),
    refresh: None,
};

/// RFC 8628 §3.2 and §3.5.
pub(crate) const DEVICE_RULES: DeviceRules = DeviceRules {
    lifetime: 1_800,
    interval: 5,
};

/// RFC 6749 §4.1.1 with exact redirect URIs (RFC 9700 §2.1), RFC 7636, and the response modes of OAuth 2.0 Multiple
/// Response Types and OAuth 2.0 Form Post.
pub(crate) const AUTHORIZE_RULES: AuthorizeRules = AuthorizeRules {
    repeated_parameters: false,
    response_type_optional: false,
    redirect_uri_optional: false,
    implicit: false,
    response_modes: &[
        ResponseMode::Query,
        ResponseMode::Fragment,
        ResponseMode::FormPost,
    ],
    exclusive: &[],
    special_redirect: None,
    retired_redirect: None,
    matching: Matching::Exact,
    below: Vec::new(),
    scope_optional: true,
    scope_separators: &[' '],
    scope_known: |_| true,
    challenge_required: false,
    default_challenge_method: Some(Method::Plain),
    plain_challenge: true,
    prompts: None,
    hint_parameter: "login_hint",
    ignored: &[],
    loose_challenges: None,
    nonce_optional: false,
};

/// RFC 6749 §4.1.3 and §6, RFC 7636 §4.6.
pub(crate) const TOKEN_RULES: TokenRules = TokenRules {
    query_parameters: false,
    repeated_parameters: false,
    grant_type_optional: false,
    redirect_uri_required: true,
    refuse_needless_verifier: true,
    rotate_refresh_token: false,
    refresh_scope: true,
    code_shape: |_| true,
};

/// RFC 6749 §2.3.1: the secret in the header or in the body.
pub(crate) fn auth_rules() -> AuthRules {
    AuthRules {
        methods: vec![AuthMethod::ClientSecretBasic, AuthMethod::ClientSecretPost],
        one_method: false,
        assertion: assertion_rules(Vec::new(), Vec::new()),
        secret_is_assertion: false,
    }
}

/// RFC 7523 §3, OIDC Core §9: made by the client about itself for one of these audiences, for a day at most.
pub(crate) fn assertion_rules(audiences: Vec<String>, algorithms: Vec<Algorithm>) -> Expected {
    Expected {
        issuer: None,
        audiences,
        algorithms,
        longest: Some(86_400),
        iat_required: false,
        jti_required: true,
        kid_required: false,
    }
}

/// RFC 6749 §4.1.2.1: at the application where its redirect URI is known to be good, else on a page.
pub(crate) fn authorize_error(rejection: &Rejection, iss: Option<String>) -> AuthorizeError {
    let refusal = rejection.problem.refusal();
    let text = format!("Found {}; expected {}.", refusal.found, refusal.expected);
    let Some(redirect) = &rejection.redirect else {
        return AuthorizeError::Page {
            status: 400,
            printed: 400,
            code: rejection.problem.code(),
            title: "This sign-in request is not valid",
            text,
        };
    };
    let mut parameters = vec![("error".to_owned(), rejection.problem.code().to_owned())];
    parameters.push(("error_description".to_owned(), in_description(&text)));
    if let Some(state) = &redirect.state {
        parameters.push(("state".to_owned(), state.clone()));
    }
    if let Some(iss) = iss {
        parameters.push(("iss".to_owned(), iss));
    }
    AuthorizeError::Redirected {
        uri: redirect.uri.clone(),
        parameters,
    }
}

/// RFC 6749 §4.1.2.1 and §5.2: printable ASCII without quotation mark and backslash.
fn in_description(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '"' => '\'',
            ' '..='~' if c != '\\' => c,
            _ => '?',
        })
        .collect()
}

/// Consent is asked for what was not allowed yet, when the application demands it, and for each device.
pub(crate) fn needs_consent(asking: &Asking<'_>, grant: Option<&Grant>) -> bool {
    let Some(grant) = grant else { return true };
    asking.device
        || asking.request.prompts("consent")
        || asking
            .request
            .scopes
            .iter()
            .any(|scope| !grant.scopes.contains(scope))
}

/// What was asked, without the optional scopes that the person left out. A refresh token is due with
/// `offline_access` (OIDC Core §11).
pub(crate) fn granted(asking: &Asking<'_>, optional: &[String], ticked: Option<&[String]>) -> Granted {
    let scopes: Vec<String> = asking
        .request
        .scopes
        .iter()
        .filter(|scope| !optional.contains(scope) || ticked.is_none_or(|ticked| ticked.contains(scope)))
        .cloned()
        .collect();
    let offline = scopes.iter().any(|scope| scope == "offline_access");
    Granted {
        remembered: scopes.clone(),
        scopes,
        offline,
        refresh: offline,
        ..Granted::default()
    }
}

/// RFC 6749 §4.1.2 and §4.2.2, OIDC Core §3.3.2.5, and `iss` (RFC 9207) where it is given.
pub(crate) fn authorization_response(approval: &Approval<'_>, iss: Option<String>) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut add = |name: &str, value: String| parameters.push((name.to_owned(), value));
    if let Some(code) = approval.code {
        add("code", code.to_owned());
    }
    if let Some((token, lifetime)) = approval.access_token {
        add("access_token", token.to_owned());
        add("token_type", "Bearer".to_owned());
        add("expires_in", lifetime.to_string());
        add("scope", approval.scopes.join(" "));
    }
    if let Some(id_token) = approval.id_token {
        add("id_token", id_token.to_owned());
    }
    if let Some(state) = &approval.request.state {
        add("state", state.clone());
    }
    if let Some(iss) = iss {
        add("iss", iss);
    }
    parameters
}

/// RFC 6749 §5.2, RFC 8628 §3.5.
pub(crate) fn token_error(problem: &Problem) -> TokenError {
    let refusal = problem.refusal();
    let text = format!("Found {}; expected {}.", refusal.found, refusal.expected);
    let mut members = Map::new();
    members.insert("error".to_owned(), json!(problem.code()));
    members.insert("error_description".to_owned(), json!(in_description(&text)));
    TokenError {
        status: problem.status(),
        members,
    }
}

/// RFC 6749 §5.1, OIDC Core §3.1.3.3.
pub(crate) fn token_members(
    mint: &Mint<'_>,
    lifetimes: Lifetimes,
    with: Companions<'_>,
) -> Map<String, Value> {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    add("access_token", json!(mint.access_token));
    add("token_type", json!("Bearer"));
    if let Some(seconds) = lifetimes.access {
        add("expires_in", json!(seconds));
    }
    if let Some(refresh_token) = with.refresh_token {
        add("refresh_token", json!(refresh_token));
    }
    add("scope", json!(mint.access.scopes.join(" ")));
    if let Some(id_token) = with.id_token {
        add("id_token", json!(id_token));
    }
    members
}

/// RFC 8628 §3.2.
pub(crate) fn device_members(new: &NewDeviceCode<'_>, rules: &DeviceRules) -> Map<String, Value> {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    add("device_code", json!(new.device_code));
    add("user_code", json!(new.user_code));
    add("verification_uri", json!(new.verification_uri));
    add(
        "verification_uri_complete",
        json!(format!("{}?user_code={}", new.verification_uri, new.user_code)),
    );
    add("expires_in", json!(rules.lifetime));
    add("interval", json!(rules.interval));
    members
}

/// RFC 6749 §5.1: JSON that nobody may cache.
pub(crate) fn encode_token_answer(status: u16, members: &Map<String, Value>) -> Answer {
    Answer::new(status, serde_json::to_string(members).unwrap_or_default())
        .header("content-type", "application/json")
        .header("cache-control", "no-store")
        .header("pragma", "no-cache")
}
