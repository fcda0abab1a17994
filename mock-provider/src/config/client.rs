//! Applications registered at a provider.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::Provider;

/// One application: what it registered, and how the provider treats it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Where it is registered.
    pub provider: Provider,
    /// The public identifier. Google: `<digits>-<32 base36>.apps.googleusercontent.com`; GitHub: `Ov23li` + 14.
    pub client_id: String,
    /// The secret; every client here is confidential, as web applications at both providers are.
    #[serde(default)]
    pub client_secret: String,
    /// Registered redirect URIs. How they are matched is the dialect's affair.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// What people read on the consent page.
    #[serde(default)]
    pub name: String,
    /// GitHub only: whether user tokens of this app expire after eight hours. Absent: the provider's setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiring_tokens: Option<bool>,
    /// GitHub only: whether a redirect URI below a registered one, or on a subdomain of it, is accepted.
    /// Absent: accepted for an app with a single callback, as apps registered before 2026 behave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wildcard_redirects: Option<bool>,
}

impl Client {
    /// A client with an empty secret, no redirect URI, and its id as name; fill in the rest.
    #[must_use]
    pub fn new(provider: Provider, client_id: impl Into<String>) -> Self {
        let client_id = client_id.into();
        Self {
            provider,
            name: client_id.clone(),
            client_id,
            client_secret: String::new(),
            redirect_uris: Vec::new(),
            expiring_tokens: None,
            wildcard_redirects: None,
        }
    }

    /// Whether this is the client of that id at that provider.
    #[must_use]
    pub fn is(&self, provider: Provider, client_id: &str) -> bool {
        self.provider == provider && self.client_id == client_id
    }

    /// The name for people: the id where no name was given.
    #[must_use]
    pub fn display_name(&self) -> &str {
        if self.name.is_empty() {
            &self.client_id
        } else {
            &self.name
        }
    }

    /// Refuses what no provider would register.
    ///
    /// # Errors
    /// One sentence that names the value found and the value expected.
    pub fn validate(&self) -> Result<(), String> {
        if self.client_id.is_empty() {
            return Err(format!(
                "a {} client has an empty client_id; expected a non-empty one",
                self.provider
            ));
        }
        for uri in &self.redirect_uris {
            let parsed = Url::parse(uri).map_err(|error| {
                format!(
                    "redirect_uri \"{uri}\" of client \"{}\" is no URL ({error}); expected an absolute URL",
                    self.client_id
                )
            })?;
            if parsed.fragment().is_some() {
                return Err(format!(
                    "redirect_uri \"{uri}\" of client \"{}\" has a fragment; expected none (RFC 6749 §3.1.2)",
                    self.client_id
                ));
            }
        }
        Ok(())
    }
}
