//! GitHub's device flow, which must be switched on for each app.

use serde_json::{Map, Value, json};

use super::super::{DeviceRules, NewDeviceCode};
use crate::{config::Client, protocol::token::Problem};

pub(super) const RULES: DeviceRules = DeviceRules {
    lifetime: 900,
    interval: 5,
};

/// Why a client may not use the flow.
pub(super) fn refuses(client: &Client) -> Option<Problem> {
    (!client.device_flow).then(|| Problem::DeviceFlowDisabled {
        client_id: client.client_id.clone(),
    })
}

pub(super) fn members(new: &NewDeviceCode<'_>) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("device_code".to_owned(), json!(new.device_code));
    members.insert("user_code".to_owned(), json!(new.user_code));
    members.insert("verification_uri".to_owned(), json!(new.verification_uri));
    members.insert("expires_in".to_owned(), json!(RULES.lifetime));
    members.insert("interval".to_owned(), json!(RULES.interval));
    members
}

/// The error, description, and page of a refusal that only this flow has.
pub(super) fn error(problem: &Problem) -> (&'static str, &'static str, Option<String>) {
    let (error, description) = match problem {
        Problem::AuthorizationPending => (
            "authorization_pending",
            "The authorization request is still pending.",
        ),
        Problem::SlowDown { .. } => (
            "slow_down",
            "Too many requests have been made in the same timeframe.",
        ),
        Problem::DeviceDenied => ("access_denied", "The authorization request was denied."),
        Problem::DeviceFlowDisabled { .. } => (
            "device_flow_disabled",
            "Device Flow must be explicitly enabled for this App",
        ),
        Problem::DeviceCodeExpired { .. } => ("expired_token", "The device_code has expired."),
        // A device code that was never sent or issued, or already yielded tokens.
        _ => ("incorrect_device_code", "The device_code provided is not valid."),
    };
    (error, description, None)
}
