//! What the target can do, and how long things may take.

use serde::Deserialize;

/// What the target can do.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capabilities {
    /// Profiles of the catalogue that apply; `core` always does.
    #[serde(default)]
    pub profiles: Vec<String>,
    /// Its back ends judge by session tokens that speak for themselves and run out soon, so that a copy of one
    /// outlives its session for as long.
    #[serde(default)]
    pub self_contained_sessions: bool,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self {
            profiles: vec!["core".to_owned()],
            self_contained_sessions: false,
        }
    }
}

/// How long things may take.
#[derive(Debug, Clone, Copy, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// Until the target is ready, in seconds.
    pub start_s: u64,
    /// Until something appears on a page, in seconds.
    pub page_s: u64,
    /// For a whole step of a scenario, in seconds.
    pub step_s: u64,
    /// For which the app may wait for a provider before the person sees what became of it, in seconds.
    pub provider_s: u64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            start_s: 60,
            page_s: 5,
            step_s: 60,
            provider_s: 30,
        }
    }
}
