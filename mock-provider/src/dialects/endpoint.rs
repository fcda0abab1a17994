//! What a provider serves, and at which paths.

/// What is asked at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Endpoint {
    /// The authorization endpoint.
    Authorize,
    /// The page on which people sign in.
    SignIn,
    /// The page on which people choose one of their accounts.
    ChooseAccount,
    /// The page on which people consent.
    Consent,
    /// The token endpoint.
    Token,
    /// OIDC UserInfo.
    Userinfo,
    /// Google's own form of UserInfo.
    UserinfoV2,
    /// GitHub's user.
    User,
    /// GitHub's addresses of a user.
    UserEmails,
    /// The public ones among them.
    UserPublicEmails,
    /// GitHub's organisations of a user.
    UserOrgs,
    /// What an app may do with tokens: check, reset, delete.
    AppToken,
    /// What an app may do with a person's grant: delete it.
    AppGrant,
    /// Published keys.
    Jwks,
    /// Published keys as X.509 certificates.
    Certificates,
    /// Provider metadata.
    Discovery,
    /// Token revocation.
    Revoke,
    /// Token revocation at the old path, by following a link.
    RevokeByLink,
    /// What a token says.
    TokenInfo,
    /// The same in Google's own form.
    TokenInfoV1,
    /// Device codes.
    DeviceCode,
    /// The page on which people type what a device shows.
    Device,
}

impl Endpoint {
    /// The word used in the journal.
    #[must_use]
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::SignIn => "sign-in",
            Self::ChooseAccount => "choose-account",
            Self::Consent => "consent",
            Self::Token => "token",
            Self::Userinfo | Self::UserinfoV2 => "userinfo",
            Self::User => "user",
            Self::UserEmails => "user-emails",
            Self::UserPublicEmails => "user-public-emails",
            Self::UserOrgs => "user-orgs",
            Self::AppToken => "app-token",
            Self::AppGrant => "app-grant",
            Self::Jwks => "jwks",
            Self::Certificates => "certificates",
            Self::Discovery => "discovery",
            Self::Revoke | Self::RevokeByLink => "revoke",
            Self::TokenInfo | Self::TokenInfoV1 => "tokeninfo",
            Self::DeviceCode => "device-code",
            Self::Device => "device",
        }
    }

    /// The methods that are answered.
    #[must_use]
    pub(crate) fn methods(self) -> &'static [&'static str] {
        match self {
            Self::SignIn
            | Self::ChooseAccount
            | Self::Consent
            | Self::Device
            | Self::Userinfo
            | Self::RevokeByLink
            | Self::TokenInfo
            | Self::TokenInfoV1 => &["GET", "POST"],
            Self::Token | Self::Revoke | Self::DeviceCode => &["POST"],
            Self::AppToken => &["POST", "PATCH", "DELETE"],
            Self::AppGrant => &["DELETE"],
            _ => &["GET"],
        }
    }

    /// Whether a browser visits it as a page.
    #[must_use]
    pub(crate) fn is_page(self) -> bool {
        matches!(
            self,
            Self::Authorize | Self::SignIn | Self::ChooseAccount | Self::Consent | Self::Device
        )
    }
}

/// A path below the public URL.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    /// The whole path, with the provider's mount.
    pub path: &'static str,
    /// What is asked there.
    pub endpoint: Endpoint,
}

/// The pages to which people are sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pages {
    /// Sign-in.
    pub sign_in: &'static str,
    /// Account chooser.
    pub choose_account: &'static str,
    /// Consent.
    pub consent: &'static str,
    /// Where people type what a device shows.
    pub device: &'static str,
}
