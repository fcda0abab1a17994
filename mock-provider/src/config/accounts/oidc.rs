//! Accounts at configured issuers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::IssuerName;

/// An account at the configured issuers, in the words of its claims (OIDC Core §5.1).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OidcAccount {
    /// The durable identifier; what pairwise ones are made from.
    pub sub: String,
    /// The address; absent from every answer where absent here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the issuer checked the address.
    #[serde(default = "yes")]
    pub email_verified: bool,
    /// The full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The first name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// The last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// The user name. People may sign in by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    /// The URL of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// Any other claim, of any kind: `locale`, `phone_number`, `groups`. Given to whoever has a scope for it.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = BTreeMap<String, Value>)]
    pub claims: Map<String, Value>,
    /// The issuers that know the account; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub issuers: Vec<IssuerName>,
}

impl OidcAccount {
    /// An account with a verified address and nothing else; fill in the rest.
    #[must_use]
    pub fn new(sub: impl Into<String>, email: impl Into<String>) -> Self {
        Self {
            sub: sub.into(),
            email: Some(email.into()),
            email_verified: true,
            ..Self::default()
        }
    }

    /// Whether an issuer knows it.
    #[must_use]
    pub fn exists_at(&self, issuer: IssuerName) -> bool {
        self.issuers.is_empty() || self.issuers.contains(&issuer)
    }

    /// A claim about the person other than `sub`.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<Value> {
        let text = |value: &Option<String>| value.clone().map(Value::String);
        match name {
            "email" => text(&self.email),
            "email_verified" => self.email.as_ref().map(|_| Value::Bool(self.email_verified)),
            "name" => text(&self.name),
            "given_name" => text(&self.given_name),
            "family_name" => text(&self.family_name),
            "preferred_username" => text(&self.preferred_username),
            "picture" => text(&self.picture),
            other => self.claims.get(other).cloned(),
        }
    }

    /// Whether two people share this account at some issuer.
    #[must_use]
    pub fn collides_with(&self, other: &Self) -> bool {
        let apart = !self.issuers.is_empty()
            && !other.issuers.is_empty()
            && self.issuers.iter().all(|issuer| !other.issuers.contains(issuer));
        self.sub == other.sub && !apart
    }

    /// Refuses what no issuer has.
    ///
    /// # Errors
    /// One sentence that names the value found and the value expected.
    pub fn validate(&self, persona: &str) -> Result<(), String> {
        if self.sub.is_empty() || !self.sub.is_ascii() || self.sub.len() > 255 {
            return Err(format!(
                "persona \"{persona}\" has the oidc sub \"{}\"; expected 1 to 255 ASCII characters (OIDC Core §2)",
                self.sub
            ));
        }
        if let Some(name) = RESERVED.iter().find(|name| self.claims.contains_key(**name)) {
            return Err(format!(
                "claims of persona \"{persona}\" has \"{name}\"; expected it as a key of [personas.oidc] itself, or not at all where tokens set it"
            ));
        }
        Ok(())
    }
}

/// What has a key of its own, or is set for each token.
const RESERVED: &[&str] = &[
    "sub",
    "email",
    "email_verified",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "picture",
    "iss",
    "aud",
    "exp",
    "iat",
    "nonce",
    "azp",
    "at_hash",
    "c_hash",
    "sid",
];

fn yes() -> bool {
    true
}
