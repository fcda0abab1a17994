//! Notion's token endpoint.

use serde_json::{Map, Value, json};

use super::{
    super::{Companions, Mint, TokenError},
    capabilities, user,
};
use crate::{
    config::{Client, TokenOwner},
    protocol::{
        client_auth::Credentials,
        token::{Problem, TokenRules},
    },
    uuid,
};

pub(super) const RULES: TokenRules = TokenRules {
    query_parameters: false,
    repeated_parameters: false,
    grant_type_optional: false,
    redirect_uri_required: true,
    refuse_needless_verifier: false,
    rotate_refresh_token: true,
    refresh_scope: false,
    code_shape: |_| true,
};

/// Credentials in the body are not looked at.
pub(super) fn refuses_credentials(client: &Client, presented: &Credentials) -> Option<Problem> {
    (!presented.basic).then(|| Problem::WrongCredentialsPlace {
        client_id: client.client_id.clone(),
        expected: "Authorization: Basic with the client's id and secret",
    })
}

/// The member `request_id` is added when the answer is made.
pub(super) fn error(problem: &Problem) -> TokenError {
    const CLIENT: &str = "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.";
    let (status, error, description) = match problem {
        Problem::MissingClientId
        | Problem::UnknownClient(_)
        | Problem::MissingSecret { .. }
        | Problem::WrongSecret { .. }
        | Problem::WrongCredentialsPlace { .. } => (401, "invalid_client", CLIENT.to_owned()),
        Problem::UnsupportedGrantType(_) => (
            400,
            "unsupported_grant_type",
            "The grant_type is not supported.".to_owned(),
        ),
        Problem::MissingCode => (400, "invalid_request", "Missing code.".to_owned()),
        Problem::MissingRefreshToken => (400, "invalid_request", "Missing refresh_token.".to_owned()),
        Problem::RepeatedParameter(name) => {
            (400, "invalid_request", format!("{name} was sent more than once."))
        }
        Problem::RedirectUriDiffers { .. } => (
            400,
            "invalid_grant",
            "Missing or mismatched redirect_uri.".to_owned(),
        ),
        Problem::CodeExpired { .. } => (
            400,
            "invalid_grant",
            "Invalid code: this code has expired.".to_owned(),
        ),
        Problem::CodeReused { .. } => (
            400,
            "invalid_grant",
            "Invalid code: this code has been used.".to_owned(),
        ),
        Problem::UnknownRefreshToken | Problem::DeadRefreshToken => {
            (400, "invalid_grant", "Invalid refresh_token.".to_owned())
        }
        // A code that was never issued, or to another integration.
        _ => (400, "invalid_grant", "Invalid code.".to_owned()),
    };
    let mut members = Map::new();
    members.insert("error".to_owned(), json!(error));
    members.insert("error_description".to_owned(), json!(description));
    TokenError { status, members }
}

pub(super) fn members(mint: &Mint<'_>, with: Companions<'_>, owner: TokenOwner) -> Map<String, Value> {
    let access_token = mint.access_token.unwrap_or_default();
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    add("access_token", json!(access_token));
    add("token_type", json!("bearer"));
    add("refresh_token", json!(with.refresh_token));
    if let Some(account) = &mint.persona.notion {
        let known = capabilities::user_information(&mint.access.scopes);
        add("bot_id", json!(user::bot_id(account, &mint.access.client_id)));
        add("workspace_icon", json!(account.workspace_icon));
        add("workspace_name", json!(account.workspace_name));
        add("workspace_id", json!(account.workspace_id));
        add("owner", user::owner(account, known, owner));
    }
    add("duplicated_template_id", Value::Null);
    add("request_id", json!(uuid::derived(&["request", access_token])));
    members
}
