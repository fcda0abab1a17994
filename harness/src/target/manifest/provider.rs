//! Where the mock provider listens, and how the target finds it.

use serde::Deserialize;

/// Where the mock provider listens, and how the target finds it.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderServer {
    /// Port on loopback; 0 or left out means any free one. Needed when the target already runs.
    #[serde(default)]
    pub port: u16,
    /// How browser and target find it.
    #[serde(default)]
    pub reach: Reach,
}

/// How browser and target find the mock provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, schemars::JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// The target takes the providers' URLs from its settings.
    #[default]
    ByUrl,
    /// The target's URLs are hard-coded (`https://accounts.google.com`): its programs find the mock provider by their
    /// environment, which names a proxy, a script for Node, and a certificate authority.
    ByName,
    /// The same for programs that ignore such variables: they see a hosts file and a certificate bundle of their own,
    /// in which the providers' names lead to the mock provider. Linux only, and it needs port 443.
    ByHosts,
}

impl Reach {
    /// Whether the providers go by their real names.
    #[must_use]
    pub fn is_by_real_names(self) -> bool {
        self != Self::ByUrl
    }

    /// The word in the manifest.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ByUrl => "by-url",
            Self::ByName => "by-name",
            Self::ByHosts => "by-hosts",
        }
    }
}
