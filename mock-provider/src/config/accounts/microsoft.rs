//! Accounts at Microsoft.

use serde::{Deserialize, Serialize};

use crate::config::microsoft_settings::is_guid;

/// The tenant to which all personal accounts belong.
pub(crate) const PERSONAL_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// A work, school, or personal Microsoft account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MicrosoftAccount {
    /// The durable identifier within the tenant, a GUID. That of a personal account begins with 16 zeros.
    pub oid: String,
    /// The tenant, a GUID from `[[microsoft.tenants]]`. Absent: a personal account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// What the person types to sign in, and the claim `preferred_username`; may change.
    pub username: String,
    /// The address in the claim `email`, which nobody need have checked; may change. Absent from every answer where
    /// absent here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the owner of the address's domain was checked: the optional claim `xms_edov`.
    #[serde(default = "yes")]
    pub email_domain_verified: bool,
    /// The full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The first name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// The last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surname: Option<String>,
    /// The authentication contexts that the person's sign-ins satisfy: the optional claim `acrs`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acrs: Vec<String>,
    /// The ids of the groups that the person belongs to: the optional claim `groups`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// The roles that the person has in applications: the optional claim `roles`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Whether there is a photo.
    #[serde(default)]
    pub photo: bool,
}

impl MicrosoftAccount {
    /// A personal account with an address that is also the user name; fill in the rest.
    #[must_use]
    pub fn new(oid: impl Into<String>, email: impl Into<String>) -> Self {
        let email = email.into();
        Self {
            oid: oid.into(),
            username: email.clone(),
            email: Some(email),
            email_domain_verified: true,
            ..Self::default()
        }
    }

    /// Whether it is a personal account.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.tenant_id() == PERSONAL_TENANT
    }

    /// The tenant's GUID.
    #[must_use]
    pub fn tenant_id(&self) -> &str {
        self.tenant.as_deref().unwrap_or(PERSONAL_TENANT)
    }

    /// Whether both are the same account: object identifiers are unique within a tenant only.
    pub(crate) fn is(&self, other: &Self) -> bool {
        (self.tenant_id(), &self.oid) == (other.tenant_id(), &other.oid)
    }

    pub(crate) fn validate(&self, persona: &str) -> Result<(), String> {
        for (name, value) in [("oid", self.oid.as_str()), ("tenant", self.tenant_id())] {
            if !is_guid(value) {
                return Err(format!(
                    "persona \"{persona}\" has the Microsoft {name} \"{value}\"; expected a GUID in lower case"
                ));
            }
        }
        if self.is_personal() && !self.oid.starts_with("00000000-0000-0000-") {
            return Err(format!(
                "persona \"{persona}\" has a personal Microsoft account with the oid \"{}\"; expected one that begins with \"00000000-0000-0000-\", or a tenant",
                self.oid
            ));
        }
        Ok(())
    }
}

fn yes() -> bool {
    true
}
