//! GitHub's token endpoint: errors come with status 200, and everything is a form unless JSON or XML is asked.

use serde_json::{Map, Value, json};

use super::{
    super::{Companions, Lifetimes, Mint, TokenError},
    api,
};
use crate::{
    answer::Answer,
    config::{GitHubSettings, NotFoundForm},
    protocol::token::{Problem, TokenRules},
};

pub(super) const RULES: TokenRules = TokenRules {
    query_parameters: true,
    repeated_parameters: true,
    grant_type_optional: true,
    redirect_uri_required: false,
    refuse_needless_verifier: false,
    rotate_refresh_token: true,
    refresh_scope: false,
    // A text that was never issued is simply a wrong code.
    code_shape: |_| true,
};

const DOCS: &str = "https://docs.github.com/apps/managing-oauth-apps/";
const TOKEN_PAGE: &str = "troubleshooting-oauth-app-access-token-request-errors/";

/// Whether a request is refused on the page that people see.
pub(super) fn on_page(problem: &Problem, settings: &GitHubSettings) -> bool {
    settings.unknown_client == NotFoundForm::Page
        && matches!(problem, Problem::MissingClientId | Problem::UnknownClient(_))
}

pub(super) fn error(problem: &Problem, settings: &GitHubSettings) -> TokenError {
    let (error, description, page) = match problem {
        Problem::MissingClientId | Problem::UnknownClient(_) => {
            let mut members = Map::new();
            members.insert("error".to_owned(), json!("Not Found"));
            return TokenError { status: 404, members };
        }
        Problem::MissingSecret { .. } | Problem::WrongSecret { .. } => (
            "incorrect_client_credentials",
            "The client_id and/or client_secret passed are incorrect.",
            Some(format!("{TOKEN_PAGE}#incorrect-client-credentials")),
        ),
        Problem::RedirectUriDiffers { .. } => (
            "redirect_uri_mismatch",
            "The redirect_uri MUST match the registered callback URL for this application.",
            Some("troubleshooting-authorization-request-errors/#redirect-uri-mismatch2".to_owned()),
        ),
        Problem::MissingCode
        | Problem::MalformedCode(_)
        | Problem::UnknownCode(_)
        | Problem::CodeOfOtherClient { .. }
        | Problem::CodeReused { .. }
        | Problem::CodeExpired { .. }
        | Problem::NeedlessVerifier => (
            "bad_verification_code",
            "The code passed is incorrect or expired.",
            Some(format!("{TOKEN_PAGE}#bad-verification-code")),
        ),
        Problem::MissingVerifier | Problem::WrongVerifier { .. } => (
            settings.wrong_verifier_error.as_str(),
            "The code passed is incorrect or expired.",
            Some(format!("{TOKEN_PAGE}#bad-verification-code")),
        ),
        Problem::UnverifiedEmail => (
            "unverified_user_email",
            "The user must have a verified primary email.",
            Some(format!("{TOKEN_PAGE}#unverified_user_email")),
        ),
        Problem::MissingRefreshToken | Problem::UnknownRefreshToken | Problem::DeadRefreshToken => (
            "bad_refresh_token",
            "The refresh token passed is incorrect or expired.",
            None,
        ),
        Problem::UnsupportedGrantType(_) => {
            ("unsupported_grant_type", "The grant_type is not supported.", None)
        }
        Problem::RepeatedParameter(_) => ("invalid_request", "A parameter was repeated.", None),
        other => super::device::error(other),
    };
    let mut members = Map::new();
    members.insert("error".to_owned(), json!(error));
    members.insert("error_description".to_owned(), json!(description));
    if let Some(page) = page {
        members.insert("error_uri".to_owned(), json!(format!("{DOCS}{page}")));
    }
    if let Problem::SlowDown { interval, .. } = problem {
        members.insert("interval".to_owned(), json!(interval));
    }
    TokenError { status: 200, members }
}

/// The order is that of JSON answers; [`encode`] sorts forms.
pub(super) fn members(mint: &Mint<'_>, lifetimes: Lifetimes, with: Companions<'_>) -> Map<String, Value> {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    add("access_token", json!(mint.access_token));
    if let (Some(access), Some(refresh), Some(token)) =
        (lifetimes.access, lifetimes.refresh, with.refresh_token)
    {
        add("expires_in", json!(access));
        add("refresh_token", json!(token));
        add("refresh_token_expires_in", json!(refresh));
    }
    add("token_type", json!("bearer"));
    add("scope", json!(mint.access.scopes.join(",")));
    members
}

pub(super) fn encode(accept: Option<&str>, status: u16, members: &Map<String, Value>) -> Answer {
    let accept = accept.unwrap_or_default();
    let (content_type, body) = if accept.contains("json") {
        (
            "application/json; charset=utf-8",
            serde_json::to_string(members).unwrap_or_default(),
        )
    } else if status == 404 {
        ("text/plain; charset=utf-8", "Not Found".to_owned())
    } else if accept.contains("xml") {
        ("application/xml; charset=utf-8", xml(members))
    } else {
        ("application/x-www-form-urlencoded; charset=utf-8", form(members))
    };
    let tag = api::entity_tag(&body);
    Answer::new(status, body)
        .header("content-type", content_type)
        .header("etag", tag)
        .header("cache-control", "max-age=0, private, must-revalidate")
        .header("vary", "Accept")
}

/// Successful forms list the members by name; errors keep their order, which is that of their names as well.
fn form(members: &Map<String, Value>) -> String {
    let mut sorted: Vec<(&String, String)> =
        members.iter().map(|(name, value)| (name, text(value))).collect();
    sorted.sort();
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(sorted)
        .finish()
}

/// The token comes last, as in the documentation's example; whatever else there is stands between.
fn xml(members: &Map<String, Value>) -> String {
    const FIRST: [&str; 2] = ["token_type", "scope"];
    let place = |name: &str| match FIRST.iter().position(|first| *first == name) {
        Some(place) => place,
        None if name == "access_token" => FIRST.len() + 1,
        None => FIRST.len(),
    };
    let mut members: Vec<(&String, &Value)> = members.iter().collect();
    members.sort_by_key(|(name, _)| place(name));
    let escape = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    let elements: String = members
        .into_iter()
        .map(|(name, value)| format!("<{name}>{}</{name}>", escape(&text(value))))
        .collect();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OAuth>{elements}</OAuth>")
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
