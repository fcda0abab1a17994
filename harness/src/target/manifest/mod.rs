//! `target.toml`: everything the harness knows about an implementation, in one file.

mod actions;
mod clerk;
mod connected_accounts;
mod forms;
mod hooks;
mod load;
mod native;
mod provider;
mod serve;
mod settings;
mod start;
mod whoami;

use std::collections::BTreeMap;
use std::path::PathBuf;

use mock_provider::Provider;
use serde::Deserialize;

pub use actions::{Act, Actions, Reauthorize};
pub use clerk::Clerk;
pub use connected_accounts::ConnectedAccounts;
pub use forms::{
    AnswerCaptcha, ChooseOrganization, MissingRequirements, NewPassword, PasswordSignIn, SecondFactor,
    SetUpSecondFactor, VerifyAddress,
};
pub use hooks::{
    AccountsHook, AdvanceClockHook, Call, CreateUserHook, DeleteUserHook, EnableMfaHook, Hooks, InviteHook,
    LockUserHook, MessagesHook, NewPasswordTaskHook, ProviderTokenHook, RequireNewPasswordHook,
};
pub use load::{ManifestError, is_loopback};
pub use native::{Native, NativeRequest, NativeStart, NativeWhoami};
pub use provider::{ProviderServer, Reach};
pub use serve::Serve;
pub use settings::{Capabilities, Timeouts};
pub use start::{Service, ServiceSettings, Start, Variant};
pub use whoami::Whoami;

use crate::http_client::Trust;

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
    /// Where the mock provider listens, and how the target finds it.
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
    /// Which accounts at providers are connected to a person's account.
    pub connected_accounts: Option<ConnectedAccounts>,
    /// How a native client signs in.
    pub native: Option<Native>,
    /// Where Clerk's Frontend API is.
    pub clerk: Option<Clerk>,
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
    /// What an app that uses the target has to be told.
    #[serde(default)]
    pub serve: Serve,
    /// Port of the target, where somebody asked for one.
    #[serde(skip)]
    pub port: Option<u16>,
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
    /// The scopes that a sign-in asks for, where these are more than who the person is.
    pub scopes: Option<Vec<String>>,
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
    /// Where people see and change their account: connect and disconnect providers, sign out.
    pub account: Option<String>,
    /// Parameter of the sign-in page for the address to go on to.
    pub return_parameter: Option<String>,
}

impl Manifest {
    /// Whose certificates are good: everybody's where the target speaks TLS on loopback, because those prove nothing
    /// there. As soon as other hosts may be contacted, the system's authorities have to vouch for each.
    #[must_use]
    pub fn trust(&self) -> Trust {
        let services = self.services.iter().map(Service::base_url);
        let mut urls = services.chain([self.app.url.clone()]);
        if !self.app.allow_hosts.is_empty() {
            Trust::System
        } else if urls.any(|url| url.starts_with("https://")) {
            Trust::Everybody
        } else {
            Trust::Nobody
        }
    }

    /// The providers that the target offers.
    pub fn offered(&self) -> impl Iterator<Item = (Provider, &ProviderEntry)> {
        self.providers
            .iter()
            .filter_map(|(name, entry)| Some((name.parse().ok()?, entry)))
    }
}
