//! What single providers ask when an application is registered.

use serde::{Deserialize, Serialize};

use super::microsoft_settings::is_guid;

/// `[clients.microsoft]`: an app registration.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct MicrosoftRegistration {
    /// Who may sign in.
    pub audience: SignInAudience,
    /// The tenant in which it is registered, a GUID; needed where only its accounts may sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Whether the authorization endpoint issues id_tokens ("implicit grant and hybrid flows").
    pub id_tokens: bool,
    /// Whether it issues access tokens.
    pub access_tokens: bool,
    /// Optional claims of the id_token: `acrs`, `auth_time`, `groups`, `roles`, `sid`, `xms_edov`.
    pub optional_claims: Vec<String>,
}

/// Whose accounts may use an application (`signInAudience` in its manifest).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignInAudience {
    /// Accounts of the tenant in which it is registered: `AzureADMyOrg`.
    OneTenant,
    /// Work and school accounts: `AzureADMultipleOrgs`.
    Organizations,
    /// All accounts: `AzureADandPersonalMicrosoftAccount`.
    #[default]
    Everybody,
    /// Personal accounts: `PersonalMicrosoftAccount`.
    Personal,
}

/// `[clients.apple]`: a Services ID.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct AppleRegistration {
    /// The team to which it belongs, ten characters. Absent: the usual one. People have another `sub` for each team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_id: Option<String>,
    /// Leniency for local development: redirect URIs may be `http` and name this machine, which Apple refuses.
    pub local_redirects: bool,
}

impl MicrosoftRegistration {
    /// The claims that an application can ask for.
    const OPTIONAL_CLAIMS: [&'static str; 6] = ["acrs", "auth_time", "groups", "roles", "sid", "xms_edov"];

    pub(crate) fn validate(&self, client_id: &str) -> Result<(), String> {
        if let Some(tenant) = self.tenant.as_ref().filter(|tenant| !is_guid(tenant)) {
            return Err(format!(
                "microsoft.tenant of client \"{client_id}\" is \"{tenant}\"; expected a GUID in lower case"
            ));
        }
        if self.audience == SignInAudience::OneTenant && self.tenant.is_none() {
            return Err(format!(
                "microsoft.audience of client \"{client_id}\" is \"one_tenant\" without microsoft.tenant; expected the GUID of the tenant too"
            ));
        }
        match self
            .optional_claims
            .iter()
            .find(|claim| !Self::OPTIONAL_CLAIMS.contains(&claim.as_str()))
        {
            Some(claim) => Err(format!(
                "microsoft.optional_claims of client \"{client_id}\" has \"{claim}\"; expected {}",
                Self::OPTIONAL_CLAIMS.join(" or ")
            )),
            None => Ok(()),
        }
    }
}
