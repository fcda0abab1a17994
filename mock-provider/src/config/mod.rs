//! Configuration: people, clients, and how each provider behaves. The embedded `default.toml` is the reference.

mod accounts;
mod apple_settings;
mod client;
mod client_kind;
mod facebook_settings;
mod github_settings;
mod google_redirects;
mod google_settings;
mod installation;
mod issuer;
mod microsoft_settings;
mod notion_settings;
mod oidc_client;
mod persona;
mod registrations;
mod settings;
mod strict;
mod user_information;
mod x_settings;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{IssuerName, Provider, faults::Fault};

pub(crate) use accounts::PERSONAL_TENANT;
pub use accounts::{AppleAccount, FacebookAccount, MicrosoftAccount, NotionAccount, OidcAccount, XAccount};
pub use apple_settings::{AppleSettings, FlagForm};
pub use client::Client;
pub use client_kind::{ClientKind, ClientStatus};
pub use facebook_settings::FacebookSettings;
pub use github_settings::{GitHubSettings, NotFoundForm, RefusedOn};
pub use google_settings::{GoogleSettings, SilentError};
pub use installation::{GitHubInstallation, GitHubRepository};
pub use issuer::{IssuerSettings, RefreshTokens, Registration, SubjectType};
pub use microsoft_settings::{MicrosoftSettings, MicrosoftTenant, OwnerFlagForm};
pub use notion_settings::{ApiError, NotionSettings, TokenOwner};
pub use oidc_client::OidcClient;
pub use persona::{GitHubAccount, GitHubEmail, GitHubOrganization, GitHubTeam, GoogleAccount, Persona};
pub use registrations::{AppleRegistration, MicrosoftRegistration, SignInAudience};
pub use settings::{ClockSetting, JournalSettings, ServerSettings, TlsSetting};
pub use strict::UnknownKey;
pub(crate) use strict::read_json;
pub use user_information::UserInformation;
pub use x_settings::{LowerCaseS256, XSettings};

/// The text of the built-in configuration, which is also the commented reference.
pub const DEFAULT_TOML: &str = include_str!("../../../fixtures/personas/default.toml");

/// Everything a provider is started with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// Where to listen, and the sources of time and randomness.
    #[serde(default)]
    pub server: ServerSettings,
    /// How much is remembered.
    #[serde(default)]
    pub journal: JournalSettings,
    /// What is configurable about Google.
    #[serde(default)]
    pub google: GoogleSettings,
    /// What is configurable about GitHub.
    #[serde(default)]
    pub github: GitHubSettings,
    /// What is configurable about Microsoft.
    #[serde(default)]
    pub microsoft: MicrosoftSettings,
    /// What is configurable about Apple.
    #[serde(default)]
    pub apple: AppleSettings,
    /// OpenID Connect issuers beside the providers that are always there.
    #[serde(default)]
    pub issuers: Vec<IssuerSettings>,
    /// What is configurable about Facebook.
    #[serde(default)]
    pub facebook: FacebookSettings,
    /// What is configurable about X.
    #[serde(default)]
    pub x: XSettings,
    /// What is configurable about Notion.
    #[serde(default)]
    pub notion: NotionSettings,
    /// Applications registered at the providers.
    #[serde(default)]
    pub clients: Vec<Client>,
    /// People with accounts at the providers.
    #[serde(default)]
    pub personas: Vec<Persona>,
    /// Deviations that are armed from the start, and again after a reset.
    #[serde(default)]
    pub faults: Vec<Fault>,
}

/// Why a configuration was refused. The text is ready for people.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration file {path} cannot be read: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML, or a value of the wrong kind.
    #[error("{path}:{line}: the configuration is not valid: {message}")]
    Parse {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What the parser said.
        message: String,
    },
    /// A key that means nothing.
    #[error("{path}:{line}: {key}")]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The key and the nearest one that exists.
        key: UnknownKey,
    },
    /// Values that contradict each other.
    #[error("{path}: {problem}")]
    Contradiction {
        /// The file.
        path: PathBuf,
        /// What was found and what is expected.
        problem: String,
    },
}

impl Config {
    /// Nothing but defaults: no clients, no people.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            server: ServerSettings::default(),
            journal: JournalSettings::default(),
            google: GoogleSettings::default(),
            github: GitHubSettings::default(),
            microsoft: MicrosoftSettings::default(),
            apple: AppleSettings::default(),
            issuers: Vec::new(),
            facebook: FacebookSettings::default(),
            x: XSettings::default(),
            notion: NotionSettings::default(),
            clients: Vec::new(),
            personas: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Reads a configuration from a file.
    ///
    /// # Errors
    /// [`ConfigError`] when the file cannot be read, or as [`Config::from_toml`].
    pub fn from_file(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::from_toml(&text, path)
    }

    /// Reads a configuration. `path` is only named in errors.
    ///
    /// A file that names no clients or no personas has none: nothing is merged with the built-in ones.
    ///
    /// # Errors
    /// [`ConfigError`] for TOML that cannot be parsed, for an unknown key (with a suggestion), and for two
    /// people or two clients with the same id.
    pub fn from_toml(text: &str, path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let (config, unknown) = strict::read_toml::<Self>(text).map_err(|error| ConfigError::Parse {
            path: path.to_owned(),
            line: error.line,
            message: error.message,
        })?;
        if let Some((line, key)) = unknown {
            return Err(ConfigError::UnknownKey {
                path: path.to_owned(),
                line,
                key,
            });
        }
        config.validate().map_err(|problem| ConfigError::Contradiction {
            path: path.to_owned(),
            problem,
        })?;
        Ok(config)
    }

    /// A configured issuer.
    #[must_use]
    pub fn issuer(&self, name: IssuerName) -> Option<&IssuerSettings> {
        self.issuers.iter().find(|issuer| issuer.name == name)
    }

    fn validate(&self) -> Result<(), String> {
        self.google.validate()?;
        self.github.validate()?;
        self.microsoft.validate()?;
        self.apple.validate()?;
        self.validate_issuers()?;
        self.facebook.validate()?;
        self.x.validate()?;
        for (index, client) in self.clients.iter().enumerate() {
            client.validate()?;
            if self.clients[..index]
                .iter()
                .any(|other| other.is(client.provider, &client.client_id))
            {
                return Err(format!(
                    "the {} client \"{}\" is configured twice; expected one [[clients]] entry for it",
                    client.provider, client.client_id
                ));
            }
        }
        for (index, persona) in self.personas.iter().enumerate() {
            persona.validate()?;
            if let Some(account) = &persona.microsoft {
                self.microsoft.check_tenant_of(&persona.id, account)?;
            }
            if let Some(other) = self.personas[..index]
                .iter()
                .find(|other| other.collides_with(persona))
            {
                return Err(format!(
                    "the personas \"{}\" and \"{}\" share an id or an account; expected each to be one person's",
                    other.id, persona.id
                ));
            }
        }
        Ok(())
    }
}

impl Config {
    fn validate_issuers(&self) -> Result<(), String> {
        for (index, issuer) in self.issuers.iter().enumerate() {
            issuer.validate()?;
            if self.issuers[..index]
                .iter()
                .any(|other| other.name == issuer.name)
            {
                return Err(format!(
                    "the issuer \"{}\" is configured twice; expected one [[issuers]] entry for it",
                    issuer.name
                ));
            }
        }
        for client in &self.clients {
            let Provider::Oidc(name) = client.provider else {
                continue;
            };
            match self.issuer(name) {
                Some(issuer) => client.oidc.validate(issuer, &client.client_id)?,
                None => {
                    return Err(format!(
                        "client \"{}\" is registered at \"{name}\", which is no configured issuer; expected an [[issuers]] entry with that name",
                        client.client_id
                    ));
                }
            }
        }
        Ok(())
    }
}

impl Default for Config {
    /// The built-in configuration: a few people, and one client at each provider.
    fn default() -> Self {
        // The file is part of the program and a test parses it; nothing read from outside can fail here.
        Self::from_toml(DEFAULT_TOML, "default.toml").unwrap_or_else(|error| panic!("embedded {error}"))
    }
}
