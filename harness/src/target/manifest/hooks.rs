//! Ways into the target that only tests have, and who is signed in.

use serde::Deserialize;
use serde_json_path::JsonPath;

/// Who is signed in.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Whoami {
    /// Path that answers JSON about the signed-in person; asked with the browser's cookies.
    pub url: String,
    /// JSONPath of the email address; no match means nobody.
    #[schemars(with = "String")]
    pub email: JsonPath,
}

/// Ways into the target that only tests have; each unlocks the checks that need it.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hooks {
    /// Lists accounts.
    pub accounts: Option<AccountsHook>,
    /// Gives an account a second factor.
    pub enable_mfa: Option<EnableMfaHook>,
}

/// Lists the accounts with an email address.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountsHook {
    /// Path; `{email}` is the address.
    pub get: String,
    /// JSONPath with one match for each account.
    #[schemars(with = "String")]
    pub each: JsonPath,
}

/// Gives an account a second factor.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnableMfaHook {
    /// Path.
    pub post: String,
    /// Body; `{email}` is the address.
    #[serde(default)]
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    pub json: toml::Table,
    /// JSONPath of the TOTP secret in base32.
    #[schemars(with = "String")]
    pub totp_secret: JsonPath,
    /// JSONPath of the backup codes.
    #[schemars(with = "Option<String>")]
    pub backup_codes: Option<JsonPath>,
}
