//! What a Notion integration may know about people.

use serde::{Deserialize, Serialize};

/// The "user capabilities" of an integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserInformation {
    /// Nothing but ids.
    None,
    /// Names and pictures.
    WithoutEmail,
    /// Addresses too.
    #[default]
    WithEmail,
}
