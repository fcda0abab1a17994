//! The implementation under test: its manifest, its start and stop, and requests to it.

mod access;
mod error;
mod hooks;
mod http;
mod instance;
mod launch;
mod manifest;
mod path_of;
mod private_files;
mod registration;
mod setup;
mod template;

pub use access::{Access, AccessError, listeners};
pub use error::TargetError;
pub use hooks::{HookError, ProviderToken, SecondFactor};
pub use http::{Answer, Http, Request};
pub use instance::Target;
pub use manifest::{
    AccountsHook, Act, Actions, AnswerCaptcha, App, Call, Capabilities, ChooseOrganization, Clerk,
    ConnectedAccounts, CreateUserHook, DeleteUserHook, EnableMfaHook, Hooks, InviteHook, LockUserHook,
    Manifest, ManifestError, MessagesHook, MissingRequirements, Native, NativeRequest, NativeStart,
    NativeWhoami, NewPassword, NewPasswordTaskHook, Pages, PasswordSignIn, ProviderEntry, ProviderServer,
    ProviderTokenHook, Reach, Reauthorize, RequireNewPasswordHook, SecondFactor as SecondFactorForm, Serve,
    Service, ServiceSettings, SetUpSecondFactor, Start, Timeouts, Variant, VerifyAddress, Whoami,
    is_loopback,
};

pub use path_of::path_of;
pub use setup::set_up;
pub use template::{UnknownPlaceholder, Values};
