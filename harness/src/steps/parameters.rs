//! Words of the features that are not plain text.

use std::str::FromStr;

use cucumber::Parameter;
use mock_provider::Provider;

/// A provider by the name that people use.
#[derive(Debug, Clone, Copy, Parameter)]
#[param(name = "idp", regex = "Google|GitHub")]
pub(super) struct Idp(pub Provider);

impl FromStr for Idp {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.to_lowercase()
            .parse()
            .map(Self)
            .map_err(|_| format!("there is no provider {text}"))
    }
}

/// Something that a sign-up may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Parameter)]
#[param(
    name = "requirement",
    regex = "last name|legal acceptance|username|password|telephone number|email address"
)]
pub(super) enum Requirement {
    /// A family name.
    LastName,
    /// Consent to the terms.
    Legal,
    /// A name of one's own choice.
    Username,
    /// A password for signing in without a provider.
    Password,
    /// A telephone number, proved by a code.
    PhoneNumber,
    /// An email address, proved by a code.
    EmailAddress,
}

impl Requirement {
    /// Key in the manifest's `actions.missing_requirements`.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::LastName => "last_name",
            Self::Legal => "legal_accepted",
            Self::Username => "username",
            Self::Password => "password",
            Self::PhoneNumber => "phone_number",
            Self::EmailAddress => "email_address",
        }
    }

    /// Variant of the target that demands it.
    pub(super) fn variant(self) -> &'static str {
        match self {
            Self::LastName => "require-last-name",
            Self::Legal => "require-legal",
            Self::Username => "require-username",
            Self::Password => "require-password",
            Self::PhoneNumber => "require-phone",
            // Whoever has no address to sign up with is asked for one, whatever else is demanded.
            Self::EmailAddress => "default",
        }
    }
}

impl FromStr for Requirement {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "last name" => Ok(Self::LastName),
            "legal acceptance" => Ok(Self::Legal),
            "username" => Ok(Self::Username),
            "password" => Ok(Self::Password),
            "telephone number" => Ok(Self::PhoneNumber),
            "email address" => Ok(Self::EmailAddress),
            _ => Err(format!("there is no requirement {text}")),
        }
    }
}
