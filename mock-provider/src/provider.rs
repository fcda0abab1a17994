//! The providers there are.

use std::{
    collections::BTreeSet,
    fmt,
    str::FromStr,
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// One fake identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Provider {
    /// Google accounts: OAuth 2.0 and OpenID Connect.
    Google,
    /// GitHub OAuth apps and GitHub Apps: OAuth 2.0 only, no id_token.
    GitHub,
    /// Facebook Login: OAuth 2.0 and the Graph API, no refresh tokens.
    Facebook,
    /// X, formerly Twitter: OAuth 2.0 with PKCE, and API v2.
    X,
    /// Notion public integrations: OAuth 2.0 without scopes.
    Notion,
    /// Microsoft Entra ID and personal Microsoft accounts: OAuth 2.0 and OpenID Connect.
    Microsoft,
    /// Sign in with Apple: OpenID Connect without UserInfo.
    Apple,
    /// An OpenID Connect issuer from the configuration.
    Oidc(IssuerName),
}

/// The name of a configured issuer: `oidc`, or `oidc-` and lower-case letters, digits, and hyphens.
///
/// Names are kept for as long as the program runs, so that a provider stays a small value that can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IssuerName(&'static str);

impl IssuerName {
    /// The issuer of the built-in configuration.
    pub const DEFAULT: Self = Self("oidc");

    /// The longest name, in bytes.
    const LONGEST: usize = 40;

    /// Reads a name. Absent: the text cannot be one.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("oidc")?;
        let fits = rest.is_empty() || (rest.starts_with('-') && rest.len() > 1);
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !fits || text.len() > Self::LONGEST || !rest.bytes().all(plain) {
            return None;
        }
        Some(Self(Self::intern(text)))
    }

    /// A text that is kept for as long as the program runs, once for all its copies.
    pub(crate) fn intern(text: &str) -> &'static str {
        static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = known.get(text) {
            return kept;
        }
        let kept: &'static str = Box::leak(text.to_owned().into_boxed_str());
        known.insert(kept);
        kept
    }

    /// The name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for IssuerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl Serialize for IssuerName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for IssuerName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).ok_or_else(|| {
            de::Error::custom(format!(
                "\"{text}\" is no name of an issuer; expected \"oidc\", or \"oidc-\" and lower-case letters, digits, and hyphens"
            ))
        })
    }
}

impl Provider {
    /// Every provider that needs no configuration, in the order in which they are listed to people.
    pub const ALL: [Self; 7] = [
        Self::Google,
        Self::GitHub,
        Self::Facebook,
        Self::X,
        Self::Notion,
        Self::Microsoft,
        Self::Apple,
    ];

    /// The word used in paths, configuration, and records: `google`, `github`, `oidc`, `oidc-acme`.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::GitHub => "github",
            Self::Facebook => "facebook",
            Self::X => "x",
            Self::Notion => "notion",
            Self::Microsoft => "microsoft",
            Self::Apple => "apple",
            Self::Oidc(name) => name.0,
        }
    }

    /// The name that people know it by: `Google`, `GitHub`. Configured issuers go by their slug.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Google => "Google",
            Self::GitHub => "GitHub",
            Self::Facebook => "Facebook",
            Self::X => "X",
            Self::Notion => "Notion",
            Self::Microsoft => "Microsoft",
            Self::Apple => "Apple",
            Self::Oidc(name) => name.0,
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.slug())
    }
}

impl utoipa::PartialSchema for Provider {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .description(Some("google, github, or the name of a configured issuer"))
            .examples(Self::ALL.map(Self::slug))
            .into()
    }
}

impl utoipa::ToSchema for Provider {}

impl Serialize for Provider {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.slug())
    }
}

impl<'de> Deserialize<'de> for Provider {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// A word that names no provider.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no provider is called \"{found}\"; expected {}", expected())]
pub struct UnknownProvider {
    /// The word that was given.
    pub found: String,
}

fn expected() -> String {
    let known: Vec<String> = Provider::ALL
        .iter()
        .map(|provider| format!("\"{provider}\""))
        .collect();
    format!(
        "{}, or the name of a configured issuer (\"oidc\", \"oidc-…\")",
        known.join(", ")
    )
}

impl FromStr for Provider {
    type Err = UnknownProvider;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|provider| provider.slug() == text)
            .or_else(|| IssuerName::new(text).map(Self::Oidc))
            .ok_or_else(|| UnknownProvider {
                found: text.to_owned(),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_read_back_and_nothing_else_is() {
        for text in [
            "google",
            "github",
            "facebook",
            "x",
            "notion",
            "oidc",
            "oidc-acme",
            "oidc-a-1",
        ] {
            let provider: Provider = text.parse().expect(text);
            assert_eq!(provider.slug(), text);
            assert_eq!(provider, text.parse().expect(text));
        }
        for text in ["", "Google", "oidc-", "oidc_x", "oidcx", "oidc-A", "oidc-a/b"] {
            assert!(text.parse::<Provider>().is_err(), "{text}");
        }
    }
}
