//! What Microsoft's token endpoint says about a refused request.

use super::{aadsts::Said, scopes};
use crate::{
    dialects::{Setting, TokenError},
    http::Incoming,
    protocol::{client_assertion::Problem as AssertionProblem, client_auth::AuthMethod, token::Problem},
};

pub(super) fn error(problem: &Problem, incoming: &Incoming, setting: Setting<'_>) -> TokenError {
    let said = said(problem, incoming);
    let status = if said.error == "invalid_client" { 401 } else { 400 };
    let mut error = said.body(status, incoming, setting);
    if matches!(problem, Problem::WiderScope { .. }) {
        error
            .members
            .insert("suberror".to_owned(), "consent_required".into());
    }
    error
}

fn said(problem: &Problem, incoming: &Incoming) -> Said {
    let grant = |code, text: &str| Said::new("invalid_grant", code, text);
    let request = |code, text: String| Said::new("invalid_request", code, text);
    match problem {
        Problem::UnknownTenant(found) => Said::unknown_tenant("invalid_request", found),
        Problem::RepeatedParameter(name) => {
            request(90_100, format!("{name} parameter is empty or not valid."))
        }
        Problem::MissingClientId => Said::missing("client_id"),
        Problem::UnknownClient(found) => Said::unknown_client(found, "the tenant of the request"),
        Problem::MissingSecret { .. } => Said::new(
            "invalid_client",
            7_000_218,
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        ),
        Problem::WrongSecret { client_id } => Said::new(
            "invalid_client",
            7_000_215,
            format!(
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client_id}'."
            ),
        ),
        Problem::WrongAuthMethod { expected, .. } if expected == &[AuthMethod::None] => Said::new(
            "invalid_client",
            700_025,
            "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
        ),
        Problem::WrongAuthMethod { .. } => Said::new(
            "invalid_client",
            7_000_218,
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        ),
        Problem::Assertion { problem, .. } => assertion(problem),
        Problem::ClientSuspended => Said::new("unauthorized_client", 7_000_112, "Application is disabled."),
        Problem::UnsupportedGrantType(found) if found.is_empty() => Said::missing("grant_type"),
        Problem::UnsupportedGrantType(found) => Said::new(
            "unsupported_grant_type",
            70_003,
            format!("The app requested an unsupported grant type '{found}'."),
        ),
        Problem::MissingCode => Said::missing("code"),
        Problem::MissingRefreshToken => Said::missing("refresh_token"),
        Problem::MissingDeviceCode => Said::missing("device_code"),
        Problem::MalformedCode(_) | Problem::UnknownCode(_) | Problem::UnknownRefreshToken => {
            grant(9_002_313, "Invalid request. Request is malformed or invalid.")
        }
        Problem::CodeOfOtherClient { .. } => grant(70_000, "Provided grant is invalid or malformed."),
        Problem::CodeReused { .. } => grant(
            54_005,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
        ),
        Problem::CodeExpired { .. } => grant(
            70_008,
            "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
        ),
        Problem::RedirectUriDiffers { expected, found } => grant(
            500_112,
            &format!(
                "The reply address '{}' does not match the reply address '{expected}' provided when requesting Authorization code.",
                found.as_deref().unwrap_or_default()
            ),
        ),
        Problem::MissingVerifier | Problem::WrongVerifier { .. } | Problem::NeedlessVerifier => grant(
            501_481,
            "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
        ),
        Problem::DeadRefreshToken => dead_refresh_token(incoming),
        Problem::WiderScope { .. } => grant(
            65_001,
            "The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.",
        ),
        Problem::OtherTenant { .. } => grant(
            700_005,
            "Provided Authorization Code is intended to use against other tenant, thus rejected.",
        ),
        Problem::OriginMissing => request(
            9_002_327,
            "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.".to_owned(),
        ),
        Problem::OriginNotAllowed { origin } => request(
            9_002_326,
            format!(
                "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '{origin}'."
            ),
        ),
        Problem::ChallengeRequired => request(
            9_002_325,
            "Proof Key for Code Exchange is required for cross-origin authorization code redemption.".to_owned(),
        ),
        Problem::MissingScope => Said::missing("scope"),
        Problem::InvalidScopes { invalid } => Said::new(
            "invalid_scope",
            70_011,
            format!(
                "The provided value for the input parameter 'scope' is not valid. The scope '{}' does not exist.",
                invalid.join(" ")
            ),
        ),
        other => super::device::said(other),
    }
}

fn assertion(problem: &AssertionProblem) -> Said {
    let (code, text) = match problem {
        AssertionProblem::WrongClaim { name: "aud", .. } | AssertionProblem::MissingClaim("aud") => (
            700_023,
            "Client assertion audience claim does not match Realm issuer. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials .",
        ),
        AssertionProblem::Expired { .. }
        | AssertionProblem::TooLong { .. }
        | AssertionProblem::InTheFuture { .. } => {
            (700_024, "Client assertion is not within its valid time range.")
        }
        AssertionProblem::Malformed(_) | AssertionProblem::Type(_) => {
            (50_027, "JWT token is invalid or malformed.")
        }
        _ => (
            700_027,
            "The certificate with identifier used to sign the client assertion is not registered on application.",
        ),
    };
    Said::new("invalid_client", code, text)
}

/// Single-page applications, which have the other rule, send `Origin`.
fn dead_refresh_token(incoming: &Incoming) -> Said {
    if incoming.header("origin").is_some() {
        let text = "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which can not be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page.";
        return Said::new("invalid_grant", 700_084, text);
    }
    let text = "The refresh token has expired due to inactivity.";
    Said::new("invalid_grant", 700_082, text)
}

/// Why a device gets no code: scopes that do not exist, or none.
pub(super) fn refuses_device(asked: &[String]) -> Option<Problem> {
    if asked.is_empty() {
        return Some(Problem::MissingScope);
    }
    let invalid: Vec<String> = asked
        .iter()
        .filter(|scope| !scopes::known(scope))
        .cloned()
        .collect();
    (!invalid.is_empty()).then_some(Problem::InvalidScopes { invalid })
}
