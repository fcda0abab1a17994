//! Where Clerk's Frontend API is, for targets that speak it. It unlocks the profile `clerk`.

use serde::Deserialize;

/// Where Clerk's Frontend API is.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clerk {
    /// Its base URL as the browser uses it, without `/v1`; for a proxy, the proxy's address.
    pub frontend_api: String,
}
