//! Where a GitHub App is installed.

use serde::{Deserialize, Serialize};

/// One installation of a GitHub App on the account of a person or an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GitHubInstallation {
    /// The login of the account.
    pub account: String,
    /// The repositories to which the app has access.
    #[serde(default)]
    pub repositories: Vec<GitHubRepository>,
    /// What it may do there, in the form `contents=write`; the level is `read`, `write`, or `admin`.
    #[serde(default)]
    pub permissions: Vec<String>,
}

/// A repository of an installation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GitHubRepository {
    /// The durable identifier.
    pub id: u64,
    /// The name below its owner.
    pub name: String,
}

impl GitHubInstallation {
    /// Refuses what GitHub would not install. The text goes on a sentence about the client.
    ///
    /// # Errors
    /// What was found and what is expected.
    pub fn validate(&self) -> Result<(), String> {
        if self.account.is_empty() {
            return Err("has an installation without an account; expected a login".to_owned());
        }
        let known = |level: &str| ["read", "write", "admin"].contains(&level);
        match self.permissions.iter().find(|text| {
            !text
                .split_once('=')
                .is_some_and(|(name, level)| !name.is_empty() && known(level))
        }) {
            Some(text) => Err(format!(
                "has the permission \"{text}\" on \"{}\"; expected a form such as \"contents=read\", with read, write, or admin",
                self.account
            )),
            None => Ok(()),
        }
    }
}
