//! Accounts at Facebook.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A Facebook account. Apps never see its `id`: each gets another one, made from it and the app's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FacebookAccount {
    /// The durable identifier: digits.
    pub id: String,
    /// The full name.
    pub name: String,
    /// The first name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The address; people who signed up with a phone number have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The URL of a picture; absent: the silhouette.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// When the person changed the password, which kills the access tokens issued before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub password_changed_at: Option<Timestamp>,
}

impl FacebookAccount {
    /// An account with a name and an address; fill in the rest.
    #[must_use]
    pub fn new(id: impl Into<String>, name: impl Into<String>, email: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            email: Some(email.into()),
            ..Self::default()
        }
    }

    /// Refuses what Facebook would not have.
    ///
    /// # Errors
    /// The end of a sentence about the persona, with the value found and the value expected.
    pub(in crate::config) fn validate(&self) -> Result<(), String> {
        if self.id.is_empty() || !self.id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!("has the Facebook id \"{}\"; expected digits", self.id));
        }
        if self.name.is_empty() {
            return Err("has a Facebook account without a name; expected one".to_owned());
        }
        Ok(())
    }
}
