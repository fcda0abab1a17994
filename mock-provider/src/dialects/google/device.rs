//! Google's device flow, which only clients of the kind "TVs and Limited Input devices" have.

use serde_json::{Map, Value, json};

use super::{super::DeviceRules, super::NewDeviceCode, scopes};
use crate::{
    config::{Client, ClientKind, ClientStatus, GoogleSettings},
    protocol::token::{GrantType, Problem},
};

pub(super) const RULES: DeviceRules = DeviceRules {
    lifetime: 1_800,
    interval: 5,
};

/// Why a client gets no device code.
pub(super) fn refuses(client: &Client, asked: &[String], settings: &GoogleSettings) -> Option<Problem> {
    if client.status == ClientStatus::Deleted {
        return Some(Problem::ClientDeleted);
    }
    if let Some(problem) = refuses_kind(client) {
        return Some(problem);
    }
    if asked.is_empty() {
        return Some(Problem::MissingScope);
    }
    let invalid: Vec<String> = asked
        .iter()
        .filter(|scope| !scopes::open_to_devices(scope))
        .cloned()
        .collect();
    if !invalid.is_empty() {
        return Some(Problem::InvalidScopes { invalid });
    }
    settings
        .device_code_quota_exceeded
        .then_some(Problem::DeviceQuotaExceeded)
}

/// Why a client gets no tokens for a grant: the flow of devices is for devices, and they have no other.
pub(super) fn refuses_grant(client: &Client, grant: GrantType) -> Option<Problem> {
    match grant {
        GrantType::DeviceCode => refuses_kind(client),
        GrantType::AuthorizationCode if client.kind() == ClientKind::LimitedInput => {
            Some(Problem::GrantNotForKind {
                kind: client.kind().word(),
            })
        }
        GrantType::AuthorizationCode | GrantType::RefreshToken => None,
    }
}

/// Why a client may not use the flow at all.
pub(super) fn refuses_kind(client: &Client) -> Option<Problem> {
    (client.kind() != ClientKind::LimitedInput).then(|| Problem::WrongClientKind {
        kind: client.kind().word(),
        expected: ClientKind::LimitedInput.word(),
    })
}

/// The member for the address is `verification_url`; RFC 8628 has `verification_uri`.
pub(super) fn members(new: &NewDeviceCode<'_>) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("device_code".to_owned(), json!(new.device_code));
    members.insert("user_code".to_owned(), json!(new.user_code));
    members.insert("expires_in".to_owned(), json!(RULES.lifetime));
    members.insert("interval".to_owned(), json!(RULES.interval));
    members.insert("verification_url".to_owned(), json!(new.verification_uri));
    members
}

/// The status, error, and description of a refusal that only this flow has.
pub(super) fn error(problem: &Problem) -> (u16, &'static str, String) {
    match problem {
        Problem::AuthorizationPending => (428, "authorization_pending", "Precondition Required".to_owned()),
        Problem::SlowDown { .. } => (403, "slow_down", "Forbidden".to_owned()),
        Problem::DeviceDenied => (403, "access_denied", "Forbidden".to_owned()),
        Problem::WrongClientKind { .. } | Problem::DeviceFlowDisabled { .. } => {
            (401, "invalid_client", "Invalid client type.".to_owned())
        }
        Problem::DeviceCodeExpired { .. } => (400, "expired_token", "Bad Request".to_owned()),
        Problem::MissingDeviceCode => (
            400,
            "invalid_request",
            "Missing required parameter: device_code".to_owned(),
        ),
        Problem::MissingScope => (
            400,
            "invalid_request",
            "Missing required parameter: scope".to_owned(),
        ),
        Problem::InvalidScopes { invalid } => (
            400,
            "invalid_scope",
            format!("Invalid device flow scope: {}", invalid.join(" ")),
        ),
        // A device code that was never issued, or already yielded tokens.
        _ => (400, "invalid_grant", "Bad Request".to_owned()),
    }
}
