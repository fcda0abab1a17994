//! The implementation under test: its manifest, its start and stop, and requests to it.

mod hooks;
mod http;
mod instance;
mod manifest;
mod manifest_load;
mod template;

pub use hooks::{HookError, SecondFactor};
pub use http::{Answer, Http};
pub use instance::{Target, TargetError, set_up};
pub use manifest::{
    AccountsHook, Act, Actions, App, Capabilities, EnableMfaHook, Hooks, Manifest, MissingRequirements,
    Pages, ProviderEntry, ProviderServer, SecondFactor as SecondFactorForm, Start, Timeouts, Variant, Whoami,
};
pub use manifest_load::{ManifestError, is_loopback};
pub use template::{UnknownPlaceholder, Values};
