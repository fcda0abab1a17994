//! What a client registers at an OpenID Connect issuer beside its redirect URIs.

use serde::{Deserialize, Serialize};
use url::Url;

use super::{IssuerSettings, SubjectType};
use crate::protocol::signing_algorithm::SigningAlgorithm;

/// `[clients.oidc]`: client metadata by its names in RFC 7591 and OpenID Connect Dynamic Client Registration §2.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct OidcClient {
    /// The values of `response_type` that it may use; empty: all of the issuer's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub response_types: Vec<String>,
    /// The values of `grant_type` that it may use; empty: all of the issuer's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grant_types: Vec<String>,
    /// What signs its id_tokens; absent: the issuer's first algorithm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_signed_response_alg: Option<SigningAlgorithm>,
    /// What signs its UserInfo responses; absent: they are plain JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_signed_response_alg: Option<SigningAlgorithm>,
    /// Whether `sub` is its own; absent: as the issuer says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_type: Option<SubjectType>,
    /// The URL whose host is its sector for pairwise identifiers; absent: the host of its first redirect URI. Nothing
    /// is read from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector_identifier_uri: Option<Url>,
    /// The `max_age` of requests that have none, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_max_age: Option<u32>,
    /// Whether it must push its requests (RFC 9126 §6).
    pub require_pushed_authorization_requests: bool,
    /// Where people may be sent after they signed out (RP-Initiated Logout §3.1).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it is told that somebody signed out (Back-Channel Logout §2.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<Url>,
}

impl OidcClient {
    /// Whether nothing was registered.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Refuses what the issuer cannot do.
    ///
    /// # Errors
    /// One sentence that names the value found and the value expected.
    pub fn validate(&self, issuer: &IssuerSettings, client_id: &str) -> Result<(), String> {
        let algorithms = [
            ("id_token_signed_response_alg", self.id_token_signed_response_alg),
            ("userinfo_signed_response_alg", self.userinfo_signed_response_alg),
        ];
        for (key, found) in algorithms {
            if let Some(found) = found.filter(|found| !issuer.algorithms.contains(found)) {
                let known: Vec<&str> = issuer.algorithms.iter().map(|one| one.word()).collect();
                return Err(format!(
                    "{key} of client \"{client_id}\" is \"{}\", which issuer \"{}\" does not have; expected one of {}",
                    found.word(),
                    issuer.name,
                    known.join(", ")
                ));
            }
        }
        if let Some(found) = self
            .response_types
            .iter()
            .find(|found| !issuer.has_response_type(found))
        {
            return Err(format!(
                "response_types of client \"{client_id}\" has \"{found}\", which issuer \"{}\" does not have; expected one of {}",
                issuer.name,
                issuer.response_types.join(", ")
            ));
        }
        Ok(())
    }
}
