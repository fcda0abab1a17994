//! Accounts at Notion, and the workspace in which each works.

use serde::{Deserialize, Serialize};

use crate::uuid;

/// A Notion account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NotionAccount {
    /// The durable identifier: a UUID.
    pub id: String,
    /// The name.
    pub name: String,
    /// The address. Nothing says whether anybody checked it.
    pub email: String,
    /// The URL of a picture; `null` on the wire where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// The identifier of the workspace: a UUID. People with the same one work together.
    pub workspace_id: String,
    /// The name of the workspace.
    pub workspace_name: String,
    /// The URL of the workspace's icon, or an emoji; `null` on the wire where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_icon: Option<String>,
}

impl NotionAccount {
    /// An account in a workspace of its own, whose id is made from the account's; fill in the rest.
    #[must_use]
    pub fn new(id: impl Into<String>, name: impl Into<String>, email: impl Into<String>) -> Self {
        let (id, name) = (id.into(), name.into());
        Self {
            workspace_id: uuid::derived(&["workspace", &id]),
            workspace_name: format!("{name}'s space"),
            email: email.into(),
            picture: None,
            workspace_icon: None,
            id,
            name,
        }
    }

    /// Refuses what Notion would not have.
    ///
    /// # Errors
    /// The end of a sentence about the persona, with the value found and the value expected.
    pub(in crate::config) fn validate(&self) -> Result<(), String> {
        for (what, id) in [("id", &self.id), ("workspace_id", &self.workspace_id)] {
            if !uuid::well_formed(id) {
                return Err(format!(
                    "has the Notion {what} \"{id}\"; expected a UUID in lower case, with hyphens"
                ));
            }
        }
        if self.workspace_name.is_empty() {
            return Err("has a Notion workspace without a name; expected one".to_owned());
        }
        Ok(())
    }
}
