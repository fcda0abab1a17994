//! `target.toml`: everything the harness knows about an implementation, in one file.

mod actions;
mod hooks;
mod load;
mod settings;
mod start;

use std::collections::BTreeMap;
use std::path::PathBuf;

use mock_provider::Provider;
use serde::Deserialize;

pub use actions::{Act, Actions, MissingRequirements, SecondFactor};
pub use hooks::{AccountsHook, EnableMfaHook, Hooks, Whoami};
pub use load::{ManifestError, is_loopback};
pub use settings::{Capabilities, Timeouts};
pub use start::{Service, ServiceSettings, Start, Variant};

/// A target manifest.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "harness target manifest")]
pub struct Manifest {
    /// Name in reports.
    pub name: String,
    /// How to start the target; left out when it already runs.
    pub start: Option<Start>,
    /// What the target needs beside it.
    #[serde(default)]
    pub services: Vec<Service>,
    /// Where it is.
    pub app: App,
    /// Where the mock provider listens; needed when the target already runs.
    #[serde(default)]
    pub provider: ProviderServer,
    /// The providers that it offers, by name.
    pub providers: BTreeMap<String, ProviderEntry>,
    /// Paths of its pages.
    pub pages: Pages,
    /// What a person does on them.
    pub actions: Actions,
    /// Who is signed in, from the outside.
    pub whoami: Whoami,
    /// Ways into the target that only tests have.
    #[serde(default)]
    pub hooks: Hooks,
    /// What the target can do.
    #[serde(default)]
    pub capabilities: Capabilities,
    /// Other settings to start it with, by the name that checks ask for.
    #[serde(default)]
    pub variants: BTreeMap<String, Variant>,
    /// How long things may take.
    #[serde(default)]
    pub timeouts: Timeouts,
    /// Folder of the manifest, in which commands run.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// Where the target is.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// Base URL; `{port}` is a free port that the harness chose.
    pub url: String,
    /// Hosts beside loopback that the run may contact.
    #[serde(default)]
    pub allow_hosts: Vec<String>,
}

/// Where the mock provider listens.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderServer {
    /// Port on loopback; 0 or left out means any free one.
    #[serde(default)]
    pub port: u16,
}

/// One provider as the target uses it.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderEntry {
    /// Name on the target's buttons; the provider's usual name when left out.
    pub label: Option<String>,
    /// The callback that the target registers.
    pub redirect_uri: String,
    /// Fixed client id, for a target that already runs.
    pub client_id: Option<String>,
    /// Fixed client secret, for a target that already runs.
    pub client_secret: Option<String>,
}

/// Paths of the target's pages.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// Where sign-in starts.
    pub sign_in: String,
    /// Where sign-up starts; sign-in serves for both when left out.
    pub sign_up: Option<String>,
    /// A page that only signed-in people may open.
    pub protected: Option<String>,
}

impl Manifest {
    /// The providers that the target offers.
    pub fn offered(&self) -> impl Iterator<Item = (Provider, &ProviderEntry)> {
        self.providers
            .iter()
            .filter_map(|(name, entry)| Some((name.parse().ok()?, entry)))
    }
}
