//! Accounts at Apple.

use serde::{Deserialize, Serialize};

/// An Apple Account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AppleAccount {
    /// The identifier that applications of the usual team get: six digits, 32 hex digits, four digits, with dots
    /// between. Other teams get others.
    pub sub: String,
    /// The address, which the person may hide from an application behind a relay address.
    pub email: String,
    /// Whether Apple checked the address; false for some Work and School accounts.
    #[serde(default = "yes")]
    pub email_verified: bool,
    /// The first name, told to an application once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The last name, told to an application once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The identifier that is sent as `transfer_sub` for sixty days after an application changed its team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_sub: Option<String>,
}

impl AppleAccount {
    /// An account with a verified address and nothing else; fill in the rest.
    #[must_use]
    pub fn new(sub: impl Into<String>, email: impl Into<String>) -> Self {
        Self {
            sub: sub.into(),
            email: email.into(),
            email_verified: true,
            ..Self::default()
        }
    }

    pub(crate) fn validate(&self, persona: &str) -> Result<(), String> {
        let hex = |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_hexdigit());
        let digits = |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
        let parts: Vec<&str> = self.sub.split('.').collect();
        match parts.as_slice() {
            [team, account, tail] if digits(team, 6) && hex(account, 32) && digits(tail, 4) => Ok(()),
            _ => Err(format!(
                "persona \"{persona}\" has the Apple sub \"{}\"; expected six digits, 32 hex digits, and four digits, such as \"001234.0123456789abcdef0123456789abcdef.0123\"",
                self.sub
            )),
        }
    }
}

fn yes() -> bool {
    true
}
