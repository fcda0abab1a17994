//! What is configurable about an OpenID Connect issuer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    IssuerName,
    protocol::{response_type::ResponseType, signing_algorithm::SigningAlgorithm},
};

/// One of `[[issuers]]`. The defaults are those of a strict issuer that has everything in the specifications.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct IssuerSettings {
    /// `oidc`, or `oidc-` and a word: the path below which it is served.
    pub name: IssuerName,
    /// What people read on its pages.
    pub display_name: String,
    /// Whether the issuer identifier ends in a slash.
    pub trailing_slash: bool,
    /// The algorithms of its tokens. The first signs for clients that chose none.
    pub algorithms: Vec<SigningAlgorithm>,
    /// The values of `response_type`.
    pub response_types: Vec<String>,
    /// The values of `response_mode`: `query`, `fragment`, `form_post`.
    pub response_modes: Vec<String>,
    /// Whether the authorization response carries `iss` (RFC 9207), which the metadata then announces.
    pub iss_parameter: bool,
    /// Whether each request needs a PKCE challenge; those of public clients always do (RFC 9700 §2.1.1).
    pub require_pkce: bool,
    /// Whether `plain` challenges are accepted beside S256.
    pub plain_pkce: bool,
    /// Whether clients must push their requests (RFC 9126 §5).
    pub require_pushed_authorization_requests: bool,
    /// Whether scopes that mean nothing are refused; where not, they are ignored (OIDC Core §3.1.2.1).
    pub refuse_unknown_scopes: bool,
    /// Further scopes with the claims that each gives. Those of OIDC Core §5.4 are there; an entry replaces one.
    pub scopes: BTreeMap<String, Vec<String>>,
    /// Claims with these values in each id_token and UserInfo response.
    pub claims: Map<String, Value>,
    /// Whether id_tokens repeat the claims of the scopes that UserInfo gives (OIDC Core §5.4 has them there alone
    /// where there is an access token).
    pub claims_in_id_token: bool,
    /// Whether each client sees another `sub` for the same person (OIDC Core §8).
    pub subject_type: SubjectType,
    /// What pairwise identifiers are salted with.
    pub pairwise_salt: String,
    /// The values of `acr`, the usual one first; empty: tokens have none.
    pub acr_values: Vec<String>,
    /// Seconds until an authorization code dies.
    pub code_lifetime: u32,
    /// Seconds until an access token dies.
    pub access_token_lifetime: u32,
    /// Seconds from `iat` to `exp` of an id_token.
    pub id_token_lifetime: u32,
    /// Seconds until a refresh token dies; absent: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token_lifetime: Option<u32>,
    /// Seconds until a pushed request dies.
    pub request_uri_lifetime: u32,
    /// When a refresh token comes along.
    pub refresh_tokens: RefreshTokens,
    /// Whether a refresh token is replaced at each use. Using a replaced one kills all that came from the sign-in
    /// (RFC 9700 §4.14.2).
    pub rotate_refresh_tokens: bool,
    /// Whether a code that is used again takes with it the tokens that it yielded (RFC 6749 §4.1.2).
    pub code_reuse_revokes_tokens: bool,
    /// Whether devices may sign people in (RFC 8628).
    pub device_flow: bool,
    /// Who may register clients (RFC 7591).
    pub registration: Registration,
    /// What registers clients where `registration = "token"`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub initial_access_token: String,
    /// Whether back-channel logout tokens are sent to hosts other than this machine too.
    pub backchannel_logout_anywhere: bool,
}

/// Whether `sub` is the same for all clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    /// The same.
    #[default]
    Public,
    /// Another one for each sector, which is the host of the client's redirect URIs.
    Pairwise,
}

impl SubjectType {
    /// The word used on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Pairwise => "pairwise",
        }
    }
}

/// When a refresh token comes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshTokens {
    /// With the scope `offline_access` (OIDC Core §11).
    #[default]
    OfflineAccess,
    /// With each code.
    Always,
    /// Never.
    Never,
}

/// Who may register clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    /// Nobody: the endpoint does not exist.
    #[default]
    Off,
    /// Whoever has the initial access token (RFC 7591 §3).
    Token,
    /// Everybody.
    Open,
}

impl IssuerSettings {
    /// The claims that a scope gives; absent: the scope means nothing here. `openid` and `offline_access` give none.
    #[must_use]
    pub fn claims_of(&self, scope: &str) -> Option<Vec<&str>> {
        if let Some(claims) = self.scopes.get(scope) {
            return Some(claims.iter().map(String::as_str).collect());
        }
        let standard: &[&str] = match scope {
            "openid" => &[],
            "offline_access" if self.refresh_tokens != RefreshTokens::Never => &[],
            "profile" => PROFILE,
            "email" => &["email", "email_verified"],
            "address" => &["address"],
            "phone" => &["phone_number", "phone_number_verified"],
            _ => return None,
        };
        Some(standard.to_vec())
    }

    /// Every scope that means something.
    #[must_use]
    pub fn known_scopes(&self) -> Vec<&str> {
        let standard = ["openid", "profile", "email", "address", "phone", "offline_access"];
        let own = self.scopes.keys().map(String::as_str);
        let mut scopes: Vec<&str> = standard
            .into_iter()
            .filter(|scope| self.claims_of(scope).is_some())
            .collect();
        scopes.extend(own.filter(|scope| !standard.contains(scope)));
        scopes
    }

    /// Whether a response type is served, whatever the order of its words.
    #[must_use]
    pub fn has_response_type(&self, text: &str) -> bool {
        let asked = ResponseType::parse(text);
        asked.is_some()
            && self
                .response_types
                .iter()
                .any(|known| ResponseType::parse(known) == asked)
    }

    /// Refuses what no issuer can be.
    ///
    /// # Errors
    /// One sentence that names the value found and the value expected.
    pub fn validate(&self) -> Result<(), String> {
        let name = self.name;
        if self.algorithms.is_empty() {
            return Err(format!(
                "algorithms of issuer \"{name}\" is empty; expected at least one, such as \"RS256\""
            ));
        }
        if let Some(found) = self
            .response_types
            .iter()
            .find(|text| ResponseType::parse(text).is_none())
        {
            return Err(format!(
                "response_types of issuer \"{name}\" has \"{found}\"; expected \"code\", \"id_token\", \"token\", a combination of them, or \"none\""
            ));
        }
        if self.response_types.is_empty() {
            return Err(format!(
                "response_types of issuer \"{name}\" is empty; expected at least \"code\""
            ));
        }
        let modes = ["query", "fragment", "form_post"];
        if let Some(found) = self
            .response_modes
            .iter()
            .find(|mode| !modes.contains(&mode.as_str()))
        {
            return Err(format!(
                "response_modes of issuer \"{name}\" has \"{found}\"; expected \"query\", \"fragment\", or \"form_post\""
            ));
        }
        if self.registration == Registration::Token && self.initial_access_token.is_empty() {
            return Err(format!(
                "registration of issuer \"{name}\" is \"token\" and initial_access_token is empty; expected the token that registers clients"
            ));
        }
        Ok(())
    }
}

/// OIDC Core §5.4.
const PROFILE: &[&str] = &[
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
];

impl Default for IssuerSettings {
    fn default() -> Self {
        let texts = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            name: IssuerName::DEFAULT,
            display_name: "OpenID Connect".to_owned(),
            trailing_slash: false,
            algorithms: SigningAlgorithm::ALL.to_vec(),
            response_types: texts(&[
                "code",
                "id_token",
                "id_token token",
                "code id_token",
                "code token",
                "code id_token token",
            ]),
            response_modes: texts(&["query", "fragment", "form_post"]),
            iss_parameter: true,
            require_pkce: false,
            plain_pkce: false,
            require_pushed_authorization_requests: false,
            refuse_unknown_scopes: false,
            scopes: BTreeMap::new(),
            claims: Map::new(),
            claims_in_id_token: false,
            subject_type: SubjectType::Public,
            pairwise_salt: "mock-provider".to_owned(),
            acr_values: Vec::new(),
            code_lifetime: 600,
            access_token_lifetime: 3_600,
            id_token_lifetime: 3_600,
            refresh_token_lifetime: None,
            request_uri_lifetime: 90,
            refresh_tokens: RefreshTokens::OfflineAccess,
            rotate_refresh_tokens: true,
            code_reuse_revokes_tokens: true,
            device_flow: false,
            registration: Registration::Off,
            initial_access_token: String::new(),
            backchannel_logout_anywhere: false,
        }
    }
}
