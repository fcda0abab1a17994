//! The implementation under test: its manifest, its start and stop, and requests to it.

mod access;
mod error;
mod hooks;
mod http;
mod instance;
mod launch;
mod manifest;
mod private_files;
mod registration;
mod setup;
mod template;

pub use access::{Access, AccessError, listeners};
pub use error::TargetError;
pub use hooks::{HookError, SecondFactor};
pub use http::{Answer, Http};
pub use instance::Target;
pub use manifest::{
    AccountsHook, Act, Actions, App, Capabilities, EnableMfaHook, Hooks, Manifest, ManifestError,
    MissingRequirements, Pages, ProviderEntry, ProviderServer, Reach, SecondFactor as SecondFactorForm,
    Service, ServiceSettings, Start, Timeouts, Variant, Whoami, is_loopback,
};

pub use setup::set_up;
pub use template::{UnknownPlaceholder, Values};
