//! How the target is started, and what it needs beside it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// How to start the target.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
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

/// A program that the target needs beside it, for example the API behind a front end. Services start in the order of
/// the manifest, each ready before the next one, and the target last; `{NAME.port}` and `{NAME.url}` are known to all.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Name in placeholders and messages: lower-case letters, digits, and underscores.
    pub name: String,
    /// Base URL; `http://localhost:{NAME.port}` when left out.
    pub url: Option<String>,
    /// Name of a target that the harness carries inside, in place of a command.
    pub embedded: Option<String>,
    /// Command that starts it and stays in the foreground.
    #[serde(default)]
    pub command: Vec<String>,
    /// Environment variables of the command, or settings of the embedded target.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Path that answers with a status below 400 once the service is ready.
    #[serde(default = "slash")]
    pub ready: String,
}

/// Other settings of the same target.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Environment variables beside those of `[start]`.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// The same for services, by their names.
    #[serde(default)]
    pub services: BTreeMap<String, ServiceSettings>,
}

/// Other settings of a service.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceSettings {
    /// Environment variables beside those of the service.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

impl Service {
    /// Its base URL with placeholders.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.url
            .clone()
            .unwrap_or_else(|| format!("http://localhost:{{{}.port}}", self.name))
    }
}

fn slash() -> String {
    "/".to_owned()
}
