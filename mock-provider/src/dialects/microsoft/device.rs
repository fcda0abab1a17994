//! Microsoft's device flow.

use serde_json::{Map, Value, json};

use super::aadsts::Said;
use crate::{
    dialects::{DeviceRules, NewDeviceCode},
    protocol::token::Problem,
    rng::Rng,
};

pub(super) const RULES: DeviceRules = DeviceRules {
    lifetime: 900,
    interval: 5,
};

/// Nine capitals and digits, without a hyphen.
pub(super) fn new_user_code(rng: &Rng) -> String {
    rng.base62(9).to_ascii_uppercase()
}

/// With a sentence that the device may show as it is.
pub(super) fn members(new: &NewDeviceCode<'_>) -> Map<String, Value> {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    add("user_code", json!(new.user_code));
    add("device_code", json!(new.device_code));
    add("verification_uri", json!(new.verification_uri));
    add("expires_in", json!(RULES.lifetime));
    add("interval", json!(RULES.interval));
    let message = format!(
        "To sign in, use a web browser to open the page {} and enter the code {} to authenticate.",
        new.verification_uri, new.user_code
    );
    add("message", json!(message));
    members
}

/// What only polling can be told. Microsoft documents no `slow_down`: whoever asks too often is told to wait.
pub(super) fn said(problem: &Problem) -> Said {
    match problem {
        Problem::AuthorizationPending | Problem::SlowDown { .. } => Said::new(
            "authorization_pending",
            70_016,
            "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
        ),
        Problem::DeviceDenied => Said::new(
            "authorization_declined",
            70_018,
            "The end user denied the authorization request.",
        ),
        Problem::DeviceCodeExpired { .. } => Said::new(
            "expired_token",
            70_020,
            "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
        ),
        Problem::DeviceCodeUsed { .. } => Said::new(
            "invalid_grant",
            54_005,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
        ),
        // A device code that was never issued to this client.
        _ => Said::new(
            "bad_verification_code",
            70_018,
            "The provided value for the input parameter 'device_code' is not valid.",
        ),
    }
}
