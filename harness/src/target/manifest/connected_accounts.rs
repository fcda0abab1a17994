//! Which accounts at providers are connected to the account of whoever is signed in.

use serde::Deserialize;
use serde_json_path::JsonPath;

/// Where the list of connected accounts is read.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectedAccounts {
    /// Path or URL that answers JSON; asked with the browser's cookies.
    pub url: String,
    /// JSONPath with one match for each connected account.
    #[schemars(with = "String")]
    pub each: JsonPath,
    /// JSONPath within a match: the provider, by its id (`google`; a leading `oauth_` does not count).
    #[schemars(with = "String")]
    pub provider: JsonPath,
    /// JSONPath within a match: who that is at the provider, its subject or numeric id.
    #[schemars(with = "String")]
    pub subject: JsonPath,
}
