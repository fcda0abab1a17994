//! The forms that a person fills in beside the provider's.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::browser::Locator;

/// Locators with their keys.
pub(super) type Keyed<'a> = Vec<(String, &'a Locator)>;

/// The form for what a sign-up still lacks.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissingRequirements {
    /// Text field of each requirement by its name (`first_name`, `last_name`, `username`, `password`,
    /// `phone_number`, `email_address`).
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

/// The form for an address and a password.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordSignIn {
    /// Field for the email address.
    pub email: Locator,
    /// Leads from the address to the password, where they are not asked for together.
    pub next: Option<Locator>,
    /// Field for the password.
    pub password: Locator,
    /// Sends the form.
    pub submit: Locator,
    /// Where a refusal is explained.
    pub error: Locator,
}

/// The form for a code that was sent to a mailbox or a telephone.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyAddress {
    /// Has the code sent, where that takes an act.
    pub send: Option<Locator>,
    /// Field for the code.
    pub code: Locator,
    /// Sends the form.
    pub submit: Locator,
    /// Where a refused code is explained.
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

/// The form for a new password.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// Field for the password.
    pub password: Locator,
    /// Sends the form.
    pub submit: Locator,
    /// Where a refused password is explained.
    pub error: Locator,
}

/// The form that has a second factor set up.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUpSecondFactor {
    /// Shows the TOTP secret in base32, as its text.
    pub secret: Locator,
    /// Field for a code of the authenticator app that has the secret.
    pub code: Locator,
    /// Sends the form.
    pub submit: Locator,
    /// Goes on once it is set up, where that takes an act.
    pub go_on: Option<Locator>,
    /// Where a refused code is explained.
    pub error: Locator,
}

/// The form that wants a captcha from somebody new, with a stand-in for one.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerCaptcha {
    /// Checkbox that stands for the answer.
    pub tick: Locator,
    /// Sends the form.
    pub submit: Locator,
    /// Where a missing answer is explained.
    pub error: Locator,
}

impl AnswerCaptcha {
    pub(super) fn locators(&self) -> Keyed<'_> {
        keyed([
            ("tick", Some(&self.tick)),
            ("submit", Some(&self.submit)),
            ("error", Some(&self.error)),
        ])
    }
}

/// The form that has people choose the organization that they act for.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseOrganization {
    /// Field for the name of a new organization.
    pub name: Locator,
    /// Makes it, and goes on with it.
    pub submit: Locator,
    /// Chooses one that is there; `{organization}` is its name.
    pub choose: Option<Locator>,
    /// Where a refusal is explained.
    pub error: Locator,
}

impl ChooseOrganization {
    pub(super) fn locators(&self) -> Keyed<'_> {
        keyed([
            ("name", Some(&self.name)),
            ("submit", Some(&self.submit)),
            ("choose", self.choose.as_ref()),
            ("error", Some(&self.error)),
        ])
    }
}

impl MissingRequirements {
    pub(super) fn locators(&self) -> Keyed<'_> {
        let fields = self
            .fields
            .iter()
            .map(|(name, field)| (format!("fields.{name}"), field));
        let boxes = self
            .boxes
            .iter()
            .map(|(name, field)| (format!("boxes.{name}"), field));
        let rest = keyed([("submit", Some(&self.submit)), ("error", Some(&self.error))]);
        fields.chain(boxes).chain(rest).collect()
    }
}

impl PasswordSignIn {
    pub(super) fn locators(&self) -> Keyed<'_> {
        keyed([
            ("email", Some(&self.email)),
            ("next", self.next.as_ref()),
            ("password", Some(&self.password)),
            ("submit", Some(&self.submit)),
            ("error", Some(&self.error)),
        ])
    }
}

impl VerifyAddress {
    pub(super) fn locators(&self) -> Keyed<'_> {
        keyed([
            ("send", self.send.as_ref()),
            ("code", Some(&self.code)),
            ("submit", Some(&self.submit)),
            ("error", Some(&self.error)),
        ])
    }
}

impl SecondFactor {
    pub(super) fn locators(&self) -> Keyed<'_> {
        keyed([
            ("code", Some(&self.code)),
            ("use_code", self.use_code.as_ref()),
            ("use_backup_code", self.use_backup_code.as_ref()),
            ("backup_code", self.backup_code.as_ref()),
            ("submit", Some(&self.submit)),
            ("error", Some(&self.error)),
        ])
    }
}

impl NewPassword {
    pub(super) fn locators(&self) -> Keyed<'_> {
        keyed([
            ("password", Some(&self.password)),
            ("submit", Some(&self.submit)),
            ("error", Some(&self.error)),
        ])
    }
}

impl SetUpSecondFactor {
    pub(super) fn locators(&self) -> Keyed<'_> {
        keyed([
            ("secret", Some(&self.secret)),
            ("code", Some(&self.code)),
            ("submit", Some(&self.submit)),
            ("go_on", self.go_on.as_ref()),
            ("error", Some(&self.error)),
        ])
    }
}

fn keyed<'a, const N: usize>(locators: [(&str, Option<&'a Locator>); N]) -> Keyed<'a> {
    locators
        .into_iter()
        .filter_map(|(key, locator)| Some((key.to_owned(), locator?)))
        .collect()
}
