//! What is configurable about Microsoft. The defaults are what is best attested; where sources conflict, each side
//! can be chosen.

use serde::{Deserialize, Serialize};

use super::{MicrosoftAccount, accounts::PERSONAL_TENANT};

/// `[microsoft]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MicrosoftSettings {
    /// Seconds until an authorization code dies. One page of the documentation says ten minutes, another one.
    pub code_lifetime: u32,
    /// Seconds until an access token dies, as reported by `expires_in`.
    pub access_token_lifetime: u32,
    /// Seconds from `iat` to `exp` of an id_token.
    pub id_token_lifetime: u32,
    /// Seconds until a refresh token that was not used dies. Those of single-page applications die after a day.
    pub refresh_token_lifetime: u32,
    /// Whether the authorization response carries `session_state`.
    pub session_state: bool,
    /// How the claim `xms_edov` is written.
    pub xms_edov_form: OwnerFlagForm,
    /// The HTTP status of the error page.
    pub error_page_status: u16,
    /// The tenants of organisations that exist, beside that of personal accounts.
    pub tenants: Vec<MicrosoftTenant>,
}

/// A tenant of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MicrosoftTenant {
    /// A GUID.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// The domains that it owns; each may stand in paths in place of the id.
    pub domains: Vec<String>,
}

/// How a claim about the owner of a domain is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerFlagForm {
    /// `true`
    #[default]
    Boolean,
    /// `"1"`
    Digit,
    /// `"true"`
    Text,
}

/// Whether a text is a GUID in lower case.
pub(crate) fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

impl MicrosoftSettings {
    /// Refuses tenants that cannot be told apart, and what no server answers.
    ///
    /// # Errors
    /// One sentence that names the value found and the value expected.
    pub fn validate(&self) -> Result<(), String> {
        if !(200..=599).contains(&self.error_page_status) {
            return Err(format!(
                "error_page_status of microsoft is {}; expected an HTTP status from 200 to 599",
                self.error_page_status
            ));
        }
        for (index, tenant) in self.tenants.iter().enumerate() {
            if !is_guid(&tenant.id) || tenant.id == PERSONAL_TENANT {
                return Err(format!(
                    "a tenant of microsoft has the id \"{}\"; expected a GUID in lower case, and not that of personal accounts",
                    tenant.id
                ));
            }
            let others = &self.tenants[..index];
            let shared = |domain: &&String| others.iter().any(|other| other.domains.contains(domain));
            let taken = others
                .iter()
                .any(|other| other.id == tenant.id)
                .then_some(&tenant.id)
                .or_else(|| tenant.domains.iter().find(shared));
            if let Some(taken) = taken {
                return Err(format!(
                    "two tenants of microsoft have \"{taken}\"; expected ids and domains to be of one tenant"
                ));
            }
        }
        Ok(())
    }

    /// Refuses an account in a tenant that does not exist.
    pub(super) fn check_tenant_of(&self, persona: &str, account: &MicrosoftAccount) -> Result<(), String> {
        let id = account.tenant_id();
        if account.is_personal() || self.tenants.iter().any(|tenant| tenant.id == id) {
            return Ok(());
        }
        Err(format!(
            "persona \"{persona}\" has an account in the Microsoft tenant \"{id}\"; expected an id from [[microsoft.tenants]], or none for a personal account"
        ))
    }
}

impl Default for MicrosoftSettings {
    fn default() -> Self {
        Self {
            code_lifetime: 600,
            access_token_lifetime: 3_599,
            id_token_lifetime: 3_600,
            refresh_token_lifetime: 90 * 86_400,
            session_state: true,
            xms_edov_form: OwnerFlagForm::Boolean,
            error_page_status: 400,
            tenants: Vec::new(),
        }
    }
}
