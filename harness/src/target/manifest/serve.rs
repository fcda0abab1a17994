//! What an app that uses the target has to be told.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What `harness serve` hands out.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Serve {
    /// Variables of an app that uses the target; printed once it runs, with placeholders filled.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}
