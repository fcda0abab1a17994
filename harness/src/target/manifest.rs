//! `target.toml`: everything the harness knows about an implementation, in one file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use mock_provider::Provider;
use serde::Deserialize;
use serde_json_path::JsonPath;

use crate::browser::Locator;

/// A target manifest.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name in reports.
    pub name: String,
    /// How to start the target; left out when it already runs.
    pub start: Option<Start>,
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

/// How to start the target.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Name of a target that the harness carries inside, in place of a command.
    pub embedded: Option<String>,
    /// Command to run once before the first start, for example `["npm", "ci"]`.
    #[serde(default)]
    pub setup: Vec<String>,
    /// Command that starts the target and stays in the foreground.
    #[serde(default)]
    pub command: Vec<String>,
    /// Environment variables of the command, or settings of the embedded target.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Path that answers with a status below 400 once the target is ready.
    #[serde(default = "slash")]
    pub ready: String,
}

/// Where the target is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// Base URL; `{port}` is a free port that the harness chose.
    pub url: String,
    /// Hosts beside loopback that the run may contact.
    #[serde(default)]
    pub allow_hosts: Vec<String>,
}

/// Where the mock provider listens.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderServer {
    /// Port on loopback; 0 or left out means any free one.
    #[serde(default)]
    pub port: u16,
}

/// One provider as the target uses it.
#[derive(Debug, Clone, Deserialize)]
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
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// Where sign-in starts.
    pub sign_in: String,
    /// Where sign-up starts; sign-in serves for both when left out.
    pub sign_up: Option<String>,
    /// A page that only signed-in people may open.
    pub protected: Option<String>,
}

/// What a person does.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actions {
    /// Starts a sign-in on the sign-in page; `{provider}` is the provider's label.
    pub sign_in: Act,
    /// Starts a sign-up on the sign-up page; as `sign_in` when left out.
    pub sign_up: Option<Act>,
    /// The step that asks for what a sign-up still lacks.
    pub missing_requirements: Option<MissingRequirements>,
    /// The step that asks for a second factor.
    pub second_factor: Option<SecondFactor>,
}

/// One act of a person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Clicks this.
    pub click: Locator,
}

/// The form for what a sign-up still lacks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingRequirements {
    /// Text field of each requirement by its name (`first_name`, `last_name`, `username`).
    #[serde(default)]
    pub fields: BTreeMap<String, Locator>,
    /// Checkbox of each requirement by its name (`legal_accepted`).
    #[serde(default)]
    pub boxes: BTreeMap<String, Locator>,
    /// Sends the form.
    pub submit: Locator,
    /// Where a refused value is explained.
    pub error: Locator,
}

/// The form for a second factor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondFactor {
    /// Field for a code of an authenticator app.
    pub code: Locator,
    /// Switches back to codes of an authenticator app, where that takes an act.
    pub use_code: Option<Locator>,
    /// Switches to backup codes, where that takes an act.
    pub use_backup_code: Option<Locator>,
    /// Field for a backup code.
    pub backup_code: Option<Locator>,
    /// Sends the form.
    pub submit: Locator,
    /// Where a refused code is explained.
    pub error: Locator,
}

/// Who is signed in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whoami {
    /// Path that answers JSON about the signed-in person; asked with the browser's cookies.
    pub url: String,
    /// JSONPath of the email address; no match means nobody.
    pub email: JsonPath,
}

/// Ways into the target that only tests have; each unlocks the checks that need it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hooks {
    /// Lists accounts.
    pub accounts: Option<AccountsHook>,
    /// Gives an account a second factor.
    pub enable_mfa: Option<EnableMfaHook>,
}

/// Lists the accounts with an email address.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountsHook {
    /// Path; `{email}` is the address.
    pub get: String,
    /// JSONPath with one match for each account.
    pub each: JsonPath,
}

/// Gives an account a second factor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnableMfaHook {
    /// Path.
    pub post: String,
    /// Body; `{email}` is the address.
    #[serde(default)]
    pub json: toml::Table,
    /// JSONPath of the TOTP secret in base32.
    pub totp_secret: JsonPath,
    /// JSONPath of the backup codes.
    pub backup_codes: Option<JsonPath>,
}

/// What the target can do.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capabilities {
    /// Profiles of the catalogue that apply; `core` always does.
    #[serde(default)]
    pub profiles: Vec<String>,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self {
            profiles: vec!["core".to_owned()],
        }
    }
}

/// Other settings of the same target.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Environment variables beside those of `[start]`.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

/// How long things may take.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// Until the target is ready, in seconds.
    pub start_s: u64,
    /// Until something appears on a page, in seconds.
    pub page_s: u64,
    /// For a whole step of a scenario, in seconds.
    pub step_s: u64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            start_s: 60,
            page_s: 5,
            step_s: 60,
        }
    }
}

impl Manifest {
    /// The providers that the target offers.
    pub fn offered(&self) -> impl Iterator<Item = (Provider, &ProviderEntry)> {
        self.providers
            .iter()
            .filter_map(|(name, entry)| Some((name.parse().ok()?, entry)))
    }
}

fn slash() -> String {
    "/".to_owned()
}
