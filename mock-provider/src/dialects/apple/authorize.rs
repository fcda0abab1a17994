//! Apple's authorization endpoint.

use serde_json::{Map, Value, json};
use url::{Host, Url, form_urlencoded};

use super::identity::{relay_address, team};
use crate::{
    config::{Client, Config},
    dialects::{Approval, Asking, AuthorizeError, ConsentChoice, Granted, pairs, redirect_of, standard},
    http::Incoming,
    protocol::{
        Parameters,
        authorize::{AuthorizationRequest, AuthorizeRules, Problem, Rejection},
        response_mode::ResponseMode,
    },
    store::Grant,
};

/// Kept beside the scopes of people who hide their address. Applications cannot ask for it.
pub(super) const HIDE: &str = "hide_my_email";

const CHOICES: &[ConsentChoice] = &[ConsentChoice {
    question: "Email",
    answers: &[
        ("share_my_email", "Share My Email"),
        (HIDE, "Hide My Email: forward it from a relay address"),
    ],
}];

pub(super) fn rules() -> AuthorizeRules {
    AuthorizeRules {
        implicit: true,
        scope_known: |scope| matches!(scope, "openid" | "name" | "email"),
        nonce_optional: true,
        ..standard::AUTHORIZE_RULES
    }
}

/// The query without `prompt` and hints, of which Apple takes no notice. Where `+` is no space, scopes that it joins
/// are none that anybody knows, and are passed over.
pub(super) fn parameters(incoming: &Incoming, plus_is_space: bool) -> Parameters {
    let query = incoming
        .path_and_query
        .split_once('?')
        .map_or("", |(_, query)| query);
    let literally = |part: &str| {
        if plus_is_space || !part.starts_with("scope=") {
            part.to_owned()
        } else {
            part.replace('+', "%2B")
        }
    };
    let query: Vec<String> = query.split('&').map(literally).collect();
    form_urlencoded::parse(query.join("&").as_bytes())
        .into_owned()
        .filter(|(name, value)| match name.as_str() {
            "prompt" | "login_hint" => false,
            "scope" => plus_is_space || !value.contains('+'),
            _ => true,
        })
        .collect()
}

/// Redirect URIs that Apple would not register, response types that it does not have, and scopes whose answer would
/// stand in a URL.
pub(super) fn refuses(client: &Client, request: &AuthorizationRequest) -> Option<Problem> {
    let local = client.apple.as_ref().is_some_and(|apple| apple.local_redirects);
    if !local && !is_public(&request.redirect_uri) {
        return Some(Problem::UnsafeRedirectUri(request.redirect_uri.clone()));
    }
    let asked = request.response_type;
    if asked.token || !asked.code {
        let named = request.parameters.get("response_type").unwrap_or_default();
        return Some(Problem::UnsupportedResponseType(named.to_owned()));
    }
    let about_person = request.scopes.iter().any(|scope| scope != "openid");
    (about_person && request.response_mode != ResponseMode::FormPost).then(|| Problem::FormPostRequired {
        found: request
            .parameters
            .get("response_mode")
            .unwrap_or_default()
            .to_owned(),
    })
}

/// `https`, and a domain name that is not this machine's.
fn is_public(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    let named = matches!(url.host(), Some(Host::Domain(name)) if name != "localhost" && !name.ends_with(".localhost"));
    url.scheme() == "https" && named
}

/// Asked where the application wants the address.
pub(super) fn choices(asking: &Asking<'_>) -> &'static [ConsentChoice] {
    if asking.request.scopes.iter().any(|scope| scope == "email") {
        CHOICES
    } else {
        &[]
    }
}

/// What was asked the first time; from then on what the person allowed then.
pub(super) fn granted(asking: &Asking<'_>, grant: Option<&Grant>, ticked: Option<&[String]>) -> Granted {
    let scopes = match (grant, ticked) {
        (Some(grant), None) => grant.scopes.clone(),
        _ => {
            let mut scopes = asking.request.scopes.clone();
            let hidden = |ticked: &[String]| ticked.iter().any(|answer| answer == HIDE);
            if !choices(asking).is_empty() && ticked.is_some_and(hidden) {
                scopes.push(HIDE.to_owned());
            }
            scopes
        }
    };
    Granted {
        remembered: scopes.clone(),
        scopes,
        offline: true,
        refresh: true,
        declined: Vec::new(),
    }
}

/// `user` comes along once, when the person was asked, and never again.
pub(super) fn response(approval: &Approval<'_>, config: &Config) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut add = |name: &str, value: &str| parameters.push((name.to_owned(), value.to_owned()));
    if let Some(state) = &approval.request.state {
        add("state", state);
    }
    if let Some(code) = approval.code {
        add("code", code);
    }
    if let Some(id_token) = approval.id_token {
        add("id_token", id_token);
    }
    if let Some(user) = user(approval, config).filter(|_| approval.consent_shown) {
        add("user", &user.to_string());
    }
    parameters
}

/// The name and the address, as far as they were asked for.
fn user(approval: &Approval<'_>, config: &Config) -> Option<Value> {
    let account = approval.persona.apple.as_ref()?;
    let has = |wanted: &str| approval.scopes.iter().any(|scope| scope == wanted);
    let mut user = Map::new();
    if has("name") {
        let name = |name: &Option<String>| name.clone().unwrap_or_default();
        let name = json!({"firstName": name(&account.first_name), "lastName": name(&account.last_name)});
        user.insert("name".to_owned(), name);
    }
    if has("email") {
        let email = if has(HIDE) {
            relay_address(account, team(approval.client, &config.apple))
        } else {
            account.email.clone()
        };
        user.insert("email".to_owned(), json!(email));
    }
    (!user.is_empty()).then_some(Value::Object(user))
}

/// Only what the person decided reaches the application.
pub(super) fn error(rejection: &Rejection) -> AuthorizeError {
    if let Some(redirect) = redirect_of(rejection, |problem| *problem == Problem::Denied) {
        let mut parameters = Vec::new();
        if let Some(state) = &redirect.state {
            parameters.push(("state".to_owned(), state.clone()));
        }
        parameters.extend(pairs([("error", "user_cancelled_authorize")]));
        return AuthorizeError::Redirected {
            uri: redirect.uri.clone(),
            parameters,
        };
    }
    let (code, text) = said(&rejection.problem);
    AuthorizeError::Page {
        status: 400,
        printed: 400,
        code,
        title: "Your request could not be completed",
        text: text.to_owned(),
    }
}

fn said(problem: &Problem) -> (&'static str, &'static str) {
    match problem {
        Problem::MissingClientId => ("invalid_request", "Missing client_id."),
        Problem::UnknownClient(_) => ("invalid_client", "Invalid client id or web redirect url."),
        Problem::MissingRedirectUri | Problem::RedirectUriMismatch { .. } | Problem::UnsafeRedirectUri(_) => {
            ("invalid_request", "Invalid web redirect url.")
        }
        Problem::MissingResponseType => ("invalid_request", "Missing response_type."),
        Problem::UnsupportedResponseType(_) => ("unsupported_response_type", "Invalid response type."),
        Problem::UnsupportedResponseMode(_) => ("invalid_request", "Invalid response mode."),
        Problem::FormPostRequired { .. } => (
            "invalid_request",
            "response_mode must be form_post when name or email scope is requested.",
        ),
        Problem::UnknownScopes { .. } => ("invalid_request", "Invalid client scope."),
        _ => ("invalid_request", "Invalid request."),
    }
}
