//! What a person does on the target's pages.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::forms::{
    AnswerCaptcha, ChooseOrganization, MissingRequirements, NewPassword, PasswordSignIn, SecondFactor,
    SetUpSecondFactor, VerifyAddress,
};
use crate::browser::Locator;

/// What a person does.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Actions {
    /// Starts a sign-in on the sign-in page; `{provider}` is the provider's label.
    pub sign_in: Act,
    /// Starts a sign-up on the sign-up page; as `sign_in` when left out.
    pub sign_up: Option<Act>,
    /// Signs in with an address and a password on the sign-in page.
    pub password_sign_in: Option<PasswordSignIn>,
    /// Ends the session, on the account page.
    pub sign_out: Option<Act>,
    /// Goes on to the provider of the person's company, where the app says that only that one will do. With the variant
    /// `enterprise-sso`, in which people at corp.example are of a company whose provider is Google.
    pub company: Option<Act>,
    /// Connects a further provider, on the account page.
    pub connect: Option<Act>,
    /// Disconnects a provider, on the account page.
    pub disconnect: Option<Act>,
    /// Asks a connected provider for more access, on the account page.
    pub reauthorize: Option<Reauthorize>,
    /// The step that asks for what a sign-up still lacks.
    pub missing_requirements: Option<MissingRequirements>,
    /// The step that asks for a code that was sent to an address.
    pub verify_address: Option<VerifyAddress>,
    /// The step that asks for a second factor.
    pub second_factor: Option<SecondFactor>,
    /// The step that asks for a new password.
    pub new_password: Option<NewPassword>,
    /// The step that wants a captcha from somebody new.
    pub answer_captcha: Option<AnswerCaptcha>,
    /// The step that has people choose the organization that they act for.
    pub choose_organization: Option<ChooseOrganization>,
    /// The step that has a second factor set up.
    pub set_up_second_factor: Option<SetUpSecondFactor>,
}

/// One act of a person; `{provider}` is the provider's label.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Clicked before it, where the rest is hidden until then: what opens a menu or a dialog.
    pub open: Option<Locator>,
    /// Clicks this.
    pub click: Locator,
    /// Where the app explains that it came to nothing.
    pub error: Option<Locator>,
}

/// Asks a provider that is connected for more access.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reauthorize {
    /// Clicks this; `{provider}` is the provider's label.
    pub click: Locator,
    /// Where the app explains that it came to nothing.
    pub error: Option<Locator>,
    /// The further scope that the app asks for then, by the provider's id.
    pub scopes: BTreeMap<String, String>,
}

impl Actions {
    /// Of an app of which only the sign-in is known.
    #[must_use]
    pub fn of_sign_in(sign_in: Act) -> Self {
        Self {
            sign_in,
            sign_up: None,
            password_sign_in: None,
            sign_out: None,
            company: None,
            connect: None,
            disconnect: None,
            reauthorize: None,
            missing_requirements: None,
            verify_address: None,
            second_factor: None,
            new_password: None,
            set_up_second_factor: None,
            answer_captcha: None,
            choose_organization: None,
        }
    }

    /// Every locator with its place in the manifest.
    pub(super) fn locators(&self) -> Vec<(String, &Locator)> {
        let mut all = Vec::new();
        let acts = [
            ("sign_in", Some(&self.sign_in)),
            ("sign_up", self.sign_up.as_ref()),
            ("sign_out", self.sign_out.as_ref()),
            ("company", self.company.as_ref()),
            ("connect", self.connect.as_ref()),
            ("disconnect", self.disconnect.as_ref()),
        ];
        for (name, act) in acts {
            let Some(act) = act else { continue };
            all.push((format!("actions.{name}.click"), &act.click));
            all.extend(act.open.iter().map(|open| (format!("actions.{name}.open"), open)));
            all.extend(
                act.error
                    .iter()
                    .map(|error| (format!("actions.{name}.error"), error)),
            );
        }
        if let Some(act) = &self.reauthorize {
            all.push(("actions.reauthorize.click".to_owned(), &act.click));
            all.extend(
                act.error
                    .iter()
                    .map(|error| ("actions.reauthorize.error".to_owned(), error)),
            );
        }
        let forms = [
            (
                "password_sign_in",
                self.password_sign_in.as_ref().map(PasswordSignIn::locators),
            ),
            (
                "missing_requirements",
                self.missing_requirements
                    .as_ref()
                    .map(MissingRequirements::locators),
            ),
            (
                "verify_address",
                self.verify_address.as_ref().map(VerifyAddress::locators),
            ),
            (
                "second_factor",
                self.second_factor.as_ref().map(SecondFactor::locators),
            ),
            (
                "new_password",
                self.new_password.as_ref().map(NewPassword::locators),
            ),
            (
                "answer_captcha",
                self.answer_captcha.as_ref().map(AnswerCaptcha::locators),
            ),
            (
                "choose_organization",
                self.choose_organization
                    .as_ref()
                    .map(ChooseOrganization::locators),
            ),
            (
                "set_up_second_factor",
                self.set_up_second_factor
                    .as_ref()
                    .map(SetUpSecondFactor::locators),
            ),
        ];
        for (name, locators) in forms {
            let named = locators.into_iter().flatten();
            all.extend(named.map(|(key, locator)| (format!("actions.{name}.{key}"), locator)));
        }
        all
    }

    /// Every place where the app explains why something was not accepted.
    #[must_use]
    pub fn errors(&self) -> Vec<&Locator> {
        let locators = self.locators().into_iter();
        locators
            .filter(|(place, _)| place.ends_with(".error"))
            .map(|(_, locator)| locator)
            .collect()
    }
}
