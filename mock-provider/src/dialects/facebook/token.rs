//! Facebook's token endpoint: errors are objects of the Graph API with status 400.

use serde_json::{Map, Value, json};

use super::{super::TokenError, graph::GraphError};
use crate::protocol::token::{Problem, TokenRules};

/// Parameters may stand in the URL: most libraries ask by GET.
pub(super) const RULES: TokenRules = TokenRules {
    query_parameters: true,
    repeated_parameters: true,
    grant_type_optional: true,
    redirect_uri_required: true,
    refuse_needless_verifier: false,
    rotate_refresh_token: false,
    refresh_scope: false,
    code_shape: |_| true,
};

pub(super) fn error(problem: &Problem) -> TokenError {
    TokenError {
        status: 400,
        members: said(problem).members(),
    }
}

fn said(problem: &Problem) -> GraphError {
    let oauth = GraphError::oauth;
    match problem {
        Problem::MissingClientId => oauth(101, "Missing client_id parameter."),
        Problem::UnknownClient(_) => oauth(
            101,
            "Error validating application. Cannot get application info due to a system error.",
        ),
        Problem::MissingSecret { .. } => oauth(101, "Missing client_secret parameter."),
        Problem::WrongSecret { .. } => oauth(1, "Error validating client secret."),
        Problem::RedirectUriDiffers { found: None, .. } => oauth(191, "Missing redirect_uri parameter."),
        Problem::RedirectUriDiffers { .. } => oauth(
            100,
            "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request",
        )
        .with_subcode(36008),
        Problem::MissingCode => oauth(1, "Missing authorization code"),
        Problem::CodeReused { .. } => {
            oauth(100, "This authorization code has been used.").with_subcode(36009)
        }
        Problem::CodeExpired { .. } => {
            oauth(100, "This authorization code has expired.").with_subcode(36007)
        }
        Problem::UnsupportedGrantType(_) => oauth(100, "Invalid grant_type parameter."),
        // A code that was never issued, or to another app.
        _ => oauth(100, "Invalid verification code format."),
    }
}

/// There is no scope and no refresh token.
#[must_use]
pub(crate) fn members(access_token: &str, lifetime: Option<u32>) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("access_token".to_owned(), json!(access_token));
    members.insert("token_type".to_owned(), json!("bearer"));
    members.insert("expires_in".to_owned(), json!(lifetime));
    members
}
