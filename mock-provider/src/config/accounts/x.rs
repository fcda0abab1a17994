//! Accounts at X.

use serde::{Deserialize, Serialize};

/// An X account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct XAccount {
    /// The durable identifier: a decimal number as text.
    pub id: String,
    /// The handle without the at sign; may change while `id` stays.
    pub username: String,
    /// The name beside it.
    pub name: String,
    /// The confirmed address; people who signed up with a phone number have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What the person says about themselves; empty on the wire where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where the person is; absent on the wire where absent here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The URL of a picture; absent: the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// Whether the account has a check mark.
    #[serde(default)]
    pub verified: bool,
    /// Whether only followers may read.
    #[serde(default)]
    pub protected: bool,
}

impl XAccount {
    /// An account with a confirmed address; fill in the rest.
    #[must_use]
    pub fn new(id: impl Into<String>, username: impl Into<String>, email: impl Into<String>) -> Self {
        let username = username.into();
        Self {
            id: id.into(),
            name: username.clone(),
            username,
            email: Some(email.into()),
            ..Self::default()
        }
    }

    /// Refuses what X would not have.
    ///
    /// # Errors
    /// The end of a sentence about the persona, with the value found and the value expected.
    pub(in crate::config) fn validate(&self) -> Result<(), String> {
        if self.id.is_empty() || self.id.len() > 19 || !self.id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!("has the X id \"{}\"; expected 1 to 19 digits", self.id));
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if !(1..=15).contains(&self.username.len()) || !self.username.bytes().all(plain) {
            return Err(format!(
                "has the X username \"{}\"; expected 1 to 15 letters, digits, and underscores",
                self.username
            ));
        }
        Ok(())
    }
}
