//! What a person does on the target's pages.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::browser::Locator;

/// What a person does.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Actions {
    /// Starts a sign-in on the sign-in page; `{provider}` is the provider's label.
    pub sign_in: Act,
    /// Starts a sign-up on the sign-up page; as `sign_in` when left out.
    pub sign_up: Option<Act>,
    /// The step that asks for what a sign-up still lacks.
    pub missing_requirements: Option<MissingRequirements>,
    /// The step that asks for a second factor.
    pub second_factor: Option<SecondFactor>,
}

/// One act of a person.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Clicks this.
    pub click: Locator,
}

/// The form for what a sign-up still lacks.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissingRequirements {
    /// Text field of each requirement by its name (`first_name`, `last_name`, `username`).
    #[serde(default)]
    pub fields: BTreeMap<String, Locator>,
    /// Checkbox of each requirement by its name (`legal_accepted`).
    #[serde(default)]
    pub boxes: BTreeMap<String, Locator>,
    /// Sends the form.
    pub submit: Locator,
    /// Where a refused value is explained.
    pub error: Locator,
}

/// The form for a second factor.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondFactor {
    /// Field for a code of an authenticator app.
    pub code: Locator,
    /// Switches back to codes of an authenticator app, where that takes an act.
    pub use_code: Option<Locator>,
    /// Switches to backup codes, where that takes an act.
    pub use_backup_code: Option<Locator>,
    /// Field for a backup code.
    pub backup_code: Option<Locator>,
    /// Sends the form.
    pub submit: Locator,
    /// Where a refused code is explained.
    pub error: Locator,
}
